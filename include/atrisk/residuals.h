/* residuals.h - what a proportional hazards fit leaves unexplained, subject by subject. */
#ifndef ATRISK_RESIDUALS_H
#define ATRISK_RESIDUALS_H

#include "atrisk/cox.h"

/* Matrices are row by row, one row per subject or per event, one column per covariate. */
typedef struct {
    size_t  n, p;
    size_t  events;            /* subjects with the event                              */
    double *predictor;         /* [n] coefficients times (covariates less fit->mean)   */
    double *martingale;        /* [n] events observed less events expected             */
    double *deviance;          /* [n] the same, made symmetric about 0                 */
    double *score;             /* [n * p] share in the derivative of the likelihood    */
    double *dfbeta;            /* [n * p] by how much the subject moves a coefficient  */
    double *dfbetas;           /* [n * p] the same, in standard errors                 */
    size_t *event_subject;     /* [events] of the sample, from 0: by stratum, then time */
    double *event_time;        /* [events] after nearly equal times were merged        */
    double *schoenfeld;        /* [events * p] covariates less their mean at risk      */
    double *scaled_schoenfeld; /* [events * p] estimates of the coefficient over time  */
} atr_residuals;

/* Compute all residuals of a fit in one pass down the risk sets.
 *
 *   sample, covariates  those the fit was made with
 *   fit                 without infinite coefficients
 *   residuals           filled; release with atr_residuals_free
 *
 * Martingale, score and Schoenfeld residuals are those of one subject, whatever its
 * weight: their weighted sums are 0 at the maximum.  dfbeta and dfbetas count the
 * subject with all its weight, which is R's choice too.  Tied deaths share the mean
 * of Efron's sets.  The variance behind dfbeta, dfbetas and the scaled residuals
 * is the inverse information.  A redundant column has coefficient 0, dfbeta 0, and NaN
 * for dfbetas and scaled residuals.  Of a fit with exact ties there are only martingale and
 * deviance residuals, by Breslow's hazard at its coefficients, as R has it; the others are
 * NaN.  Each row with an entry time has residuals of its own.
 * O(n p^2), with entry times O(n p^2 log n).
 *
 * Fails with ATR_EARGUMENT (a fit of other data), ATR_EDATA (an
 * infinite coefficient) or ATR_EMEMORY.
 *
 * Therneau & Grambsch, Modeling Survival Data (2000) ch. 4, 6.2, 7.1; Grambsch &
 * Therneau, Biometrika 81 (1994) 515-526. */
atr_status atr_residuals_find(const atr_sample *sample, const atr_covariates *covariates,
                              const atr_cox *fit, atr_residuals *residuals, atr_error *err);

/* Release and zero.  Harmless on zeroed residuals. */
void atr_residuals_free(atr_residuals *residuals);

#endif
