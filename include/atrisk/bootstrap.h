/* bootstrap.h - how an estimate varies from sample to sample, seen by drawing samples with
 * replacement from the one at hand.
 *
 * Subjects are drawn within each group and stratum of the sample, so that the sizes of both
 * stay what they are.  A replicate may have no estimate (a group without events has an
 * infinite hazard ratio, a curve that does not fall far enough no median): such are
 * counted, infinite ones take part in the limits, others do not.
 *
 * The same seed gives the same result for any number of threads.
 *
 * Efron & Tibshirani, An Introduction to the Bootstrap (1993); the limits are those of
 * Davison & Hinkley, Bootstrap Methods and their Application (1997) ch. 5; on censored
 * data Efron, J. Am. Stat. Assoc. 76 (1981) 312-319. */
#ifndef ATRISK_BOOTSTRAP_H
#define ATRISK_BOOTSTRAP_H

#include "atrisk/cox.h"
#include "atrisk/result.h"

typedef enum {
    ATR_BOOTSTRAP_PERCENTILE, /* quantiles of the replicates                              */
    ATR_BOOTSTRAP_BASIC,      /* the same, turned over at the estimate                    */
    ATR_BOOTSTRAP_BCA /* quantiles corrected for bias and for a variance that changes with
                         the estimate; needs an estimate without each subject           */
} atr_bootstrap_limits;

typedef struct {
    size_t               replicates; /* 0 for 1000                                    */
    uint64_t             seed;
    size_t               threads; /* 0 for 1                                          */
    double               level;   /* of the limits, in (0, 1); 0 for 0.95             */
    atr_bootstrap_limits limits;
} atr_bootstrap_options;

/* One number that was estimated.  Limits are NaN where a tail of the replicates does not
 * have the one or two that they lie between. */
typedef struct {
    atr_estimate estimate; /* of the sample, with the standard deviation of the finite
                              replicates and the limits                              */
    double bias;           /* mean of the finite replicates, less the estimate        */
    size_t finite, infinite, undefined; /* replicates                                 */
} atr_bootstrap_statistic;

typedef struct {
    size_t                   n;
    atr_bootstrap_statistic *statistic; /* [n]                                           */
    double                  *replicate; /* [options.replicates * n] one after the other  */
    atr_bootstrap_options    options;   /* with the defaults filled in                   */
} atr_bootstrap;

/* The log hazard ratios of a model, one for each column.
 *
 *   sample   no weights and no late entries; not kept.  Its groups are looked at for
 *            drawing only
 *   model    as for atr_cox_fit; NULL for the defaults.  No cluster ids
 *   options  NULL for the defaults
 *   result   filled; release with atr_bootstrap_free
 *
 * Fails as atr_cox_fit does, and with ATR_EARGUMENT for weights, entries, clusters, a level
 * outside (0, 1) or fewer than 2 replicates.  O(replicates * (n + fit)). */
atr_status atr_bootstrap_cox(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options       *model,
                             const atr_bootstrap_options *options, atr_bootstrap *result,
                             atr_error *err);

/* The restricted mean of every group up to a horizon, then of every group but the first
 * its difference from that of the first: 2 * n_groups - 1 numbers.  A mean is not defined
 * in a replicate where the last of a group are censored before the horizon.  Strata are for
 * drawing only.  exact_times as in atr_events_options. */
atr_status atr_bootstrap_rmst(const atr_sample *sample, double horizon, bool exact_times,
                              const atr_bootstrap_options *options, atr_bootstrap *result,
                              atr_error *err);

/* The p-quantile of the event time likewise (the median is the 0.5-quantile).  One that
 * the curve does not reach is NaN in the sample, and counts as infinite in a replicate: an
 * upper limit may be +Inf. */
atr_status atr_bootstrap_quantile(const atr_sample *sample, double p, bool exact_times,
                                  const atr_bootstrap_options *options,
                                  atr_bootstrap *result, atr_error *err);

/* Release and zero.  Harmless on a zeroed result. */
void atr_bootstrap_free(atr_bootstrap *result);

#endif
