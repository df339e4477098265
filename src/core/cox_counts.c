/* cox_counts.c - the partial likelihood of one covariate with two values, from counts.
 *
 * Numbers at risk and dying are sufficient.  With S_k the hazard of the k-th set of
 * cox_likelihood.c, and h its share in subjects with the higher value, a step d above,
 *
 *     l = sum_D w_i eta_i - W/m sum log S_k,   u = d (D_high - W/m sum h),
 *     I = d^2 W/m sum h (1 - h).
 */
#include "core/cox_counts.h"

#include <math.h>
#include <stdlib.h>

/* No exponential of a smaller eta comes near overflow. */
static const double far = 300;

static bool find_values(const cox_problem *problem, double *step)
{
    double widest = 0;
    size_t begin = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        for (size_t i = begin; i < block->end; i++) {
            const double size = fabs(problem->x[i]);
            if (size == 0 || size == widest) continue;
            if (widest > 0) return false;
            widest = size;
        }
        begin = block->end;
    }
    *step = widest;
    return widest > 0;
}

/* Columns are centred at one of the two values, or none: which one is high depends on the
 * stratum.  Returns false for three values. */
static bool count_stratum(const cox_problem *problem, size_t first, size_t last,
                          cox_counts *counts)
{
    bool   above = false, below = false;
    size_t begin = first > 0 ? problem->block[first - 1].end : 0;
    for (size_t i = begin; i < problem->block[last].end; i++) {
        if (problem->x[i] > 0) above = true;
        if (problem->x[i] < 0) below = true;
    }
    if (above && below) return false;
    for (size_t k = first; k <= last; k++) {
        const cox_block *block = problem->block + k;
        for (size_t i = begin; i < block->end; i++) {
            const bool high = below ? problem->x[i] == 0 : problem->x[i] > 0;
            double    *into =
                i < block->deaths ? counts->count[k].joining : counts->count[k].dying;
            into[high] += problem->weight[i];
        }
        begin = block->end;
    }
    return true;
}

static bool count(const cox_problem *problem, cox_counts *counts)
{
    size_t first = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        if (k + 1 < problem->n_blocks && !problem->block[k + 1].fresh) continue;
        if (!count_stratum(problem, first, k, counts)) return false;
        first = k + 1;
    }
    return true;
}

bool cox_counts_build(const cox_problem *problem, cox_counts *counts)
{
    *counts = (cox_counts){0};
    if (problem->p != 1 || problem->until || problem->offset ||
        problem->ties == ATR_TIES_EXACT || !find_values(problem, &counts->step))
        return true;
    counts->count = calloc(problem->n_blocks, sizeof *counts->count);
    if (!counts->count) return false;
    if (!count(problem, counts)) cox_counts_free(counts);
    return true;
}

void cox_counts_free(cox_counts *counts)
{
    free(counts->count);
    *counts = (cox_counts){0};
}

bool cox_counts_suffice(const cox_counts *counts, double beta)
{
    return counts->count && fabs(beta * counts->step) <= far;
}

/* A sum and what rounding took from it (Neumaier, Z. angew. Math. Mech. 54 (1974)
 * 39-51). */
typedef struct {
    double sum, rest;
} careful;

static void add(careful *to, double term)
{
    const double old = to->sum;
    to->sum += term;
    to->rest += fabs(old) >= fabs(term) ? (old - to->sum) + term : (term - to->sum) + old;
}

cox_curve cox_counts_evaluate(const cox_problem *problem, const cox_counts *counts,
                              double beta)
{
    const double d = counts->step, eta = beta * d, r = exp(eta);
    careful      loglik = {0, 0};
    double       alive[2] = {0, 0}, of_high = 0, of_both = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block *block = problem->block + k;
        const cox_count *now = counts->count + k;
        const double     D[2] = {now->dying[0], now->dying[1]}, W = D[0] + D[1];
        const size_t     died = block->end - block->deaths;
        const double     m = problem->ties == ATR_TIES_EFRON ? (double)died : 1;
        if (block->fresh) alive[0] = alive[1] = 0;
        for (int g = 0; g < 2; g++) alive[g] += now->joining[g];
        add(&loglik, D[1] * eta);
        of_high += D[1];
        for (double i = 0; i < m; i++) {
            const double f = (m - i) / m;
            const double low = alive[0] + f * D[0], high = r * (alive[1] + f * D[1]);
            const double S = low + high, share = W / m / S;
            add(&loglik, -W / m * log(S));
            of_high -= share * high;
            of_both += share * high * (low / S);
        }
        for (int g = 0; g < 2; g++) alive[g] += D[g];
    }
    return (cox_curve){loglik.sum + loglik.rest, d * of_high, d * d * of_both};
}
