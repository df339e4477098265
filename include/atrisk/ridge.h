/* ridge.h - the proportional hazards model with coefficients drawn towards 0. */
#ifndef ATRISK_RIDGE_H
#define ATRISK_RIDGE_H

#include "atrisk/cox.h"

typedef struct {
    double theta;  /* strength of the penalty, above 0                              */
    bool   scaled; /* penalise coefficients per standard deviation of their columns */
} atr_ridge_options;

typedef struct {
    size_t  p;
    size_t  n;           /* subjects                                                */
    double  events;      /* weighted number                                         */
    double *coef;        /* [p] log hazard ratio per unit                           */
    double *variance;    /* [p * p] H^-1: of a Bayesian, whose prior the penalty is  */
    double *sandwich;    /* [p * p] H^-1 I H^-1: of the estimate over repeated samples */
    double  loglik_null; /* at coefficients 0                                       */
    double  loglik;      /* at the estimate, without the penalty                    */
    double  penalty;     /* there; the maximised sum is loglik - penalty            */
    double  df;          /* tr(I H^-1), the effective number of coefficients        */
    bool    converged;
    int     iterations;
} atr_ridge;

/* Maximise l(b) - theta/2 sum s_j^2 b_j^2, l being the log partial likelihood and s_j 1, or
 * if scaled the standard deviation of column j (of subjects, not weighted).  I is the
 * information of l, H = I + theta diag(s^2).
 *
 *   sample, covariates, options  as for atr_cox_fit; the level is not looked at
 *   ridge                        theta and the scale
 *   fit                          filled; release with atr_ridge_free
 *
 * Always finite, also where columns depend on each other.  A constant column has
 * coefficient 0.
 *
 * Fails as atr_cox_fit, and with ATR_EARGUMENT when theta is not positive and finite.
 * Verweij & van Houwelingen, Stat. Med. 13 (1994) 2427-2436; Gray, J. Am. Stat. Assoc. 87
 * (1992) 942-951 on both variances. */
atr_status atr_ridge_fit(const atr_sample *sample, const atr_covariates *covariates,
                         const atr_cox_options *options, const atr_ridge_options *ridge,
                         atr_ridge *fit, atr_error *err);

/* Coefficient j with the Wald limits and the test that its variance H^-1 gives; the level
 * is in (0, 1). */
atr_contrast atr_ridge_coefficient(const atr_ridge *fit, size_t j, double level);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_ridge_free(atr_ridge *fit);

#endif
