/* p_adjust.c - p-values adjusted for their number. */
#include "atrisk/pairwise.h"
#include "base/fail.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>

/* The values that count, rising; label says where each came from. */
typedef struct {
    size_t    n;
    double   *p;     /* [n] */
    uint32_t *label; /* [n] */
    double   *q;     /* [n] adjusted */
} ranked;

static double harmonic(size_t n)
{
    double sum = 0;
    for (size_t k = n; k > 0; k--) sum += 1 / (double)k;
    return sum;
}

/* Step down: q_k = max_{i<=k} (n - i + 1) p_i. */
static void holm(ranked *r)
{
    double highest = 0;
    for (size_t k = 0; k < r->n; k++) {
        highest = fmax(highest, (double)(r->n - k) * r->p[k]);
        r->q[k] = highest;
    }
}

/* Step up: q_k = min_{i>=k} f_i p_i, with f_i = n - i + 1 (Hochberg) or c n / i. */
static void hochberg(ranked *r)
{
    double lowest = 1;
    for (size_t k = r->n; k-- > 0;) {
        lowest = fmin(lowest, (double)(r->n - k) * r->p[k]);
        r->q[k] = lowest;
    }
}

static void false_discovery(ranked *r, double c)
{
    double lowest = 1;
    for (size_t k = r->n; k-- > 0;) {
        lowest = fmin(lowest, c * (double)r->n / (double)(k + 1) * r->p[k]);
        r->q[k] = lowest;
    }
}

/* Closed testing: q_k is the greatest p-value by Simes' test,
 *
 *     min_{1<=i<=m} (m / i) p_(i:m),
 *
 * of any m hypotheses among which k is.  For each m it is greatest for k and those m - 1
 * others that have the largest p, so that `rest`, their part of the minimum, serves all k
 * that are not among the m largest, and the m largest share one value. */
static void hommel(ranked *r)
{
    const size_t n = r->n;
    for (size_t k = 0; k < n; k++) r->q[k] = 0;
    for (size_t m = 1; m <= n; m++) {
        double rest = 1;
        for (size_t i = 2; i <= m; i++)
            rest = fmin(rest, (double)m / (double)i * r->p[n - m + i - 1]);
        for (size_t k = 0; k < n; k++) {
            const double lowest = r->p[k < n - m ? k : n - m];
            r->q[k] = fmax(r->q[k], fmin((double)m * lowest, rest));
        }
    }
}

static void adjust(ranked *r, atr_adjustment adjustment)
{
    const double n = (double)r->n;
    switch (adjustment) {
    case ATR_ADJUST_HOLM: holm(r); return;
    case ATR_ADJUST_HOCHBERG: hochberg(r); return;
    case ATR_ADJUST_HOMMEL: hommel(r); return;
    case ATR_ADJUST_BH: false_discovery(r, 1); return;
    case ATR_ADJUST_BY: false_discovery(r, harmonic(r->n)); return;
    case ATR_ADJUST_BONFERRONI:
        for (size_t k = 0; k < r->n; k++) r->q[k] = n * r->p[k];
        return;
    case ATR_ADJUST_SIDAK: /* 1 - (1 - p)^n */
        for (size_t k = 0; k < r->n; k++) r->q[k] = -expm1(n * log1p(-r->p[k]));
        return;
    case ATR_ADJUST_NONE: break;
    }
    for (size_t k = 0; k < r->n; k++) r->q[k] = r->p[k];
}

static atr_status check(const double *p, size_t n, atr_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < 0 || p[i] > 1)
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PROBABILITY,
                            "p-value %zu, %g, is not between 0 and 1", i + 1, p[i]);
    return ATR_OK;
}

atr_status atr_p_adjust(const double *p, size_t n, atr_adjustment adjustment,
                        double *adjusted, atr_error *err)
{
    const atr_status status = check(p, n, err);
    if (status || n == 0) return status;

    double *const block = malloc(2 * n * sizeof *block);
    ranked        r = {0, block, malloc(n * sizeof *r.label), block ? block + n : NULL};
    bool          room = block && r.label && n <= UINT32_MAX;
    for (size_t i = 0; room && i < n; i++) {
        if (isnan(p[i])) continue;
        r.p[r.n] = p[i];
        r.label[r.n++] = (uint32_t)i;
    }
    room = room && atr_order_sort(r.p, r.label, r.n);
    if (room) {
        adjust(&r, adjustment);
        for (size_t i = 0; i < n; i++) adjusted[i] = p[i];
        for (size_t k = 0; k < r.n; k++) adjusted[r.label[k]] = fmin(1, r.q[k]);
    }
    free(block);
    free(r.label);
    return room ? ATR_OK : atr_fail_memory(err, "the adjusted p-values");
}
