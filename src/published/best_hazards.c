/* best_hazards.c - when events and censorings are to be expected. */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* The variance of numbers over their mean, less 1, where visits crowd events. */
static const double EVENT_EXCESS = DECODE_GATHERED;
const double        best_loss_excess = 0.1;

atr_status best_hazard_room(atr_hazard *h, size_t knots, double excess, atr_error *err)
{
    free(h->time);
    *h = (atr_hazard){.time = calloc(2 * knots, sizeof *h->time), .excess = excess};
    if (!h->time) return atr_fail_memory(err, "a hazard");
    h->hazard = h->time + knots;
    h->n = 1;
    return ATR_OK;
}

void best_hazard_knot(atr_hazard *h, double time, double rise)
{
    if (!(time > h->time[h->n - 1])) return;
    h->time[h->n] = time;
    h->hazard[h->n] = h->hazard[h->n - 1] + fmax(rise, 0);
    h->n++;
}

/* --- of the event ----------------------------------------------------------------------
 */

/* Sums of a straight line through points with weights. */
typedef struct {
    double w, x, xx, t, xt, s, xs;
} line;

/* The curve at a length of way along it (t / span + 1 - S): a straight line through the
 * readings within `width` of it, the nearer the more. */
static bool smooth(const best_arm *b, double length, double width, double *t, double *s)
{
    static const double SINGULAR = 1e-9;
    line                l = {0};
    for (size_t j = 0; j < b->readings.n; j++) {
        const atr_reading *g = &b->readings.reading[j];
        const double       x = g->to / b->span + 1 - g->survival - length;
        const double       w = g->weight * (1 - fabs(x) / width);
        if (!(w > 0)) continue;
        l.w += w, l.x += w * x, l.xx += w * x * x;
        l.t += w * g->to, l.xt += w * x * g->to;
        l.s += w * g->survival, l.xs += w * x * g->survival;
    }
    if (!(l.w > 0)) return false;
    const double determinant = l.w * l.xx - l.x * l.x;
    const bool   bent = determinant > SINGULAR * l.w * l.w * width * width;
    *t = bent ? (l.xx * l.t - l.x * l.xt) / determinant : l.t / l.w;
    *s = bent ? (l.xx * l.s - l.x * l.xs) / determinant : l.s / l.w;
    return true;
}

enum { MOST_PIECES = 10, READINGS_A_PIECE = 8 };

static void add_level(best_arm *b, double t, double s, double *level)
{
    t = fmin(t, b->end);
    if (!(t > b->event.time[b->event.n - 1])) return;
    s = fmax(fmin(s, *level), fmin(*level, 0.5 / b->arm->n));
    best_hazard_knot(&b->event, t, log(*level / s));
    *level = s;
}

/* As read; too few readings to smooth. */
static void draw_readings(best_arm *b)
{
    double level = 1;
    for (size_t j = 0; j < b->readings.n; j++)
        add_level(b, b->readings.reading[j].to, b->readings.reading[j].survival, &level);
}

static void draw_smooth(best_arm *b)
{
    const atr_readings *r = &b->readings;
    const double        pieces =
        fmin(fmax(floor((double)r->n / READINGS_A_PIECE), 2), MOST_PIECES);
    double lowest = 1, level = 1, t, s;
    for (size_t j = 0; j < r->n; j++) lowest = fmin(lowest, r->reading[j].survival);
    const double width = (b->end / b->span + 1 - fmax(lowest, 0)) / pieces;
    for (double k = 1; k <= pieces; k++)
        if (smooth(b, width * k, width, &t, &s))
            add_level(b, k == pieces ? b->end : t, s, &level);
}

/* A part of the events comes evenly over time, whatever the readings say. */
static void spread_a_part(atr_hazard *h)
{
    static const double PART = 0.1;
    const double        all = h->hazard[h->n - 1], end = h->time[h->n - 1];
    for (size_t k = 1; k < h->n; k++)
        h->hazard[k] = (1 - PART) * h->hazard[k] + PART * all * h->time[k] / end;
}

atr_status best_event_hazard(best_arm *b, atr_error *err)
{
    const bool       few = best_few_readings(b);
    const size_t     knots = few ? b->readings.n : MOST_PIECES;
    const atr_status status = best_hazard_room(&b->event, knots + 1, EVENT_EXCESS, err);
    if (status || b->readings.n < 2) return status;
    if (few) draw_readings(b);
    else draw_smooth(b);
    if (!few || b->readings.points.source != ATR_SOURCE_CLICKS) spread_a_part(&b->event);
    return ATR_OK;
}

enum { LEANING = 4 }; /* pieces between two numbers at risk */

/* --- of being censored, by the table
 * ------------------------------------------------------ */

bool best_has_table(const best_arm *b)
{
    const atr_risk_table *t = &b->arm->risk;
    for (size_t k = 0; k < t->n; k++)
        if (t->time[k] > 0 && !isnan(t->at_risk[k])) return true;
    return false;
}

