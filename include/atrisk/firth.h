/* firth.h - the proportional hazards model under Firth's penalty, which is finite always.
 */
#ifndef ATRISK_FIRTH_H
#define ATRISK_FIRTH_H

#include "atrisk/cox.h"

typedef struct {
    size_t         p;
    size_t         n;          /* subjects                                              */
    double         events;     /* weighted number                                       */
    atr_coef_kind *kind;       /* [p] finite or redundant                               */
    atr_estimate  *coef;       /* [p] log hazard ratio per unit; profile limits         */
    atr_test      *test;       /* [p] of coefficient 0, by the penalised likelihood     */
    double        *variance;   /* [p * p] inverse information; 0 where redundant        */
    double   penalised_null;   /* penalised log-likelihood at coefficients 0            */
    double   penalised;        /* at its maximum                                        */
    double   loglik;           /* log-likelihood there, without the penalty             */
    atr_test likelihood_ratio; /* of all coefficients 0, penalised                    */
    bool     converged;        /* the estimates, and the limits and tests by profile  */
    int      iterations;
    atr_ties ties;
    double   level;
} atr_firth;

/* Maximise l(b) + log|I(b)| / 2, where l is the log partial likelihood and I the
 * information of the chosen way to treat ties: less biased in small samples, and finite
 * where the likelihood itself rises for ever (an arm without events).
 *
 *   sample, covariates, options  as for atr_cox_fit, but without exact ties and
 *                                without robust variance
 *   fit                          filled; release with atr_firth_free
 *
 * The limits of a coefficient are the values at which twice the penalised
 * log-likelihood, maximised over the other coefficients, has fallen by the quantile of
 * chi-square with 1 degree of freedom; they are not symmetric.  The standard error is that
 * of the information without penalty.  All determinants are those of the columns that are
 * not redundant, in the units of the covariates.
 *
 * Fails as atr_cox_fit, and with ATR_EARGUMENT for exact ties.
 * Firth, Biometrika 80 (1993) 27-38; Heinze & Schemper, Biometrics 57 (2001) 114-119. */
atr_status atr_firth_fit(const atr_sample *sample, const atr_covariates *covariates,
                         const atr_cox_options *options, atr_firth *fit, atr_error *err);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_firth_free(atr_firth *fit);

#endif
