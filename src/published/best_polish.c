/* best_polish.c - small changes that bring decoded numbers to what is printed of survival.
 *
 * The search tells survival apart only as finely as the figure shows it; print may be ten
 * times as exact.  So one patient after the other changes place, wherever that costs least:
 *
 *   an event, or a censoring, moves to another stretch between the same printed numbers
 *   an event and a censoring change places across a printed number at risk
 *
 * and all printed numbers of patients stay as they were. */
#include "published/best.h"

#include <math.h>

enum { MOST_CHANGES = 100, PLACES = 12 }; /* in all; looked at between printed numbers */

/* From one stretch to another, and at the same time from a second to a third. */
typedef struct {
    size_t from, to, back_from, back_to; /* the last two equal: nothing goes back */
} change;

/* Stretches between two printed numbers: [first, end). */
typedef struct {
    size_t first, end;
} span_of_steps;

/* What a way costs: squared misfit of the points, and more than that what is printed. */
static double cost_of(const best_arm *b)
{
    static const double WRONG = 1e4, MISSED = 300; /* a point; print, half a unit off */
    const atr_reading_error *e = &b->readings.error;
    double                   at_risk = b->arm->n, level = 1, cost = 0;
    for (size_t k = 0; k < b->n_steps; k++) {
        const atr_step *step = &b->step[k];
        const double    count = b->decoded.count[k];
        if (step->kind == ATR_STEP_FALL && at_risk > 0) level *= 1 - count / at_risk;
        at_risk -= count;
        if (step->kind != ATR_STEP_FALL) continue;
        const double off = fabs(level - step->survival);
        const double z = fmax(off - e->half, 0) / e->sd;
        if (step->print > 0) cost += MISSED * fmax(off / step->print - 1, 0);
        else if (step->read) cost += step->weight * fmin(z * z, WRONG);
    }
    return cost;
}

static void apply(best_arm *b, const change *c, double sign)
{
    double *const count = b->decoded.count;
    count[c->from] -= sign;
    count[c->to] += sign;
    if (c->back_from == c->back_to) return;
    count[c->back_from] -= sign;
    count[c->back_to] += sign;
}

/* One can leave here: more than are seen in the figure. */
static bool to_spare(const best_arm *b, size_t k)
{
    const atr_step *step = &b->step[k];
    const double    seen =
        step->kind == ATR_STEP_WAIT ? (double)step->marks : (double)step->falls;
    return b->decoded.count[k] > seen;
}

/* Places of one kind, evenly over all there are; with somebody to spare or any. */
static size_t places(const best_arm *b, const span_of_steps *s, atr_step_kind kind,
                     bool spare, size_t place[PLACES])
{
    size_t all = 0, seen = 0, n = 0;
    for (size_t k = s->first; k < s->end; k++)
        all += b->step[k].kind == kind && (!spare || to_spare(b, k));
    for (size_t k = s->first; k < s->end; k++) {
        if (b->step[k].kind != kind || (spare && !to_spare(b, k))) continue;
        if (all <= PLACES || seen * PLACES / all >= n) place[n++] = k;
        seen++;
        if (n == PLACES) break;
    }
    return n;
}

typedef struct {
    change change;
    double cost;
} candidate;

static void attempt(best_arm *b, const change *c, candidate *best)
{
    apply(b, c, 1);
    const double cost = cost_of(b);
    apply(b, c, -1);
    if (cost < best->cost) *best = (candidate){*c, cost};
}

static void move_within(best_arm *b, const span_of_steps *s, atr_step_kind kind,
                        candidate *best)
{
    size_t       from[PLACES], to[PLACES];
    const size_t n = places(b, s, kind, true, from), m = places(b, s, kind, false, to);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            if (from[i] != to[j]) attempt(b, &(change){from[i], to[j], 0, 0}, best);
}

/* An event goes from s to t, a censoring from t to s. */
static void exchange(best_arm *b, const span_of_steps *s, const span_of_steps *t,
                     candidate *best)
{
    size_t       from[PLACES], to[PLACES], lost[PLACES], free_place[PLACES];
    const size_t n = places(b, s, ATR_STEP_FALL, true, from);
    const size_t m = places(b, t, ATR_STEP_FALL, false, to);
    const size_t n_lost = places(b, t, ATR_STEP_WAIT, true, lost);
    const size_t n_free = places(b, s, ATR_STEP_WAIT, false, free_place);
    if (n_lost == 0 || n_free == 0) return;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            attempt(b, &(change){from[i], to[j], lost[n_lost / 2], free_place[n_free / 2]},
                    best);
}

/* The stretches from a step on; false when there are none. */
static bool next_span(const best_arm *b, size_t first, span_of_steps *s)
{
    while (first < b->n_steps && b->step[first].kind == ATR_STEP_COUNT) first++;
    *s = (span_of_steps){first, first};
    while (s->end < b->n_steps && b->step[s->end].kind != ATR_STEP_COUNT) s->end++;
    return s->end > s->first;
}

/* Between them only numbers at risk are printed. */
static bool may_exchange(const best_arm *b, const span_of_steps *s, const span_of_steps *t)
{
    for (size_t k = s->end; k < t->first; k++)
        if (b->step[k].kind == ATR_STEP_COUNT && !isnan(b->step[k].events)) return false;
    return true;
}

static void exchange_after(best_arm *b, const span_of_steps *s, candidate *best)
{
    span_of_steps t;
    for (size_t first = s->end; next_span(b, first, &t); first = t.end) {
        if (!may_exchange(b, s, &t)) return;
        exchange(b, s, &t, best);
        exchange(b, &t, s, best);
    }
}

static bool improve(best_arm *b)
{
    static const double LEAST = 1e-6;
    candidate           best = {.cost = cost_of(b) - LEAST};
    span_of_steps       s;
    for (size_t first = 0; next_span(b, first, &s); first = s.end) {
        move_within(b, &s, ATR_STEP_FALL, &best);
        move_within(b, &s, ATR_STEP_WAIT, &best);
        exchange_after(b, &s, &best);
    }
    if (best.change.from == best.change.to) return false;
    apply(b, &best.change, 1);
    return true;
}

void best_polish(best_arm *b)
{
    for (int k = 0; k < MOST_CHANGES && best_printed_missed(b) > 0; k++)
        if (!improve(b)) return;
}
