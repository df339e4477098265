/* predictor.h - the hazard that a Cox model gives a subject, relative to another one. */
#ifndef ATRISK_PREDICTOR_H
#define ATRISK_PREDICTOR_H

#include "atrisk/cox.h"

/* The logarithm of the hazard of a subject with covariates `row` relative to one with
 * covariates `reference`, with the standard error and the Wald limits of the fit's variance
 * and level.
 *
 *     log ratio = d' b     its variance = d' V d     d = row - reference
 *
 *   fit        without infinite coefficients; a redundant one counts as 0
 *   row        [p] finite
 *   reference  [p] finite; NULL for the means of the covariates
 *   ratio      filled
 *
 * Fails with ATR_EDATA: an infinite coefficient, a number that is not finite. */
atr_status atr_predictor_find(const atr_cox *fit, const double *row,
                              const double *reference, atr_estimate *ratio, atr_error *err);

#endif
