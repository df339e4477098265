/* logrank.h - are the survival functions of two or more groups the same? */
#ifndef ATRISK_LOGRANK_H
#define ATRISK_LOGRANK_H

#include "atrisk/events.h"
#include "atrisk/result.h"

typedef struct {
    size_t  n_groups;
    double *subjects; /* [n_groups] weighted number of subjects                       */
    double *observed; /* [n_groups] events                                            */
    double *expected; /* [n_groups] under the hypothesis of equal hazards             */
    double *variance; /* [n_groups * n_groups] of observed - expected, summed over strata */
    atr_test test;    /* df = rank of the variance; all else NaN when that is 0       */
} atr_logrank;

/* The log-rank test, stratified when there are several strata.
 *
 *   tables   [n_strata * n_groups] as atr_events_build gives them
 *   n_groups at least 2
 *   result   filled; release with atr_logrank_free
 *
 * A time at which one subject is at risk counts as observed and expected but has
 * no variance.  A group that is never at risk when somebody has the event leaves the
 * comparison (df goes down).  O(rows * n_groups^2).
 *
 * Fails with ATR_EARGUMENT (fewer than two groups) or ATR_EMEMORY.
 * Peto & Peto, J. R. Stat. Soc. A 135 (1972) 185-207; Klein & Moeschberger (2003) sec. 7.3.
 */
atr_status atr_logrank_test(const atr_events *tables, size_t n_groups, size_t n_strata,
                            atr_logrank *result, atr_error *err);

/* Release and zero.  Harmless on a zeroed result. */
void atr_logrank_free(atr_logrank *result);

#endif
