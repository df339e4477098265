/* curve.c - the Kaplan-Meier estimate. */
#include "atrisk/curve.h"

#include "base/fail.h"
#include "core/limits.h"
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double usual_level = 0.95;

/* Survival is a product of fractions: 0.9 * (8/9) * ... may miss 1/2 by a
 * rounding error.  A curve this near to a level lies on it. */
static const double level_tolerance = 1.5e-8;

static bool allocate(atr_curve *curve, size_t n)
{
    double *const block = malloc(5 * n * sizeof *block);
    if (!block) return false;
    curve->n = n;
    curve->time = block;
    curve->survival = block + n;
    curve->std_error = block + 2 * n;
    curve->lower = block + 3 * n;
    curve->upper = block + 4 * n;
    return true;
}

/* The standard error of log S that the lower limit goes by: Greenwood's e, or
 *
 *     Peto      sqrt((1 - S) / n)
 *     modified  e sqrt(n' / n)       n' at risk at the last time with an event
 */
static double lower_error(atr_lower_limit limit, double e, double s, double n,
                          double n_at_event)
{
    switch (limit) {
    case ATR_LOWER_GREENWOOD: break;
    case ATR_LOWER_PETO: return sqrt((1 - s) / n);
    case ATR_LOWER_MODIFIED: return e * sqrt(n_at_event / n);
    }
    return e;
}

/* With d_j events among n_j at risk at the j-th time,
 *
 *     S(t_k)       = prod_{j<=k} (n_j - d_j) / n_j             product limit
 *     Var log S_k ~= sum_{j<=k}  d_j / (n_j (n_j - d_j))       Greenwood (1926)
 *
 * so that se(S) = S sqrt(Var log S).  When the last subjects at risk all have
 * the event (d = n) the sum becomes infinite and se(S) = 0 * Inf = NaN. */
/* The errors of log S above and below in row k; NaN where log S has none. */
typedef struct {
    double above, below;
} half_widths;

static atr_limits limits_of(const atr_curve *curve, size_t k, double z, half_widths e)
{
    const double s = curve->survival[k], plain = curve->std_error[k];
    /* an error of S that was given may be known where that of log S is not */
    if (s == 0 && plain == 0 && curve->scale == ATR_SCALE_PLAIN) return (atr_limits){0, 0};
    return atr_limits_around(s, z * e.below, z * e.above, curve->scale);
}

static void fill(atr_curve *curve, const atr_events *table,
                 const atr_curve_options *options)
{
    const double *given = options->std_error;
    const double  z = atr_normal_upper((1 - curve->level) / 2);
    double        survival = 1, variance = 0; /* of S and of log S, so far */
    double        n_at_event = 0;

    for (size_t k = 0; k < table->n; k++) {
        const double d = table->events[k], n = table->at_risk[k];
        if (d > 0) {
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
            n_at_event = n;
        }
        const double      e = given ? given[k] / survival : sqrt(variance);
        const half_widths width = {
            e, lower_error(options->lower_limit, e, survival, n, n_at_event)};
        curve->time[k] = table->time[k];
        curve->survival[k] = survival;
        curve->std_error[k] = given ? given[k] : survival * e;
        const atr_limits ends = limits_of(curve, k, z, width);
        curve->lower[k] = ends.lower;
        curve->upper[k] = ends.upper;
    }
}

atr_status atr_curve_fit(const atr_events *table, const atr_curve_options *options,
                         atr_curve *curve, atr_error *err)
{
    static const atr_curve_options defaults = {.scale = ATR_SCALE_LOG};
    if (!options) options = &defaults;
    const double level = options->level != 0 ? options->level : usual_level;
    *curve = (atr_curve){0};

    if (!(level > 0 && level < 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                                 "confidence level %g is not between 0 and 1", level),
                        "a 95%% interval has level 0.95");
    if (table->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "there is nobody to estimate survival from");
    if (!allocate(curve, table->n)) return atr_fail_memory(err, "a survival curve");

    curve->level = level;
    curve->scale = options->scale;
    curve->quantile = options->quantile;
    fill(curve, table, options);
    return ATR_OK;
}

/* Where a falling step function first reaches a level; the middle of the step
 * when it lies on the level.  A NaN reaches nothing. */
static double crossing(const double *time, const double *step, size_t n, double level,
                       atr_quantile_rule rule)
{
    size_t k = 0;
    while (k < n && !(step[k] <= level + level_tolerance)) k++;
    if (k == n) return NAN;
    if (step[k] < level - level_tolerance || rule == ATR_QUANTILE_FIRST) return time[k];

    size_t next = k + 1;
    while (next < n && step[next] == step[k]) next++;
    const double end = time[next < n ? next : n - 1];
    return time[k] + (end - time[k]) / 2;
}

atr_status atr_curve_quantile(const atr_curve *curve, double p, atr_estimate *quantile,
                              atr_error *err)
{
    *quantile = (atr_estimate){0};
    if (!(p > 0 && p < 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PROBABILITY,
                                 "there is no %g-quantile of the event time", p),
                        "the median is the 0.5-quantile");
    *quantile = (atr_estimate){
        .value = crossing(curve->time, curve->survival, curve->n, 1 - p, curve->quantile),
        .std_error = NAN,
        .lower = crossing(curve->time, curve->lower, curve->n, 1 - p, curve->quantile),
        .upper = crossing(curve->time, curve->upper, curve->n, 1 - p, curve->quantile),
    };
    return ATR_OK;
}

atr_estimate atr_curve_at(const atr_curve *curve, double time)
{
    size_t low = 0, high = curve->n; /* the number of steps up to time is in [low, high] */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (curve->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    if (low == 0) return (atr_estimate){1, 0, 1, 1};
    const size_t k = low - 1;
    return (atr_estimate){curve->survival[k], curve->std_error[k], curve->lower[k],
                          curve->upper[k]};
}

void atr_curve_free(atr_curve *curve)
{
    free(curve->time); /* the whole block */
    *curve = (atr_curve){0};
}
