/* curve_crossing.h - where a step function comes down to a level. */
#ifndef ATRISK_CORE_CURVE_CROSSING_H
#define ATRISK_CORE_CURVE_CROSSING_H

#include "atrisk/curve.h"

#include <stdbool.h>

typedef struct {
    double            level;
    atr_quantile_rule rule;
    bool              reached;  /* the level                                    */
    bool              open;     /* the flat piece on the level may still go on  */
    double            step;     /* of that piece                                */
    double            from, to; /* where it begins, and how far it has come     */
} curve_crossing;

/* Show it the next n steps. */
void curve_crossing_feed(curve_crossing *crossing, const double *time, const double *step,
                         size_t n);

/* After all steps: where the function first reaches the level; the middle of the step when
 * it lies on the level, unless the rule is the first.  NaN: nowhere. */
double curve_crossing_found(const curve_crossing *crossing);

#endif
