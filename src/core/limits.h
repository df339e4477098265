/* limits.h - confidence limits of a survival probability on a chosen scale. */
#ifndef ATRISK_CORE_LIMITS_H
#define ATRISK_CORE_LIMITS_H

#include "atrisk/curve.h"

typedef struct {
    double lower, upper;
} atr_limits;

/* Limits of survival s that lie `below` and `above` from log s if the scale is the
 * logarithm, and accordingly on the others (by the delta method).  [1, 1] for s = 1, NaN
 * for s = 0. */
atr_limits atr_limits_around(double s, double below, double above, atr_scale scale);

#endif
