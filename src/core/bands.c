/* bands.c - Hall-Wellner and equal-precision bands. */
#include "atrisk/bands.h"

#include "base/fail.h"
#include "core/limits.h"
#include "num/bridge.h"
#include "num/ornstein.h"
#include "num/search.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const double usual_level = 0.95;
static const double least_level = 0.5;

static atr_status check(const atr_bands_options *o, atr_error *err)
{
    if (!(o->level >= least_level && o->level < 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                                 "the level of a band, %g, is not in [0.5, 1)", o->level),
                        "for a 95%% band say 0.95");
    if (!isfinite(o->from) || !isfinite(o->to) || (o->to != 0 && o->from > o->to))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                        "a band cannot go from %g to %g", o->from, o->to);
    return ATR_OK;
}

static bool allocate(atr_bands *result, size_t n)
{
    double *const block = malloc((4 * n + 1) * sizeof *block);
    if (!block) return false;
    result->time = block;
    result->survival = block + n;
    result->lower = block + 2 * n;
    result->upper = block + 3 * n;
    return true;
}

/* Survival and v = Var log S (Greenwood) at the events of the stretch, v kept in `lower`
 * until the limits are known, and a = N v / (1 + N v) at its ends. */
static void walk(const atr_events *table, atr_bands *result)
{
    const atr_bands_options *o = &result->options;
    double                   survival = 1, variance = 0, first = 0;
    if (table->n > 0) result->last = table->time[table->n - 1];
    if (o->to != 0) result->last = fmin(result->last, o->to);
    result->stop = INFINITY;
    for (size_t k = 0; k < table->n; k++) {
        const double d = table->events[k], n = table->at_risk[k];
        if (d == 0) continue;
        if (d == n || (o->to != 0 && table->time[k] > o->to)) {
            result->stop = table->time[k];
            break;
        }
        survival *= (n - d) / n;
        variance += d / (n * (n - d));
        if (table->time[k] <= o->from || first == 0) first = variance;
        if (table->time[k] < o->from) continue;
        result->time[result->n] = table->time[k];
        result->survival[result->n] = survival;
        result->lower[result->n++] = variance;
    }
    const double low = table->subjects * first, high = table->subjects * variance;
    result->a_from = low / (1 + low);
    result->a_to = high / (1 + high);
}

/* A Brownian bridge over its standard deviation is an Ornstein-Uhlenbeck process in the
 * time log(u / (1 - u)) / 2. */
static double coefficient(atr_band_kind kind, double a, double b, double level)
{
    switch (kind) {
    case ATR_BAND_HALL_WELLNER: break;
    case ATR_BAND_EQUAL_PRECISION: return atr_bridge_scaled_limit(a, b, level);
    case ATR_BAND_EQUAL_PRECISION_EXACT:
        return atr_ornstein_limit(log(b / a * ((1 - a) / (1 - b))) / 2, level);
    }
    return atr_bridge_limit(a, b, level);
}

/* Half-widths for log S:  e sqrt(v), or  k (1 + N v) / sqrt N. */
static void set_limits(atr_bands *result, double subjects)
{
    const atr_bands_options *o = &result->options;
    const bool               hall = o->kind == ATR_BAND_HALL_WELLNER;
    result->critical = coefficient(o->kind, result->a_from, result->a_to, o->level);
    for (size_t k = 0; k < result->n; k++) {
        const double     v = result->lower[k];
        const double     width = hall ? (1 + subjects * v) / sqrt(subjects) : sqrt(v);
        const double     half = result->critical * width;
        const atr_limits ends =
            atr_limits_around(result->survival[k], half, half, o->scale);
        result->lower[k] = ends.lower;
        result->upper[k] = ends.upper;
    }
}

atr_status atr_bands_fit(const atr_events *table, const atr_bands_options *options,
                         atr_bands *result, atr_error *err)
{
    *result = (atr_bands){0};
    atr_bands_options used = {0};
    if (options) used = *options;
    if (used.level == 0) used.level = usual_level;
    const atr_status status = check(&used, err);
    if (status) return status;
    if (!allocate(result, table->n)) return atr_fail_memory(err, "a confidence band");

    result->options = used;
    walk(table, result);
    if (result->n == 0) {
        atr_bands_free(result);
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_NO_EVENTS,
                                 "no event leaves survivors where the band should be"),
                        "choose a wider stretch of time");
    }
    set_limits(result, table->subjects);
    return ATR_OK;
}

atr_estimate atr_bands_at(const atr_bands *bands, double time)
{
    const size_t rows = atr_search_upto(bands->time, bands->n, time);
    if (rows == 0 || time > bands->last || time >= bands->stop)
        return (atr_estimate){NAN, NAN, NAN, NAN};
    const size_t k = rows - 1;
    return (atr_estimate){bands->survival[k], NAN, bands->lower[k], bands->upper[k]};
}

void atr_bands_free(atr_bands *result)
{
    free(result->time); /* the whole block */
    *result = (atr_bands){0};
}
