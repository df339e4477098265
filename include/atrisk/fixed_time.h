/* fixed_time.h - are two survival probabilities at one given time the same? */
#ifndef ATRISK_FIXED_TIME_H
#define ATRISK_FIXED_TIME_H

#include "atrisk/curve.h"

#include <stdbool.h>

typedef struct {
    double       time;
    bool         extrapolated;     /* a curve ended before; its last value was taken     */
    atr_estimate group, reference; /* S at that time, limits as the curve has them       */
    atr_contrast difference;       /* S of the group less that of the reference, with a
                                      normal interval (not cut at -1 and 1)              */
    /* The same question on other scales; z is signed as the difference of the scale is. */
    atr_contrast log;     /* log S                                                       */
    atr_contrast cloglog; /* log(-log S): positive when the group survives less; with few
                             subjects it keeps its size best                             */
    atr_contrast arcsine; /* asin sqrt S                                                 */
    atr_contrast logit;   /* log(S / (1 - S))                                            */
} atr_fixed_time;

/* Compare two curves at a time that was chosen beforehand.  The estimate of a contrast is
 * the difference on its scale.  Where a survival is 0 or 1 a scale may have an infinite
 * value or no variance: then its contrast has no interval and its test df 0.  O(log n).
 *
 *   time   finite, in the unit of the curves
 *   level  of the intervals of the contrasts
 *
 * Fails with ATR_EARGUMENT (time, level).
 * Klein, Logan, Harhoff & Andersen, Stat. Med. 26 (2007) 4505-4519. */
atr_status atr_fixed_time_test(const atr_curve *group, const atr_curve *reference,
                               double time, double level, atr_fixed_time *result,
                               atr_error *err);

#endif
