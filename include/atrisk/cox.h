/* cox.h - the proportional hazards model. */
#ifndef ATRISK_COX_H
#define ATRISK_COX_H

#include "atrisk/covariates.h"
#include "atrisk/result.h"
#include "atrisk/sample.h"

#include <stdbool.h>

typedef enum {
    ATR_TIES_EFRON,
    ATR_TIES_BRESLOW,
    ATR_TIES_EXACT /* discrete time: the probability of these deaths among all sets of as
                      many at risk (R's "exact", SAS's DISCRETE, Stata's exactp)        */
} atr_ties;

typedef struct {
    atr_ties      ties;
    double        level;          /* confidence level, in (0, 1); 0 for 0.95        */
    int           max_iterations; /* 0 for 50                                       */
    bool          exact_times;    /* as in atr_events_options                       */
    const double *offset;         /* [n] finite, added to the log hazard; NULL: 0   */
    bool          robust;         /* sandwich variance; each row is its own cluster
                                     unless there are cluster ids                   */
    const uint32_t *cluster;      /* [n] any ids; rows of one id count as one
                                     observation in a sandwich variance; NULL: none */
} atr_cox_options;

typedef enum {
    ATR_COEF_FINITE,
    ATR_COEF_INFINITE, /* the likelihood rises for ever in this direction: value is
                          +Inf or -Inf, everything else NaN                        */
    ATR_COEF_REDUNDANT /* a combination of earlier columns: value and limits NaN    */
} atr_coef_kind;

typedef struct {
    size_t         p;
    size_t         n;           /* subjects                                          */
    double         events;      /* weighted number                                   */
    atr_coef_kind *kind;        /* [p]                                               */
    atr_estimate  *coef;        /* [p] log hazard ratio per unit, Wald limits        */
    double        *z;           /* [p] value / std_error                             */
    double        *p_value;     /* [p] two-sided Wald                                */
    double        *variance;    /* [p * p] of the coefficients; 0 unless finite      */
    double        *mean;        /* [p] weighted means of the covariates              */
    double         loglik_null; /* at coefficients 0                                 */
    double         loglik;      /* at the maximum; its supremum when infinite        */
    atr_test       likelihood_ratio, score, wald;
    bool           converged;
    int            iterations;
    atr_ties       ties;
    double         level;
    bool           exact_times;
    bool           has_offset;
    double        *offset;   /* [n] a copy; NULL without one                         */
    bool           robust;   /* variance, z, p, limits and Wald test are those of the
                                sandwich                                           */
    double  *naive_variance; /* [p * p] the inverse information, robust or not       */
    atr_test robust_score;   /* only if robust; else df 0 and NaN                    */
} atr_cox;

/* Fit the model by Newton's method, stratified when the sample has strata.
 * The sample's groups are not looked at: covariates carry the arms.
 *
 *   sample      checked first; not kept
 *   covariates  p >= 1, finite (ATR_EDATA names subject and column); not kept
 *   options     NULL for Efron's ties and a 95% interval
 *   fit         filled; release with atr_cox_free
 *
 * Iterates until the Newton decrement vanishes to rounding error, so that the
 * result does not depend on a tolerance (R stops earlier).  O(n log n) once,
 * then O(n p^2) per iteration.
 *
 * When the likelihood rises for ever in some direction (an arm without events is
 * the everyday case), the finite coefficients, their variance and the
 * log-likelihood are those of the limit, exactly; the likelihood ratio and
 * score tests stand, there is no Wald test (NaN).  A coefficient that the limit
 * leaves open because others decide where it goes counts as infinite.
 *
 * The degrees of freedom of all tests are the number of coefficients that are
 * not redundant.  With no event at all every coefficient is redundant.  The
 * variance is the inverse information, also with fractional weights (where R
 * switches to a robust one): ask for the robust one when weights are not repetitions.
 *
 * With cluster ids, or when a robust variance is asked for, the variance is the sandwich
 * V B V: V is the inverse information and B the sum of squares of the weighted score
 * residuals, added up within each cluster.  There is no factor for small samples. z, p,
 * limits and the Wald test rest on it, and the robust score test is u' B^- u at
 * coefficients 0.  The likelihood ratio test then has no meaning when rows of a
 * cluster depend on each other.
 *
 * With entry times a subject is at risk after its entry up to and including its time, and
 * may have several rows (start, stop], for covariates that change: give these
 * one cluster id if their variance is to be robust.  Only exact ties do not go with
 * weights or a robust variance.  Entry times cost another factor of log n.
 *
 * Fails with ATR_EARGUMENT, ATR_EDATA or ATR_EMEMORY.
 * Lin & Wei, J. Am. Stat. Assoc. 84 (1989) 1074-1078 on the sandwich; Gail, Lubin &
 * Rubinstein, Biometrika 68 (1981) 703-707 on exact ties;
 * Cox, J. R. Stat. Soc. B 34 (1972) 187-220; Efron, J. Am. Stat. Assoc. 72 (1977)
 * 557-565; Breslow, Biometrics 30 (1974) 89-99; Bryson & Johnson, Technometrics
 * 23 (1981) 381-383 on infinite coefficients. */
atr_status atr_cox_fit(const atr_sample *sample, const atr_covariates *covariates,
                       const atr_cox_options *options, atr_cox *fit, atr_error *err);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_cox_free(atr_cox *fit);

#endif
