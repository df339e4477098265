/* covariates.h - the columns of numbers that a model is fitted to. */
#ifndef ATRISK_COVARIATES_H
#define ATRISK_COVARIATES_H

#include <stddef.h>

/* Column j is x[j][0..n-1], one number per subject.  A view, owns nothing. */
typedef struct {
    size_t               p;
    const double *const *x; /* [p][n] finite */
} atr_covariates;

#endif
