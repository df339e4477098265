/* summary_table.c - whole patients whose Kaplan-Meier curve passes the knots of a plan.
 *
 * From knot to knot: the expected numbers of events and censorings, rounded so
 * that rounding errors do not add up, are placed at the quantiles of what is
 * expected.  Survival at the next knot depends on their order alone; bending
 * the quantiles u to u^g for events and u^(1/g) for censorings moves it between
 * its value with all censorings first (g = 0) and that with all events first.
 *
 * The choice at one knot decides what is possible at the next.  So the walk is
 * first made with the best choice at every knot; where that misses something, it
 * is made again with the best few kept at each (a beam search). */
#include "published/summary_plan.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static const double BEND_LIKE_ONE = 0.3; /* |log g| that is as bad as a count off by one */
static const double BEND_MOST = 1.4;     /* a factor 4                                   */
static const double TIE_MARGIN = 1e-7;   /* survival this near one half ties        */

enum { MOST_HALVINGS = 30, REACH_EVENTS = 3, REACH_CENSORED = 4 };
enum { BEAM = 8 };
enum { MOST_TIED = 2 }; /* events at a knot itself */
enum { CANDIDATES = (2 * REACH_EVENTS + 1) * (2 * REACH_CENSORED + 1) * MOST_TIED };

/* Kaplan-Meier and Greenwood so far. */
typedef struct {
    double at_risk, survival, variance;
} running;

/* A choice for one piece, and where it leads. */
typedef struct {
    size_t  events, censored;
    size_t  tied; /* of the events, at the end of the piece                  */
    double  bend; /* log g                                                   */
    double  value, aim, low, high;
    running after;
    double  cost; /* squared distance from what is expected                   */
} choice;

/* A way through the knots so far. */
typedef struct {
    size_t  parent; /* in the stage before                                      */
    choice  last;
    running now;
    double  events, censored; /* placed so far                                 */
    double  misfit, cost;     /* summed                                        */
} way;

/* The ways that are kept at one knot. */
typedef struct {
    const atr_knot *knot; /* NULL: the end                                       */
    size_t          first_row, last_row; /* of the expected counts               */
    size_t          n;
    way             way[BEAM];
} stage;

typedef struct {
    const atr_plan *plan;
    size_t          row; /* of the expected counts, where the piece begins             */
    double         *event_time, *lost_time; /* [n] scratch: of the piece               */
    size_t          width;                  /* ways to keep                            */
    size_t          n_stages;
    stage          *stage; /* [n_knots + 2] the first is the beginning             */
} walk;

static bool ends_with_event(const atr_knot *knot)
{
    return knot && (knot->kind == ATR_KNOT_MEDIAN || knot->kind == ATR_KNOT_LOWER ||
                    knot->kind == ATR_KNOT_UPPER);
}

/* A cumulative count over one piece. */
typedef struct {
    const double *time, *count; /* [rows + 1] */
    size_t        rows;
} passage;

/* The times at which the count has made the shares u_i^g of its way, u_i = (i + 1/2) / n;
 * or with a wider denominator, so that the last `tied` times are the end of the piece.
 * Where nobody is left to be counted, evenly. */
static void spread(const passage *p, size_t n, size_t tied, double power, double *out)
{
    const double start = p->count[0], gain = p->count[p->rows] - start;
    const double length = p->time[p->rows] - p->time[0];
    const double parts = (double)n + (tied ? 0.5 - (double)tied : 0);
    size_t       j = 0;
    for (size_t i = 0; i < n; i++) {
        const double u = ((double)i + 0.5) / parts;
        const double share = power == 1 ? u : pow(u, power);
        if (i + tied >= n) {
            out[i] = p->time[p->rows];
            continue;
        }
        if (!(gain > 0)) {
            out[i] = p->time[0] + share * length;
            continue;
        }
        const double wanted = start + share * gain;
        while (j + 1 < p->rows && p->count[j + 1] < wanted) j++;
        const double step = p->count[j + 1] - p->count[j];
        const double v = step > 0 ? (wanted - p->count[j]) / step : 1;
        out[i] = p->time[j] + fmin(fmax(v, 0), 1) * (p->time[j + 1] - p->time[j]);
    }
}

/* How a count goes on over a piece; where none is expected, in step with the time under
 * observation. */
static passage passage_of(const atr_expected *e, const stage *to, const double *count)
{
    const size_t first = to->first_row, last = to->last_row;
    if (!(count[last] > count[first])) count = e->exposure;
    return (passage){e->time + first, count + first, last - first};
}

static void place(const walk *w, const stage *to, const choice *c)
{
    const atr_expected *e = &w->plan->expected;
    const passage       events = passage_of(e, to, e->events);
    const passage       censored = passage_of(e, to, e->censored);
    const double        g = exp(c->bend);
    spread(&events, c->events, c->tied, g, w->event_time);
    spread(&censored, c->censored, 0, 1 / g, w->lost_time);
}

