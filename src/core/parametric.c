/* parametric.c - survival models with a formula for the hazard. */
#include "atrisk/parametric.h"

#include "base/fail.h"
#include "core/parametric_start.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double default_level = 0.95;
static const int    default_iterations = 100;

static atr_status check_options(atr_family family, const atr_parametric_options *options,
                                atr_error *err)
{
    if ((int)family < ATR_FAMILY_EXPONENTIAL || family > ATR_FAMILY_SPLINE)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "%d is not a family of survival models", (int)family);
    if (!(options->level > 0 && options->level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "the confidence level %g is not between 0 and 1", options->level);
    if (options->max_iterations < 0)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a limit of %d iterations is negative", options->max_iterations);
    if (options->knots > ATR_PARAMETRIC_MOST_KNOTS)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                                 "a spline with %zu inner knots", options->knots),
                        "ask for at most %d", ATR_PARAMETRIC_MOST_KNOTS);
    return ATR_OK;
}

static bool alloc(atr_parametric *fit)
{
    const size_t m = fit->m, p = fit->p;
    fit->parameter = malloc(m * sizeof *fit->parameter);
    fit->z = calloc(2 * m + m * m + p, sizeof *fit->z);
    if (!fit->parameter || !fit->z) return false;
    fit->p_value = fit->z + m;
    fit->variance = fit->z + 2 * m;
    fit->mean = fit->variance + m * m;
    return true;
}

/* --- the search ----------------------------------------------------------------------- */

/* A better end of a search: a maximum before none, then the higher likelihood. */
static bool better(const parametric_search *a, const parametric_search *b)
{
    const bool a_maximum = a->outcome == ATR_FIT_MAXIMUM;
    const bool b_maximum = b->outcome == ATR_FIT_MAXIMUM;
    if (a_maximum != b_maximum) return a_maximum;
    return a->point.loglik > b->point.loglik;
}

static void swap(parametric_search *a, parametric_search *b)
{
    const parametric_search kept = *a;
    *a = *b;
    *b = kept;
}

/* From the best model with Q = 1 (Weibull) or 0 (log-normal); -1 starts from the
 * latter's mu and sigma. */
static atr_status search_gengamma(const parametric_problem *problem,
                                  const parametric_model *model, int max_iterations,
                                  parametric_search *best, atr_error *err)
{
    static const struct {
        atr_family family;
        double     q;
    } starts[] = {
        {ATR_FAMILY_WEIBULL, 1}, {ATR_FAMILY_LOGNORMAL, 0}, {ATR_FAMILY_LOGNORMAL, -1}};

    int iterations = 0;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        const parametric_model simpler = parametric_model_of(starts[i].family, 0);
        parametric_search      first, full;
        const bool             rooms = parametric_search_alloc(&first, best->m - 1);
        if (!parametric_search_alloc(&full, best->m) || !rooms) {
            parametric_search_free(&first);
            parametric_search_free(&full);
            return atr_fail_memory(err, "the information matrix");
        }
        parametric_start(problem, &simpler, first.parameter);
        parametric_search_run(problem, &simpler, max_iterations, &first);
        memcpy(full.parameter, first.parameter, first.m * sizeof *full.parameter);
        full.parameter[first.m] = starts[i].q;
        parametric_search_run(problem, model, max_iterations, &full);
        iterations += first.iterations + full.iterations;
        if (i == 0 || better(&full, best)) swap(&full, best);
        parametric_search_free(&first);
        parametric_search_free(&full);
    }
    best->iterations = iterations;
    return ATR_OK;
}

/* --- the result, in the units of the data --------------------------------------------- */

/* The user's parameters are T theta + shift, theta being those of the search:
 *
 *     b_j  = theta_j / scale_j
 *     b0   = theta_0 - sum_j mean_j b_j  + origin         accelerated failure time
 *                                        - origin         Gompertz
 *                                        - g1 origin      spline
 *     a    = theta_a exp(-origin)                         Gompertz
 *
 * since log t = u + origin.  t is [fit->m * m], zeroed before. */
