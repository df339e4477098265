/* models.h - what the files about regression share. */
#ifndef ORACLE_MODELS_H
#define ORACLE_MODELS_H

#include "study.h"

#include "atrisk/cox.h"

/* The same tolerance with at least this floor. */
tolerance scaled(tolerance t, double floor);

/* A matrix of covariances: off the diagonal the scale is that of two standard errors. */
void check_covariance(block *b, json_t *object, const char *key, const double *variance,
                      size_t p, tolerance t);

atr_cox_options cox_options(const block *b, const study *s);

/* Fit the model of the spec; false after having said why not. */
bool cox_fit(block *b, study *s, atr_cox *got);

/* What is computed from a fit: residuals, tests of proportional hazards, concordance. */
void check_after_fit(block *b, study *s, const atr_cox *got);

/* After a refusal: leave out parts of the result that the library does not have for such a
 * fit; otherwise the refusal is a mismatch. */
bool left_out(block *b, const study *s, const atr_cox *fit, const char *const *parts,
              size_t n_parts, const atr_error *err);

/* The baseline hazard and predicted curves. */
void check_predicted(block *b, study *s, const atr_cox *fit);

/* A likelihood that rises for ever: its supremum, and which way the coefficients go. */
void check_diverged(block *b, const study *s, const atr_cox *got);

void kind_cox_known(block *b);
void kind_cox_zph(block *b);

#endif