static void count_event(running *r)
{
    const double n = r->at_risk;
    r->survival *= (n - 1) / n;
    r->variance += 1 / (n * (n - 1)); /* infinite with S = 0 */
    r->at_risk = n - 1;
}

/* What the knot asks for, once the piece ends in `after` with its last events from
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
static void try_bend(const walk *w, const way *from, const stage *to, choice *c)
{
    place(w, to, c);
    running now = from->now, before = from->now;
    size_t  i = 0, j = 0;
    while (i < c->events) {
        if (j < c->censored && w->lost_time[j] < w->event_time[i]) {
            now.at_risk -= 1;
            j++;
            continue;
        }
        if (i + c->tied <= c->events) before = now;
        count_event(&now);
        i++;
    }
    now.at_risk -= (double)(c->censored - j);
    c->after = now;
    if (to->knot) judge(w, to->knot, before, c);
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
static void find_bend(const walk *w, const way *from, const stage *to, choice *c)
{
    c->bend = 0;
    try_bend(w, from, to, c);
    if (well_inside(c) || c->events == 0 || c->censored == 0) return;

    const bool raise = c->value < c->aim;
    double     low = raise ? 0 : -BEND_MOST, high = raise ? BEND_MOST : 0;
    choice     best = *c, next = *c;
    next.bend = raise ? high : low;
    for (int step = 0; step < MOST_HALVINGS; step++) {
        try_bend(w, from, to, &next);
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
    if (s->tied != t->tied) return s->tied < t->tied ? -1 : 1;
    return (s->censored > t->censored) - (s->censored < t->censored);
}

/* Can the piece have d events and c censorings at all? */
static bool possible(const walk *w, const way *from, const atr_knot *knot, double d,
                     double c)
{
    const double n = (double)w->plan->arm->n, events = w->plan->events;
    if (d < 0 || c < 0 || d + c > from->now.at_risk) return false;
    if (ends_with_event(knot) && d < 1) return false;
    return isnan(events) ||
           (from->events + d <= events && from->censored + c <= n - events);
}

/* Where a quantile has to fall, the last event or, at the cost of a count that is off by
 * one, the last two of them are put: without censoring one alone may leave survival at
 * exactly one half. */
static size_t choices(const atr_knot *knot, double d, double c, double cost, choice *out)
{
    choice one = {.events = (size_t)d, .censored = (size_t)c, .cost = cost};
    if (!ends_with_event(knot)) {
        out[0] = one;
        return 1;
    }
    size_t n = 0;
    for (one.tied = 1; one.tied <= MOST_TIED && one.tied <= one.events; one.tied++) {
        one.cost = cost + (double)(one.tied - 1);
        out[n++] = one;
    }
    return n;
}

/* Counts near the expected ones, nearest first; a known number at risk leaves no choice of
 * censorings. */
static size_t candidates(const walk *w, const way *from, const stage *to,
                         choice out[CANDIDATES])
{
    const double d0 = w->plan->expected.events[to->last_row] - from->events;
    const double c0 = w->plan->expected.censored[to->last_row] - from->censored;
    const double left = from->now.at_risk - to->knot->at_risk; /* NaN: not known */
    size_t       n = 0;
    for (int i = -REACH_EVENTS; i <= REACH_EVENTS; i++) {
        const double d = round(d0) + i;
        for (int j = -REACH_CENSORED; j <= REACH_CENSORED; j++) {
            const double c = isnan(left) ? round(c0) + j : left - d;
            if (!isnan(left) && j != 0) continue;
            if (!possible(w, from, to->knot, d, c)) continue;
            n +=
                choices(to->knot, d, c, (d - d0) * (d - d0) + (c - c0) * (c - c0), out + n);
        }
    }
    qsort(out, n, sizeof *out, by_cost);
    return n;
}

/* First to meet the knots, then to stay near what is expected. */
static bool better(const way *s, const way *t)
{
    if (s->misfit != t->misfit) return s->misfit < t->misfit;
    return s->cost < t->cost;
}

/* Keep a way among the best of its stage, in order; of two that have placed the same
 * numbers only the better one. */
static void keep(stage *to, size_t width, way candidate)
{
    for (size_t k = 0; k < to->n; k++) {
        const way *other = &to->way[k];
        if (other->events != candidate.events || other->censored != candidate.censored)
            continue;
        if (!better(&candidate, other)) return;
        for (to->n--; k < to->n; k++) to->way[k] = to->way[k + 1];
    }
    if (to->n == width && !better(&candidate, &to->way[to->n - 1])) return;
    size_t k = to->n < width ? to->n++ : width - 1;
    for (; k > 0 && better(&candidate, &to->way[k - 1]); k--) to->way[k] = to->way[k - 1];
    to->way[k] = candidate;
}

