/* curve_misfit.c - the probability of a digitized point, given the curve.
 *
 * Distances along the time axis count as shares of its span, those in survival as they
 * are.  Of pixels and paths the nearest place of the staircase decides.  A click is meant
 * for some place of the staircase, but which is not known: its density is the mean over
 * all of them,
 *
 *     f(x) = (1 - w) (1 / L) int_staircase N(x - s) ds + w (1 / K) sum_k N(x - foot_k) + e
 *
 * L being the length of the staircase, foot_k the K places where a drop ends (and both ends
 * of the curve), which people aim at, and e a click on something else.  The nearest place
 * alone would prefer curves too low and too far left: what is off to the upper right of a
 * foot is near other parts of the staircase, what is off to the lower left is not. */
#include "published/curve_misfit.h"

#include "num/dist.h"

#include <math.h>

const double atr_click_foot = 0.6;     /* w */
const double atr_click_astray = 0.002; /* e */

static const double REACH = 5; /* standard deviations beyond which nothing counts */

/* Squared distances beyond this grow like their logarithm only. */
static const double ROBUST = 36;

static double robust(double square)
{
    return square <= ROBUST ? square : ROBUST * (1 + log(square / ROBUST));
}

/* The number of drops at or before a time. */
static size_t drops_until(const atr_staircase *c, double time)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (c->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    return low;
}

static double level(const atr_staircase *c, size_t drops)
{
    return drops ? c->survival[drops - 1] : 1;
}

static double start_of(const atr_staircase *c, size_t drops)
{
    return drops ? c->time[drops - 1] : 0;
}

static double end_of(const atr_staircase *c, size_t drops)
{
    return drops < c->n ? c->time[drops] : fmax(c->end, start_of(c, drops));
}

/* How far x lies outside [low, high]. */
static double outside(double x, double low, double high)
{
    return x < low ? low - x : x > high ? x - high : 0;
}

/* --- pixels --------------------------------------------------------------------------- */

static double pixel_misfit(const atr_points_error *e, const atr_staircase *c, double time,
                           double survival)
{
    const double low = level(c, drops_until(c, time + e->time / 2));
    const double high = level(c, drops_until(c, time - e->time / 2));
    const double z = outside(survival, low, high) / e->survival;
    return robust(z * z);
}

/* --- paths ---------------------------------------------------------------------------- */

static double square(double x)
{
    return x * x;
}

/* To the level stretch after so many drops and to the vertical at its left. */
static double distance(const atr_points_error *e, const atr_staircase *c, size_t drops,
                       double time, double survival)
{
    const double start = start_of(c, drops), here = level(c, drops);
    const double above = drops ? level(c, drops - 1) : here;
    const double flat = square(outside(time, start, end_of(c, drops)) / e->time) +
                        square((survival - here) / e->survival);
    const double vertical = square((time - start) / e->time) +
                            square(outside(survival, here, above) / e->survival);
    return fmin(flat, vertical);
}

static double path_misfit(const atr_points_error *e, const atr_staircase *c, double time,
                          double survival)
{
    const size_t at = drops_until(c, time);
    double       best = distance(e, c, at, time, survival);
    for (size_t k = at; k > 0 && square((time - end_of(c, k - 1)) / e->time) < best; k--)
        best = fmin(best, distance(e, c, k - 1, time, survival));
    for (size_t k = at + 1; k <= c->n; k++) {
        if (square((start_of(c, k) - time) / e->time) >= best) break;
        best = fmin(best, distance(e, c, k, time, survival));
    }
    return robust(best);
}

/* --- clicks --------------------------------------------------------------------------- */

/* A click in units of its error, and what the staircase near it adds up to. */
typedef struct {
    const atr_points_error *error;
    double                  time, survival;
    double                  along; /* int N ds, in units of the axes  */
    double                  feet;  /* sum N                           */
} click;

static void add_stretch(click *k, const atr_staircase *c, size_t drops)
{
    const atr_points_error *e = k->error;
    const double            left = start_of(c, drops), right = end_of(c, drops);
    const double from = (left - k->time) / e->time, to = (right - k->time) / e->time;
    const double down = (level(c, drops) - k->survival) / e->survival;
    const double up = ((drops ? level(c, drops - 1) : 1) - k->survival) / e->survival;
    k->along += atr_normal_density(down) / e->survival *
                (atr_normal_tail(from) - atr_normal_tail(to));
    k->along += atr_normal_density(from) / (e->time / e->span) *
                (atr_normal_tail(down) - atr_normal_tail(up));
    k->feet += atr_normal_density(from) * atr_normal_density(down);
    if (drops == c->n) k->feet += atr_normal_density(to) * atr_normal_density(down);
}

static double click_misfit(const atr_points_error *e, const atr_staircase *c, double time,
                           double survival)
{
    click        k = {.error = e, .time = time, .survival = survival};
    const double reach = REACH * e->time;
    const size_t last = drops_until(c, time + reach);
    for (size_t drops = drops_until(c, time - reach); drops <= last; drops++)
        add_stretch(&k, c, drops);

    const double length = fmax(c->end, start_of(c, c->n)) / e->span + 1 - level(c, c->n);
    const double unit = e->survival * e->time / e->span; /* density to this area */
    const double along = k.along * unit / length;
    const double feet = k.feet / ((double)c->n + 2);
    return -2 * log((1 - atr_click_foot) * along + atr_click_foot * feet +
                    atr_click_astray * unit);
}

double atr_point_misfit(const atr_points_error *error, const atr_staircase *curve,
                        double time, double survival)
{
    switch (error->source) {
    case ATR_SOURCE_PATH: return path_misfit(error, curve, time, survival);
    case ATR_SOURCE_PIXELS: return pixel_misfit(error, curve, time, survival);
    case ATR_SOURCE_CLICKS:
    case ATR_SOURCE_UNKNOWN: break;
    }
    return click_misfit(error, curve, time, survival);
}

double atr_curve_misfit(const atr_points_error *error, const atr_staircase *curve,
                        const atr_points *points)
{
    double sum = 0;
    for (size_t i = 0; i < points->n; i++)
        sum += atr_point_misfit(error, curve, points->time[i], points->survival[i]);
    return sum;
}
