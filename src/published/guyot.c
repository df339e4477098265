/* guyot.c - patients from a curve as Guyot and others published it, for comparison.
 *
 * P. Guyot, A. E. Ades, M. J. N. M. Ouwens & N. J. Welton, BMC Med. Res. Methodol. 12
 * (2012) 9.  Its weaknesses are kept: censorings are spread evenly, marks are not looked
 * at, a total of events moves the last interval only, and a number at risk that cannot be
 * met is given up.  Three things are not as published: rows of the curve are matched to the
 * table by their times instead of by hand, an interval without points is joined to the one
 * before, and every loop ends. */
#include "published/reconstruct_method.h"

#include "base/fail.h"
#include "published/points_error.h"

#include <math.h>
#include <stdlib.h>

/* Passes over an interval before it is called unsettled; few take more than ten. */
enum { MOST_PASSES = 200 };

typedef atr_guyot_interval interval;
typedef atr_guyot_steps    steps;

typedef struct {
    const char *name; /* of the arm, for messages */
    steps       step;
    size_t      last_event; /* row of the last event before the interval at work */
    bool        record;     /* the passes                                        */
    atr_notes  *notes;
} guyot;

/* ---- rows and intervals ------------------------------------------------------ */

/* Clicks as the method wants them: from (0, 1) on, within [0, 1], never rising. */
static void clean_rows(const atr_points *p, steps *r)
{
    double lowest = 1;
    if (p->time[0] > 0 || p->survival[0] < 1) {
        r->time[r->n_rows] = 0;
        r->survival[r->n_rows++] = 1;
    }
    for (size_t k = 0; k < p->n; k++) {
        lowest = fmax(0, fmin(lowest, p->survival[k]));
        r->time[r->n_rows] = p->time[k];
        r->survival[r->n_rows++] = lowest;
    }
}

/* A first pass and the best one besides those that are counted. */
static atr_status allocate(guyot *g, const atr_figure_arm *arm, atr_error *err)
{
    const size_t most = arm->points.n + 1, intervals = arm->risk.n + 1;
    double      *block = calloc(6 * most + 1, sizeof *block);
    g->step = (steps){.time = block, .interval = calloc(intervals, sizeof(interval))};
    if (g->record)
        g->step.pass = calloc((MOST_PASSES + 2) * intervals, sizeof(atr_guyot_pass));
    if (!block || !g->step.interval || (g->record && !g->step.pass))
        return atr_fail_memory(err, "the rows of a curve");
    g->step.survival = block + most;
    g->step.events = block + 2 * most;
    g->step.censored = block + 3 * most;
    g->step.km = block + 4 * most;
    g->step.at_risk = block + 5 * most;
    return ATR_OK;
}

/* Begin an interval at a row, or join it to the one before when that had no row. */
static void begin_interval(steps *r, size_t row, double time, double at_risk)
{
    interval *before = r->n_intervals ? &r->interval[r->n_intervals - 1] : NULL;
    if (before && before->from == row) return;
    if (before) before->to = row;
    r->interval[r->n_intervals++] =
        (interval){.from = row, .to = r->n_rows, .time = time, .at_risk = at_risk};
}

/* Numbers at risk after the last row cannot be used: no row tells of them. */
static void find_intervals(const atr_figure_arm *arm, steps *r)
{
    const atr_risk_table *risk = &arm->risk;
    size_t                row = 0;
    begin_interval(r, 0, 0, arm->n);
    for (size_t k = 0; k < risk->n; k++) {
        while (row < r->n_rows && r->time[row] < risk->time[k]) row++;
        if (risk->time[k] > 0 && row < r->n_rows && !isnan(risk->at_risk[k]))
            begin_interval(r, row, risk->time[k], risk->at_risk[k]);
    }
}

/* ---- one pass ----------------------------------------------------------------- */

/* Spread the censored of an interval evenly over (begin, end): the j-th of c leaves at
 * begin + j (end - begin) / (c + 1).  Between two rows stay those who leave after the
 * first and not after the second. */
static void spread_censored(steps *r, const interval *v, size_t end)
{
    const double begin = r->time[v->from], width = r->time[end] - begin, c = v->censored;
    double       gone = 0;
    for (size_t k = v->from; k < v->to; k++) {
        double by = 0;
        if (k < end && width > 0 && c > 0)
            by = fmin(c, floor((r->time[k + 1] - begin) / width * (c + 1)));
        r->censored[k] = fmax(0, by - gone);
        gone = fmax(gone, by);
    }
}

