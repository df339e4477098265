/* curve.c - the Kaplan-Meier estimate and its relatives. */
#include "atrisk/curve.h"

#include "base/block.h"
#include "base/fail.h"
#include "core/curve_crossing.h"
#include "core/curve_rows.h"
#include "num/dist.h"
#include "num/search.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const double usual_level = 0.95;

static const atr_estimate before_all = {1, 0, 1, 1};

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

static atr_status check(const atr_events *table, double level, atr_error *err)
{
    if (!(level > 0 && level < 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                                 "confidence level %g is not between 0 and 1", level),
                        "a 95%% interval has level 0.95");
    if (table->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "there is nobody to estimate survival from");
    return ATR_OK;
}

/* Set out on a walk; `curve` is given the options, `hazard` is filled if S = exp(-H), when
 * the error of log S is that of H. */
static atr_status begin(const atr_events *table, const atr_curve_options *options,
                        atr_curve *curve, atr_cumulative *hazard, curve_walk *walk,
                        atr_error *err)
{
    static const atr_curve_options defaults = {.scale = ATR_SCALE_LOG};
    const atr_curve_options *const o = options ? options : &defaults;
    *curve = (atr_curve){.level = o->level != 0 ? o->level : usual_level,
                         .scale = o->scale,
                         .lower_limit = o->lower_limit,
                         .quantile = o->quantile,
                         .estimator = o->estimator};
    *hazard = (atr_cumulative){0};
    atr_status status = check(table, curve->level, err);
    if (!status && o->estimator != ATR_SURVIVAL_KAPLAN_MEIER)
        status = atr_cumulative_fit(table,
                                    o->estimator == ATR_SURVIVAL_FLEMING_HARRINGTON
                                        ? ATR_HAZARD_FLEMING_HARRINGTON
                                        : ATR_HAZARD_NELSON_AALEN,
                                    hazard, err);
    if (!status)
        *walk = (curve_walk){.table = table,
                             .curve = curve,
                             .errors = o->std_error,
                             .hazard = hazard->n ? hazard : NULL,
                             .z = atr_normal_upper((1 - curve->level) / 2),
                             .survival = 1};
    return status;
}

static void fill(curve_walk *walk, atr_curve *curve)
{
    for (size_t k = 0; k < curve->n; k = walk->row)
        curve_walk_next(walk, (curve_rows){curve->survival + k, curve->std_error + k,
                                           curve->lower + k, curve->upper + k});
}

atr_status atr_curve_fit(const atr_events *table, const atr_curve_options *options,
                         atr_curve *curve, atr_error *err)
{
    atr_cumulative hazard;
    curve_walk     walk;
    atr_status     status = begin(table, options, curve, &hazard, &walk, err);
    if (!status && !allocate(curve, table->n))
        status = atr_fail_memory(err, "a survival curve");
    if (!status) {
        memcpy(curve->time, table->time, table->n * sizeof *curve->time);
        fill(&walk, curve);
    }
    atr_cumulative_free(&hazard);
    if (status) *curve = (atr_curve){0};
    return status;
}

static atr_status check_probability(double p, atr_error *err)
{
    if (p > 0 && p < 1) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PROBABILITY,
                             "there is no %g-quantile of the event time", p),
                    "the median is the 0.5-quantile");
}

/* Of survival and its limits. */
typedef struct {
    curve_crossing value, lower, upper;
} crossings;

static crossings cross(double p, atr_quantile_rule rule)
{
    const curve_crossing one = {.level = 1 - p, .rule = rule};
    return (crossings){one, one, one};
}

static void feed(crossings *c, const double *time, curve_rows rows, size_t n)
{
    curve_crossing_feed(&c->value, time, rows.survival, n);
    curve_crossing_feed(&c->lower, time, rows.lower, n);
    curve_crossing_feed(&c->upper, time, rows.upper, n);
}

static atr_estimate found(const crossings *c)
{
    return (atr_estimate){.value = curve_crossing_found(&c->value),
                          .std_error = NAN,
                          .lower = curve_crossing_found(&c->lower),
                          .upper = curve_crossing_found(&c->upper)};
}

static curve_rows rows_of(const atr_curve *c)
{
    return (curve_rows){c->survival, c->std_error, c->lower, c->upper};
}

atr_status atr_curve_quantile(const atr_curve *curve, double p, atr_estimate *quantile,
                              atr_error *err)
{
    *quantile = (atr_estimate){0};
    const atr_status status = check_probability(p, err);
    if (status) return status;
    crossings c = cross(p, curve->quantile);
    feed(&c, curve->time, rows_of(curve), curve->n);
    *quantile = found(&c);
    return ATR_OK;
}

/* Values at those of the times asked for that fall into rows begin..end-1, or after the
 * last of them and before the next. */
static void take_values(const atr_events *table, const atr_curve_questions *asked,
                        curve_rows rows, size_t begin, size_t end, atr_estimate *at)
{
    for (size_t i = 0; i < asked->n_times; i++) {
        const double time = asked->time[i];
        if (!(time >= table->time[begin]) || (end < table->n && time >= table->time[end]))
            continue;
        const size_t k = atr_search_upto(table->time + begin, end - begin, time) - 1;
        at[i] = (atr_estimate){rows.survival[k], rows.std_error[k], rows.lower[k],
                               rows.upper[k]};
    }
}

static void answer(curve_walk *walk, const atr_curve_questions *asked, crossings *c,
                   atr_estimate *at)
{
    const atr_events *table = walk->table;
    double            room[4][CURVE_ROWS];
    const curve_rows  rows = {room[0], room[1], room[2], room[3]};
    for (size_t i = 0; i < asked->n_times; i++) at[i] = before_all;
    for (size_t begin = 0; begin < table->n; begin = walk->row) {
        const size_t n = curve_walk_next(walk, rows);
        for (size_t q = 0; q < asked->n_probs; q++)
            feed(&c[q], table->time + begin, rows, n);
        take_values(table, asked, rows, begin, walk->row, at);
    }
}

atr_status atr_curve_answer(const atr_events *table, const atr_curve_options *options,
                            const atr_curve_questions *asked, atr_curve *curve,
                            atr_estimate *quantile, atr_estimate *at, atr_error *err)
{
    atr_cumulative hazard;
    curve_walk     walk;
    atr_status     status = begin(table, options, curve, &hazard, &walk, err);
    for (size_t q = 0; !status && q < asked->n_probs; q++)
        status = check_probability(asked->prob[q], err);
    crossings *const c = malloc((asked->n_probs + 1) * sizeof *c);
    if (!status && !c) status = atr_fail_memory(err, "the quantiles");
    if (!status) {
        for (size_t q = 0; q < asked->n_probs; q++)
            c[q] = cross(asked->prob[q], curve->quantile);
        answer(&walk, asked, c, at);
        for (size_t q = 0; q < asked->n_probs; q++) quantile[q] = found(&c[q]);
    }
    atr_cumulative_free(&hazard);
    free(c);
    return status;
}

atr_estimate atr_curve_at(const atr_curve *curve, double time)
{
    const size_t steps = atr_search_upto(curve->time, curve->n, time);
    if (steps == 0) return before_all;
    const size_t k = steps - 1;
    return (atr_estimate){curve->survival[k], curve->std_error[k], curve->lower[k],
                          curve->upper[k]};
}

void atr_curve_free(atr_curve *curve)
{
    free(curve->time); /* the whole block */
    *curve = (atr_curve){0};
}
