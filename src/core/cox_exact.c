/* cox_exact.c - the exact partial likelihood for tied times.
 *
 * When the m deaths D at one time fall in the risk set R, their term is the
 * probability that of all subsets of that size just this one dies,
 *
 *     sum_D eta_i - log B_m,     B_j = sum over S in R, |S| = j, of prod_S r_i
 *
 * with r_i = exp(eta_i) (Cox 1972; the discrete logistic model).  B grows with
 * each subject that joins, B_j += r B_{j-1} (Gail, Lubin & Rubinstein, Biometrika
 * 68 (1981) 703-707), but a double does not hold it for long.  What is carried along are
 *
 *     q_j = B_j / B_{j-1}:   q_j <- (q_j + r) / (1 + r / q_{j-1})
 *
 * and the mean and the variance of sum_S x among the subsets of size j, drawn in
 * proportion to their weights.  A share g = r / (q_j + r) of them has the new subject, so
 * that both follow as those of a mixture: nothing is ever subtracted.  The
 * derivatives of log B_m are that mean and that variance.
 */
#include "core/cox_exact.h"

#include "core/cox_moments.h"
#include "core/cox_risksets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double slack = 200; /* as in cox_moments.c */

/* A weight that is lost beside the others, yet not 0: then no ratio is 0 / 0. */
static const double least = 1e-300;

static size_t most_deaths(const cox_problem *problem)
{
    size_t most = 0;
    for (size_t k = 0; k < problem->n_blocks; k++)
        if (problem->block[k].most > most) most = problem->block[k].most;
    return most;
}

bool cox_subsets_alloc(cox_subsets *subsets, const cox_problem *problem)
{
    const size_t p = problem->p, n = cox_traverse_levels(problem);
    const size_t most = most_deaths(problem), orders = most + 1;
    const size_t each = orders * (1 + p + p * p);
    *subsets = (cox_subsets){.problem = problem, .most = most};
    subsets->level = calloc(n, sizeof *subsets->level);
    subsets->numbers = calloc(n * each + p, sizeof *subsets->numbers);
    if (!subsets->level || !subsets->numbers) {
        cox_subsets_free(subsets);
        return false;
    }
    for (size_t k = 0; k < n; k++) {
        cox_polynomial *set = subsets->level + k;
        set->ratio = subsets->numbers + k * each;
        set->mean = set->ratio + orders;
        set->spread = set->mean + orders * p;
    }
    subsets->difference = subsets->numbers + n * each;
    return true;
}

void cox_subsets_free(cox_subsets *subsets)
{
    free(subsets->level);
    free(subsets->numbers);
    *subsets = (cox_subsets){0};
}

static void empty(void *self, size_t level)
{
    cox_subsets *subsets = self;
    subsets->level[level].shift = -INFINITY;
    subsets->level[level].size = 0;
}

static void copy(void *self, size_t level)
{
    cox_subsets          *subsets = self;
    const cox_polynomial *from = subsets->level + level;
    cox_polynomial       *to = subsets->level + level + 1;
    const size_t          p = subsets->problem->p, most = subsets->most;
    const size_t          orders = 1 + (from->size < most ? from->size : most);
    to->shift = from->shift;
    to->size = from->size;
    memcpy(to->ratio, from->ratio, orders * sizeof(double));
    memcpy(to->mean, from->mean, orders * p * sizeof(double));
    memcpy(to->spread, from->spread, orders * p * p * sizeof(double));
}

/* The subsets of size j take up those of size j-1 with x added. */
static void mix(const cox_polynomial *set, size_t j, double r, const double *x, double *d,
                size_t p)
{
    const double  q = j <= set->size ? set->ratio[j] : 0, g = r / (q + r);
    const double *from_mean = set->mean + (j - 1) * p;
    const double *from_spread = set->spread + (j - 1) * p * p;
    double       *mean = set->mean + j * p, *spread = set->spread + j * p * p;
    if (j > set->size) {
        memset(mean, 0, p * sizeof *mean);
        memset(spread, 0, p * p * sizeof *spread);
    }
    for (size_t a = 0; a < p; a++) {
        d[a] = from_mean[a] + x[a] - mean[a];
        mean[a] += g * d[a];
        for (size_t b = 0; b <= a; b++) {
            double *v = spread + a * p + b;
            *v = q / (q + r) * (*v + g * d[a] * d[b]) + g * from_spread[a * p + b];
        }
    }
    set->ratio[j] = j == 1 ? q + r : (q + r) / (1 + r / set->ratio[j - 1]);
}

static void join_row(cox_subsets *subsets, cox_polynomial *set, size_t i, size_t most)
{
    const cox_problem *problem = subsets->problem;
    const double       eta = cox_row_predictor(problem, i, subsets->beta);
    if (eta > set->shift + slack) {
        const double factor = exp(set->shift - eta);
        for (size_t j = 1; j <= set->size && j <= most; j++) set->ratio[j] *= factor;
        set->shift = eta;
    }
    const double r = fmax(least, exp(eta - set->shift));
    for (size_t j = set->size < most ? set->size + 1 : most; j > 0; j--)
        mix(set, j, r, problem->x + i * problem->p, subsets->difference, problem->p);
    set->size++;
}

static void join(void *self, size_t level, cox_rows rows)
{
    cox_subsets *subsets = self;
    const size_t most = subsets->problem->block[rows.block].most;
    for (size_t i = rows.begin; i < rows.end; i++)
        join_row(subsets, subsets->level + level, rows.who ? rows.who[i] : i, most);
}

static void visit(void *self, size_t level, size_t k)
{
    cox_subsets       *subsets = self;
    const cox_problem *problem = subsets->problem;
    const cox_block    block = problem->block[k];
    cox_polynomial    *set = subsets->level + level;
    const size_t       p = problem->p, m = block.end - block.deaths;

    for (size_t i = block.deaths; i < block.end; i++) join_row(subsets, set, i, block.most);
    for (size_t i = block.deaths; i < block.end; i++) {
        subsets->loglik += cox_row_predictor(problem, i, subsets->beta) - set->shift;
        for (size_t j = 0; j < p; j++) subsets->score[j] += problem->x[i * p + j];
    }
    for (size_t j = 1; j <= m; j++) subsets->loglik -= log(set->ratio[j]);
    for (size_t j = 0; j < p; j++) subsets->score[j] -= set->mean[m * p + j];
    cox_add_matrix(subsets->information, 1, set->spread + m * p * p, p);
}

double cox_exact_evaluate(cox_subsets *subsets, const double *beta, double *score,
                          double *information)
{
    const cox_visitor visitor = {subsets, empty, copy, join, visit};
    subsets->beta = beta;
    subsets->loglik = 0;
    subsets->score = score;
    subsets->information = information;
    cox_traverse(subsets->problem, &visitor);
    return subsets->loglik;
}
