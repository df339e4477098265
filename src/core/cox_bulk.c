/* cox_bulk.c - the partial likelihood of many rows, by sums.
 *
 * With S and S_1 the sums of hazards r_i and of r_i x_i over a set, c = W/m its weight and
 * m = S_1 / S its mean, the information is
 *
 *     sum_sets c (sum_i r_i x_i x_i' / S - m m') = sum_i r_i A_i x_i x_i' - sum_sets c m m'
 *
 * where A_i is the rise of the cumulative hazard, c / S summed over the sets that i is in
 * (those of its own death in part, f).  So there are two sums of squares, one of rows and
 * one of means.  Of Efron's m sets at a time the means lie on a line, mean_S + g d, and
 * their squares are those of two rows: the mean of them all, and d by the spread of g.
 *
 * The difference loses as many digits as means are far from 0, next to the spread within
 * the sets; it is not used where that would be noticed.
 */
#include "core/cox_bulk.h"

#include "base/block.h"
#include "num/exponential.h"
#include "num/syrk.h"
#include "num/wide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 400 /* rows */, MEANS = 64, ROWS = 128 /* at a time */ };

static const double far = 150;   /* a predictor; its exponential is no trouble         */
static const double lost = 1e-3; /* what the difference must leave of the squares       */
static const double large = 1e200, tiny = 1e-200; /* bounds of a product               */

bool cox_bulk_alloc(cox_bulk *bulk, const cox_problem *problem)
{
    const size_t p = problem->p, n = problem->n, width = atr_syrk_width(p);
    *bulk = (cox_bulk){0};
    if (n < FEW || problem->until || problem->ties == ATR_TIES_EXACT || !problem->extent)
        return true;
    bulk->hazard = atr_block_alloc(n, sizeof *bulk->hazard);
    bulk->rise = atr_block_alloc(2 * problem->n_blocks, sizeof *bulk->rise);
    bulk->sums = malloc(4 * p * sizeof *bulk->sums);
    bulk->died = bulk->sums ? bulk->sums + 3 * p : NULL;
    bulk->means = malloc((MEANS * p + ATR_SYRK_SLACK) * sizeof *bulk->means);
    bulk->weights = malloc(MEANS * sizeof *bulk->weights);
    bulk->squares = malloc(2 * p * width * sizeof *bulk->squares);
    if (bulk->hazard && bulk->rise && bulk->sums && bulk->means && bulk->weights &&
        bulk->squares) {
        memset(bulk->means, 0, (MEANS * p + ATR_SYRK_SLACK) * sizeof *bulk->means);
        return true;
    }
    cox_bulk_free(bulk);
    return false;
}

void cox_bulk_free(cox_bulk *bulk)
{
    free(bulk->hazard);
    free(bulk->rise);
    free(bulk->sums);
    free(bulk->means);
    free(bulk->weights);
    free(bulk->squares);
    *bulk = (cox_bulk){0};
}

/* Neumaier, Z. angew. Math. Mech. 54 (1974) 39-51. */
static void add_loglik(cox_bulk *b, double term)
{
    const double old = b->loglik;
    b->loglik += term;
    b->rest +=
        fabs(old) >= fabs(term) ? (old - b->loglik) + term : (term - b->loglik) + old;
}

/* Less c log S; logarithms of products are as good and fewer. */
static inline void add_set(cox_bulk *b, double c, double S)
{
    if (c != 1) {
        add_loglik(b, -c * log(S));
        return;
    }
    b->product *= S;
    if (b->product < large && b->product > tiny) return;
    add_loglik(b, -log(b->product));
    b->product = 1;
}

