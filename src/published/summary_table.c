/* summary_table.c - whole patients whose Kaplan-Meier curve passes the knots of a plan.
 *
 * From knot to knot: the expected numbers of events and censorings, rounded so
 * that rounding errors do not add up, are placed at the quantiles of what is
 * expected.  Survival at the next knot depends on their order alone; bending
 * the quantiles u to u^g for events and u^(1/g) for censorings moves it between
 * its value with all censorings first (g = 0) and that with all events first. */
#include "published/summary_plan.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static const double BEND_LIKE_ONE = 0.3; /* |log g| that is as bad as a count off by one */
static const double BEND_MOST = 1.4;     /* a factor 4                                   */
static const double TIE_MARGIN = 1e-7;   /* survival this near one half ties        */

enum { MOST_HALVINGS = 30, REACH_EVENTS = 3, REACH_CENSORED = 4 };
enum { CANDIDATES = (2 * REACH_EVENTS + 1) * (2 * REACH_CENSORED + 1) };

/* Kaplan-Meier and Greenwood so far. */
typedef struct {
    double at_risk, survival, variance;
} running;

typedef struct {
    const atr_plan *plan;
    running         now;
    size_t          row; /* of the expected counts, where the piece begins             */
    double          events, censored;       /* placed so far                           */
    double         *event_time, *lost_time; /* [n] scratch: of the piece               */
    size_t          filled;
    double         *time; /* [n] the result */
    unsigned char  *event;
} walk;

/* A choice for one piece, and where it leads. */
typedef struct {
    size_t  events, censored;
    double  bend; /* log g                                                   */
    double  value, aim, low, high;
    running after;
    double  cost; /* squared distance from what is expected                   */
} choice;

static bool ends_with_event(const atr_knot *knot)
{
    return knot && (knot->kind == ATR_KNOT_MEDIAN || knot->kind == ATR_KNOT_LOWER ||
                    knot->kind == ATR_KNOT_UPPER);
}

/* The times at which a cumulative count has made the shares u_i^g of its way from row
 * `first` to row `last`, u_i = (i + 1/2) / n; or / (n - 1/2), so that the last of them
 * is the end of the piece. */
static void spread(const double *time, const double *count, size_t rows, size_t n,
                   double power, bool to_the_end, double *out)
{
    const double start = count[0], gain = count[rows] - start;
    const double length = time[rows] - time[0];
    const double parts = (double)n - (to_the_end ? 0.5 : 0);
    size_t       j = 0;
    for (size_t i = 0; i < n; i++) {
        const double u = ((double)i + 0.5) / parts;
        const double share = power == 1 ? u : pow(u, power);
        if (!(gain > 0) || u >= 1) { /* nothing is expected here: evenly */
            out[i] = u >= 1 ? time[rows] : time[0] + share * length;
            continue;
        }
        const double wanted = start + share * gain;
        while (j + 1 < rows && count[j + 1] < wanted) j++;
        const double step = count[j + 1] - count[j];
        const double v = step > 0 ? (wanted - count[j]) / step : 1;
        out[i] = time[j] + fmin(fmax(v, 0), 1) * (time[j + 1] - time[j]);
    }
}

static void place(walk *w, const atr_knot *knot, size_t last_row, const choice *c)
{
    const atr_expected *e = &w->plan->expected;
    const size_t        rows = last_row - w->row;
    const double        g = exp(c->bend);
    spread(e->time + w->row, e->events + w->row, rows, c->events, g, ends_with_event(knot),
           w->event_time);
    spread(e->time + w->row, e->censored + w->row, rows, c->censored, 1 / g, false,
           w->lost_time);
}

static void count_event(running *r)
{
    const double n = r->at_risk;
    r->survival *= (n - 1) / n;
    r->variance += 1 / (n * (n - 1)); /* infinite with S = 0 */
    r->at_risk = n - 1;
}

