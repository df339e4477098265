/* cox_hazard.c - the rise of the cumulative hazard at each event time.
 *
 * With the sets of cox_likelihood.c (one per time for Breslow, one for each of the m
 * deaths for Efron), hazards S_k and means x_k under the k-th logarithm and f = 1 - k/m,
 *
 *     dH = sum_k W/m / S_k          Var dH = sum_k W/m / S_k^2
 *
 * of which the dying see sum_k f W/m / S_k.
 */
#include "core/cox_hazard.h"

#include <stdlib.h>

void cox_hazard_free(cox_hazard *hazard)
{
    cox_risksets_free(&hazard->sets);
    free(hazard->rise);
    free(hazard->mean);
    *hazard = (cox_hazard){0};
}

static double weight_of_deaths(const cox_problem *problem, const cox_block *block)
{
    double W = 0;
    for (size_t i = block->deaths; i < block->end; i++) W += problem->weight[i];
    return W;
}

static void one_set(cox_hazard *all, const cox_moments *set, size_t k)
{
    const size_t p = all->sets.problem->p;
    cox_rise    *rise = all->rise + k;
    double      *mean = all->mean + 3 * p * k;
    rise->shift = set->shift;
    rise->hazard = rise->dying = rise->deaths / set->sum;
    rise->square = rise->hazard / set->sum;
    for (size_t j = 0; j < p; j++) mean[j] = mean[p + j] = mean[2 * p + j] = set->mean[j];
}

/* Means are mean_S + g d, as in cox_likelihood.c. */
static void many_sets(cox_hazard *all, const cox_moments *alive, double m, size_t k)
{
    const size_t       p = all->sets.problem->p;
    const cox_moments *dying = &all->sets.dying;
    cox_rise          *rise = all->rise + k;
    double            *mean = all->mean + 3 * p * k;
    double             of_hazard = 0, of_dying = 0, of_deaths = 0;

    rise->shift = alive->shift;
    for (double i = 0; i < m; i++) {
        const double f = (m - i) / m, S = alive->sum + f * dying->sum;
        const double g = f * dying->sum / S, h = rise->deaths / m / S;
        rise->hazard += h;
        rise->dying += f * h;
        rise->square += h / S;
        of_hazard += g * h;
        of_dying += g * f * h;
        of_deaths += g / m;
    }
    for (size_t j = 0; j < p; j++) {
        const double d = dying->mean[j] - alive->mean[j];
        mean[j] = alive->mean[j] + of_hazard / rise->hazard * d;
        mean[p + j] = alive->mean[j] + of_dying / rise->dying * d;
        mean[2 * p + j] = alive->mean[j] + of_deaths * d;
    }
}

static void visit(void *self, size_t level, size_t k)
{
    cox_hazard        *all = self;
    cox_risksets      *sets = &all->sets;
    const cox_problem *problem = sets->problem;
    const cox_block   *block = problem->block + k;
    cox_moments       *set = sets->level + level;
    const size_t       p = problem->p, m = block->end - block->deaths;

    double *mean = all->mean + 3 * p * k;
    all->rise[k] = (cox_rise){.deaths = weight_of_deaths(problem, block),
                              .mean = mean,
                              .dying_mean = mean + p,
                              .deaths_mean = mean + 2 * p};
    if (problem->ties != ATR_TIES_EFRON || m == 1) {
        cox_risksets_join(sets, set, block->deaths, block->end);
        one_set(all, set, k);
        return;
    }
    cox_moments_empty(&sets->dying, p);
    cox_risksets_join(sets, &sets->dying, block->deaths, block->end);
    cox_moments_align(set, &sets->dying, p);
    many_sets(all, set, (double)m, k);
    cox_moments_merge(set, &sets->dying, sets->difference, p);
}

bool cox_hazard_build(const cox_problem *problem, const double *beta, cox_hazard *hazard)
{
    *hazard = (cox_hazard){0};
    hazard->rise = calloc(problem->n_blocks + 1, sizeof *hazard->rise);
    hazard->mean = calloc(3 * problem->p * problem->n_blocks + 1, sizeof *hazard->mean);
    const bool room = cox_risksets_alloc(&hazard->sets, problem, false);
    if (!room || !hazard->rise || !hazard->mean) {
        cox_hazard_free(hazard);
        return false;
    }
    hazard->sets.beta = beta;
    const cox_visitor visitor = cox_risksets_visitor(hazard, visit);
    cox_risksets_traverse(&hazard->sets, &visitor);
    return true;
}
