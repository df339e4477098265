/* phtest.c - are the hazards proportional? */
#include "atrisk/phtest.h"

#include "base/fail.h"
#include "core/cox_fitted.h"
#include "core/cox_system.h"
#include "core/time_transform.h"
#include "num/dist.h"
#include "num/quadform.h"

#include <math.h>
#include <stdlib.h>

/* A pivot of the scaled information that is this small is rounding error. */
static const double singular = 1e-15;

/* x g(t) is a combination of the columns x when they leave no more than this of it. */
static const double explained = 1e-11;

/* With u_k and I_k the score and the information of the k-th event time. */
typedef struct {
    cox_fitted fitted;
    cox_system system;
    double    *g;     /* [n_blocks] less its mean over the blocks                   */
    double    *u;     /* [p] sum of g_k u_k                                         */
    double    *I;     /* [p * p] sum of I_k                                         */
    double    *cross; /* [p * p] sum of g_k I_k                                     */
    double    *V;     /* [p * p] sum of g_k^2 I_k, then what I leaves of it         */
    double    *some;  /* [p + p * p] scratch                                        */
} workplace;

static bool alloc(workplace *work)
{
    const size_t p = work->fitted.problem.p, blocks = work->fitted.problem.n_blocks;
    const bool   system = cox_system_alloc(&work->system, p);
    work->g = calloc(blocks + 2 * p + 4 * p * p, sizeof *work->g);
    if (!system || !work->g) return false;
    work->u = work->g + blocks;
    work->I = work->u + p;
    work->cross = work->I + p * p;
    work->V = work->I + 2 * p * p;
    work->some = work->I + 3 * p * p;
    return true;
}

static void release(workplace *work)
{
    cox_fitted_free(&work->fitted);
    cox_system_free(&work->system);
    free(work->g);
}

/* Put g at the event times, less its mean, which changes no test but keeps digits. */
static atr_status find_times(const atr_sample *sample, const atr_cox *fit,
                             atr_time_transform transform, workplace *work, atr_error *err)
{
    const cox_problem *problem = &work->fitted.problem;
    const size_t       n = problem->n_blocks;
    double             mean = 0;
    for (size_t k = 0; k < n; k++) work->g[k] = problem->block[k].time;
    const atr_status status =
        time_transform_apply(sample, fit->exact_times, transform, work->g, n, err);
    if (status) return status;
    for (size_t k = 0; k < n; k++) {
        if (isnan(work->g[k]))
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                                     "the event of subject %zu is at time %g, which has no "
                                     "logarithm",
                                     (size_t)problem->subject[problem->block[k].deaths] + 1,
                                     problem->block[k].time),
                            "take another transformation of time");
        mean += (work->g[k] - mean) / (double)(k + 1);
    }
    for (size_t k = 0; k < n; k++) work->g[k] -= mean;
    return ATR_OK;
}

static void add_score(workplace *work, const cox_sets *sets)
{
    const cox_walk    *walk = &work->fitted.walk;
    const cox_problem *problem = &work->fitted.problem;
    const cox_block    block = problem->block[walk->block];
    const size_t       p = problem->p;
    for (size_t i = block.deaths; i < block.end; i++)
        for (size_t j = 0; j < p; j++) {
            const double mean = walk->alive.mean[j] + sets->mean * walk->d[j];
            work->u[j] +=
                work->g[walk->block] * problem->weight[i] * (problem->x[i * p + j] - mean);
        }
}

/* V = I_gg - I_g I^- I_g, symmetric; 0 in rows and columns that are explained. */
static void reduce(workplace *work)
{
    const size_t p = work->fitted.problem.p;
    double      *y = work->some, *whole = work->some + p;
    cox_system_factor(&work->system, work->I, work->fitted.kept, 0, singular);
    for (size_t j = 0; j < p; j++) whole[j] = work->V[j * p + j];
    for (size_t j = 0; j < p; j++) {
        for (size_t k = 0; k < p; k++) y[k] = work->cross[j > k ? j * p + k : k * p + j];
        cox_system_solve(&work->system, y);
        for (size_t k = j; k < p; k++)
            for (size_t l = 0; l < p; l++)
                work->V[k * p + j] -= work->cross[k > l ? k * p + l : l * p + k] * y[l];
    }
    for (size_t j = 0; j < p; j++)
        if (work->V[j * p + j] <= explained * whole[j])
            for (size_t k = 0; k < p; k++) work->V[j > k ? j * p + k : k * p + j] = 0;
}

