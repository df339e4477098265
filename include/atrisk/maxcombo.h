/* maxcombo.h - the largest of several weighted log-rank statistics as one test. */
#ifndef ATRISK_MAXCOMBO_H
#define ATRISK_MAXCOMBO_H

#include "atrisk/events.h"

/* Fleming-Harrington weights (p, q) in this order: (0, 0), (0, 1), (1, 0), (1, 1): level,
 * late, early and middle differences. */
enum { ATR_MAXCOMBO_MOST = 4 };

typedef struct {
    size_t n; /* how many of them were used */
    /* Of all four, whether used or not: */
    double score[ATR_MAXCOMBO_MOST]; /* observed - expected of the second group */
    double z[ATR_MAXCOMBO_MOST];
    double covariance[ATR_MAXCOMBO_MOST][ATR_MAXCOMBO_MOST];  /* of the scores */
    double correlation[ATR_MAXCOMBO_MOST][ATR_MAXCOMBO_MOST]; /* NaN without a variance */
    /* Of those that were used: */
    double maximum; /* the largest |z| */
    size_t best;    /* where it is */
    double p;       /* two-sided, of a maximum so large, to nine digits; NaN when nothing
                       can be tested */
    double p_lower; /* one-sided, of a smallest z so small: that the second group has fewer
                       events; as many digits */
    double p_upper; /* of a largest z so large: that it has more */
} atr_maxcombo;

/* Test two groups by the first n weights together, stratified when there are several
 * strata.  The p-value comes from the joint normal distribution of the statistics, by
 * integration, always the same.  A weight without variance takes no part.
 *
 *   tables  [n_strata * 2] as atr_events_build gives them
 *   n       2, 3 or 4
 *
 * Fails with ATR_EARGUMENT (n) or ATR_EMEMORY.
 * Lee, Commun. Stat. Theory Methods 36 (2007) 829-840; Karrison, Stata J. 16 (2016)
 * 678-690; Lin et al., Stat. Biopharm. Res. 12 (2020) 187-198. */
atr_status atr_maxcombo_test(const atr_events *tables, size_t n_strata, size_t n,
                             atr_maxcombo *result, atr_error *err);

#endif
