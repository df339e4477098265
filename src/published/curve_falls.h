/* curve_falls.h - the falls of a rebuilt curve, and what print says of who is at risk
 * there.
 *
 * A fall to the share 1 - d/n is seen within a tolerance, so that several pairs of events d
 * and number at risk n can be behind it. */
#ifndef ATRISK_PUBLISHED_CURVE_FALLS_H
#define ATRISK_PUBLISHED_CURVE_FALLS_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

typedef struct {
    double time, events, at_risk;   /* rebuilt                                           */
    double least_share, most_share; /* d / n within the tolerance                        */
    double low, high;               /* bounds of n, as printed numbers at risk give them */
    double left;                    /* n - d is this at least, likewise                  */
} curve_fall;

/* List the falls of a table rebuilt from an arm.
 *
 *   tolerance  how far survival may be off behind a fall
 *   fall       [*n] a new array, to be released by free
 *
 * Fails with ATR_EMEMORY. */
atr_status curve_falls_list(const atr_figure_arm *arm, const atr_events *table,
                            double tolerance, curve_fall **fall, size_t *n, atr_error *err);

/* The smallest and largest n of which d events fall as far; none where smallest > largest.
 */
double curve_fall_smallest(const curve_fall *fall, double d);
double curve_fall_largest(const curve_fall *fall, double d);

#endif
