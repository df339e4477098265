/* cox_fit.h - the steps of atr_cox_fit, for models that share them. */
#ifndef ATRISK_CORE_COX_FIT_H
#define ATRISK_CORE_COX_FIT_H

#include "core/cox_sandwich.h"

/* Put defaults where options are 0, then check.  Fails with ATR_EARGUMENT. */
atr_status cox_fit_options(atr_cox_options *options, atr_error *err);

/* Are there covariates, and are they finite?  Fails with ATR_EARGUMENT or ATR_EDATA. */
atr_status cox_fit_covariates(const atr_covariates *covariates, size_t n, atr_error *err);

/* Maximise and report; the problem is changed where a coefficient is infinite.  The
 * sandwich is used, and allocated by the caller, when fit->robust is set; else NULL will
 * do. Fails with ATR_EMEMORY; what fit then holds is for atr_cox_free. */
atr_status cox_fit_problem(cox_problem *problem, int max_iterations, cox_sandwich *sandwich,
                           atr_cox *fit, atr_error *err);

/* Numbers of subjects and events, and means of the covariates. */
void cox_fit_describe(const atr_sample *sample, const atr_covariates *covariates,
                      atr_cox *fit);

#endif
