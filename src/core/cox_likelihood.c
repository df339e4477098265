/* cox_likelihood.c - the partial likelihood at one value of the coefficients.
 *
 * At a time with m deaths D of weight W and risk set R, with hazards
 * r_i = w_i exp(eta_i), Breslow's term of the log-likelihood is
 *
 *     sum_D w_i eta_i - W log(sum_R r_i)
 *
 * and Efron's, in which the deaths leave one after the other, each in part,
 *
 *     sum_D w_i eta_i - W/m sum_{k<m} log(sum_R r_i - k/m sum_D r_i).
 *
 * The derivatives need the mean and the spread of x in the set whose hazards
 * stand under the logarithm.  Efron's sets are put together as survivors + f * dying
 * with f = 1 - k/m > 0: nothing is ever subtracted, so an outlier costs no digits.
 */
#include "core/cox_likelihood.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool cox_point_alloc(cox_point *point, const cox_problem *problem)
{
    const size_t p = problem->p;
    *point = (cox_point){0};
    point->score = calloc(p + p * p, sizeof *point->score);
    point->information = point->score + p;
    const bool room = problem->ties == ATR_TIES_EXACT
                          ? cox_subsets_alloc(&point->subsets, problem)
                          : cox_risksets_alloc(&point->sets, problem, true);
    if (point->score && room && cox_bulk_alloc(&point->bulk, problem)) return true;
    cox_point_free(point);
    return false;
}

void cox_point_free(cox_point *point)
{
    free(point->score); /* with the information */
    cox_risksets_free(&point->sets);
    cox_subsets_free(&point->subsets);
    cox_bulk_free(&point->bulk);
    *point = (cox_point){0};
}

/* A million terms are summed so that the search can tell a rise of the log-likelihood
 * from rounding (Neumaier, Z. angew. Math. Mech. 54 (1974) 39-51). */
static void add_loglik(cox_point *point, double term)
{
    const double old = point->loglik, sum = old + term;
    point->rest += fabs(old) >= fabs(term) ? (old - sum) + term : (term - sum) + old;
    point->loglik = sum;
}

/* Add sum_D w_i eta_i to the log-likelihood, less W times the shift, and
 * sum_D w_i (x_i - mean of the set) to the score; returns W. */
static double add_deaths(cox_point *point, const cox_moments *set, size_t deaths,
                         size_t end)
{
    const cox_problem *problem = point->sets.problem;
    const size_t       p = problem->p;
    double             weight = 0;
    for (size_t i = deaths; i < end; i++) {
        const double *x = problem->x + i * p, w = problem->weight[i];
        weight += w;
        add_loglik(point,
                   w * (cox_row_predictor(problem, i, point->sets.beta) - set->shift));
        for (size_t j = 0; j < p; j++) point->score[j] += w * (x[j] - set->mean[j]);
    }
    return weight;
}

/* Breslow's terms; the dying have joined the survivors. */
static void add_breslow(cox_point *point, const cox_moments *set, const cox_block *block)
{
    const double W = add_deaths(point, set, block->deaths, block->end);
    add_loglik(point, -W * log(set->sum));
    cox_add_matrix(point->information, W / set->sum, set->spread, point->sets.problem->p);
}

/* Efron's terms.  With S, T the hazards of survivors and dying, d the
 * difference of their means and f = 1 - k/m, the k-th set has
 *
 *     sum     S_k = S + f T
 *     mean    mean_S + g d,                      g = f T / S_k
 *     spread  spread_S + f spread_T + S g d d'
 */
static void add_efron(cox_point *point, const cox_moments *alive, const cox_block *block)
{
    const cox_moments *dying = &point->sets.dying;
    const size_t       p = point->sets.problem->p;
    const double       S = alive->sum, T = dying->sum;
    const double       m = (double)(block->end - block->deaths);
    const double       W = add_deaths(point, alive, block->deaths, block->end);
    double            *difference = point->sets.difference;
    double             of_alive = 0, of_dying = 0, of_square = 0, of_mean = 0;

    for (double k = 0; k < m; k++) {
        const double f = (m - k) / m, S_k = S + f * T, g = f * T / S_k;
        add_loglik(point, -W / m * log(S_k));
        of_alive += W / m / S_k;
        of_dying += W / m * f / S_k;
        of_square += W / m * g * (S / S_k);
        of_mean += W / m * g;
    }
    for (size_t j = 0; j < p; j++) {
        difference[j] = dying->mean[j] - alive->mean[j];
        point->score[j] -= of_mean * difference[j];
    }
    cox_add_matrix(point->information, of_alive, alive->spread, p);
    cox_add_matrix(point->information, of_dying, dying->spread, p);
    cox_add_square(point->information, of_square, difference, p);
}

static void visit(void *self, size_t level, size_t k)
{
    cox_point         *point = self;
    cox_risksets      *sets = &point->sets;
    const cox_problem *problem = sets->problem;
    const cox_block   *block = problem->block + k;
    cox_moments       *set = sets->level + level;
    if (problem->ties != ATR_TIES_EFRON || block->end - block->deaths == 1) {
        cox_risksets_join(sets, set, block->deaths, block->end);
        add_breslow(point, set, block);
        return;
    }
    cox_moments_empty(&sets->dying, problem->p);
    cox_risksets_join(sets, &sets->dying, block->deaths, block->end);
    cox_moments_align(set, &sets->dying, problem->p);
    add_efron(point, set, block);
    cox_moments_merge(set, &sets->dying, sets->difference, problem->p);
}

void cox_evaluate(const cox_problem *problem, const double *beta, cox_point *point)
{
    const size_t p = problem->p;
    point->loglik = point->rest = 0;
    memset(point->score, 0, p * sizeof *point->score);
    memset(point->information, 0, p * p * sizeof *point->information);
    if (problem->ties == ATR_TIES_EXACT) {
        point->loglik =
            cox_exact_evaluate(&point->subsets, beta, point->score, point->information);
        return;
    }
    if (cox_bulk_evaluate(problem, beta, &point->bulk, &point->loglik, point->score,
                          point->information))
        return;
    point->loglik = 0;
    memset(point->score, 0, p * sizeof *point->score);
    memset(point->information, 0, p * p * sizeof *point->information);
    point->sets.beta = beta;
    const cox_visitor visitor = cox_risksets_visitor(point, visit);
    cox_risksets_traverse(&point->sets, &visitor);
    point->loglik += point->rest;
}