static inline double predict(const double *restrict x, const double *restrict beta,
                             size_t p)
{
    enum { SUMS = 4 };
    double sum[SUMS] = {0};
    size_t j = 0;
    for (; j + SUMS <= p; j += SUMS)
        for (size_t k = 0; k < SUMS; k++) sum[k] += x[j + k] * beta[j + k];
    for (; j < p; j++) sum[0] += x[j] * beta[j];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The hazards of the next rows, while these are near. */
static inline void find_hazards(const cox_problem *problem, const double *beta, cox_bulk *b)
{
    const size_t begin = b->ready, left = problem->n - begin;
    const size_t rows = left < ROWS ? left : ROWS;
    double      *hazard = b->hazard + begin;
    for (size_t i = 0; i < rows; i++)
        hazard[i] = predict(problem->x + (begin + i) * problem->p, beta, problem->p);
    for (size_t i = 0; problem->offset && i < rows; i++)
        hazard[i] += problem->offset[begin + i];
    atr_exp_many(hazard, rows);
    for (size_t i = 0; i < rows; i++) hazard[i] *= problem->weight[begin + i];
    b->ready += rows;
}

/* Hazards of rows begin..end-1: returns their sum and adds to that of r x. */
static inline double join(const cox_problem *problem, const double *beta, size_t begin,
                          size_t end, cox_bulk *b, double *restrict of_x)
{
    const size_t p = problem->p;
    double       sum = 0;
    for (size_t i = begin; i < end; i++) {
        if (i == b->ready) find_hazards(problem, beta, b);
        const double  r = b->hazard[i];
        const double *x = problem->x + i * p;
        sum += r;
        for (size_t j = 0; j < p; j++) of_x[j] += r * x[j];
    }
    return sum;
}

/* What all deaths add to the score does not depend on beta.  The rows of a problem may
 * become fewer. */
static void sum_deaths(const cox_problem *problem, cox_bulk *b)
{
    const size_t p = problem->p;
    if (b->n == problem->n) return;
    memset(b->died, 0, p * sizeof *b->died);
    b->of_offset = 0;
    b->n = problem->n;
    for (size_t k = 0; k < problem->n_blocks; k++)
        for (size_t i = problem->block[k].deaths; i < problem->block[k].end; i++) {
            const double *x = problem->x + i * p, w = problem->weight[i];
            if (problem->offset) b->of_offset += w * problem->offset[i];
            for (size_t j = 0; j < p; j++) b->died[j] += w * x[j];
        }
}

static inline double weigh(const cox_problem *problem, const cox_block *block)
{
    double W = 0;
    for (size_t i = block->deaths; i < block->end; i++) W += problem->weight[i];
    return W;
}

static void flush_means(size_t p, cox_bulk *b)
{
    double *const squares = b->squares + p * atr_syrk_width(p);
    atr_syrk_add(b->means, b->weights, b->n_means, p, squares);
    b->n_means = 0;
}

static inline double *new_mean(size_t p, double weight, cox_bulk *b)
{
    if (b->n_means == MEANS) flush_means(p, b);
    b->weights[b->n_means] = weight;
    return b->means + b->n_means++ * p;
}

/* One set, all at risk: Breslow's, or a single death. */
static inline void add_one_set(size_t p, size_t k, double S, double W, cox_bulk *b,
                               double *restrict score)
{
    double *restrict const mean = new_mean(p, W, b);
    const double *restrict const sums = b->sums;
    const double inverse = 1 / S;
    for (size_t j = 0; j < p; j++) {
        mean[j] = sums[j] * inverse;
        score[j] -= W * mean[j];
    }
    add_set(b, W, S);
    b->rise[2 * k] = b->rise[2 * k + 1] = W / S;
}

/* Efron's sets of m deaths; S is the sum of those who live, T that of the dying. */
static void add_sets(size_t p, size_t k, double S, double T, double m, double W,
                     cox_bulk *b, double *score)
{
    const double *alive = b->sums, *dying = b->sums + p;
    double       *d = b->sums + 2 * p, *mean = new_mean(p, W, b);
    const double  c = W / m;
    double        g_sum = 0, g_squares = 0, all = 0, part = 0;
    for (double i = 0; i < m; i++) {
        const double f = (m - i) / m, S_k = S + f * T, g = f * T / S_k;
        add_set(b, c, S_k);
        g_sum += g;
        g_squares += g * g;
        all += c / S_k;
        part += f * c / S_k;
    }
    const double g_mean = g_sum / m;
    for (size_t j = 0; j < p; j++) {
        const double of_alive = S > 0 ? alive[j] / S : dying[j] / T;
        d[j] = dying[j] / T - of_alive;
        mean[j] = of_alive + g_mean * d[j];
        score[j] -= W * mean[j];
    }
    memcpy(new_mean(p, c * fmax(0, g_squares - g_sum * g_mean), b), d, p * sizeof *d);
    b->rise[2 * k] = all;
    b->rise[2 * k + 1] = part;
}

/* From the last time to the first: everything but the squares of rows. */
ATR_WIDE static void go_forth(const cox_problem *problem, const double *beta, cox_bulk *b,
                              double *score)
{
    const size_t p = problem->p;
    double      *alive = b->sums, *dying = b->sums + p, S = 0;
    size_t       begin = 0;
    b->ready = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        const double     m = (double)(block->end - block->deaths);
        if (block->fresh) {
            S = 0;
            memset(alive, 0, p * sizeof *alive);
        }
        S += join(problem, beta, begin, block->deaths, b, alive);
        const double W = weigh(problem, block);
        if (problem->ties == ATR_TIES_EFRON && m > 1) {
            memset(dying, 0, p * sizeof *dying);
            const double T = join(problem, beta, block->deaths, block->end, b, dying);
            add_sets(p, k, S, T, m, W, b, score);
            S += T;
            for (size_t j = 0; j < p; j++) alive[j] += dying[j];
        } else {
            S += join(problem, beta, block->deaths, block->end, b, alive);
            add_one_set(p, k, S, W, b, score);
        }
        begin = block->end;
    }
    flush_means(p, b);
}

