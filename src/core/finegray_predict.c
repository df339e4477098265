/* finegray_predict.c - cumulative incidences that Fine and Gray's model predicts.
 *
 * F(t) = 1 - exp(-H(t)), with H the cumulative subdistribution hazard, so that
 * dF = (1 - F) dH. */
#include "atrisk/finegray.h"

#include "base/fail.h"
#include "core/baseline_draw.h"
#include "core/finegray_problem.h"
#include "core/limits.h"
#include "num/dist.h"

#include <math.h>

static atr_status check(const atr_competing *sample, const atr_covariates *covariates,
                        const atr_finegray *fit, const atr_baseline_options *options,
                        atr_error *err)
{
    const atr_cox *model = &fit->model;
    if (model->n != sample->n || model->p != covariates->p || fit->cause > sample->n_causes)
        return atr_fail(
            err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
            "a fit of cause %zu by %zu covariates of %zu subjects is not one of "
            "%zu causes by %zu covariates of %zu subjects",
            fit->cause, model->p, model->n, sample->n_causes, covariates->p, sample->n);
    if (options && options->offset)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "the fit was made without an offset");
    return ATR_OK;
}

atr_status atr_finegray_predict(const atr_competing  *sample,
                                const atr_covariates *covariates, const atr_finegray *fit,
                                const atr_baseline_options *options, atr_baseline *baseline,
                                atr_error *err)
{
    atr_baseline_options used;
    finegray_problem     problem = {0};
    atr_status           status = atr_competing_check(sample, err);
    for (size_t s = 0; !status && s < sample->n_strata; s++)
        baseline[s] = (atr_baseline){0};
    if (!status) status = check(sample, covariates, fit, options, err);
    if (!status) status = baseline_options(options, &fit->model, &used, err);
    if (status) return status;

    const atr_finegray_options fitted = {.efron = fit->model.ties == ATR_TIES_EFRON,
                                         .exact_times = fit->model.exact_times,
                                         .order = fit->order};
    status = finegray_problem_build(sample, fit->cause, covariates, &fitted, &problem, err);
    if (!status)
        status = baseline_draw(&problem.cox, &fit->model, &used, sample->n_strata, baseline,
                               err);
    finegray_problem_free(&problem);
    return status;
}

/* How many times of the curve are no later than this? */
static size_t count_until(const atr_baseline *curve, double time)
{
    size_t low = 0, high = curve->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (curve->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    return low;
}

atr_estimate atr_finegray_incidence(const atr_baseline *baseline, size_t row, double time,
                                    double level, atr_scale scale)
{
    const size_t until = count_until(baseline, time);
    if (until == 0) return (atr_estimate){0, 0, NAN, NAN};
    const size_t     at = row * baseline->n + until - 1;
    const double     F = -expm1(-baseline->hazard[at]);
    const double     error = baseline->survival[at] * baseline->std_error[at];
    const double     half = atr_normal_upper((1 - level) / 2) * error / F;
    const atr_limits ends = atr_limits_around(F, half, half, scale);
    return (atr_estimate){F, error, ends.lower, ends.upper};
}
