/* rmst.h - restricted mean survival time: how long one lives, on average, until a
 * horizon. */
#ifndef ATRISK_RMST_H
#define ATRISK_RMST_H

#include "atrisk/events.h"
#include "atrisk/result.h"

#include <stdbool.h>

typedef struct {
    double       horizon, level;
    atr_estimate mean; /* of min(T, horizon): the area under S up to the horizon    */
    atr_estimate lost; /* horizon - mean, the restricted mean time lost             */
    double       last; /* the last follow-up time                                   */
    bool extrapolated; /* horizon > last though S(last) > 0: S was held constant    */
} atr_rmst;

/* The mean of min(T, horizon) with a normal interval at `level`, 0 < level < 1.
 *
 *   table    at least one row; not kept.  Time runs from 0, or from the first time
 *            when that is negative
 *   horizon  finite, later than the start, in the unit of the table
 *
 * The limits are not cut at 0 or at the horizon.  O(n), without memory.
 *
 * Fails with ATR_EARGUMENT (horizon, level) or ATR_EDATA (no rows).
 * Irwin, J. Hyg. 47 (1949) 188-189; Klein & Moeschberger, Survival Analysis, 2nd ed.
 * (2003) sec. 4.5. */
atr_status atr_rmst_fit(const atr_events *table, double horizon, double level,
                        atr_rmst *result, atr_error *err);

/* Give a mean another standard error, as that of atr_jackknife_rmst, and the limits that
 * follow from it. */
void atr_rmst_set_error(atr_rmst *rmst, double std_error);

typedef struct {
    atr_contrast difference; /* of the means */
    atr_contrast ratio; /* of the means; std_error and z are those of its logarithm   */
    atr_contrast lost_ratio; /* of the times lost; likewise */
} atr_rmst_contrast;

/* Compare a group with a reference, up to the same horizon; the interval is at the
 * level of `group`.  A ratio of which a term is 0 has no interval, and one
 * of which a term is negative is NaN.
 *
 * Fails with ATR_EARGUMENT when the horizons differ.
 * Royston & Parmar, BMC Med. Res. Methodol. 13 (2013) 152; Uno et al., J. Clin. Oncol.
 * 32 (2014) 2380-2385. */
atr_status atr_rmst_test(const atr_rmst *group, const atr_rmst *reference,
                         atr_rmst_contrast *result, atr_error *err);

#endif
