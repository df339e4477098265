/* baseline.c - cumulative hazard and survival that a Cox model predicts. */
#include "atrisk/baseline.h"

#include "base/fail.h"
#include "core/baseline_draw.h"

#include <stdlib.h>

static atr_status check_fit(const atr_sample *sample, const atr_covariates *covariates,
                            const atr_cox *fit, const atr_baseline_options *options,
                            atr_error *err)
{
    if (fit->n != sample->n || fit->p != covariates->p)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a fit of %zu covariates of %zu subjects is not one of %zu "
                        "covariates of %zu subjects",
                        fit->p, fit->n, covariates->p, sample->n);
    if (fit->has_offset != (options && options->offset))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "the fit was made with%s an offset", fit->has_offset ? "" : "out");
    return ATR_OK;
}

atr_status atr_baseline_find(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox *fit, const atr_baseline_options *options,
                             atr_baseline *baseline, atr_error *err)
{
    atr_baseline_options used;
    cox_problem          problem = {0};
    atr_status           status = atr_sample_check(sample, err);
    for (size_t s = 0; !status && s < sample->n_strata; s++)
        baseline[s] = (atr_baseline){0};
    if (!status) status = check_fit(sample, covariates, fit, options, err);
    if (!status) status = baseline_options(options, fit, &used, err);
    if (status) return status;

    const atr_cox_options fitted = {
        .ties = fit->ties, .exact_times = fit->exact_times, .offset = used.offset};
    status = cox_problem_build(sample, covariates, &fitted, &problem, err);
    if (!status)
        status = baseline_draw(&problem, fit, &used, sample->n_strata, baseline, err);
    cox_problem_free(&problem);
    return status;
}

void atr_baseline_free(atr_baseline *baseline)
{
    free(baseline->time); /* with the other arrays */
    *baseline = (atr_baseline){0};
}
