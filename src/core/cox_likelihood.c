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
 * stand under the logarithm.  Both are carried along as subjects join (Chan,
 * Golub & LeVeque, Am. Stat. 37 (1983) 242-247) rather than taken from raw sums
 * of squares, and Efron's sets are put together as survivors + f * dying with
 * f = 1 - k/m > 0: nothing is ever subtracted, so an outlier costs no digits.
 */
#include "core/cox_likelihood.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Hazards may exceed exp(shift) by this much, in logarithms, before the shift
 * follows; far from overflow, and rare. */
static const double slack = 200;

bool cox_point_alloc(cox_point *point, size_t p)
{
    *point = (cox_point){0};
    double *block = calloc(4 * p + 3 * p * p, sizeof *block);
    if (!block) return false;
    point->score = block;
    point->survivors.mean = block + p;
    point->dying.mean = block + 2 * p;
    point->difference = block + 3 * p;
    point->information = block + 4 * p;
    point->survivors.spread = point->information + p * p;
    point->dying.spread = point->survivors.spread + p * p;
    return true;
}

void cox_point_free(cox_point *point)
{
    free(point->score); /* the whole block */
    *point = (cox_point){0};
}

double cox_predictor(const double *x, const double *beta, size_t p)
{
    double eta = 0;
    for (size_t j = 0; j < p; j++) eta += x[j] * beta[j];
    return eta;
}

static void empty(cox_moments *set, size_t p)
{
    set->sum = 0;
    memset(set->mean, 0, p * sizeof *set->mean);
    memset(set->spread, 0, p * p * sizeof *set->spread);
}

/* into[j][k] += factor * v_j v_k, lower triangle. */
static void add_square(double *into, double factor, const double *v, size_t p)
{
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k <= j; k++) into[j * p + k] += factor * v[j] * v[k];
}

/* into[j][k] += factor * from[j][k], lower triangle. */
static void add_matrix(double *into, double factor, const double *from, size_t p)
{
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k <= j; k++) into[j * p + k] += factor * from[j * p + k];
}

/* One subject joins: with S the new sum and d = x - mean,
 *
 *     mean += r/S d,   spread += r (S - r)/S d d'
 */
static void join(cox_moments *set, double r, const double *x, double *d, size_t p)
{
    if (r == 0) return;
    const double others = set->sum;
    set->sum += r;
    const double share = r / set->sum;
    for (size_t j = 0; j < p; j++) {
        d[j] = x[j] - set->mean[j];
        set->mean[j] += share * d[j];
    }
    add_square(set->spread, others * share, d, p);
}

static void shrink(cox_moments *set, double factor, size_t p)
{
    set->sum *= factor;
    for (size_t i = 0; i < p * p; i++) set->spread[i] *= factor;
}

/* r_i of a row, after the shift has followed a predictor far above it. */
static double hazard(cox_point *point, double weight, double eta, size_t p)
{
    if (eta > point->shift + slack) {
        const double factor = exp(point->shift - eta);
        shrink(&point->survivors, factor, p);
        shrink(&point->dying, factor, p);
        point->shift = eta;
    }
    return weight * exp(eta - point->shift);
}

static void join_rows(const cox_problem *problem, const double *beta, size_t begin,
                      size_t end, cox_moments *set, cox_point *point)
{
    const size_t p = problem->p;
    for (size_t i = begin; i < end; i++) {
        const double *x = problem->x + i * p;
        const double  r = hazard(point, problem->weight[i], cox_predictor(x, beta, p), p);
        join(set, r, x, point->difference, p);
    }
}

/* Add sum_D w_i eta_i to the log-likelihood and sum_D w_i (x_i - mean of the
 * survivors) to the score; returns W. */
