/* cox.c - the proportional hazards model. */
#include "atrisk/cox.h"

#include "base/fail.h"
#include "core/cox_factor_search.h"
#include "core/cox_fit.h"
#include "core/cox_search.h"
#include "core/from_start.h"
#include "core/ties.h"
#include "num/dist.h"
#include "num/quadform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double default_level = 0.95;
static const int    default_iterations = 50;

atr_status cox_fit_options(atr_cox_options *options, atr_error *err)
{
    if (options->level == 0) options->level = default_level;
    if (options->max_iterations == 0) options->max_iterations = default_iterations;
    if (!(options->level > 0 && options->level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "the confidence level %g is not between 0 and 1", options->level);
    if (options->max_iterations < 0)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a limit of %d iterations is negative", options->max_iterations);
    if (options->ties != ATR_TIES_EFRON && options->ties != ATR_TIES_BRESLOW &&
        options->ties != ATR_TIES_EXACT)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "%d is not a way to treat ties", (int)options->ties);
    return ATR_OK;
}

atr_status cox_fit_covariates(const atr_covariates *covariates, size_t n, atr_error *err)
{
    if (covariates->p == 0)
        return atr_hint(
            err,
            atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT, "a model without covariates"),
            "name at least one covariate");
    return atr_covariates_check(covariates, n, err);
}

static atr_status check_offset(const double *offset, size_t n, atr_error *err)
{
    for (size_t i = 0; offset && i < n; i++)
        if (!isfinite(offset[i]))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                            "subject %zu: the offset is %g", i + 1, offset[i]);
    return ATR_OK;
}

/* What exact ties do not go together with. */
static atr_status check_exact(const atr_sample *sample, const atr_cox_options *options,
                              atr_error *err)
{
    if (options->ties != ATR_TIES_EXACT) return ATR_OK;
    if (options->robust || options->cluster)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                                 "there is no robust variance with exact ties"),
                        "take Efron's or Breslow's ties");
    for (size_t i = 0; sample->weight && i < sample->n; i++)
        if (sample->weight[i] != 1)
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                                     "subject %zu has the weight %g, but exact ties know "
                                     "no weights",
                                     i + 1, sample->weight[i]),
                            "repeat the rows, or take Efron's or Breslow's ties");
    return ATR_OK;
}

static void release_arrays(atr_cox *fit)
{
    free(fit->kind);
    free(fit->coef);
    free(fit->z); /* with the other arrays */
}

static bool alloc(atr_cox *fit, size_t p)
{
    release_arrays(fit);
    fit->p = p;
    fit->kind = calloc(p, sizeof *fit->kind);
    fit->coef = calloc(p, sizeof *fit->coef);
    fit->z = calloc(3 * p + 2 * p * p, sizeof *fit->z);
    if (!fit->kind || !fit->coef || !fit->z) return false;
    fit->p_value = fit->z + p;
    fit->mean = fit->z + 2 * p;
    fit->variance = fit->z + 3 * p;
    fit->naive_variance = fit->variance + p * p;
    return true;
}

/* The mean of n numbers, taken from the first of them.  Four sums go side by side, as
 * each would have to wait for its last addition. */
static double mean_of(const double *x, const double *weight, size_t n, double weights)
{
    enum { SUMS = 4 };
    double sum[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS)
        for (size_t s = 0; s < SUMS; s++)
            sum[s] += (weight ? weight[i + s] : 1) * (x[i + s] - x[0]);
    for (; i < n; i++) sum[0] += (weight ? weight[i] : 1) * (x[i] - x[0]);
    return x[0] + ((sum[0] + sum[1]) + (sum[2] + sum[3])) / weights;
}

void cox_fit_describe(const atr_sample *sample, const atr_covariates *covariates,
                      atr_cox *fit)
{
    double weights = 0;
    size_t events = 0;
    fit->n = sample->n;
    for (size_t i = 0; i < sample->n; i++) events += sample->event[i];
    for (size_t i = 0; sample->weight && i < sample->n; i++) {
        weights += sample->weight[i];
        if (sample->event[i]) fit->events += sample->weight[i];
    }
    if (!sample->weight) {
        weights = (double)sample->n;
        fit->events = (double)events;
    }
    for (size_t j = 0; j < fit->p; j++)
        fit->mean[j] = mean_of(covariates->x[j], sample->weight, sample->n, weights);
}

/* A runaway without a direction of its own (others decide where it goes)
 * keeps the sign it had on its way. */
static double infinity_of(const cox_search *search, size_t j)
{
    const double toward = search->runaway[j] != 0 ? search->runaway[j] : search->beta[j];
    return copysign(INFINITY, toward);
}

