/* permutation.h - the log-rank test by reshuffling, for samples too small or too lopsided
 * for the chi-square distribution. */
#ifndef ATRISK_PERMUTATION_H
#define ATRISK_PERMUTATION_H

#include "atrisk/sample.h"

#include <stdbool.h>

typedef struct {
    double most_exact; /* go through all arrangements when there are no more; 0: 1e6      */
    double draws;      /* otherwise draw so many at random; 0: 1e5                        */
    uint64_t seed;     /* of the draws; the same seed gives the same p                    */
    size_t   threads;  /* for the draws, 0: 1; p does not depend on it                    */
} atr_permutation_options;

typedef struct {
    bool   exact;
    double arrangements; /* gone through, or drawn */
    double score;     /* observed - expected of the second group                        */
    double statistic; /* log-rank chi-square; NaN when it has no variance               */
    double variance;  /* of the score over the arrangements                             */
    double p;         /* of a score so far from 0, in either direction                  */
    double p_lower;   /* of a score so low: the second group has fewer events           */
    double p_upper;
    double p_statistic; /* of a chi-square so high; it differs from p because every
                           arrangement has its own variance */
} atr_permutation;

/* Compare two groups of one stratum under all ways, or many random ones, to deal out the
 * group labels.  With draws a p-value is (1 + hits) / (1 + draws).  Values that differ by
 * less than 1e-9 count as equal.  O(arrangements * n).
 *
 * The chances of being censored must be the same in both groups.
 *
 *   sample   two groups, one stratum, no weights, no late entries; not kept
 *   options  NULL for the defaults
 *
 * Fails with ATR_EARGUMENT (groups, strata, weights, entries; draws below
 * 1), ATR_EDATA (see
 * atr_sample_check; a group without subjects) or ATR_EMEMORY.
 * Heinze, Gnant & Schemper, Biometrics 59 (2003) 1151-1157; Phipson & Smyth, Stat. Appl.
 * Genet. Mol. Biol. 9 (2010) 39. */
atr_status atr_permutation_test(const atr_sample              *sample,
                                const atr_permutation_options *options,
                                atr_permutation *result, atr_error *err);

#endif
