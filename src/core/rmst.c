/* rmst.c - restricted mean survival time. */
#include "atrisk/rmst.h"

#include "base/fail.h"
#include "core/contrast.h"
#include "core/counts.h"
#include "num/dist.h"

#include <math.h>

typedef struct {
    double mean, variance;
} moments;

/* Let R_k be the area under S from t_k to the horizon over S(t_k): the restricted mean
 * of what remains at t_k.  One step back in time, with d of n having the event at
 * t_{k+1} and p = (n - d) / n,
 *
 *     R_k = (t_{k+1} - t_k) + p R_{k+1}
 *     V_k = p^2 V_{k+1} + R_{k+1}^2 d (n - d) / n^3
 *
 * V being Greenwood's sum_j A_j^2 d_j / (n_j (n_j - d_j)) over S(t_k)^2, A_j the area
 * from t_j on.  Only positive terms are added, and none is infinite when d = n. */
static moments remaining(const atr_events *table, double start, double horizon)
{
    moments now = {0, 0};
    double  time = horizon;
    for (size_t k = table->n; k-- > 0;) {
        if (table->time[k] > horizon) continue;
        const double d = table->events[k], n = table->at_risk[k];
        const double p = (n - d) / n, after = now.mean + (time - table->time[k]);
        now.mean = p * after;
        now.variance = p * p * now.variance + after * after * (d / n) * (p / n);
        time = table->time[k];
    }
    now.mean += time - start;
    return now;
}

static bool all_had_event(const atr_events *table)
{
    for (size_t k = 0; k < table->n; k++)
        if (table->events[k] == table->at_risk[k]) return true;
    return false;
}

static atr_status check(const atr_events *table, double horizon, double level,
                        atr_error *err)
{
    const atr_status status = atr_counts_check_level(level, err);
    if (status) return status;
    if (table->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "there is nobody to estimate a mean survival time from");
    const double start = fmin(0, table->time[0]);
    if (isfinite(horizon) && horizon > start) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                             "a horizon of %g is not after the start, %g", horizon, start),
                    "the last time at which every group is still observed is a good one");
}

atr_status atr_rmst_fit(const atr_events *table, double horizon, double level,
                        atr_rmst *result, atr_error *err)
{
    *result = (atr_rmst){0};
    const atr_status status = check(table, horizon, level, err);
    if (status) return status;

    const double  start = fmin(0, table->time[0]), last = table->time[table->n - 1];
    const moments m = remaining(table, start, horizon);
    const double  mean = start + m.mean;
    *result = (atr_rmst){
        .horizon = horizon,
        .level = level,
        .mean.value = mean,
        .lost.value = horizon - mean,
        .last = last,
        .extrapolated = horizon > last && !all_had_event(table),
    };
    atr_rmst_set_error(result, sqrt(m.variance));
    return ATR_OK;
}

static atr_estimate around(double value, double e, double half)
{
    return (atr_estimate){value, e, value - half, value + half};
}

void atr_rmst_set_error(atr_rmst *rmst, double std_error)
{
    const double half = atr_normal_upper((1 - rmst->level) / 2) * std_error;
    rmst->mean = around(rmst->mean.value, std_error, half);
    rmst->lost = around(rmst->lost.value, std_error, half);
}

/* Var log X ~= Var X / X^2 for each of the two. */
static atr_contrast ratio(const atr_estimate *group, const atr_estimate *reference,
                          double level)
{
    const double x = group->value, y = reference->value;
    if (x > 0 && y > 0)
        return atr_contrast_of_log(
            log(x / y), hypot(group->std_error / x, reference->std_error / y), level);
    const double value = x >= 0 && y >= 0 ? x / y : NAN;
    return (atr_contrast){{value, NAN, NAN, NAN}, NAN, atr_chisq_test(NAN, 0)};
}

atr_status atr_rmst_test(const atr_rmst *group, const atr_rmst *reference,
                         atr_rmst_contrast *result, atr_error *err)
{
    *result = (atr_rmst_contrast){0};
    if (group->horizon != reference->horizon)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                                 "means up to %g and up to %g cannot be compared",
                                 group->horizon, reference->horizon),
                        "fit both groups with one horizon");
    const double level = group->level;
    *result = (atr_rmst_contrast){
        .difference = atr_contrast_of_difference(
            group->mean.value - reference->mean.value,
            hypot(group->mean.std_error, reference->mean.std_error), level),
        .ratio = ratio(&group->mean, &reference->mean, level),
        .lost_ratio = ratio(&group->lost, &reference->lost, level),
    };
    return ATR_OK;
}
