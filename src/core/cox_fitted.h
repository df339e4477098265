/* cox_fitted.h - a fit and its data, arranged for another walk down the risk sets. */
#ifndef ATRISK_CORE_COX_FITTED_H
#define ATRISK_CORE_COX_FITTED_H

#include "core/cox_walk.h"

typedef struct {
    cox_problem problem;
    cox_walk    walk; /* at beta, not started                              */
    double     *beta; /* [p] in the units of the problem's columns; 0 where redundant */
    bool       *kept; /* [p] not redundant                                 */
} cox_fitted;

/* Arrange the data a fit was made with; of one with exact ties as Breslow would.  Fails
 * with ATR_EARGUMENT when the fit cannot be of these data, ATR_EDATA when a coefficient is
 * infinite, or ATR_EMEMORY.  Release with cox_fitted_free. */
atr_status cox_fitted_build(const atr_sample *sample, const atr_covariates *covariates,
                            const atr_cox *fit, cox_fitted *fitted, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void cox_fitted_free(cox_fitted *fitted);

#endif
