/* summary_table.c - whole patients whose Kaplan-Meier curve passes the knots of a plan.
 *
 * From knot to knot whole numbers of events and censorings are chosen near the
 * expected ones, so that rounding errors do not add up.  The choice at one knot
 * decides what is possible at the next: the walk is first made with the best
 * choice at every knot; where that misses something, it is made again with the
 * best few kept at each (a beam search). */
#include "published/summary_piece.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static const double BEND_LIKE_ONE = 0.3; /* |log g| that is as bad as a count off by one */

enum { REACH_EVENTS = 3, REACH_CENSORED = 4 };
enum { BEAM = 8 };
enum { MOST_TIED = 2 }; /* events at a knot itself */
enum { CANDIDATES = (2 * REACH_EVENTS + 1) * (2 * REACH_CENSORED + 1) * MOST_TIED };

/* A way through the knots so far. */
typedef struct {
    size_t      parent; /* in the stage before                                      */
    atr_choice  last;
    atr_running now;
    double      events, censored; /* placed so far                                 */
    double      misfit, cost;     /* summed                                        */
} way;

/* The ways that are kept at one knot. */
typedef struct {
    atr_piece piece; /* that leads to it                                          */
    size_t    n;
    way       way[BEAM];
} stage;

typedef struct {
    const atr_plan *plan;
    size_t          row; /* of the expected counts, where the piece begins             */
    double         *event_time, *lost_time; /* [n] scratch: of the piece               */
    size_t          width;                  /* ways to keep                            */
    size_t          n_stages;
    stage          *stage; /* [n_knots + 2] the first is the beginning             */
} walk;

/* --- choosing the counts of a piece ------------------------------------------------ */

static int by_cost(const void *a, const void *b)
{
    const atr_choice *s = a, *t = b;
    if (s->cost != t->cost) return s->cost < t->cost ? -1 : 1;
    if (s->events != t->events) return s->events < t->events ? -1 : 1;
    if (s->tied != t->tied) return s->tied < t->tied ? -1 : 1;
    return (s->censored > t->censored) - (s->censored < t->censored);
}

/* Can the piece have d events and c censorings at all? */
static bool possible(const walk *w, const way *from, const stage *to, double d, double c)
{
    const double n = (double)w->plan->arm->n, events = w->plan->events;
    if (d < 0 || c < 0 || from->now.at_risk - d - c < 0) return false;
    if (atr_knot_ends_with_event(to->piece.knot) && d < 1) return false;
    return isnan(events) ||
           (from->events + d <= events && from->censored + c <= n - events);
}

/* Where a quantile has to fall, the last event or, at the cost of a count that is off by
 * one, the last two of them are put: without censoring one alone may leave survival at
 * exactly one half. */
static size_t choices(const atr_knot *knot, double d, double c, double cost,
                      atr_choice *out)
{
    atr_choice one = {.events = (size_t)d, .censored = (size_t)c, .cost = cost};
    if (!atr_knot_ends_with_event(knot)) {
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

/* Counts near the expected ones, nearest first. */
static size_t candidates(const walk *w, const way *from, const stage *to,
                         atr_choice out[CANDIDATES])
{
    const double d0 = w->plan->expected.events[to->piece.last_row] - from->events;
    const double c0 = w->plan->expected.censored[to->piece.last_row] - from->censored;
    size_t       n = 0;
    for (int i = -REACH_EVENTS; i <= REACH_EVENTS; i++) {
        const double d = round(d0) + i;
        for (int j = -REACH_CENSORED; j <= REACH_CENSORED; j++) {
            const double c = round(c0) + j;
            if (!possible(w, from, to, d, c)) continue;
            n += choices(to->piece.knot, d, c, (d - d0) * (d - d0) + (c - c0) * (c - c0),
                         out + n);
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

static way step(const way *from, size_t parent, const atr_choice *c)
{
    return (way){.parent = parent,
                 .last = *c,
                 .now = c->after,
                 .events = from->events + (double)c->events,
                 .censored = from->censored + (double)c->censored,
                 .misfit = from->misfit + atr_choice_misfit(c),
                 .cost = from->cost + c->cost};
}

/* All ways on from one way, as far as they can still be among the best. */
static void extend(const walk *w, const way *from, size_t parent, stage *to)
{
    atr_choice   list[CANDIDATES];
    const size_t n = candidates(w, from, to, list);
    for (size_t k = 0; k < n; k++) {
        atr_choice *c = &list[k];
        const way  *worst = &to->way[w->width - 1];
        if (to->n == w->width && worst->misfit <= from->misfit &&
            worst->cost <= from->cost + c->cost)
            break;
        atr_piece_fit(&to->piece, from->now, c);
        c->cost += c->bend * c->bend / (BEND_LIKE_ONE * BEND_LIKE_ONE);
        keep(to, w->width, step(from, parent, c));
    }
}

static atr_piece piece_to(const walk *w, const atr_knot *knot, size_t last_row)
{
    return (atr_piece){.plan = w->plan,
                       .knot = knot,
                       .first_row = w->row,
                       .last_row = last_row,
                       .event_time = w->event_time,
                       .lost_time = w->lost_time};
}

static void walk_piece(walk *w, size_t k)
{
    const atr_knot *knot = &w->plan->knot[k];
    const size_t    last_row = atr_expected_row(&w->plan->expected, knot->time);
    const stage    *from = &w->stage[w->n_stages - 1];
    stage          *to = &w->stage[w->n_stages];
    if (last_row == w->row) return;
    *to = (stage){.piece = piece_to(w, knot, last_row)};
    for (size_t i = 0; i < from->n; i++) extend(w, &from->way[i], i, to);
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
    *to = (stage){.piece = piece_to(w, NULL, e->n - 1)};
    for (size_t k = 0; k < from->n; k++) {
        const way   *past = &from->way[k];
        const double expected = e->events[e->n - 1] - e->events[w->row];
        const double d = isnan(plan->events) ? fmin(round(expected), past->now.at_risk)
                                             : plan->events - past->events;
        const double c = past->now.at_risk - d, more = d - expected;
        atr_choice rest = {.events = (size_t)d, .censored = (size_t)c, .cost = more * more};
        atr_piece_try(&to->piece, past->now, &rest);
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
    for (size_t k = 0; k < plan->n_knots; k++) walk_piece(w, k);
    walk_to_the_end(w);
    return w->stage[w->n_stages - 1].way[0].misfit;
}

/* --- the patients of the best way ---------------------------------------------------- */

/* Backwards from the best end, so that the last patients are filled in first. */
static void write_out(const walk *w, double *time, unsigned char *event)
{
    size_t filled = w->plan->arm->n, best = 0;
    for (size_t k = w->n_stages - 1; k > 0; k--) {
        const way *chosen = &w->stage[k].way[best];
        filled -= chosen->last.events + chosen->last.censored;
        atr_piece_write(&w->stage[k].piece, &chosen->last, time + filled, event + filled);
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