/* d_k = n_k (1 - S_k / S(last event)), rounded; the survival rebuilt so far stands in
 * the place of S(last event), so that rounding is made good and does not add up. */
static void walk(guyot *g, const interval *v)
{
    steps *r = &g->step;
    size_t last = g->last_event;
    for (size_t k = v->from; k < v->to; k++) {
        const double n = r->at_risk[k], before = k ? r->km[last] : 1;
        const double d =
            k && before > 0 && n > 0 ? round(n * (1 - r->survival[k] / before)) : 0;
        r->events[k] = fmax(0, fmin(n, d));
        r->km[k] = n > 0 ? before * (1 - r->events[k] / n) : before;
        r->censored[k] = fmin(r->censored[k], n - r->events[k]);
        r->at_risk[k + 1] = n - r->events[k] - r->censored[k];
        if (r->events[k] > 0) last = k;
    }
}

static double count_events(const steps *r, size_t from, size_t to)
{
    double d = 0;
    for (size_t k = from; k < to; k++) d += r->events[k];
    return d;
}

static void record_pass(steps *r, const interval *v)
{
    const size_t i = (size_t)(v - r->interval);
    const bool   last = i + 1 == r->n_intervals;
    r->pass[r->n_passes++] = (atr_guyot_pass){
        .interval = i,
        .censored = v->censored,
        .reached = last ? count_events(r, 0, r->n_rows) : r->at_risk[(v + 1)->from]};
}

static void pass(guyot *g, interval *v, size_t end, double censored)
{
    v->censored = fmax(0, censored);
    spread_censored(&g->step, v, end);
    walk(g, v);
    if (g->record) record_pass(&g->step, v);
}

static void remember_last_event(guyot *g, const interval *v)
{
    for (size_t k = v->from; k < v->to; k++)
        if (g->step.events[k] > 0) g->last_event = k;
}

/* ---- intervals that end with a number at risk ---------------------------------- */

static void note_not_met(const guyot *g, const interval *next)
{
    const double built = g->step.at_risk[next->from];
    if (built != next->at_risk)
        atr_note(g->notes, ATR_NOTE, ATR_CODE_NOT_MET,
                 "%s: %g at risk at time %g instead of %g", g->name, built, next->time,
                 next->at_risk);
}

/* First guess: as many as the fall of survival does not explain.  Then shift it by what
 * the number at risk misses, until it is met or nobody is left to take back.  Rounding can
 * send this round in circles: the best pass is taken then. */
static void settle(guyot *g, interval *v)
{
    const steps    *r = &g->step;
    const interval *next = v + 1;
    const double    fall =
        r->survival[v->from] > 0 ? r->survival[next->from] / r->survival[v->from] : 1;
    double c = fmax(0, round(r->at_risk[v->from] * fall - next->at_risk)), best = c,
           least = INFINITY;
    for (int i = 0; i < MOST_PASSES; i++) {
        pass(g, v, next->from, c);
        const double misfit = r->at_risk[next->from] - next->at_risk;
        if (fabs(misfit) < least) {
            least = fabs(misfit);
            best = c;
        }
        if (misfit == 0 || (misfit < 0 && c <= 0)) return;
        c = fmax(0, c + misfit);
    }
    pass(g, v, next->from, best);
}

/* ---- the last interval ---------------------------------------------------------- */

/* The rate of censoring before it goes on. */
static double guess_last(const guyot *g, const interval *v)
{
    const steps *r = &g->step;
    const size_t before = g->step.n_intervals > 1 ? (v - 1)->to - 1 : 0;
    const double width = r->time[before] - r->time[0];
    double       censored = 0;
    for (size_t i = 0; i + 1 < g->step.n_intervals; i++)
        censored += g->step.interval[i].censored;
    if (!(width > 0)) return 0;
    return fmin(r->at_risk[v->from],
                round(censored / width * (r->time[v->to - 1] - r->time[v->from])));
}

static void no_more_events(steps *r, interval *v)
{
    for (size_t k = v->from; k < v->to; k++) {
        r->events[k] = r->censored[k] = 0;
        r->at_risk[k + 1] = r->at_risk[k];
        r->km[k] = r->km[v->from - 1];
    }
    v->censored = 0;
    r->closed = true;
}

