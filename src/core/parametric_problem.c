/* parametric_problem.c - a sample in units that suit the arithmetic. */
#include "base/fail.h"
#include "core/parametric_likelihood.h"
#include "num/cholesky.h"

#include <math.h>
#include <stdlib.h>

/* A column is redundant when others explain all but this share of its variance, or
 * when it varies this little next to its size. */
static const double dependent = 1e-11, constant = 1e-13;

static double weight_of(const parametric_problem *problem, size_t i)
{
    return problem->weight ? problem->weight[i] : 1;
}

/* Count subject i, whose u is set. */
static void count(parametric_problem *problem, size_t i)
{
    const double w = weight_of(problem, i);
    problem->weights += w;
    problem->events += problem->end[i] != PARAMETRIC_CENSORED ? w : 0;
    problem->exact += problem->end[i] == PARAMETRIC_EVENT ? w : 0;
    if (problem->u[i] > -INFINITY)
        problem->origin += w * (problem->u[i] - problem->origin) / problem->weights;
}

/* From log times to those since the origin. */
static void shift(parametric_problem *problem)
{
    for (size_t i = 0; i < problem->n; i++) problem->u[i] -= problem->origin;
    for (size_t i = 0; problem->since && i < problem->n; i++)
        problem->since[i] -= problem->origin;
}

/* Before 0 nothing happens. */
static double log_or_start(double time)
{
    return time > 0 ? log(time) : -INFINITY;
}

static atr_status take_times(const atr_sample *sample, parametric_problem *problem,
                             atr_error *err)
{
    for (size_t i = 0; i < sample->n; i++) {
        if (!(sample->time[i] > 0))
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                                     "subject %zu: a follow-up of 0 has no place in a "
                                     "parametric model",
                                     i + 1),
                            "leave out who was never followed, or give a time above 0");
        problem->u[i] = log(sample->time[i]);
        problem->end[i] = sample->event[i] ? PARAMETRIC_EVENT : PARAMETRIC_CENSORED;
        if (problem->since) problem->since[i] = log_or_start(sample->entry[i]);
        count(problem, i);
    }
    shift(problem);
    return ATR_OK;
}

static atr_status take_intervals(const atr_intervals *s, parametric_problem *problem,
                                 atr_error *err)
{
    for (size_t i = 0; i < s->n; i++) {
        const double left = s->left[i], right = s->right[i];
        if ((left < 0 && isfinite(left)) || !(right > 0))
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                                     "subject %zu: an event between %g and %g has no place "
                                     "in a parametric model",
                                     i + 1, left, right),
                            "times run from 0, where nobody can have had the event");
        const bool censored = right == INFINITY, exact = left == right;
        problem->u[i] = censored ? log_or_start(left) : log(right);
        problem->since[i] = censored || exact ? -INFINITY : log_or_start(left);
        problem->end[i] = censored ? PARAMETRIC_CENSORED : PARAMETRIC_BETWEEN;
        if (exact) problem->end[i] = PARAMETRIC_EVENT;
        count(problem, i);
    }
    shift(problem);
    return ATR_OK;
}

double parametric_middle(const parametric_problem *problem, size_t i)
{
    const double u = problem->u[i];
    if (problem->end[i] != PARAMETRIC_BETWEEN || problem->since[i] == -INFINITY) return u;
    return problem->since[i] + (u - problem->since[i]) / 2;
}

/* Mean and mean absolute deviation; the scale of a constant is 0. */
static void measure(const parametric_problem *problem, const double *x, double *mean,
                    double *scale)
{
    double weights = 0, deviation = 0, largest = 0;
    *mean = 0;
    for (size_t i = 0; i < problem->n; i++) {
        weights += weight_of(problem, i);
        *mean += weight_of(problem, i) * (x[i] - *mean) / weights;
        largest = fmax(largest, fabs(x[i]));
    }
    for (size_t i = 0; i < problem->n; i++)
        deviation += weight_of(problem, i) / weights * fabs(x[i] - *mean);
    *scale = deviation > constant * largest ? deviation : 0;
}

