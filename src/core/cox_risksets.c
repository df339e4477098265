/* cox_risksets.c - the risk sets of a walk, as moments of the covariates. */
#include "core/cox_risksets.h"

#include "core/cox_fading.h"

#include <stdlib.h>

static size_t levels_of(const cox_problem *problem)
{
    return problem->fading.whole ? cox_fading_levels(problem)
                                 : cox_traverse_levels(problem);
}

bool cox_risksets_alloc(cox_risksets *sets, const cox_problem *problem, bool spread)
{
    const size_t p = problem->p, n = levels_of(problem);
    const size_t each = p + (spread ? p * p : 0);
    *sets = (cox_risksets){.problem = problem};
    sets->level = calloc(n, sizeof *sets->level);
    sets->numbers = calloc((n + 1) * each + p, sizeof *sets->numbers);
    if (!sets->level || !sets->numbers) {
        cox_risksets_free(sets);
        return false;
    }
    for (size_t k = 0; k <= n; k++) {
        cox_moments *set = k < n ? sets->level + k : &sets->dying;
        set->mean = sets->numbers + k * each;
        set->spread = spread ? set->mean + p : NULL;
    }
    sets->difference = sets->numbers + (n + 1) * each;
    return true;
}

void cox_risksets_free(cox_risksets *sets)
{
    free(sets->level);
    free(sets->numbers);
    *sets = (cox_risksets){0};
}

double cox_predictor(const double *x, const double *beta, size_t p)
{
    double eta = 0;
    for (size_t j = 0; j < p; j++) eta += x[j] * beta[j];
    return eta;
}

double cox_row_predictor(const cox_problem *problem, size_t row, const double *beta)
{
    const double eta = cox_predictor(problem->x + row * problem->p, beta, problem->p);
    return problem->offset ? eta + problem->offset[row] : eta;
}

static void join_row(cox_risksets *sets, cox_moments *set, size_t i)
{
    const cox_problem *problem = sets->problem;
    cox_moments_join(set, problem->weight[i], cox_row_predictor(problem, i, sets->beta),
                     problem->x + i * problem->p, sets->difference, problem->p);
}

void cox_risksets_join(cox_risksets *sets, cox_moments *set, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++) join_row(sets, set, i);
}

static void empty(void *self, size_t level)
{
    cox_risksets *sets = self;
    cox_moments_empty(sets->level + level, sets->problem->p);
}

static void copy(void *self, size_t level)
{
    cox_risksets *sets = self;
    cox_moments_copy(sets->level + level + 1, sets->level + level, sets->problem->p);
}

static void join(void *self, size_t level, cox_rows rows)
{
    cox_risksets *sets = self;
    for (size_t i = rows.begin; i < rows.end; i++)
        join_row(sets, sets->level + level, rows.who ? rows.who[i] : i);
}

cox_visitor cox_risksets_visitor(void *self,
                                 void (*visit)(void *self, size_t level, size_t k))
{
    return (cox_visitor){self, empty, copy, join, visit};
}

void cox_risksets_traverse(cox_risksets *sets, const cox_visitor *visitor)
{
    if (sets->problem->fading.whole) cox_fading_traverse(sets, visitor);
    else cox_traverse(sets->problem, visitor);
}
