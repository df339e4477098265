/* parametric_problem.c - a sample in units that suit the arithmetic. */
#include "base/fail.h"
#include "core/parametric_likelihood.h"
#include "num/cholesky.h"

#include <math.h>
#include <stdlib.h>

/* A column is redundant when others explain all but this share of its variance, or
 * when it varies this little next to its size. */
static const double dependent = 1e-11, constant = 1e-13;

static double weight_of(const atr_sample *sample, size_t i)
{
    return sample->weight ? sample->weight[i] : 1;
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
        const double w = weight_of(sample, i);
        problem->u[i] = log(sample->time[i]);
        problem->weights += w;
        problem->events += sample->event[i] ? w : 0;
        problem->origin += w * (problem->u[i] - problem->origin) / problem->weights;
    }
    for (size_t i = 0; i < sample->n; i++) problem->u[i] -= problem->origin;
    return ATR_OK;
}

/* Mean and mean absolute deviation; the scale of a constant is 0. */
static void measure(const atr_sample *sample, const double *x, double *mean, double *scale)
{
    double weights = 0, deviation = 0, largest = 0;
    *mean = 0;
    for (size_t i = 0; i < sample->n; i++) {
        weights += weight_of(sample, i);
        *mean += weight_of(sample, i) * (x[i] - *mean) / weights;
        largest = fmax(largest, fabs(x[i]));
    }
    for (size_t i = 0; i < sample->n; i++)
        deviation += weight_of(sample, i) / weights * fabs(x[i] - *mean);
    *scale = deviation > constant * largest ? deviation : 0;
}

static double standardised(const parametric_problem *problem,
                           const atr_covariates *covariates, size_t j, size_t i)
{
    if (problem->scale[j] == 0) return 0;
    return (covariates->x[j][i] - problem->mean[j]) / problem->scale[j];
}

/* Which columns does the Gram matrix call independent of those before them? */
static bool keep_independent(const atr_sample *sample, const atr_covariates *covariates,
                             parametric_problem *problem)
{
    const size_t p = covariates->p;
    double      *gram = calloc(p * p, sizeof *gram);
    if (!gram) return false;
    for (size_t i = 0; i < sample->n; i++)
        for (size_t j = 0; j < p; j++) {
            const double xj =
                weight_of(sample, i) * standardised(problem, covariates, j, i);
            for (size_t k = 0; k <= j; k++)
                gram[j * p + k] += xj * standardised(problem, covariates, k, i);
        }
    atr_ldl_factor(gram, p, dependent);
    for (size_t j = 0; j < p; j++)
        if (gram[j * p + j] > 0) problem->column[problem->p++] = j;
    free(gram);
    return true;
}

static bool take_covariates(const atr_sample *sample, const atr_covariates *covariates,
                            parametric_problem *problem)
{
    for (size_t j = 0; j < covariates->p; j++)
        measure(sample, covariates->x[j], problem->mean + j, problem->scale + j);
    if (covariates->p > 0 && !keep_independent(sample, covariates, problem)) return false;

    problem->x = malloc((sample->n * problem->p + 1) * sizeof *problem->x);
    if (!problem->x) return false;
    for (size_t i = 0; i < sample->n; i++)
        for (size_t j = 0; j < problem->p; j++)
            problem->x[i * problem->p + j] =
                standardised(problem, covariates, problem->column[j], i);
    return true;
}

atr_status parametric_problem_build(const atr_sample     *sample,
                                    const atr_covariates *covariates,
                                    parametric_problem *problem, atr_error *err)
{
    const size_t p = covariates->p;
    *problem = (parametric_problem){
        .n = sample->n, .weight = sample->weight, .event = sample->event};
    problem->u = malloc(sample->n * sizeof *problem->u);
    problem->column = calloc(p + 1, sizeof *problem->column);
    problem->mean = calloc(2 * p + 1, sizeof *problem->mean);
    const bool rooms = problem->u && problem->column && problem->mean;
    if (rooms) problem->scale = problem->mean + p;

    atr_status status = ATR_OK;
    if (!rooms) status = atr_fail_memory(err, "the times and covariates");
    if (!status) status = take_times(sample, problem, err);
    if (!status && !take_covariates(sample, covariates, problem))
        status = atr_fail_memory(err, "the covariates");
    if (status) parametric_problem_free(problem);
    return status;
}

void parametric_problem_free(parametric_problem *problem)
{
    free(problem->u);
    free(problem->x);
    free(problem->column);
    free(problem->mean); /* with the scales */
    *problem = (parametric_problem){0};
}