static double standardised(const parametric_problem *problem,
                           const atr_covariates *covariates, size_t j, size_t i)
{
    if (problem->scale[j] == 0) return 0;
    return (covariates->x[j][i] - problem->mean[j]) / problem->scale[j];
}

/* Which columns does the Gram matrix call independent of those before them? */
static bool keep_independent(const atr_covariates *covariates, parametric_problem *problem)
{
    const size_t p = covariates->p;
    double      *gram = calloc(p * p, sizeof *gram);
    if (!gram) return false;
    for (size_t i = 0; i < problem->n; i++)
        for (size_t j = 0; j < p; j++) {
            const double xj =
                weight_of(problem, i) * standardised(problem, covariates, j, i);
            for (size_t k = 0; k <= j; k++)
                gram[j * p + k] += xj * standardised(problem, covariates, k, i);
        }
    atr_ldl_factor(gram, p, dependent);
    for (size_t j = 0; j < p; j++)
        if (gram[j * p + j] > 0) problem->column[problem->p++] = j;
    free(gram);
    return true;
}

static bool take_covariates(const atr_covariates *covariates, parametric_problem *problem)
{
    for (size_t j = 0; j < covariates->p; j++)
        measure(problem, covariates->x[j], problem->mean + j, problem->scale + j);
    if (covariates->p > 0 && !keep_independent(covariates, problem)) return false;

    problem->x = malloc((problem->n * problem->p + 1) * sizeof *problem->x);
    if (!problem->x) return false;
    for (size_t i = 0; i < problem->n; i++)
        for (size_t j = 0; j < problem->p; j++)
            problem->x[i * problem->p + j] =
                standardised(problem, covariates, problem->column[j], i);
    return true;
}

/* Room for n subjects and p covariates. */
static bool allocate(size_t n, size_t p, bool since, parametric_problem *problem)
{
    problem->n = n;
    problem->u = malloc((since ? 2 : 1) * n * sizeof *problem->u);
    problem->end = malloc(n);
    problem->column = calloc(p + 1, sizeof *problem->column);
    problem->mean = calloc(2 * p + 1, sizeof *problem->mean);
    if (!problem->u || !problem->end || !problem->column || !problem->mean) return false;
    problem->scale = problem->mean + p;
    if (since) problem->since = problem->u + n;
    return true;
}

/* The rest, once the times are there. */
static atr_status finish(atr_status status, const atr_covariates *covariates,
                         parametric_problem *problem, atr_error *err)
{
    if (!status && !take_covariates(covariates, problem))
        status = atr_fail_memory(err, "the covariates");
    if (status) parametric_problem_free(problem);
    return status;
}

atr_status parametric_problem_build(const atr_sample     *sample,
                                    const atr_covariates *covariates,
                                    parametric_problem *problem, atr_error *err)
{
    *problem = (parametric_problem){.weight = sample->weight};
    atr_status status = ATR_OK;
    if (!allocate(sample->n, covariates->p, sample->entry != NULL, problem))
        status = atr_fail_memory(err, "the times and covariates");
    if (!status) status = take_times(sample, problem, err);
    return finish(status, covariates, problem, err);
}

atr_status parametric_problem_build_between(const atr_intervals  *intervals,
                                            const atr_covariates *covariates,
                                            parametric_problem *problem, atr_error *err)
{
    *problem = (parametric_problem){.weight = intervals->weight};
    atr_status status = ATR_OK;
    if (!allocate(intervals->n, covariates->p, true, problem))
        status = atr_fail_memory(err, "the intervals and covariates");
    if (!status) status = take_intervals(intervals, problem, err);
    return finish(status, covariates, problem, err);
}

void parametric_problem_free(parametric_problem *problem)
{
    free(problem->u); /* with since */
    free(problem->end);
    free(problem->x);
    free(problem->column);
    free(problem->mean); /* with the scales */
    *problem = (parametric_problem){0};
}