static void report_coefficient(const cox_search *search, double scale, double normal,
                               size_t j, atr_cox *fit)
{
    const size_t p = fit->p;
    fit->coef[j] = (atr_estimate){NAN, NAN, NAN, NAN};
    fit->z[j] = fit->p_value[j] = NAN;
    if (search->unbounded[j]) {
        fit->kind[j] = ATR_COEF_INFINITE;
        fit->coef[j].value = infinity_of(search, j);
    } else if (!search->kept[j]) {
        fit->kind[j] = ATR_COEF_REDUNDANT;
    } else {
        const double b = search->beta[j] / scale, se = sqrt(fit->variance[j * p + j]);
        fit->kind[j] = ATR_COEF_FINITE;
        fit->coef[j] = (atr_estimate){b, se, b - normal * se, b + normal * se};
        fit->z[j] = b / se;
        fit->p_value[j] = 2 * atr_normal_tail(fabs(fit->z[j]));
    }
}

/* A variance in the units of the covariates; 0 where there is none. */
static void rescale(const cox_problem *problem, const cox_search *search, double *variance)
{
    const size_t p = problem->p;
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k < p; k++) {
            double *v = variance + j * p + k;
            *v /= problem->scale[j] * problem->scale[k];
            if (search->unbounded[j] || search->unbounded[k]) *v = 0;
        }
}

/* b' I b, the Wald statistic; NaN when some b is infinite. */
static double wald(const cox_search *search, size_t p)
{
    double sum = 0;
    for (size_t j = 0; j < p; j++) {
        if (search->unbounded[j]) return NAN;
        for (size_t k = 0; k < p; k++) {
            const size_t at = j > k ? j * p + k : k * p + j;
            sum += search->beta[j] * search->point.information[at] * search->beta[k];
        }
    }
    return sum;
}

static void report(const cox_problem *problem, const cox_search *search, atr_cox *fit)
{
    const double normal = atr_normal_upper((1 - fit->level) / 2);
    const double df = (double)search->rank;

    rescale(problem, search, fit->variance);
    rescale(problem, search, fit->naive_variance);
    for (size_t j = 0; j < fit->p; j++)
        report_coefficient(search, problem->scale[j], normal, j, fit);
    fit->loglik_null = search->null_loglik;
    fit->loglik = search->point.loglik;
    fit->likelihood_ratio =
        atr_chisq_test(fmax(0, 2 * (fit->loglik - fit->loglik_null)), df);
    fit->score = atr_chisq_test(search->score_statistic, df);
    fit->converged = search->converged;
    fit->iterations = search->iterations;
}

/* u' B^- u over the columns that are kept. */
static bool test_robustly(const double *u, const double *B, const bool *kept, size_t p,
                          atr_test *test)
{
    double *some = calloc(p + p * p, sizeof *some);
    double  form;
    size_t  rank;
    if (!some) return false;
    for (size_t j = 0; j < p; j++) {
        if (kept[j]) some[j] = u[j];
        for (size_t k = 0; k < p; k++)
            if (kept[j] && kept[k]) some[p + j * p + k] = B[j * p + k];
    }
    const bool room = atr_quadform(some + p, some, p, &form, &rank);
    if (room) *test = atr_chisq_test(form, (double)rank);
    free(some);
    return room;
}

/* The robust score test at 0, where the search stands before it starts. */
static bool score_robustly(const cox_problem *problem, const cox_search *search,
                           cox_sandwich *sandwich, atr_cox *fit)
{
    if (!fit->robust) return true;
    return cox_sandwich_fill(problem, search->beta, sandwich) &&
           test_robustly(sandwich->total, sandwich->meat, search->kept, problem->p,
                         &fit->robust_score);
}

/* Both variances in the units of the problem, and the Wald test. */
static bool find_variance(const cox_problem *problem, const cox_search *search,
                          cox_sandwich *sandwich, atr_cox *fit)
{
    const size_t p = problem->p;
    const double statistic = wald(search, p);
    cox_system_inverse(&search->system, fit->naive_variance);
    fit->wald = atr_chisq_test(statistic, (double)search->rank);
    memcpy(fit->variance, fit->naive_variance, p * p * sizeof *fit->variance);
    if (!fit->robust) return true;
    return cox_sandwich_fill(problem, search->beta, sandwich) &&
           cox_sandwich_variance(sandwich, fit->naive_variance, p, fit->variance) &&
           (isnan(statistic) ||
            test_robustly(search->beta, fit->variance, search->kept, p, &fit->wald));
}

static atr_status search_and_report(cox_problem *problem, int max_iterations,
                                    cox_search *search, cox_sandwich *sandwich,
                                    atr_cox *fit, atr_error *err)
{
    cox_search_start(problem, search);
    if (!score_robustly(problem, search, sandwich, fit))
        return atr_fail_memory(err, "the robust score test");
    const atr_status status = cox_search_run(problem, max_iterations, search, err);
    if (status) return status;
    if (!find_variance(problem, search, sandwich, fit))
        return atr_fail_memory(err, "the robust variance");
    report(problem, search, fit);
    return ATR_OK;
}

atr_status cox_fit_problem(cox_problem *problem, int max_iterations, cox_sandwich *sandwich,
                           atr_cox *fit, atr_error *err)
{
    cox_search       search = {0};
    const bool       room = alloc(fit, problem->p) && cox_search_alloc(&search, problem);
    const atr_status status =
        room ? search_and_report(problem, max_iterations, &search, sandwich, fit, err)
             : atr_fail_memory(err, "the information matrix");
    cox_search_free(&search);
    return status;
}