static void walk_down(workplace *work)
{
    cox_walk *walk = &work->fitted.walk;
    cox_walk_start(work->fitted.beta, NULL, walk);
    while (cox_walk_next(walk)) {
        const cox_sets sets = cox_walk_sum(walk);
        const double   g = work->g[walk->block];
        add_score(work, &sets);
        cox_walk_inform(walk, &sets, 1, work->I);
        cox_walk_inform(walk, &sets, g, work->cross);
        cox_walk_inform(walk, &sets, g * g, work->V);
    }
    reduce(work);
}

/* u' V^- u of the columns of a term; those of other terms are blanked out. */
static bool test_term(workplace *work, const atr_phtest_options *options, bool all,
                      size_t term, atr_test *test)
{
    const size_t p = work->fitted.problem.p;
    double      *u = work->some, *V = work->some + p, statistic;
    size_t       rank;
    for (size_t j = 0; j < p; j++) {
        const bool in = all || (options->term ? options->term[j] : j) == term;
        u[j] = in ? work->u[j] : 0;
        for (size_t k = 0; k <= j; k++) {
            const bool both = in && (all || (options->term ? options->term[k] : k) == term);
            V[j * p + k] = V[k * p + j] = both ? work->V[j * p + k] : 0;
        }
    }
    if (!atr_quadform(V, u, p, &statistic, &rank)) return false;
    *test = atr_chisq_test(statistic, (double)rank);
    return true;
}

static atr_status check_options(const atr_phtest_options *options, size_t p, atr_error *err)
{
    if (options->transform > ATR_TIME_LOG)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "%d is not a transformation of time", (int)options->transform);
    for (size_t j = 0; options->term && j < p; j++)
        if (options->term[j] >= options->n_terms)
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                            "column %zu belongs to term %zu, but there are %zu, counted "
                            "from 0",
                            j + 1, options->term[j], options->n_terms);
    return ATR_OK;
}

static atr_status test_all(workplace *work, const atr_phtest_options *options,
                           atr_phtest *test, atr_error *err)
{
    test->n_terms = options->term ? options->n_terms : work->fitted.problem.p;
    test->transform = options->transform;
    test->term = calloc(test->n_terms, sizeof *test->term);
    bool enough = test->term && test_term(work, options, true, 0, &test->global);
    for (size_t t = 0; enough && t < test->n_terms; t++)
        enough = test_term(work, options, false, t, test->term + t);
    return enough ? ATR_OK : atr_fail_memory(err, "a test of proportionality");
}

atr_status atr_phtest_find(const atr_sample *sample, const atr_covariates *covariates,
                           const atr_cox *fit, const atr_phtest_options *options,
                           atr_phtest *test, atr_error *err)
{
    const atr_phtest_options used = options ? *options : (atr_phtest_options){0};
    workplace                work = {0};
    *test = (atr_phtest){0};
    atr_status status = check_options(&used, covariates->p, err);
    if (!status && fit->ties == ATR_TIES_EXACT)
        status = atr_hint(err,
                          atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                                   "this is not available for a fit with exact ties"),
                          "fit the model with Efron's or Breslow's ties");
    if (!status) status = cox_fitted_build(sample, covariates, fit, &work.fitted, err);
    if (!status && !alloc(&work))
        status = atr_fail_memory(err, "a test of proportionality");
    if (!status) status = find_times(sample, fit, used.transform, &work, err);
    if (!status) {
        walk_down(&work);
        status = test_all(&work, &used, test, err);
    }
    if (status) atr_phtest_free(test);
    release(&work);
    return status;
}

void atr_phtest_free(atr_phtest *test)
{
    free(test->term);
    *test = (atr_phtest){0};
}
