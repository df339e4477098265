/* covariates.h - the columns of numbers that a model is fitted to. */
#ifndef ATRISK_COVARIATES_H
#define ATRISK_COVARIATES_H

#include "atrisk/error.h"

#include <stddef.h>

/* Column j is x[j][0..n-1], one number per subject.  A view, owns nothing. */
typedef struct {
    size_t               p;
    const double *const *x; /* [p][n] finite */
} atr_covariates;

/* Check that the columns of n subjects are finite.  ATR_EDATA, code
 * ATR_CODE_BAD_COVARIATE, names the first subject and column (1-based) that are not. */
atr_status atr_covariates_check(const atr_covariates *covariates, size_t n, atr_error *err);

#endif
