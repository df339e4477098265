/* bootstrap_limits.c - what the replicates of one number say. */
#include "core/bootstrap_limits.h"

#include "base/fail.h"
#include "num/dist.h"
#include "num/order.h"

#include <math.h>
#include <stdlib.h>

/* Replicates in rising order, those that are not a number left out. */
typedef struct {
    size_t  n;
    double *value;
} ranked;

/* Weighted by u, of two of which one may be infinite. */
static double between(double a, double b, double u)
{
    if (u <= 0 || a == b) return a;
    if (u >= 1) return b;
    return (1 - u) * a + u * b;
}

/* The alpha-quantile is the (n + 1) alpha-th value; between the k-th and the next, by the
 * normal quantiles of k/(n + 1), alpha and (k + 1)/(n + 1): Davison & Hinkley (1997)
 * eq. 5.8. */
static double quantile(const ranked *r, double alpha)
{
    const double places = (double)r->n + 1, at = places * alpha, k = floor(at);
    if (!(k >= 1 && k <= (double)r->n)) return NAN;
    const double low = r->value[(size_t)k - 1];
    if (k == at) return low;
    if (k == (double)r->n) return NAN;
    const double z = atr_normal_upper(alpha), z_low = atr_normal_upper(k / places),
                 z_high = atr_normal_upper((k + 1) / places);
    return between(low, r->value[(size_t)k], (z - z_low) / (z_high - z_low));
}

/* With z_0 the normal quantile of the share of replicates below the estimate (half of those
 * equal to it), the level of a limit is
 *
 *     Phi(z_0 + (z_0 + z_alpha) / (1 - a (z_0 + z_alpha)))
 */
static double corrected(const ranked *r, double estimate, double a, double alpha)
{
    double below = 0;
    for (size_t i = 0; i < r->n; i++)
        below += r->value[i] < estimate ? 1 : r->value[i] == estimate ? 0.5 : 0;
    const double z0 = -atr_normal_upper(below / (double)r->n);
    const double w = z0 - atr_normal_upper(alpha);
    return atr_normal_tail(-(z0 + w / (1 - a * w)));
}

static void put_limits(const ranked *r, const atr_bootstrap_options *o, double a,
                       atr_estimate *e)
{
    const double tail = (1 - o->level) / 2;
    switch (o->limits) {
    case ATR_BOOTSTRAP_PERCENTILE:
        e->lower = quantile(r, tail);
        e->upper = quantile(r, 1 - tail);
        break;
    case ATR_BOOTSTRAP_BASIC:
        e->lower = 2 * e->value - quantile(r, 1 - tail);
        e->upper = 2 * e->value - quantile(r, tail);
        break;
    case ATR_BOOTSTRAP_BCA:
        e->lower = quantile(r, corrected(r, e->value, a, tail));
        e->upper = quantile(r, corrected(r, e->value, a, 1 - tail));
        break;
    }
}

/* Mean and standard deviation of the finite ones, in one pass: Welford, Technometrics 4
 * (1962) 419-420. */
static void describe(const ranked *r, atr_bootstrap_statistic *s)
{
    double mean = 0, squares = 0, n = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (!isfinite(r->value[i])) continue;
        const double off = r->value[i] - mean;
        n++;
        mean += off / n;
        squares += off * (r->value[i] - mean);
    }
    s->finite = (size_t)n;
    s->infinite = r->n - s->finite;
    s->bias = n > 0 ? mean - s->estimate.value : NAN;
    s->estimate.std_error = n > 1 ? sqrt(squares / (n - 1)) : NAN;
}

atr_status bootstrap_summarise(atr_bootstrap *result, size_t v, double estimate,
                               double acceleration, atr_error *err)
{
    const size_t             replicates = result->options.replicates;
    atr_bootstrap_statistic *s = &result->statistic[v];
    ranked                   r = {0, malloc(replicates * sizeof *r.value)};
    uint32_t                *label = calloc(replicates, sizeof *label);
    bool                     room = r.value && label;
    for (size_t i = 0; room && i < replicates; i++) {
        const double value = result->replicate[i * result->n + v];
        if (!isnan(value)) r.value[r.n++] = value;
    }
    room = room && atr_order_sort(r.value, label, r.n);
    if (room) {
        s->estimate = (atr_estimate){.value = estimate};
        s->undefined = replicates - r.n;
        describe(&r, s);
        put_limits(&r, &result->options, acceleration, &s->estimate);
    }
    free(r.value);
    free(label);
    return room ? ATR_OK : atr_fail_memory(err, "the replicates in order");
}

void atr_bootstrap_free(atr_bootstrap *result)
{
    free(result->statistic);
    free(result->replicate);
    *result = (atr_bootstrap){0};
}
