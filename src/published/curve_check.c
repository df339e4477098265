/* curve_check.c - contradictions of a curve with itself and with what belongs to it. */
#include "atrisk/curve_check.h"

#include "base/fail.h"
#include "base/utf8.h"
#include "num/isotonic.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double USUAL_SURVIVAL = 0.02, USUAL_TIME = 0.01;
static const double LEAST_SURVIVAL = 1e-3; /* below it a ratio of survivals says nothing */
static const double ONE_PATIENT = 1;       /* is forgiven where patients are counted     */

typedef struct {
    const atr_figure_arm *arm;
    const atr_points     *points;
    atr_arm_check        *check;
    double                survival, time; /* tolerances, in the units of the axes */
    atr_notes            *notes;
} checking;

/* "A: " or nothing. */
typedef struct {
    char text[64];
} prefix;

static prefix whose(const checking *c)
{
    prefix p = {""};
    if (c->arm->label)
        snprintf(p.text, sizeof p.text, "%.*s: ", atr_utf8_cut(c->arm->label, 50),
                 c->arm->label);
    return p;
}

/* --- the points alone ------------------------------------------------------------------
 */

static void measure_residuals(checking *c)
{
    atr_arm_check    *k = c->check;
    const atr_points *p = c->points;
    double            sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        const double residual = p->survival[i] - k->step[i];
        sum += residual * residual;
        if (fabs(residual) > k->largest) k->largest_time = p->time[i];
        k->largest = fmax(k->largest, fabs(residual));
        k->n_drops += i > 0 && k->step[i] < k->step[i - 1];
    }
    k->rmse = p->n ? sqrt(sum / (double)p->n) : NAN;
}

/* Each point against the lowest that is earlier by more than the error of time. */
static void measure_rises(checking *c)
{
    atr_arm_check    *k = c->check;
    const atr_points *p = c->points;
    double            lowest = INFINITY;
    size_t            earlier = 0;
    for (size_t i = 0; i < p->n; i++) {
        for (; p->time[earlier] < p->time[i] - c->time; earlier++)
            lowest = fmin(lowest, p->survival[earlier]);
        const double rise = p->survival[i] - lowest;
        k->n_rises += rise > c->survival;
        if (rise > k->largest_rise) k->rise_time = p->time[i];
        k->largest_rise = fmax(k->largest_rise, rise);
    }
}

static void measure_gaps(checking *c)
{
    const atr_points *p = c->points;
    for (size_t i = 1; i < p->n; i++) {
        const double gap = p->time[i] - p->time[i - 1];
        if (!(gap > c->check->longest_gap)) continue;
        c->check->longest_gap = gap;
        c->check->gap_time = p->time[i - 1];
    }
}

/* --- the risk table against the curve ------------------------------------------------- */

/* Index of the first of n times at `time` or later; n if there is none. */
static size_t first_from(const double *at, size_t n, double time)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (at[middle] < time) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* Survival just before a time lies below the last step that is surely earlier and above the
 * first that is surely later; it is 1 at the beginning. */
static void bound_survival(const checking *c, double time, double *low, double *high)
{
    const atr_points *p = c->points;
    const size_t      before = first_from(p->time, p->n, time - c->time);
    const size_t      after = first_from(p->time, p->n, time + c->time);
    *high = before ? fmin(1, c->check->step[before - 1] + c->survival) : 1;
    *low = time <= 0 ? 1 : after < p->n ? fmax(0, c->check->step[after] - c->survival) : 0;
}

/* With at most n earlier and at least m later, survival falling by a factor within
 * [f_low, f_high]:
 *
 *     m (1 - f_high) / f_high  <=  events  <=  n (1 - f_low) and n - m           */
static void bound_events(const atr_risk_check *from, atr_risk_check *to)
{
    const double n = from->at_risk, m = to->at_risk;
    const double f_high = from->survival_low > LEAST_SURVIVAL
                              ? fmin(1, to->survival_high / from->survival_low)
                              : 1;
    const double f_low =
        from->survival_high > LEAST_SURVIVAL ? to->survival_low / from->survival_high : 0;
    to->most = fmin(to->most, n * f_high);
    to->events_least = f_high > 0 ? m * (1 - f_high) / f_high : 0;
    to->events_most = fmin(n * (1 - fmin(1, f_low)), fmax(0, n - m));
}

