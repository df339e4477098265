/* intervals.h - observations that only say between which times the event was. */
#ifndef ATRISK_INTERVALS_H
#define ATRISK_INTERVALS_H

#include "atrisk/error.h"

#include <stddef.h>

/* A view: subject i had the event in (left[i], right[i]], or at left[i] exactly when the
 * two are equal.  right = INFINITY: right-censored at left; left = -INFINITY: left-censored
 * at right. */
typedef struct {
    size_t        n;
    const double *left;   /* [n] finite or -INFINITY                                   */
    const double *right;  /* [n] finite or INFINITY, not below left                    */
    const double *weight; /* [n] case weight > 0, finite; NULL: 1 for everybody        */
} atr_intervals;

/* Check every requirement above.  ATR_EDATA names the first subject (1-based) that breaks
 * one, or says that there is none. */
atr_status atr_intervals_check(const atr_intervals *intervals, atr_error *err);

#endif
