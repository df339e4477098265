/* cox_fitted.c - a fit and its data, arranged for another walk down the risk sets. */
#include "core/cox_fitted.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static atr_status check(const atr_sample *sample, const atr_covariates *covariates,
                        const atr_cox *fit, atr_error *err)
{
    if (fit->n != sample->n || fit->p != covariates->p)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a fit of %zu covariates of %zu subjects is not one of %zu "
                        "covariates of %zu subjects",
                        fit->p, fit->n, covariates->p, sample->n);
    for (size_t j = 0; j < fit->p; j++)
        if (fit->kind[j] == ATR_COEF_INFINITE)
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_INFINITE_COEFFICIENT,
                                     "coefficient %zu is infinite", j + 1),
                            "leave the covariate out, or fit it with Firth's penalty");
    return ATR_OK;
}

static bool alloc(cox_fitted *fitted, size_t p)
{
    fitted->beta = calloc(p, sizeof *fitted->beta);
    fitted->kept = calloc(p, sizeof *fitted->kept);
    return cox_walk_alloc(&fitted->walk, &fitted->problem, false) && fitted->beta &&
           fitted->kept;
}

atr_status cox_fitted_build(const atr_sample *sample, const atr_covariates *covariates,
                            const atr_cox *fit, cox_fitted *fitted, atr_error *err)
{
    const atr_cox_options used = {.ties = fit->ties == ATR_TIES_EXACT ? ATR_TIES_BRESLOW
                                                                      : fit->ties,
                                  .exact_times = fit->exact_times,
                                  .offset = fit->offset};
    *fitted = (cox_fitted){0};
    atr_status status = atr_sample_check(sample, err);
    if (!status) status = check(sample, covariates, fit, err);
    if (!status)
        status = cox_problem_build(sample, covariates, &used, &fitted->problem, err);
    if (!status && !alloc(fitted, fit->p))
        status = atr_fail_memory(err, "the risk sets of a fit");
    for (size_t j = 0; !status && j < fit->p; j++) {
        fitted->kept[j] = fit->kind[j] == ATR_COEF_FINITE;
        if (fitted->kept[j])
            fitted->beta[j] = fit->coef[j].value * fitted->problem.scale[j];
    }
    if (status) cox_fitted_free(fitted);
    return status;
}

void cox_fitted_free(cox_fitted *fitted)
{
    cox_problem_free(&fitted->problem);
    cox_walk_free(&fitted->walk);
    free(fitted->beta);
    free(fitted->kept);
    *fitted = (cox_fitted){0};
}
