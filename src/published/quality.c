/* quality.c - rebuilt patients against the points and the printed numbers. */
#include "atrisk/quality.h"

#include "atrisk/curve.h"
#include "base/fail.h"
#include "published/event_ways.h"
#include "published/points_error.h"
#include "published/quality_input.h"
#include "published/quality_verdict.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double CLICK_REACH = 2;  /* standard deviations of a click's time  */
static const double FALL_CLICK = 3;   /* of a difference of two clicks' survival */
static const double FALL_DRAWN = 1.5; /* of one drawn or traced                  */
static const double SQRT_2 = 1.4142135623730951;

/* ---- the rebuilt curve --------------------------------------------------------- */

/* Survival at `time`, or just before it. */
static double survival_at(const atr_curve *c, double time, bool before)
{
    size_t low = 0, high = c->n; /* rows that count are [0, low) */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (before ? c->time[middle] < time : c->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    return low ? c->survival[low - 1] : 1;
}

/* How far x lies above (+) or below (-) the curve within `reach` of a time. */
static double difference(const atr_curve *c, double time, double reach, double x)
{
    const double high = survival_at(c, time - reach, true);
    const double low = survival_at(c, time + reach, false);
    return x > high ? x - high : x < low ? x - low : 0;
}

/* ---- points ------------------------------------------------------------------------ */

static void compare_points(const atr_points *p, const atr_curve *c, atr_quality *q)
{
    double square = 0, absolute = 0, sum = 0;
    for (size_t k = 0; k < p->n; k++) {
        const double d = difference(c, p->time[k], q->time_error, p->survival[k]);
        square += d * d;
        absolute += fabs(d);
        sum -= d;
        if (k && !(fabs(d) > q->max)) continue;
        q->max = fabs(d);
        q->max_time = p->time[k];
    }
    q->n_points = p->n;
    q->rmse = sqrt(square / (double)p->n);
    q->mean = absolute / (double)p->n;
    q->bias = sum / (double)p->n;
}

/* int |S(t) - R(t)| dt over (0, T) / T, where R falls to the lowest survival read so far at
 * each point, and T is the time of the last. */
static double absolute_area(const atr_points *p, const atr_curve *c)
{
    const double end = p->time[p->n - 1];
    double       area = 0, from = 0, read = 1, rebuilt = 1;
    size_t       i = 0, j = 0;
    if (!(end > 0)) return fabs(fmin(1, p->survival[p->n - 1]) - survival_at(c, 0, false));
    while (from < end) {
        while (i < p->n && p->time[i] <= from) read = fmin(read, p->survival[i++]);
        while (j < c->n && c->time[j] <= from) rebuilt = c->survival[j++];
        double to = end;
        if (i < p->n) to = fmin(to, p->time[i]);
        if (j < c->n) to = fmin(to, c->time[j]);
        area += fabs(read - rebuilt) * (to - from);
        from = to;
    }
    return area / end;
}

/* Falls between neighbours of more than digitizing explains: is there an event? */
static void compare_falls(const atr_points *p, const atr_curve *c, atr_quality *q)
{
    const double least =
        (q->source == ATR_SOURCE_CLICKS ? FALL_CLICK * SQRT_2 : FALL_DRAWN) * q->error;
    for (size_t k = 1; k < p->n; k++) {
        if (!(p->survival[k - 1] - p->survival[k] > least)) continue;
        const double before = survival_at(c, p->time[k - 1] - q->time_error, true);
        const double after = survival_at(c, p->time[k] + q->time_error, false);
        q->n_falls++;
        q->n_explained += after < before;
    }
}

/* ---- printed numbers ----------------------------------------------------------------- */

atr_input_fit quality_input(int arm, const char *what, double time,
                            const atr_known *printed, double rebuilt)
{
    atr_input_fit fit = {.arm = arm,
                         .wanted = printed->value,
                         .low = printed->low,
                         .high = printed->high,
                         .achieved = rebuilt};
    if (isnan(time)) snprintf(fit.name, sizeof fit.name, "%s", what);
    else snprintf(fit.name, sizeof fit.name, "%s at %g", what, time);
    static const double ROUNDING = 1e-8;
    const bool          never = isinf(printed->value); /* not reached by `low`, that is */
    const double        low = never ? printed->low * (1 + ROUNDING) : printed->low;
    fit.fit = rebuilt == printed->value || (never && isnan(rebuilt)) ? ATR_FIT_EXACT
              : rebuilt >= low && rebuilt <= printed->high           ? ATR_FIT_ROUNDS
                                                                     : ATR_FIT_MISSED;
    return fit;
}

static void add_input(atr_quality *q, size_t arm, const char *what, double time,
                      const atr_known *printed, double rebuilt)
{
    const atr_input_fit fit = quality_input((int)arm, what, time, printed, rebuilt);
    q->input[q->n_inputs++] = fit;
    q->n_missed += fit.fit == ATR_FIT_MISSED;
}

static void add_count(atr_quality *q, size_t arm, const char *what, double time,
                      double printed, double rebuilt)
{
    const atr_known exactly = {printed, printed, printed};
    if (!isnan(printed)) add_input(q, arm, what, time, &exactly, rebuilt);
}

static void compare_table(const atr_risk_table *risk, size_t arm, const atr_events *t,
                          atr_quality *q)
{
    double events = 0, censored = 0;
    for (size_t k = 0, j = 0; k < risk->n; k++) {
        const double time = risk->time[k];
        for (; j < t->n && t->time[j] <= time; j++) {
            events += t->events[j];
            censored += t->censored[j];
        }
        add_count(q, arm, "at risk", time, risk->at_risk[k], atr_events_at_risk(t, time));
        if (risk->events) add_count(q, arm, "events", time, risk->events[k], events);
        if (risk->censored)
            add_count(q, arm, "censored", time, risk->censored[k], censored);
    }
}

/* Printed percentages and times print as they do within 1e-9 of half their last digit. */
static atr_known widened(const atr_known *known)
{
    const double size = isfinite(known->value) ? fabs(known->value) : fabs(known->low);
    const double rounding = 1e-9 * fmax(1, size);
    return (atr_known){known->value, known->low - rounding, known->high + rounding};
}

static atr_status compare_printed(const atr_figure_arm *arm, size_t index,
                                  const atr_events *t, const atr_curve *c, atr_quality *q,
                                  atr_error *err)
{
    atr_status status = ATR_OK;
    q->input = calloc(3 * arm->risk.n + arm->n_landmarks + 3, sizeof *q->input);
    if (!q->input) return atr_fail_memory(err, "the inputs of a reconstruction");
    add_count(q, index, "patients", NAN, arm->n, t->subjects);
    compare_table(&arm->risk, index, t, q);
    add_count(q, index, "events", NAN, arm->events, q->events);
    for (size_t k = 0; k < arm->n_landmarks; k++) {
        const atr_landmark *at = &arm->landmark[k];
        const atr_known     printed = widened(&at->survival);
        add_input(q, index, "survival", at->time, &printed,
                  survival_at(c, at->time, false));
    }
    if (arm->median.value > 0) {
        const atr_known printed = widened(&arm->median);
        atr_estimate    median;
        status = atr_curve_quantile(c, 0.5, &median, err);
        if (!status) add_input(q, index, "median", NAN, &printed, median.value);
    }
    return status;
}

/* ---- all of it -------------------------------------------------------------------------
 */

static atr_status estimate_error(const atr_figure_arm *arm, atr_quality *q, atr_error *err)
{
    atr_points_error error;
    const atr_status status = atr_points_error_of_arm(arm, &error, err);
    if (status) return status;
    q->source = error.source;
    q->error = error.survival;
    q->time_error = error.source == ATR_SOURCE_CLICKS   ? CLICK_REACH * error.time
                    : error.source == ATR_SOURCE_PIXELS ? error.time / 2
                                                        : error.time;
    return ATR_OK;
}

static double count_events(const atr_events *t)
{
    double events = 0;
    for (size_t j = 0; j < t->n; j++) events += t->events[j];
    return events;
}

/* d S = S / n: what one event is worth. */
static quality_steps find_steps(const atr_events *t, const atr_curve *c,
                                const atr_points *p, const atr_quality *q)
{
    const double  end = p->time[p->n - 1] + q->time_error;
    quality_steps steps = {.least_step = INFINITY, .lowest = INFINITY};
    if (t->n && t->time[0] == 0) steps.at_once = t->events[0];
    for (size_t j = 0; j < t->n; j++) {
        const double step = (j ? c->survival[j - 1] : 1) / t->at_risk[j];
        if (t->events[j] > 0) steps.least_step = fmin(steps.least_step, step);
        if (t->time[j] <= q->max_time + q->time_error || j == 0) steps.largest_step = step;
        if (t->events[j] > 0 && t->time[j] <= end) steps.end_step = step;
    }
    for (size_t k = 0; k < p->n; k++) {
        steps.highest = fmax(steps.highest, p->survival[k]);
        steps.lowest = fmin(steps.lowest, p->survival[k]);
    }
    steps.end = survival_at(c, end, false);
    return steps;
}

static bool is_informed(const atr_figure_arm *arm)
{
    const atr_risk_table *risk = &arm->risk;
    for (size_t k = 0; k < risk->n; k++)
        if (risk->time[k] > 0 && !isnan(risk->at_risk[k])) return true;
    return !isnan(arm->events);
}

/* How many lists of events draw a curve that is met at every point, and where they differ
 * first. */
static atr_status count_lists(const atr_figure_arm *arm, const atr_events *t,
                              atr_quality *q, quality_doubt *doubt, bool *doubtful,
                              atr_error *err)
{
    const double     tolerance = quality_tolerance(q);
    event_ways       ways;
    const atr_status status = event_ways_count(arm, t, tolerance, &ways, err);
    if (status) return status;
    q->event_lists = ways.ways;
    q->fewest_events = ways.fewest;
    q->most_events = ways.most;
    if (!(ways.ways > 1)) return ATR_OK;
    return quality_doubt_find(arm, t, tolerance, doubt, doubtful, err);
}

/* The verdict; a curve that is met at every point is asked whether others draw it too. */
static atr_status judge(const atr_figure_arm *arm, const atr_events *t, const atr_curve *c,
                        atr_quality *q, atr_error *err)
{
    const quality_steps steps = find_steps(t, c, &arm->points, q);
    quality_doubt       doubt;
    bool                doubtful = false;
    if (quality_draws_curve(q, &steps)) {
        const atr_status status = count_lists(arm, t, q, &doubt, &doubtful, err);
        if (status) return status;
    }
    quality_judge(q, &steps, doubtful ? &doubt : NULL, is_informed(arm));
    return ATR_OK;
}

atr_status atr_quality_build(const atr_figure_arm *arm, size_t index,
                             const atr_reconstructed_arm *rebuilt, atr_quality *quality,
                             atr_error *err)
{
    const atr_events *t = &rebuilt->table;
    atr_curve         curve = {0};
    *quality = (atr_quality){.patients = t->subjects,
                             .events = count_events(t),
                             .event_lists = NAN,
                             .fewest_events = NAN,
                             .most_events = NAN};
    atr_status status = estimate_error(arm, quality, err);
    if (!status) status = atr_curve_fit(t, NULL, &curve, err);
    if (!status) status = compare_printed(arm, index, t, &curve, quality, err);
    if (!status) {
        compare_points(&arm->points, &curve, quality);
        compare_falls(&arm->points, &curve, quality);
        quality->iae = absolute_area(&arm->points, &curve);
        status = judge(arm, t, &curve, quality, err);
    }
    if (status) atr_quality_free(quality);
    atr_curve_free(&curve);
    return status;
}

void atr_quality_free(atr_quality *quality)
{
    free(quality->input);
    *quality = (atr_quality){0};
}