/* From the first time to the last: a row's hazard times its cumulative rise. */
static void go_back(const cox_problem *problem, cox_bulk *b)
{
    double later = 0;
    for (size_t k = problem->n_blocks; k-- > 0;) {
        const cox_block *block = problem->block + k;
        const size_t     begin = k > 0 ? problem->block[k - 1].end : 0;
        const double     all = later + b->rise[2 * k], part = later + b->rise[2 * k + 1];
        for (size_t i = begin; i < block->deaths; i++) b->hazard[i] *= all;
        for (size_t i = block->deaths; i < block->end; i++) b->hazard[i] *= part;
        later = block->fresh ? 0 : all;
    }
}

static bool subtract(size_t p, const cox_bulk *b, double *information)
{
    const size_t  width = atr_syrk_width(p);
    const double *rows = b->squares, *means = b->squares + p * width;
    bool          sound = true;
    for (size_t j = 0; j < p; j++) {
        for (size_t k = 0; k <= j; k++)
            information[j * p + k] = rows[j * width + k] - means[j * width + k];
        const double whole = rows[j * width + j];
        sound &= information[j * p + j] >= lost * whole && isfinite(whole);
    }
    return sound;
}

static bool is_near(const cox_problem *problem, const double *beta)
{
    double bound = 0;
    for (size_t j = 0; j < problem->p; j++) bound += problem->extent[j] * fabs(beta[j]);
    for (size_t i = 0; problem->offset && bound < far && i < problem->n; i++)
        if (!(fabs(problem->offset[i]) + bound < far)) return false;
    return bound < far;
}

bool cox_bulk_evaluate(const cox_problem *problem, const double *beta, cox_bulk *b,
                       double *loglik, double *score, double *information)
{
    const size_t p = problem->p, width = atr_syrk_width(p);
    if (!b->hazard || problem->n_blocks == 0 || !is_near(problem, beta)) return false;
    b->loglik = b->rest = 0;
    b->product = 1;
    b->n_means = 0;
    sum_deaths(problem, b);
    memcpy(score, b->died, p * sizeof *score);
    add_loglik(b, predict(b->died, beta, p) + b->of_offset);
    memset(b->squares, 0, 2 * p * width * sizeof *b->squares);
    go_forth(problem, beta, b, score);
    add_loglik(b, -log(b->product));
    go_back(problem, b);
    atr_syrk_add(problem->x, b->hazard, problem->n, p, b->squares);
    *loglik = b->loglik + b->rest;
    return subtract(p, b, information);
}