static void units(const parametric_problem *problem, const parametric_model *model,
                  size_t m, const atr_parametric *fit, double *t)
{
    t[0] = 1;
    for (size_t j = 0; j < problem->p; j++) {
        const size_t column = problem->column[j];
        t[(1 + column) * m + 1 + j] = 1 / problem->scale[column];
        t[1 + j] = -problem->mean[column] / problem->scale[column];
    }
    const size_t own = 1 + fit->p, from = 1 + problem->p;
    for (size_t k = 0; k < model->q; k++) t[(own + k) * m + from + k] = 1;
    if (model->family == ATR_FAMILY_GOMPERTZ) t[own * m + from] = exp(-problem->origin);
    if (model->family == ATR_FAMILY_SPLINE) t[from] = -problem->origin;
}

static double shift_of(const parametric_problem *problem, const parametric_model *model)
{
    if (model->family == ATR_FAMILY_GOMPERTZ) return -problem->origin;
    return model->family == ATR_FAMILY_SPLINE ? 0 : problem->origin;
}

static double bilinear(const double *a, const double *v, const double *b, size_t m)
{
    double sum = 0;
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++) sum += a[i] * v[i * m + j] * b[j];
    return sum;
}

/* value = T theta + shift, variance = T V T'.  A row of zeros is a redundant
 * covariate. */
static void transform(const parametric_search *search, const double *t, const double *v,
                      double shift, atr_parametric *fit)
{
    const size_t m = search->m;
    const double normal = atr_normal_upper((1 - fit->level) / 2);
    for (size_t i = 0; i < fit->m; i++) {
        const double *ti = t + i * m;
        double        value = i == 0 ? shift : 0;
        for (size_t k = 0; k < m; k++) value += ti[k] * search->parameter[k];
        for (size_t j = 0; j < fit->m; j++)
            fit->variance[i * fit->m + j] = bilinear(ti, v, t + j * m, m);
        const double se = sqrt(fit->variance[i * (fit->m + 1)]);
        if (!(se > 0)) continue;
        fit->parameter[i] =
            (atr_estimate){value, se, value - normal * se, value + normal * se};
        fit->z[i] = value / se;
        fit->p_value[i] = 2 * atr_normal_tail(fabs(fit->z[i]));
    }
}

static atr_status report_maximum(const parametric_problem *problem,
                                 const parametric_model *model, parametric_search *search,
                                 atr_parametric *fit, atr_error *err)
{
    const size_t m = search->m;
    double      *t = calloc(fit->m * m + m * m, sizeof *t);
    if (!t) return atr_fail_memory(err, "the variance");
    double *v = t + fit->m * m;
    cox_system_inverse(&search->system, v);
    units(problem, model, m, fit, t);
    transform(search, t, v, shift_of(problem, model), fit);
    free(t);
    return ATR_OK;
}

static void report_likelihood(const parametric_problem *problem,
                              const parametric_search *search, atr_parametric *fit)
{
    const double k = (double)search->m;
    fit->outcome = search->outcome;
    fit->converged = search->outcome == ATR_FIT_MAXIMUM;
    fit->iterations = search->iterations;
    fit->loglik = search->point.loglik - problem->exact * problem->origin;
    fit->aic = -2 * fit->loglik + 2 * k;
    fit->bic = -2 * fit->loglik + k * log(problem->weights);
    fit->bic_events = -2 * fit->loglik + k * log(problem->events);
}

static atr_status fit_problem(const parametric_problem *problem, parametric_model *model,
                              int max_iterations, atr_parametric *fit, atr_error *err)
{
    parametric_search search;
    atr_status        status = ATR_OK;
    if (model->n_knots > 0) status = parametric_place_knots(problem, model, err);
    if (status) return status;
    if (!parametric_search_alloc(&search, 1 + problem->p + model->q))
        return atr_fail_memory(err, "the information matrix");

    if (model->family == ATR_FAMILY_GENGAMMA) {
        status = search_gengamma(problem, model, max_iterations, &search, err);
    } else {
        parametric_start(problem, model, search.parameter);
        parametric_search_run(problem, model, max_iterations, &search);
    }
    if (!status) report_likelihood(problem, &search, fit);
    if (!status && fit->converged)
        status = report_maximum(problem, model, &search, fit, err);
    parametric_search_free(&search);
    return status;
}

