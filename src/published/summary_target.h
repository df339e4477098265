/* summary_target.h - the survival function that the patients of an arm should follow. */
#ifndef ATRISK_PUBLISHED_SUMMARY_TARGET_H
#define ATRISK_PUBLISHED_SUMMARY_TARGET_H

#include "atrisk/summary.h"

/* Cumulative hazard H through known points, by an assumed shape between them. */
typedef struct {
    atr_shape shape;
    size_t    n;        /* points; the first is (0, 0)                              */
    double   *time;     /* [n] strictly increasing                                  */
    double   *hazard;   /* [n] H, never falling                                     */
    double   *slope;    /* [n] dH/dt at the points; used by the cubic               */
    double    exponent; /* of time, outside the points; used by Weibull             */
    double    tail;     /* share of the shape's hazard after the last point, 0 to 1 */
} atr_target;

/* Draw H through n >= 1 points (time[i] > 0 strictly increasing, hazard[i] >= 0 never
 * falling), with tail 1.  Release with atr_target_free.  Fails with ATR_EMEMORY. */
atr_status atr_target_build(const double *time, const double *hazard, size_t n,
                            atr_shape shape, atr_target *target, atr_error *err);

/* H(t), t >= 0. */
double atr_target_hazard(const atr_target *target, double t);

void atr_target_free(atr_target *target);

#endif
