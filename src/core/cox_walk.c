/* cox_walk.c - risk sets at given coefficients, one event time after the other. */
#include "core/cox_walk.h"

#include "core/cox_risksets.h"

#include <math.h>
#include <stdlib.h>

/* Hazards may exceed exp(shift) by this much, in logarithms, before the shift
 * follows; far from overflow, and rare. */
static const double slack = 200;

bool cox_walk_alloc(cox_walk *walk, const cox_problem *problem, bool skew)
{
    const size_t p = problem->p, set = 2 * p + p * p;
    *walk = (cox_walk){.problem = problem};
    walk->levels = problem->until ? cox_cover_levels(problem->n_blocks) : 1;
    walk->level = calloc(walk->levels, sizeof *walk->level);
    walk->work = calloc(5 * p + (walk->levels + 1) * set, sizeof *walk->work);
    if (!walk->level || !walk->work) {
        cox_walk_free(walk);
        return false;
    }
    walk->d = walk->work + 4 * p;
    for (size_t l = 0; l <= walk->levels; l++) {
        double  *room = walk->work + 5 * p + l * set;
        moments *to = l < walk->levels ? walk->level + l : &walk->dying;
        *to = (moments){0, room, room + 2 * p, skew ? room + p : NULL};
    }
    return true;
}

void cox_walk_free(cox_walk *walk)
{
    free(walk->work); /* with what the sets point into */
    free(walk->level);
    *walk = (cox_walk){0};
}

void cox_walk_start(const double *beta, const double *v, cox_walk *walk)
{
    walk->beta = beta;
    walk->v = v;
    walk->block = SIZE_MAX;
}

static void join(cox_walk *walk, size_t i, moments *set)
{
    const cox_problem *problem = walk->problem;
    const size_t       p = problem->p;
    const double       eta = cox_row_predictor(problem, i, walk->beta);
    if (eta > walk->shift + slack) {
        const double factor = exp(walk->shift - eta);
        for (size_t l = 0; l < walk->levels; l++) moments_scale(walk->level + l, factor, p);
        moments_scale(&walk->dying, factor, p);
        walk->shift = eta;
    }
    const moments one = {problem->weight[i] * exp(eta - walk->shift), problem->x + i * p,
                         NULL, NULL};
    moments_merge(set, &one, walk->v, walk->work, p);
}

/* The set only grows: who died at the last block has been at risk at this one. */
static void grow(cox_walk *walk)
{
    const cox_problem *problem = walk->problem;
    const cox_block    block = problem->block[walk->block];
    if (!block.fresh)
        moments_merge(walk->level, &walk->dying, walk->v, walk->work, problem->p);
    else moments_empty(walk->level, problem->p);
    for (size_t i = walk->begin; i < block.deaths; i++) join(walk, i, walk->level);
}

/* From leaf to leaf of the tree over the blocks: the sets at the nodes that both
 * are under stay. */
static void descend(cox_walk *walk)
{
    const cox_cover *cover = &walk->problem->cover;
    const size_t     p = walk->problem->p, leaf = cover->leaves + walk->block;
    for (size_t l = 0; l < walk->levels; l++) {
        const size_t up = walk->levels - 1 - l, node = leaf >> up;
        if (node == (leaf - 1) >> up) continue;
        moments_empty(walk->level + l, p);
        if (l > 0)
            moments_merge(walk->level + l, walk->level + l - 1, walk->v, walk->work, p);
        for (size_t r = cover->begin[node]; r < cover->begin[node + 1]; r++)
            join(walk, cover->row[r], walk->level + l);
    }
}

bool cox_walk_next(cox_walk *walk)
{
    const cox_problem *problem = walk->problem;
    const size_t       p = problem->p, k = walk->block + 1;
    if (k >= problem->n_blocks) return false;
    const cox_block block = problem->block[k];

    walk->block = k;
    walk->begin = k > 0 ? problem->block[k - 1].end : 0;
    if (block.fresh) walk->shift = -INFINITY;
    if (problem->until) descend(walk);
    else grow(walk);
    moments_empty(&walk->dying, p);
    for (size_t i = block.deaths; i < block.end; i++) join(walk, i, &walk->dying);
    walk->alive = walk->level[walk->levels - 1];
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
