/* cox_walk.c - risk sets at given coefficients, one event time after the other. */
#include "core/cox_walk.h"

#include "core/cox_risksets.h"

#include <math.h>
#include <stdlib.h>

/* Hazards may exceed exp(shift) by this much, in logarithms, before the shift
 * follows; far from overflow, and rare. */
static const double slack = 200;

bool cox_walk_alloc(cox_walk *walk, size_t p, bool skew)
{
    *walk = (cox_walk){0};
    double *numbers = calloc(9 * p + 2 * p * p, sizeof *numbers);
    if (!numbers) return false;
    walk->work = numbers;
    walk->d = numbers + 4 * p;
    walk->alive = (moments){0, numbers + 5 * p, numbers + 9 * p, numbers + 7 * p};
    walk->dying = (moments){0, numbers + 6 * p, numbers + 9 * p + p * p, numbers + 8 * p};
    if (!skew) walk->alive.skew = walk->dying.skew = NULL;
    return true;
}

void cox_walk_free(cox_walk *walk)
{
    free(walk->work); /* the whole block */
    *walk = (cox_walk){0};
}

void cox_walk_start(const cox_problem *problem, const double *beta, const double *v,
                    cox_walk *walk)
{
    walk->problem = problem;
    walk->beta = beta;
    walk->v = v;
    walk->block = SIZE_MAX;
}

static void join(cox_walk *walk, size_t i, moments *set)
{
    const cox_problem *problem = walk->problem;
    const size_t       p = problem->p;
    double            *x = problem->x + i * p;
    const double       eta = cox_predictor(x, walk->beta, p);
    if (eta > walk->shift + slack) {
        const double factor = exp(walk->shift - eta);
        moments_scale(&walk->alive, factor, p);
        moments_scale(&walk->dying, factor, p);
        walk->shift = eta;
    }
    const moments one = {problem->weight[i] * exp(eta - walk->shift), x, NULL, NULL};
    moments_merge(set, &one, walk->v, walk->work, p);
}

bool cox_walk_next(cox_walk *walk)
{
    const cox_problem *problem = walk->problem;
    const size_t       p = problem->p, k = walk->block + 1;
    if (k >= problem->n_blocks) return false;
    const cox_block block = problem->block[k];

    if (block.fresh) {
        moments_empty(&walk->alive, p);
        walk->shift = -INFINITY;
    } else moments_merge(&walk->alive, &walk->dying, walk->v, walk->work, p);
    moments_empty(&walk->dying, p);
    walk->block = k;
    walk->begin = k > 0 ? problem->block[k - 1].end : 0;
    for (size_t i = walk->begin; i < block.deaths; i++) join(walk, i, &walk->alive);
    for (size_t i = block.deaths; i < block.end; i++) join(walk, i, &walk->dying);
    for (size_t j = 0; j < p; j++) walk->d[j] = walk->dying.mean[j] - walk->alive.mean[j];
    return true;
}

size_t cox_walk_count(const cox_walk *walk)
{
    const cox_block block = walk->problem->block[walk->block];
    return walk->problem->ties == ATR_TIES_EFRON ? block.end - block.deaths : 1;
}

double cox_walk_deaths(const cox_walk *walk)
{
    const cox_block block = walk->problem->block[walk->block];
    double          W = 0;
    for (size_t i = block.deaths; i < block.end; i++) W += walk->problem->weight[i];
    return W;
}

cox_sets cox_walk_sum(const cox_walk *walk)
{
    const double m = (double)cox_walk_count(walk), c = cox_walk_deaths(walk) / m;
    const double S = walk->alive.sum, T = walk->dying.sum;
    cox_sets     sets = {0};
    for (double k = 0; k < m; k++) {
        const double f = (m - k) / m, S_k = S + f * T, g = f * T / S_k;
        sets.hazard += c / S_k;
        sets.dying_hazard += f * c / S_k;
        sets.drift += g * c / S_k;
        sets.dying_drift += f * g * c / S_k;
        sets.mean += g / m;
        sets.square += c * g * (S / S_k);
    }
    return sets;
}

void cox_walk_inform(const cox_walk *walk, const cox_sets *sets, double factor,
                     double *information)
{
    const size_t p = walk->problem->p;
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k <= j; k++) {
            const size_t at = j * p + k;
            information[at] += factor * (sets->hazard * walk->alive.spread[at] +
                                         sets->dying_hazard * walk->dying.spread[at] +
                                         sets->square * walk->d[j] * walk->d[k]);
        }
}