/* More censored in the last interval leave fewer for events, and the other way round. */
static void settle_events(guyot *g, interval *v, double total)
{
    const double before = count_events(&g->step, 0, v->from);
    double       c = v->censored, best = c, least = INFINITY;
    if (g->step.n_intervals > 1 && before >= total) {
        no_more_events(&g->step, v);
        return;
    }
    for (int i = 0; i < MOST_PASSES; i++) {
        const double misfit = before + count_events(&g->step, v->from, v->to) - total;
        if (fabs(misfit) < least) {
            least = fabs(misfit);
            best = c;
        }
        if (misfit == 0 || (misfit < 0 && c <= 0)) return;
        const double next = fmin(g->step.at_risk[v->from], fmax(0, c + misfit));
        if (next == c) break; /* everybody is censored, and it is not enough */
        c = next;
        pass(g, v, v->to - 1, c);
    }
    pass(g, v, v->to - 1, best);
}

static void finish(guyot *g, double total)
{
    interval *v = &g->step.interval[g->step.n_intervals - 1];
    pass(g, v, v->to - 1, guess_last(g, v));
    if (isnan(total)) return;
    settle_events(g, v, total);
    const double events = count_events(&g->step, 0, g->step.n_rows);
    if (events != total)
        atr_note(g->notes, ATR_NOTE, ATR_CODE_NOT_MET, "%s: %g events instead of %g",
                 g->name, events, total);
}

/* ---- patients -------------------------------------------------------------------- */

/* Events at the rows, censorings half way to the next row, the rest at the last row. */
static atr_status count(const steps *r, atr_events *table, atr_error *err)
{
    const size_t n = 2 * r->n_rows + 1;
    double      *block = calloc(n, 3 * sizeof *block);
    if (!block) return atr_fail_memory(err, "the patients of a curve");
    departures d = {.n = n, .time = block, .events = block + n, .censored = block + 2 * n};
    for (size_t k = 0; k < r->n_rows; k++) {
        const double next = r->time[k + 1 < r->n_rows ? k + 1 : k];
        d.time[2 * k] = r->time[k];
        d.events[2 * k] = r->events[k];
        d.time[2 * k + 1] = (r->time[k] + next) / 2;
        d.censored[2 * k + 1] = r->censored[k];
    }
    d.time[n - 1] = r->time[r->n_rows - 1];
    d.censored[n - 1] = r->at_risk[r->n_rows];
    const atr_status status = departures_count(&d, table, err);
    free(block);
    return status;
}

static atr_status build(guyot *g, const atr_figure_arm *arm, atr_events *table,
                        atr_error *err)
{
    steps           *r = &g->step;
    const atr_status status = allocate(g, arm, err);
    if (status) return status;
    clean_rows(&arm->points, r);
    find_intervals(arm, r);
    r->at_risk[0] = arm->n;
    for (size_t i = 0; i + 1 < r->n_intervals; i++) {
        settle(g, &r->interval[i]);
        note_not_met(g, &r->interval[i + 1]);
        remember_last_event(g, &r->interval[i]);
    }
    finish(g, arm->events);
    return count(r, table, err);
}

void atr_guyot_steps_free(atr_guyot_steps *s)
{
    free(s->time);
    free(s->interval);
    free(s->pass);
    *s = (atr_guyot_steps){0};
}

atr_status reconstruct_guyot_steps(const atr_figure *figure, atr_reconstructed_arm *result,
                                   atr_guyot_steps *taken, atr_notes *notes, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        char             name[64];
        guyot            g = {.name = reconstruct_arm_name(figure, a, name, sizeof name),
                              .record = taken != NULL,
                              .notes = notes};
        atr_points_error error;
        status = atr_points_error_of_arm(&figure->arm[a], &error, err);
        if (status) return status;
        result[a].source = error.source;
        result[a].error = error.survival;
        status = build(&g, &figure->arm[a], &result[a].table, err);
        if (taken) taken[a] = g.step;
        else atr_guyot_steps_free(&g.step);
    }
    return status;
}

atr_status reconstruct_guyot(const atr_figure *figure, atr_reconstructed_arm *result,
                             atr_notes *notes, atr_error *err)
{
    return reconstruct_guyot_steps(figure, result, NULL, notes, err);
}
