/* cox.h - the proportional hazards model. */
#ifndef ATRISK_COX_H
#define ATRISK_COX_H

#include "atrisk/covariates.h"
#include "atrisk/result.h"
#include "atrisk/sample.h"

#include <stdbool.h>

typedef enum { ATR_TIES_EFRON, ATR_TIES_BRESLOW } atr_ties;

typedef struct {
    atr_ties ties;
    double   level;          /* confidence level, in (0, 1); 0 for 0.95        */
    int      max_iterations; /* 0 for 50                                       */
    bool     exact_times;    /* as in atr_events_options                       */
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
 * switches to a robust one).
 *
 * Fails with ATR_EARGUMENT (also for a sample with entries), ATR_EDATA or
 * ATR_EMEMORY.
 * Cox, J. R. Stat. Soc. B 34 (1972) 187-220; Efron, J. Am. Stat. Assoc. 72 (1977)
 * 557-565; Breslow, Biometrics 30 (1974) 89-99; Bryson & Johnson, Technometrics
 * 23 (1981) 381-383 on infinite coefficients. */
atr_status atr_cox_fit(const atr_sample *sample, const atr_covariates *covariates,
                       const atr_cox_options *options, atr_cox *fit, atr_error *err);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_cox_free(atr_cox *fit);

#endif