/* Everything that is known without a search. */
static atr_status prepare(const parametric_problem *problem, const atr_covariates *x,
                          const parametric_model *model, atr_parametric *fit,
                          atr_error *err)
{
    const atr_estimate nothing = {NAN, NAN, NAN, NAN};
    fit->n = problem->n;
    fit->p = x->p;
    fit->m = 1 + x->p + model->q;
    fit->weights = problem->weights;
    fit->events = problem->events;
    fit->outcome = ATR_FIT_NO_EVENTS;
    fit->loglik = fit->aic = fit->bic = fit->bic_events = NAN;
    if (!alloc(fit)) return atr_fail_memory(err, "the parameters");
    for (size_t i = 0; i < fit->m; i++) {
        fit->parameter[i] = nothing;
        fit->z[i] = fit->p_value[i] = NAN;
    }
    memcpy(fit->mean, problem->mean, x->p * sizeof *fit->mean);
    return ATR_OK;
}

/* What is common to all kinds of data: `problem` holds them, unless status says why not. */
static atr_status fit_any(atr_status status, const parametric_problem *problem,
                          const atr_covariates *x, const atr_parametric_options *used,
                          atr_parametric *fit, atr_error *err)
{
    parametric_model model = parametric_model_of(fit->family, used->knots);
    if (!status) status = prepare(problem, x, &model, fit, err);
    if (!status && problem->events > 0)
        status = fit_problem(problem, &model, used->max_iterations, fit, err);
    fit->n_knots = problem->events > 0 ? model.n_knots : 0;
    for (size_t k = 0; k < fit->n_knots; k++)
        fit->knot[k] = model.knot[k] + problem->origin;
    if (status) atr_parametric_free(fit);
    return status;
}

static atr_parametric_options with_defaults(const atr_parametric_options *options)
{
    atr_parametric_options used = options ? *options : (atr_parametric_options){0};
    if (used.level == 0) used.level = default_level;
    if (used.max_iterations == 0) used.max_iterations = default_iterations;
    return used;
}

atr_status atr_parametric_fit(const atr_sample *sample, const atr_covariates *covariates,
                              atr_family family, const atr_parametric_options *options,
                              atr_parametric *fit, atr_error *err)
{
    const atr_covariates         none = {0}, *x = covariates ? covariates : &none;
    const atr_parametric_options used = with_defaults(options);
    parametric_problem           problem = {0};
    *fit = (atr_parametric){.family = family, .level = used.level};
    atr_status status = check_options(family, &used, err);
    if (!status) status = atr_sample_check(sample, err);
    if (!status) status = atr_covariates_check(x, sample->n, err);
    if (!status) status = parametric_problem_build(sample, x, &problem, err);
    status = fit_any(status, &problem, x, &used, fit, err);
    parametric_problem_free(&problem);
    return status;
}

atr_status atr_parametric_fit_intervals(const atr_intervals  *intervals,
                                        const atr_covariates *covariates, atr_family family,
                                        const atr_parametric_options *options,
                                        atr_parametric *fit, atr_error *err)
{
    const atr_covariates         none = {0}, *x = covariates ? covariates : &none;
    const atr_parametric_options used = with_defaults(options);
    parametric_problem           problem = {0};
    *fit = (atr_parametric){.family = family, .level = used.level};
    atr_status status = check_options(family, &used, err);
    if (!status) status = atr_intervals_check(intervals, err);
    if (!status) status = atr_covariates_check(x, intervals->n, err);
    if (!status) status = parametric_problem_build_between(intervals, x, &problem, err);
    status = fit_any(status, &problem, x, &used, fit, err);
    parametric_problem_free(&problem);
    return status;
}

void atr_parametric_free(atr_parametric *fit)
{
    free(fit->parameter);
    free(fit->z); /* with the other arrays */
    *fit = (atr_parametric){0};
}
