/* pairwise.h - every group against every other, with p-values adjusted for their number. */
#ifndef ATRISK_PAIRWISE_H
#define ATRISK_PAIRWISE_H

#include "atrisk/logrank.h"

/* The first five bound the probability of any false rejection, the last two the expected
 * fraction of false ones among the rejections. */
typedef enum {
    ATR_ADJUST_HOLM,
    ATR_ADJUST_BONFERRONI,
    ATR_ADJUST_SIDAK,    /* for independent tests, or nearly so              */
    ATR_ADJUST_HOCHBERG, /* for independent or positively dependent tests    */
    ATR_ADJUST_HOMMEL,   /* likewise, never larger than Hochberg's           */
    ATR_ADJUST_BH,       /* Benjamini-Hochberg, likewise                     */
    ATR_ADJUST_BY,       /* Benjamini-Yekutieli, for any dependence          */
    ATR_ADJUST_NONE
} atr_adjustment;

/* Adjust p-values for their number.
 *
 *   p         [n] in [0, 1]; a NaN stays one and does not count
 *   adjusted  [n] set; may be p itself
 *
 * O(n log n); Hommel's O(n^2).
 * Fails with ATR_EARGUMENT for a p outside [0, 1], or ATR_EMEMORY.
 * Holm, Scand. J. Stat. 6 (1979) 65-70; Hochberg, Biometrika 75 (1988) 800-802; Hommel,
 * Biometrika 75 (1988) 383-386; Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995)
 * 289-300; Benjamini & Yekutieli, Ann. Stat. 29 (2001) 1165-1188. */
atr_status atr_p_adjust(const double *p, size_t n, atr_adjustment adjustment,
                        double *adjusted, atr_error *err);

typedef struct {
    size_t   first, second; /* groups, first < second                                 */
    double   z;             /* of the second against the first, as in atr_logrank     */
    atr_test test;
    double   adjusted_p;
} atr_pair;

typedef struct {
    size_t         n;
    atr_pair      *pair; /* [n] (0, 1), (0, 2), ..., (1, 2), ... */
    atr_adjustment adjustment;
} atr_pairwise;

typedef struct {
    atr_logrank_options test;
    atr_adjustment      adjustment;
} atr_pairwise_options;

/* Compare all pairs of groups by log-rank tests.  Arguments and failures are those of
 * atr_logrank_test; NULL options stand for unweighted tests and Holm's adjustment.  A pair
 * that cannot be tested has p NaN and does not count in the adjustment.  Release with
 * atr_pairwise_free. */
atr_status atr_pairwise_test(const atr_events *tables, size_t n_groups, size_t n_strata,
                             const atr_pairwise_options *options, atr_pairwise *result,
                             atr_error *err);

/* Release and zero.  Harmless on a zeroed result. */
void atr_pairwise_free(atr_pairwise *result);

#endif