/* What the knot asks for, once the piece ends in `after` with its last event from
 * `before`. */
static void judge(const walk *w, const atr_knot *knot, running before, choice *c)
{
    const running after = c->after;
    c->value = after.survival;
    if (knot->kind == ATR_KNOT_COUNT || knot->kind == ATR_KNOT_SURVIVAL) {
        c->aim = knot->kind == ATR_KNOT_COUNT ? c->value : knot->value;
        c->low = knot->low;
        c->high = knot->high;
        return;
    }
    double above = before.survival, below = after.survival;
    if (knot->kind != ATR_KNOT_MEDIAN) {
        above = atr_plan_confidence(above, before.variance, w->plan->z, knot->kind);
        below = atr_plan_confidence(below, after.variance, w->plan->z, knot->kind);
    }
    const double half = (above - below) / 2;
    c->value = (above + below) / 2;
    c->aim = 0.5;
    c->low = c->aim - half + TIE_MARGIN;
    c->high = c->aim + half - TIE_MARGIN;
}

/* Follow Kaplan-Meier through the piece. */
static void try_bend(walk *w, const atr_knot *knot, size_t last_row, choice *c)
{
    place(w, knot, last_row, c);
    running now = w->now, before = w->now;
    size_t  i = 0, j = 0;
    while (i < c->events) {
        if (j < c->censored && w->lost_time[j] < w->event_time[i]) {
            now.at_risk -= 1;
            j++;
            continue;
        }
        before = now;
        count_event(&now);
        i++;
    }
    now.at_risk -= (double)(c->censored - j);
    c->after = now;
    if (knot) judge(w, knot, before, c);
}

static double misfit(const choice *c)
{
    if (c->value < c->low) return c->low - c->value;
    if (c->value > c->high) return c->value - c->high;
    return 0;
}

static bool well_inside(const choice *c)
{
    return fabs(c->value - c->aim) <= (c->high - c->low) / 4;
}

/* Find the bend that brings the piece nearest to what the knot asks for.  The value rises
 * with the bend. */
static void find_bend(walk *w, const atr_knot *knot, size_t last_row, choice *c)
{
    c->bend = 0;
    try_bend(w, knot, last_row, c);
    if (well_inside(c) || c->events == 0 || c->censored == 0) return;

    const bool raise = c->value < c->aim;
    double     low = raise ? 0 : -BEND_MOST, high = raise ? BEND_MOST : 0;
    choice     best = *c, next = *c;
    next.bend = raise ? high : low;
    for (int step = 0; step < MOST_HALVINGS; step++) {
        try_bend(w, knot, last_row, &next);
        if (fabs(next.value - next.aim) < fabs(best.value - best.aim)) best = next;
        if (well_inside(&next)) break;
        if (next.value < next.aim) low = next.bend;
        else high = next.bend;
        if (low >= high) break; /* not even the strongest bend gets there */
        next.bend = (low + high) / 2;
    }
    *c = best;
}

/* --- choosing the counts of a piece ------------------------------------------------ */

static int by_cost(const void *a, const void *b)
{
    const choice *s = a, *t = b;
    if (s->cost != t->cost) return s->cost < t->cost ? -1 : 1;
    if (s->events != t->events) return s->events < t->events ? -1 : 1;
    return (s->censored > t->censored) - (s->censored < t->censored);
}

/* Can the piece have d events and c censorings at all? */
static bool possible(const walk *w, const atr_knot *knot, double d, double c)
{
    const double n = (double)w->plan->arm->n;
    return d >= (ends_with_event(knot) ? 1 : 0) && c >= 0 && d + c <= w->now.at_risk &&
           w->events + d <= w->plan->events && w->censored + c <= n - w->plan->events;
}

/* Counts near the expected ones, nearest first; a known number at risk leaves no choice of
 * censorings. */