/* The queue of a sample whose groups are the levels. */
static bool queue_levels(const atr_sample *sample, const cox_levels *levels, bool exact,
                         atr_queue *queue)
{
    atr_sample by_level = *sample;
    by_level.group = levels->level;
    by_level.n_groups = levels->n;
    if (!atr_queue_build(&by_level, queue)) return false;
    if (!exact) atr_ties_settle(queue->time, queue->n, NULL);
    return true;
}

/* Fit from counts; `found` as in cox_factor_search. */
static bool fit_levels(const cox_levels *levels, const cox_factor *factor,
                       int max_iterations, atr_cox *fit, bool *found)
{
    double scale[COX_LEVELS_MOST];
    for (size_t j = 0; j < levels->p; j++) scale[j] = 1;
    const cox_problem columns = {.p = levels->p, .scale = scale};
    cox_search        search = {0};
    const bool        room = alloc(fit, levels->p) && cox_search_alloc(&search, &columns);
    if (room) cox_factor_search(factor, max_iterations, &search, found);
    if (room && *found && find_variance(&columns, &search, NULL, fit))
        report(&columns, &search, fit);
    cox_search_free(&search);
    return room;
}

/* Counts take the place of subjects where these are alike; `found` is false when there are
 * none, or they do not do. */
static atr_status fit_factor(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options *options, atr_cox *fit, bool *found,
                             atr_error *err)
{
    const bool efron = options->ties == ATR_TIES_EFRON;
    cox_levels levels = {0};
    atr_queue  queue = {0};
    cox_factor factor = {0};
    *found = false;
    if (options->robust || options->cluster || options->offset || sample->entry ||
        options->ties == ATR_TIES_EXACT || (efron && sample->weight) ||
        sample->n_strata > UINT32_MAX / 2 / COX_LEVELS_MOST)
        return ATR_OK;
    bool room = cox_levels_find(covariates, sample->n, &levels);
    if (room && levels.n > 0) {
        room = queue_levels(sample, &levels, options->exact_times, &queue) &&
               cox_factor_alloc(&levels, sample->n_strata, efron, &queue, &factor);
        if (room) cox_factor_count(&queue, &factor);
        atr_queue_free(&queue);
        room = room && fit_levels(&levels, &factor, options->max_iterations, fit, found);
    }
    atr_queue_free(&queue);
    cox_factor_free(&factor);
    cox_levels_free(&levels);
    return room ? ATR_OK : atr_fail_memory(err, "the numbers at risk");
}

static atr_status fit_sample(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options *options, atr_cox *fit, atr_error *err)
{
    cox_problem  problem = {0};
    cox_sandwich sandwich = {0};
    bool         found;
    atr_status   status = fit_factor(sample, covariates, options, fit, &found, err);
    if (status || found) return status;
    status = cox_problem_build(sample, covariates, options, &problem, err);
    fit->robust = options->robust || options->cluster;
    if (!status && fit->robust &&
        !cox_sandwich_alloc(options->cluster, sample->n, covariates->p, &sandwich))
        status = atr_fail_memory(err, "the scores of clusters");
    if (!status)
        status = cox_fit_problem(&problem, options->max_iterations, &sandwich, fit, err);
    cox_sandwich_free(&sandwich);
    cox_problem_free(&problem);
    return status;
}

/* What is asked of a fit later needs the offset too. */
static atr_status keep_offset(const double *offset, size_t n, atr_cox *fit, atr_error *err)
{
    if (!offset) return ATR_OK;
    fit->offset = malloc(n * sizeof *fit->offset);
    if (!fit->offset) return atr_fail_memory(err, "the offset");
    memcpy(fit->offset, offset, n * sizeof *offset);
    return ATR_OK;
}

atr_status atr_cox_fit(const atr_sample *sample, const atr_covariates *covariates,
                       const atr_cox_options *options, atr_cox *fit, atr_error *err)
{
    atr_cox_options used = options ? *options : (atr_cox_options){0};
    atr_status      status = cox_fit_options(&used, err);
    *fit = (atr_cox){.ties = used.ties,
                     .level = used.level,
                     .exact_times = used.exact_times,
                     .has_offset = used.offset != NULL,
                     .robust_score = atr_chisq_test(NAN, 0)};
    if (!status) status = atr_sample_check(sample, err);
    if (!status) status = cox_fit_covariates(covariates, sample->n, err);
    if (!status) status = check_offset(used.offset, sample->n, err);
    if (!status) status = check_exact(sample, &used, err);
    if (!status) status = fit_sample(sample, covariates, &used, fit, err);
    if (!status) status = keep_offset(used.offset, sample->n, fit, err);
    if (!status) cox_fit_describe(sample, covariates, fit);
    if (status) atr_cox_free(fit);
    return status;
}

void atr_cox_free(atr_cox *fit)
{
    free(fit->offset);
    release_arrays(fit);
    *fit = (atr_cox){0};
}