/* c are censored, half way on average, while survival falls to the share s:
 * (n - c / 2) s - c / 2 = next. */
static double censored_between(double n, double next, double s)
{
    static const double LEAST = 0.2;
    return fmax((n * s - next) / ((1 + s) / 2), LEAST);
}

/* A rise of the hazard over (from, to), not even but in pieces as exp(slope x), x from -1/2
 * to 1/2. */
static void lean(atr_hazard *h, double from, double to, double rise, double slope)
{
    double sum = 0;
    for (int i = 0; i < LEANING; i++) sum += exp(slope * ((i + 0.5) / LEANING - 0.5));
    for (int i = 0; i < LEANING; i++)
        best_hazard_knot(h, from + (to - from) * (i + 1) / LEANING,
                         rise * exp(slope * ((i + 0.5) / LEANING - 0.5)) / sum);
}

/* Evenly between two numbers at risk, or, when there are random numbers, leaning to either
 * side: what is printed does not tell. */
static atr_status set_loss(best_arm *b, atr_random *random, atr_error *err)
{
    static const double   LEAN = 2; /* standard deviation of slopes */
    const atr_risk_table *t = &b->arm->risk;
    double                n = b->arm->n, level = 1, before = 0;
    const atr_status      status =
        best_hazard_room(&b->loss, LEANING * t->n + 2, best_loss_excess, err);
    for (size_t k = 0; !status && k < t->n; k++) {
        const double next = t->at_risk[k];
        if (isnan(next) || !(t->time[k] > 0)) continue;
        const double s = best_survival(b, t->time[k]);
        const double c = censored_between(n, next, level > 0 ? fmin(s / level, 1) : 1);
        const double rise = c / fmax((n + next) / 2, 0.5);
        if (random)
            lean(&b->loss, before, t->time[k], rise, LEAN * atr_random_normal(random));
        else best_hazard_knot(&b->loss, t->time[k], rise);
        before = t->time[k];
        n = next;
        level = s;
    }
    return status;
}

atr_status best_loss_of_table(best_arm *b, atr_error *err)
{
    return set_loss(b, NULL, err);
}

atr_status best_loss_draw(best_arm *b, atr_random *random, atr_error *err)
{
    return b->arm->marks.n > 0 ? ATR_OK : set_loss(b, random, err);
}

/* --- behind marks
 * -------------------------------------------------------------------------- */

/* How many more than its mark are censored in [from, to), for each mark; `usual` counts as
 * much as a few marks do. */
static double behind_between(const best_arm *b, double from, double to, double usual)
{
    static const double   A_FEW = 4, LEAST = 0.01;
    const atr_risk_table *t = &b->arm->risk;
    double                n = b->arm->n, next = NAN;
    for (size_t k = 0; k < t->n; k++) {
        if (isnan(t->at_risk[k])) continue;
        if (t->time[k] <= from) n = t->at_risk[k];
        if (t->time[k] == to) next = t->at_risk[k];
    }
    const double before = best_survival(b, from);
    const double share = before > 0 ? best_survival(b, to) / before : 1;
    const double marks = (double)best_marks(&b->arm->marks, from, to);
    const double c = censored_between(n, next, share);
    return fmax((c - marks + A_FEW * usual) / (marks + A_FEW), LEAST);
}

/* For each mark of the arm: its total of events tells, or the table does. */
static double usually_behind(const best_arm *b)
{
    static const double USUAL = 0.05, LEAST = 0.01;
    const double        marks = (double)best_marks(&b->arm->marks, -INFINITY, INFINITY);
    return isnan(b->events) ? USUAL : fmax((b->arm->n - b->events - marks) / marks, LEAST);
}

/* The share of patients censored without a mark, and how much the others vary. */
static const double UNMARKED = 0.01, MARK_EXCESS = 0.5;

void best_expect_behind(best_arm *b)
{
    const atr_hazard *h = &b->loss;
    const bool        table = best_has_table(b);
    if (b->arm->marks.n == 0) return;
    b->loss.excess = MARK_EXCESS;
    const double usual = usually_behind(b);
    double       ratio = usual;
    size_t       k = 0;
    for (size_t i = 0; i < b->n_steps; i++) {
        atr_step *step = &b->step[i];
        if (step->kind != ATR_STEP_WAIT) continue;
        if (table && k + 1 < h->n && (i == 0 || step->from >= h->time[k])) {
            while (k + 1 < h->n && h->time[k + 1] <= step->from) k++;
            ratio =
                k + 1 < h->n ? behind_between(b, h->time[k], h->time[k + 1], usual) : usual;
        }
        step->behind = ratio * (double)step->marks +
                       UNMARKED * b->arm->n * atr_hazard_between(h, step->from, step->to);
    }
}
