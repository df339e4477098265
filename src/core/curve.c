/* curve.c - the Kaplan-Meier estimate and its relatives. */
#include "atrisk/curve.h"

#include "atrisk/cumulative.h"
#include "base/block.h"
#include "base/fail.h"
#include "core/limits.h"
#include "num/dist.h"
#include "num/search.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double usual_level = 0.95;

/* Survival is a product of fractions: 0.9 * (8/9) * ... may miss 1/2 by a
 * rounding error.  A curve this near to a level lies on it. */
static const double level_tolerance = 1.5e-8;

static bool allocate(atr_curve *curve, size_t n)
{
    double *const block = atr_block_alloc(5 * n, sizeof *block);
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

/* A walk down the table. */
typedef struct {
    const atr_events *table;
    atr_curve        *curve;
    const double     *given;      /* errors of S to take instead, or NULL      */
    double            z;          /* of the level                              */
    double            n_at_event; /* at risk at the last time with an event    */
} walk;

/* The limits of row k; e is the error of log S, NaN where log S has none. */
static atr_limits limits_of(const walk *w, size_t k, double e)
{
    const atr_curve *c = w->curve;
    const double     s = c->survival[k];
    const double     low =
        lower_error(c->lower_limit, e, s, w->table->at_risk[k], w->n_at_event);
    /* an error of S that was given may be known where that of log S is not */
    if (s == 0 && c->std_error[k] == 0 && c->scale == ATR_SCALE_PLAIN)
        return (atr_limits){0, 0};
    return atr_limits_around(s, w->z * low, w->z * e, c->scale);
}

/* Nothing changes at a time without events, unless the limits go by those at risk. */
static bool is_like_row_before(const walk *w, size_t k)
{
    return k > 0 && w->table->events[k] == 0 && !w->given &&
           w->curve->lower_limit == ATR_LOWER_GREENWOOD;
}

static void repeat_row(atr_curve *c, size_t k, double time)
{
    c->time[k] = time;
    c->survival[k] = c->survival[k - 1];
    c->std_error[k] = c->std_error[k - 1];
    c->lower[k] = c->lower[k - 1];
    c->upper[k] = c->upper[k - 1];
}

/* Set row k; e is the standard error of log S unless others are given. */
static void set_row(walk *w, size_t k, double s, double e)
{
    atr_curve *c = w->curve;
    if (is_like_row_before(w, k)) {
        repeat_row(c, k, w->table->time[k]);
        return;
    }
    if (w->table->events[k] > 0) w->n_at_event = w->table->at_risk[k];
    if (w->given) e = w->given[k] / s;
    c->time[k] = w->table->time[k];
    c->survival[k] = s;
    c->std_error[k] = w->given ? w->given[k] : s * e;
    const atr_limits ends = limits_of(w, k, e);
    c->lower[k] = ends.lower;
    c->upper[k] = ends.upper;
}

/* With d_j events among n_j at risk at the j-th time,
 *
 *     S(t_k)       = prod_{j<=k} (n_j - d_j) / n_j             product limit
 *     Var log S_k ~= sum_{j<=k}  d_j / (n_j (n_j - d_j))       Greenwood (1926)
 *
 * so that se(S) = S sqrt(Var log S).  When the last subjects at risk all have
 * the event (d = n) the sum becomes infinite and se(S) = 0 * Inf = NaN. */
static void fill_product(walk *w)
{
    double survival = 1, variance = 0; /* of S and of log S, so far */
    for (size_t k = 0; k < w->table->n; k++) {
        const double d = w->table->events[k], n = w->table->at_risk[k];
        if (d > 0) {
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
        }
        set_row(w, k, survival, sqrt(variance));
    }
}

/* S = exp(-H), so that the error of log S is that of H. */
static atr_status fill_exponential(walk *w, atr_error *err)
{
    const bool       ties = w->curve->estimator == ATR_SURVIVAL_FLEMING_HARRINGTON;
    atr_cumulative   hazard;
    const atr_status status = atr_cumulative_fit(
        w->table, ties ? ATR_HAZARD_FLEMING_HARRINGTON : ATR_HAZARD_NELSON_AALEN, &hazard,
        err);
    if (status) return status;
    for (size_t k = 0; k < w->table->n; k++)
        set_row(w, k, hazard.survival[k], hazard.std_error[k]);
    atr_cumulative_free(&hazard);
    return ATR_OK;
}

atr_status atr_curve_fit(const atr_events *table, const atr_curve_options *options,
                         atr_curve *curve, atr_error *err)
{
    static const atr_curve_options defaults = {.scale = ATR_SCALE_LOG};
    const atr_curve_options *const o = options ? options : &defaults;
    const double                   level = o->level != 0 ? o->level : usual_level;
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
    curve->scale = o->scale;
    curve->lower_limit = o->lower_limit;
    curve->quantile = o->quantile;
    curve->estimator = o->estimator;
    walk       w = {table, curve, o->std_error, atr_normal_upper((1 - level) / 2), 0};
    atr_status status = ATR_OK;
    if (o->estimator == ATR_SURVIVAL_KAPLAN_MEIER) fill_product(&w);
    else status = fill_exponential(&w, err);
    if (status) atr_curve_free(curve);
    return status;
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
    const size_t steps = atr_search_upto(curve->time, curve->n, time);
    if (steps == 0) return (atr_estimate){1, 0, 1, 1};
    const size_t k = steps - 1;
    return (atr_estimate){curve->survival[k], curve->std_error[k], curve->lower[k],
                          curve->upper[k]};
}

void atr_curve_free(atr_curve *curve)
{
    free(curve->time); /* the whole block */
    *curve = (atr_curve){0};
}