static size_t candidates(const walk *w, const atr_knot *knot, size_t last_row,
                         choice out[CANDIDATES])
{
    const double d0 = w->plan->expected.events[last_row] - w->events;
    const double c0 = w->plan->expected.censored[last_row] - w->censored;
    const bool   counted = isfinite(knot->at_risk);
    size_t       n = 0;
    for (int i = -REACH_EVENTS; i <= REACH_EVENTS; i++) {
        const double d = round(d0) + i;
        for (int j = -REACH_CENSORED; j <= REACH_CENSORED; j++) {
            const double c = counted ? w->now.at_risk - d - knot->at_risk : round(c0) + j;
            if (counted && j != 0) continue;
            if (!possible(w, knot, d, c)) continue;
            out[n++] = (choice){.events = (size_t)d,
                                .censored = (size_t)c,
                                .cost = (d - d0) * (d - d0) + (c - c0) * (c - c0)};
        }
    }
    qsort(out, n, sizeof *out, by_cost);
    return n;
}

/* Is s the better choice?  First to meet the knot, then to stay near what is expected. */
static bool better(const choice *s, const choice *t)
{
    if (misfit(s) != misfit(t)) return misfit(s) < misfit(t);
    return s->cost < t->cost;
}

/* The candidate that meets the knot with the least departure from the expected counts and
 * the least bending; failing that the one that comes nearest. */
static bool choose(walk *w, const atr_knot *knot, size_t last_row, choice *best)
{
    choice       list[CANDIDATES];
    const size_t n = candidates(w, knot, last_row, list);
    for (size_t k = 0; k < n; k++) {
        choice *c = &list[k];
        if (k > 0 && misfit(best) == 0 && c->cost >= best->cost) break;
        find_bend(w, knot, last_row, c);
        c->cost += c->bend * c->bend / (BEND_LIKE_ONE * BEND_LIKE_ONE);
        if (k == 0 || better(c, best)) *best = *c;
    }
    return n > 0;
}

/* Put the piece behind the patients that are there already; events first on ties. */
static void append(walk *w, const choice *c)
{
    size_t i = 0, j = 0;
    while (i < c->events || j < c->censored) {
        const bool event =
            j == c->censored || (i < c->events && w->event_time[i] <= w->lost_time[j]);
        w->time[w->filled] = event ? w->event_time[i++] : w->lost_time[j++];
        w->event[w->filled++] = event;
    }
    w->events += (double)c->events;
    w->censored += (double)c->censored;
    w->now = c->after;
}

static void walk_piece(walk *w, const atr_knot *knot)
{
    const size_t last_row = atr_expected_row(&w->plan->expected, knot->time);
    choice       best;
    if (last_row == w->row || !choose(w, knot, last_row, &best)) return;
    try_bend(w, knot, last_row, &best); /* the scratch holds its times again */
    append(w, &best);
    w->row = last_row;
}

/* Everybody who is left. */
static void walk_to_the_end(walk *w)
{
    const atr_plan *plan = w->plan;
    choice          rest = {.events = (size_t)(plan->events - w->events),
                            .censored = (size_t)((double)plan->arm->n - plan->events - w->censored)};
    const size_t    end = plan->expected.n - 1;
    try_bend(w, NULL, end, &rest);
    append(w, &rest);
}

atr_status atr_plan_patients(const atr_plan *plan, double *time, unsigned char *event,
                             atr_error *err)
{
    const size_t  n = plan->arm->n;
    double *const scratch = calloc(n, 2 * sizeof *scratch);
    if (!scratch) return atr_fail_memory(err, "the patients of an arm");

    walk w = {.plan = plan,
              .now = {(double)n, 1, 0},
              .event_time = scratch,
              .lost_time = scratch + n,
              .time = time,
              .event = event};
    for (size_t k = 0; k < plan->n_knots; k++) walk_piece(&w, &plan->knot[k]);
    walk_to_the_end(&w);
    free(scratch);
    return ATR_OK;
}