static double count_marks(const checking *c, double from, double to)
{
    const atr_marks *marks = &c->arm->marks;
    double           sum = 0;
    for (size_t i = first_from(marks->time, marks->n, from + c->time);
         i < marks->n && marks->time[i] < to - c->time; i++)
        sum += marks->count ? marks->count[i] : 1;
    return sum;
}

static void warn_row(const checking *c, const atr_risk_check *from,
                     const atr_risk_check *row)
{
    atr_note(c->notes, ATR_WARNING, ATR_CODE_RISK_AGAINST_CURVE,
             "%s%g at risk at time %g, but of %g at time %g the curve leaves %.1f at "
             "most: survival falls from %.3f to %.3f at least",
             whose(c).text, row->at_risk, row->time, from->at_risk, from->time, row->most,
             from->survival_low, row->survival_high);
}

static void warn_marks(const checking *c, const atr_risk_check *from,
                       const atr_risk_check *row)
{
    const double room = from->at_risk - row->at_risk - floor(row->events_least);
    if (!(row->marks > room + ONE_PATIENT)) return;
    atr_note(c->notes, ATR_WARNING, ATR_CODE_MARKS_TOO_MANY,
             "%s%g censoring marks between %g and %g, where the risk table loses %g and "
             "the curve needs %.0f of them as events",
             whose(c).text, row->marks, from->time, row->time, from->at_risk - row->at_risk,
             floor(row->events_least));
}

/* The table's own events between two rows. */
static void warn_events(const checking *c, size_t i, size_t last)
{
    const double         *events = c->arm->risk.events;
    const atr_risk_check *row = &c->check->row[i];
    const double          said = events ? events[i] - events[last] : NAN;
    if (!(said < row->events_least - ONE_PATIENT) &&
        !(said > row->events_most + ONE_PATIENT))
        return;
    atr_note(c->notes, ATR_WARNING, ATR_CODE_RISK_AGAINST_CURVE,
             "%s%g events between %g and %g in the risk table, but curve and numbers at "
             "risk allow %.0f to %.0f",
             whose(c).text, said, c->check->row[last].time, row->time,
             ceil(row->events_least), floor(row->events_most));
}

/* Nobody is at risk any more, and the curve goes on falling. */
static void warn_nobody(const checking *c, atr_risk_check *row)
{
    const atr_points *p = c->points;
    const size_t      after = first_from(p->time, p->n, row->time + c->time);
    if (row->at_risk != 0 || after >= p->n) return;
    const double fall = c->check->step[after] - c->check->step[p->n - 1];
    if (!(fall > c->survival)) return;
    row->wrong = true;
    atr_note(c->notes, ATR_WARNING, ATR_CODE_RISK_AGAINST_CURVE,
             "%snobody is at risk at time %g, but the curve falls by %.3f after it",
             whose(c).text, row->time, fall);
}

/* A row against the last known one and against the first. */
static void check_row(const checking *c, size_t i, size_t last)
{
    atr_risk_check       *row = &c->check->row[i];
    const atr_risk_check *from = &c->check->row[last];
    bound_events(&c->check->row[0], row);
    bound_events(from, row);
    row->marks = count_marks(c, from->time, row->time);
    const bool rises = row->at_risk > from->at_risk;
    row->wrong = rises || row->at_risk > row->most + ONE_PATIENT / 2;
    if (row->wrong && !rises) warn_row(c, from, row);
    if (row->wrong) return;
    warn_marks(c, from, row);
    warn_events(c, i, last);
}

/* Is nothing known of the curve from one row to the next, both ends included? */
static bool is_gap(const atr_points *p, double from, double to)
{
    const size_t i = first_from(p->time, p->n, from);
    return i < p->n && p->time[i] > to;
}

/* Behind the last row: the curve falls to its end, and nobody need be left. */
static void add_tail(const checking *c, const atr_risk_check *last)
{
    const atr_points *p = c->points;
    if (p->n == 0 || p->time[p->n - 1] <= last->time) return;
    const double end = fmax(0, c->check->step[p->n - 1] - c->survival);
    const double f = last->survival_high > LEAST_SURVIVAL ? end / last->survival_high : 0;
    c->check->n_most += last->at_risk * (1 - fmin(1, f));
}

