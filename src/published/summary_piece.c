/* summary_piece.c - placing events and censorings between two knots.
 *
 * They stand at the quantiles of what is expected.  Survival at the end of the
 * piece depends on their order alone; bending the quantiles u to u^g for events
 * and u^(1/g) for censorings moves it between its value with all censorings
 * first (g = 0) and that with all events first. */
#include "published/summary_piece.h"

#include <math.h>

static const double BEND_MOST = 1.4;   /* |log g|: a factor 4                */
static const double TIE_MARGIN = 1e-7; /* survival this near one half ties   */

enum { MOST_HALVINGS = 30 };

bool atr_knot_ends_with_event(const atr_knot *knot)
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
 * or with a smaller denominator, so that the last `tied` times are the end of the piece.
 * Where nobody is left to be counted, evenly. */
static void spread(const passage *way, size_t n, size_t tied, double power, double *out)
{
    const double start = way->count[0], gain = way->count[way->rows] - start;
    const double length = way->time[way->rows] - way->time[0];
    const double parts = (double)n + (tied ? 0.5 - (double)tied : 0);
    size_t       j = 0;
    for (size_t i = 0; i < n; i++) {
        const double u = ((double)i + 0.5) / parts;
        const double share = power == 1 ? u : pow(u, power);
        if (i + tied >= n) {
            out[i] = way->time[way->rows];
            continue;
        }
        if (!(gain > 0)) {
            out[i] = way->time[0] + share * length;
            continue;
        }
        const double wanted = start + share * gain;
        while (j + 1 < way->rows && way->count[j + 1] < wanted) j++;
        const double step = way->count[j + 1] - way->count[j];
        const double v = step > 0 ? (wanted - way->count[j]) / step : 1;
        out[i] = way->time[j] + fmin(fmax(v, 0), 1) * (way->time[j + 1] - way->time[j]);
    }
}

/* How a count goes on over a piece; where none is expected, in step with the time under
 * observation. */
static passage passage_of(const atr_piece *piece, const double *count)
{
    const atr_expected *e = &piece->plan->expected;
    const size_t        first = piece->first_row, last = piece->last_row;
    if (!(count[last] > count[first])) count = e->exposure;
    return (passage){e->time + first, count + first, last - first};
}

static void place(const atr_piece *piece, const atr_choice *c)
{
    const passage events = passage_of(piece, piece->plan->expected.events);
    const passage censored = passage_of(piece, piece->plan->expected.censored);
    const double  g = exp(c->bend);
    spread(&events, c->events, c->tied, g, piece->event_time);
    spread(&censored, c->censored, 0, 1 / g, piece->lost_time);
}

static void count_event(atr_running *r)
{
    const double n = r->at_risk;
    r->survival *= (n - 1) / n;
    r->variance += 1 / (n * (n - 1)); /* infinite with S = 0 */
    r->at_risk = n - 1;
}

/* What the knot asks for, once the piece ends in `after` with its last events from
 * `before`. */
static void judge(const atr_piece *piece, atr_running before, atr_choice *c)
{
    const atr_knot   *knot = piece->knot;
    const double      z = piece->plan->z;
    const atr_running after = c->after;
    c->value = after.survival;
    if (knot->kind == ATR_KNOT_SURVIVAL) {
        c->aim = knot->value;
        c->low = knot->low;
        c->high = knot->high;
        return;
    }
    double above = before.survival, below = after.survival;
    if (knot->kind != ATR_KNOT_MEDIAN) {
        above = atr_plan_confidence(above, before.variance, z, knot->kind);
        below = atr_plan_confidence(below, after.variance, z, knot->kind);
    }
    const double half = (above - below) / 2;
    c->value = (above + below) / 2;
    c->aim = 0.5;
    c->low = c->aim - half + TIE_MARGIN;
    c->high = c->aim + half - TIE_MARGIN;
}

void atr_piece_try(const atr_piece *piece, atr_running start, atr_choice *c)
{
    place(piece, c);
    atr_running now = start, before = start;
    size_t      i = 0, j = 0;
    while (i < c->events) {
        if (j < c->censored && piece->lost_time[j] < piece->event_time[i]) {
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
    if (piece->knot) judge(piece, before, c);
}

double atr_choice_misfit(const atr_choice *c)
{
    if (c->value < c->low) return c->low - c->value;
    if (c->value > c->high) return c->value - c->high;
    return 0;
}

static bool well_inside(const atr_choice *c)
{
    return fabs(c->value - c->aim) <= (c->high - c->low) / 4;
}

/* By bisection: the value rises with the bend. */
void atr_piece_fit(const atr_piece *piece, atr_running start, atr_choice *c)
{
    c->bend = 0;
    atr_piece_try(piece, start, c);
    if (well_inside(c) || c->events == 0 || c->censored == 0) return;

    const bool raise = c->value < c->aim;
    double     low = raise ? 0 : -BEND_MOST, high = raise ? BEND_MOST : 0;
    atr_choice best = *c, next = *c;
    next.bend = raise ? high : low;
    for (int step = 0; step < MOST_HALVINGS; step++) {
        atr_piece_try(piece, start, &next);
        if (fabs(next.value - next.aim) < fabs(best.value - best.aim)) best = next;
        if (well_inside(&next)) break;
        if (next.value < next.aim) low = next.bend;
        else high = next.bend;
        if (low >= high) break; /* not even the strongest bend gets there */
        next.bend = (low + high) / 2;
    }
    *c = best;
}

void atr_piece_write(const atr_piece *piece, const atr_choice *c, double *time,
                     unsigned char *event)
{
    place(piece, c);
    size_t i = 0, j = 0;
    while (i < c->events || j < c->censored) {
        const bool is_event =
            j == c->censored ||
            (i < c->events && piece->event_time[i] <= piece->lost_time[j]);
        time[i + j] = is_event ? piece->event_time[i] : piece->lost_time[j];
        event[i + j] = is_event;
        if (is_event) i++;
        else j++;
    }
}