static way step(const way *from, size_t parent, const choice *c)
{
    return (way){.parent = parent,
                 .last = *c,
                 .now = c->after,
                 .events = from->events + (double)c->events,
                 .censored = from->censored + (double)c->censored,
                 .misfit = from->misfit + misfit(c),
                 .cost = from->cost + c->cost};
}

/* All ways on from one way, as far as they can still be among the best. */
static void extend(const walk *w, const way *from, size_t parent, stage *to)
{
    choice       list[CANDIDATES];
    const size_t n = candidates(w, from, to, list);
    for (size_t k = 0; k < n; k++) {
        choice    *c = &list[k];
        const way *worst = &to->way[w->width - 1];
        if (to->n == w->width && worst->misfit <= from->misfit &&
            worst->cost <= from->cost + c->cost)
            break;
        find_bend(w, from, to, c);
        c->cost += c->bend * c->bend / (BEND_LIKE_ONE * BEND_LIKE_ONE);
        keep(to, w->width, step(from, parent, c));
    }
}

static void walk_piece(walk *w, const atr_knot *knot)
{
    const size_t last_row = atr_expected_row(&w->plan->expected, knot->time);
    const stage *from = &w->stage[w->n_stages - 1];
    stage       *to = &w->stage[w->n_stages];
    if (last_row == w->row) return;
    *to = (stage){.knot = knot, .first_row = w->row, .last_row = last_row};
    for (size_t k = 0; k < from->n; k++) extend(w, &from->way[k], k, to);
    if (to->n == 0) return; /* nothing fits: the next piece is longer by this one */
    w->row = last_row;
    w->n_stages++;
}

/* Everybody who is left, for each way. */
static void walk_to_the_end(walk *w)
{
    const atr_plan     *plan = w->plan;
    const atr_expected *e = &plan->expected;
    const stage        *from = &w->stage[w->n_stages - 1];
    stage              *to = &w->stage[w->n_stages++];
    *to = (stage){.first_row = w->row, .last_row = e->n - 1};
    for (size_t k = 0; k < from->n; k++) {
        const way   *past = &from->way[k];
        const double expected = e->events[e->n - 1] - e->events[w->row];
        const double d = isnan(plan->events) ? fmin(round(expected), past->now.at_risk)
                                             : plan->events - past->events;
        const double c = past->now.at_risk - d, more = d - expected;
        choice rest = {.events = (size_t)d, .censored = (size_t)c, .cost = more * more};
        try_bend(w, past, to, &rest);
        keep(to, w->width, step(past, k, &rest));
    }
}

/* Walk through all knots keeping `width` ways; return how far the best one is off. */
static double walk_through(walk *w, size_t width)
{
    const atr_plan *plan = w->plan;
    w->width = width;
    w->row = 0;
    w->n_stages = 1;
    w->stage[0] = (stage){.n = 1, .way = {{.now = {(double)plan->arm->n, 1, 0}}}};
    for (size_t k = 0; k < plan->n_knots; k++) walk_piece(w, &plan->knot[k]);
    walk_to_the_end(w);
    return w->stage[w->n_stages - 1].way[0].misfit;
}

/* --- the patients of the best way ---------------------------------------------------- */

/* Merge the times of one piece into patients; events first on ties. */
static void append(const walk *w, const choice *c, double *time, unsigned char *event)
{
    size_t i = 0, j = 0;
    while (i < c->events || j < c->censored) {
        const bool is_event =
            j == c->censored || (i < c->events && w->event_time[i] <= w->lost_time[j]);
        time[i + j] = is_event ? w->event_time[i] : w->lost_time[j];
        event[i + j] = is_event;
        if (is_event) i++;
        else j++;
    }
}

/* Backwards from the best end, so that the last patients are filled in first. */
static void write_out(const walk *w, double *time, unsigned char *event)
{
    size_t filled = w->plan->arm->n, best = 0;
    for (size_t k = w->n_stages - 1; k > 0; k--) {
        const way *chosen = &w->stage[k].way[best];
        filled -= chosen->last.events + chosen->last.censored;
        place(w, &w->stage[k], &chosen->last);
        append(w, &chosen->last, time + filled, event + filled);
        best = chosen->parent;
    }
}

atr_status atr_plan_patients(const atr_plan *plan, double *time, unsigned char *event,
                             atr_error *err)
{
    const size_t n = plan->arm->n;
    walk         w = {.plan = plan,
                      .event_time = calloc(n, sizeof *w.event_time),
                      .lost_time = calloc(n, sizeof *w.lost_time),
                      .stage = calloc(plan->n_knots + 2, sizeof *w.stage)};
    const bool   enough = w.event_time && w.lost_time && w.stage;
    if (enough) {
        if (walk_through(&w, 1) > 0) walk_through(&w, BEAM);
        write_out(&w, time, event);
    }
    free(w.event_time);
    free(w.lost_time);
    free(w.stage);
    return enough ? ATR_OK : atr_fail_memory(err, "the patients of an arm");
}