static void check_rows(const checking *c)
{
    const atr_risk_table *risk = &c->arm->risk;
    atr_arm_check        *k = c->check;
    size_t                last = SIZE_MAX;
    for (size_t i = 0; i < risk->n; i++) {
        atr_risk_check *row = &k->row[i];
        *row = (atr_risk_check){.time = risk->time[i],
                                .at_risk = risk->at_risk[i],
                                .most = INFINITY,
                                .events_least = NAN,
                                .events_most = NAN,
                                .marks = NAN};
        bound_survival(c, row->time, &row->survival_low, &row->survival_high);
        if (isnan(row->at_risk)) continue;
        if (last != SIZE_MAX) {
            check_row(c, i, last);
            k->n_least += row->wrong ? 0 : row->events_least;
            k->n_most += row->wrong ? k->row[last].at_risk : row->events_most;
            if (row->at_risk > 0 && is_gap(c->points, k->row[last].time, row->time))
                atr_note(c->notes, ATR_NOTE, ATR_CODE_CURVE_GAP,
                         "%sno points between %g and %g", whose(c).text, k->row[last].time,
                         row->time);
        }
        warn_nobody(c, row);
        last = i;
    }
    if (last != SIZE_MAX) add_tail(c, &k->row[last]);
    if (risk->n && isnan(c->arm->n))
        atr_note(c->notes, ATR_NOTE, ATR_CODE_RISK_NO_N,
                 "%sthe number of patients is not given: nobody is counted at time 0",
                 whose(c).text);
}

/* All events, printed or in the table, against what the curve allows. */
static void check_total(const checking *c)
{
    const atr_arm_check *k = c->check;
    const double         said = c->arm->events;
    if (!k->n_rows || isnan(k->n_most)) return;
    if (!(said < floor(k->n_least)) && !(said > ceil(k->n_most))) return;
    atr_note(c->notes, ATR_WARNING, ATR_CODE_RISK_TOTAL,
             "%s%g events in all, but curve and numbers at risk allow %.0f to %.0f",
             whose(c).text, said, floor(k->n_least), ceil(k->n_most));
}

static double span_of(const atr_figure_arm *arm)
{
    const atr_points *p = &arm->points;
    return p->n ? p->time[p->n - 1] : 0;
}

static bool is_share(double x)
{
    return x >= 0 && x < 1;
}

atr_status atr_arm_check_find(const atr_figure_arm      *arm,
                              const atr_check_tolerance *tolerance, atr_arm_check *check,
                              atr_notes *notes, atr_error *err)
{
    const atr_check_tolerance t = tolerance ? *tolerance : (atr_check_tolerance){0};
    *check = (atr_arm_check){.n = arm->points.n,
                             .n_rows = arm->risk.n,
                             .largest_time = NAN,
                             .rise_time = NAN,
                             .gap_time = NAN};
    if (!is_share(t.survival) || !is_share(t.time))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "a tolerance of %g is not a share of an axis",
                        is_share(t.survival) ? t.time : t.survival);
    const double time = t.time > 0 ? t.time : USUAL_TIME;
    checking     c = {.arm = arm,
                      .points = &arm->points,
                      .check = check,
                      .survival = t.survival > 0 ? t.survival : USUAL_SURVIVAL,
                      .time = time * span_of(arm),
                      .notes = notes};
    check->step = calloc(check->n + 1, sizeof *check->step);
    check->row = calloc(check->n_rows + 1, sizeof *check->row);
    if (!check->step || !check->row ||
        !atr_isotonic_falling(arm->points.survival, check->n, check->step)) {
        atr_arm_check_free(check);
        return atr_fail_memory(err, "the steps of a curve");
    }
    measure_residuals(&c);
    measure_rises(&c);
    measure_gaps(&c);
    check_rows(&c);
    check_total(&c);
    return ATR_OK;
}

void atr_arm_check_free(atr_arm_check *check)
{
    free(check->step);
    free(check->row);
    *check = (atr_arm_check){0};
}
