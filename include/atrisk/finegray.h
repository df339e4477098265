/* finegray.h - regression with competing risks: on the incidence of a cause, and on its
 * hazard among those to whom nothing has happened yet.
 *
 * The two answer different questions.  Fine and Gray's subdistribution hazard ratio says
 * who ends up with the cause more often; the cause-specific hazard ratio says in whom it
 * strikes faster. */
#ifndef ATRISK_FINEGRAY_H
#define ATRISK_FINEGRAY_H

#include "atrisk/baseline.h"
#include "atrisk/competing.h"
#include "atrisk/cox.h"

/* Who is at risk of being censored at a time at which others have an event. */
typedef enum {
    ATR_CENSORING_LAST,    /* only those without an event, as everywhere else here and in
                              survival's finegray                                        */
    ATR_CENSORING_TOGETHER /* all, as in cmprsk's crr                                   */
} atr_censoring_order;

typedef struct {
    bool   efron;          /* ties by Efron's approximation in place of Breslow's       */
    double level;          /* confidence level, in (0, 1); 0 for 0.95                   */
    int    max_iterations; /* 0 for 50                                                  */
    bool   exact_times;    /* as in atr_events_options                                  */
    atr_censoring_order order;
    const uint32_t *cluster; /* [n] any ids; rows of one id count as one for the variances;
                                NULL: every row for itself                          */
} atr_finegray_options;

typedef struct {
    atr_cox model;    /* as from atr_cox_fit, but for its variance, which accounts for the
                         censoring distribution having been estimated, and what rests
                         on it: standard errors, limits, z, p-values, Wald test.
                         naive_variance is the inverse information; there is no robust
                         score test                                                   */
    double *sandwich; /* [p * p] variance as if that distribution were known            */
    size_t  cause;    /* 1..n_causes: that of the model                               */
    atr_censoring_order order;
} atr_finegray;

/* Fit the proportional subdistribution hazards model of a cause: a Cox model in which
 * those who had another event stay at risk, with the weight G(t-)/G(T-), their
 * probability of not being censored between their own time T and t.
 *
 *   sample      checked first; not kept; its groups are not looked at.  Strata have
 *               baseline hazards and censoring distributions of their own
 *   cause       1..n_causes of the sample
 *   covariates  p >= 1, finite; not kept
 *   options     NULL for Breslow's ties and a 95% interval
 *   fit         filled; release with atr_finegray_free
 *
 * G is the Kaplan-Meier estimate of the whole stratum, with its case weights (as with
 * strata in R's finegray and in its coxph both; strata that share one censoring
 * distribution, or one baseline, are not offered).  With
 * cmprsk's order of censorings, coefficients and variance agree with crr but for what
 * crr leaves when it stops early.  A subject is one for the variances, whatever his weight,
 * unless there are clusters, whose subjects' shares in the coefficients are added up first.
 *
 * Infinite and redundant coefficients are as in atr_cox_fit; with an infinite one there
 * are no variances but the naive one (NaN).  The likelihood is a weighted one: its ratio
 * test and score test are approximate.
 *
 * O(n log n) to sort, O(n p^2) for each step of the search and O(n p) for the variances and
 * in memory.
 *
 * Fails with ATR_EARGUMENT (a cause that is not there, an option),
 * ATR_EDATA or ATR_EMEMORY.
 * Fine & Gray, J. Am. Stat. Assoc. 94 (1999) 496-509; Geskus, Biometrics 67 (2011) 39-49
 * on the weights; Zhou et al., Biometrics 67 (2011) 661-670 on strata, Zhou et al.,
 * Biostatistics 13 (2012) 371-383 on clusters. */
atr_status atr_finegray_fit(const atr_competing *sample, size_t cause,
                            const atr_covariates       *covariates,
                            const atr_finegray_options *options, atr_finegray *fit,
                            atr_error *err);

/* Predict cumulative incidences, stratum by stratum, for given values of the covariates.
 *
 *   sample, covariates  those the fit was made with
 *   fit                 without infinite coefficients; a redundant one counts as 0
 *   options             as for atr_baseline_find, without an offset
 *   baseline            [n_strata] filled: the hazard is the subdistribution hazard of the
 *                       cause, and survival the probability of not having had the
 *                       cause.  Release each with atr_baseline_free
 *
 * The increments are Breslow's or Efron's of the weighted risk sets, as by survival's
 * finegray, coxph and survfit.  The variance has their part and that of the coefficients,
 * fit's variance; the weights count as known in the former.
 *
 * Fails with ATR_EARGUMENT (a fit of other data, an offset, a bad level), ATR_EDATA (an
 * infinite coefficient; a row that is not finite) or ATR_EMEMORY. */
atr_status atr_finegray_predict(const atr_competing  *sample,
                                const atr_covariates *covariates, const atr_finegray *fit,
                                const atr_baseline_options *options, atr_baseline *baseline,
                                atr_error *err);

/* The cumulative incidence of a row of one stratum at a time, with limits of that level
 * that are symmetric about it on a scale.  Before the first event it is 0 without limits
 * (NaN); after the last it is held constant. */
atr_estimate atr_finegray_incidence(const atr_baseline *baseline, size_t row, double time,
                                    double level, atr_scale scale);

/* Fit a Cox model of the hazard of a cause: atr_cox_fit, in which other events count as
 * censored.  Arguments as above and there; strata are strata.  Release with atr_cox_free.
 *
 * Prentice et al., Biometrics 34 (1978) 541-554. */
atr_status atr_cause_specific_fit(const atr_competing *sample, size_t cause,
                                  const atr_covariates  *covariates,
                                  const atr_cox_options *options, atr_cox *fit,
                                  atr_error *err);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_finegray_free(atr_finegray *fit);

#endif