static double add_deaths(const cox_problem *problem, const double *beta, size_t deaths,
                         size_t end, cox_point *point)
{
    const size_t p = problem->p;
    double       weight = 0;
    for (size_t i = deaths; i < end; i++) {
        const double *x = problem->x + i * p, w = problem->weight[i];
        weight += w;
        point->loglik += w * (cox_predictor(x, beta, p) - point->shift);
        for (size_t j = 0; j < p; j++)
            point->score[j] += w * (x[j] - point->survivors.mean[j]);
    }
    return weight;
}

/* Breslow's terms; the dying have joined the survivors. */
static void add_breslow(const cox_problem *problem, const double *beta, cox_block block,
                        cox_point *point)
{
    const cox_moments *set = &point->survivors;
    const double       W = add_deaths(problem, beta, block.deaths, block.end, point);
    point->loglik -= W * log(set->sum);
    add_matrix(point->information, W / set->sum, set->spread, problem->p);
}

/* Efron's terms.  With S, T the hazards of survivors and dying, d the
 * difference of their means and f = 1 - k/m, the k-th set has
 *
 *     sum     S_k = S + f T
 *     mean    mean_S + g d,                      g = f T / S_k
 *     spread  spread_S + f spread_T + S g d d'
 */
static void add_efron(const cox_problem *problem, const double *beta, cox_block block,
                      cox_point *point)
{
    const size_t       p = problem->p;
    const cox_moments *alive = &point->survivors, *dying = &point->dying;
    const double       S = alive->sum, T = dying->sum;
    const double       m = (double)(block.end - block.deaths);
    const double       W = add_deaths(problem, beta, block.deaths, block.end, point);
    double             of_alive = 0, of_dying = 0, of_square = 0, of_mean = 0;

    for (double k = 0; k < m; k++) {
        const double f = (m - k) / m, S_k = S + f * T, g = f * T / S_k;
        point->loglik -= W / m * log(S_k);
        of_alive += W / m / S_k;
        of_dying += W / m * f / S_k;
        of_square += W / m * g * (S / S_k);
        of_mean += W / m * g;
    }
    for (size_t j = 0; j < p; j++) {
        point->difference[j] = dying->mean[j] - alive->mean[j];
        point->score[j] -= of_mean * point->difference[j];
    }
    add_matrix(point->information, of_alive, alive->spread, p);
    add_matrix(point->information, of_dying, dying->spread, p);
    add_square(point->information, of_square, point->difference, p);
}

/* The dying join the survivors, seen from earlier times. */
static void merge(cox_moments *into, const cox_moments *from, double *d, size_t p)
{
    const double sum = into->sum + from->sum, share = from->sum / sum;
    for (size_t j = 0; j < p; j++) {
        d[j] = from->mean[j] - into->mean[j];
        into->mean[j] += share * d[j];
    }
    add_matrix(into->spread, 1, from->spread, p);
    add_square(into->spread, into->sum * share, d, p);
    into->sum = sum;
}

static void add_block(const cox_problem *problem, const double *beta, size_t begin,
                      cox_block block, cox_point *point)
{
    const size_t p = problem->p;
    if (block.fresh) {
        empty(&point->survivors, p);
        point->shift = -INFINITY;
    }
    join_rows(problem, beta, begin, block.deaths, &point->survivors, point);
    if (!problem->efron || block.end - block.deaths == 1) {
        join_rows(problem, beta, block.deaths, block.end, &point->survivors, point);
        add_breslow(problem, beta, block, point);
        return;
    }
    empty(&point->dying, p);
    join_rows(problem, beta, block.deaths, block.end, &point->dying, point);
    add_efron(problem, beta, block, point);
    merge(&point->survivors, &point->dying, point->difference, p);
}

void cox_evaluate(const cox_problem *problem, const double *beta, cox_point *point)
{
    const size_t p = problem->p;
    size_t       begin = 0;
    point->loglik = 0;
    memset(point->score, 0, p * sizeof *point->score);
    memset(point->information, 0, p * p * sizeof *point->information);
    for (size_t k = 0; k < problem->n_blocks; k++) {
        add_block(problem, beta, begin, problem->block[k], point);
        begin = problem->block[k].end;
    }
}
