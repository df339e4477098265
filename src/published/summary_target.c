/* summary_target.c - shapes of survival between known points. */
#include "published/summary_target.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* Within a piece of ATR_SHAPE_EARLY the hazard runs from 1 + TILT down to 1 - TILT
 * times its mean: a third of what it began with. */
static const double TILT = 0.5;

static const double EXPONENT_LEAST = 0.5, EXPONENT_MOST = 2;

/* Mean hazard of the piece that ends in point k. */
static double rate(const atr_target *g, size_t k)
{
    return (g->hazard[k] - g->hazard[k - 1]) / (g->time[k] - g->time[k - 1]);
}

/* Slope at an end of the cubic from the two pieces next to it, of widths h and i and
 * rates r and s: the parabola's, kept within what leaves the cubic monotone. */
static double end_slope(double h, double i, double r, double s)
{
    return fmin(fmax(((2 * h + i) * r - h * s) / (h + i), 0), 3 * r);
}

/* Slopes of a monotone cubic.  At an inner point between pieces of widths h, i and
 * rates r, s it is their weighted harmonic mean
 *
 *     3 (h + i) / ((2 i + h) / r + (i + 2 h) / s),     0 when r s = 0
 *
 * Fritsch & Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300-304. */
static void set_slopes(atr_target *g)
{
    const size_t last = g->n - 1;
    if (last == 1) {
        g->slope[0] = g->slope[1] = rate(g, 1);
        return;
    }
    for (size_t k = 1; k < last; k++) {
        const double h = g->time[k] - g->time[k - 1], i = g->time[k + 1] - g->time[k];
        const double r = rate(g, k), s = rate(g, k + 1);
        g->slope[k] = r * s > 0 ? 3 * (h + i) / ((2 * i + h) / r + (i + 2 * h) / s) : 0;
    }
    g->slope[0] = end_slope(g->time[1], g->time[2] - g->time[1], rate(g, 1), rate(g, 2));
    g->slope[last] =
        end_slope(g->time[last] - g->time[last - 1], g->time[last - 1] - g->time[last - 2],
                  rate(g, last), rate(g, last - 1));
}

/* Least-squares slope of log H on log t; 1 (exponential) where one point tells nothing. */
static double fitted_exponent(const atr_target *g)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t k = 1; k < g->n; k++) {
        if (!(g->hazard[k] > 0)) continue;
        const double x = log(g->time[k]), y = log(g->hazard[k]);
        n += 1;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    if (n < 2) return 1;
    const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
    return fmin(fmax(slope, EXPONENT_LEAST), EXPONENT_MOST);
}

atr_status atr_target_build(const double *time, const double *hazard, size_t n,
                            atr_shape shape, atr_target *target, atr_error *err)
{
    *target = (atr_target){0};
    double *const block = calloc(n + 1, 3 * sizeof *block);
    if (!block) return atr_fail_memory(err, "the points of a survival function");

    *target = (atr_target){.shape = shape,
                           .n = n + 1,
                           .time = block,
                           .hazard = block + n + 1,
                           .slope = block + 2 * (n + 1),
                           .tail = 1};
    for (size_t k = 0; k < n; k++) {
        target->time[k + 1] = time[k];
        target->hazard[k + 1] = hazard[k];
    }
    set_slopes(target);
    target->exponent = fitted_exponent(target);
    return ATR_OK;
}

/* Hermite's cubic in u from (0, H0) to (1, H1) with slopes m0, m1 per unit of u:
 *     H0 + (H1 - H0) u^2 (3 - 2u) + m0 u (1-u)^2 - m1 u^2 (1-u)                      */
static double cubic(const atr_target *g, size_t k, double u)
{
    const double w = g->time[k] - g->time[k - 1], v = 1 - u;
    return g->hazard[k - 1] + (g->hazard[k] - g->hazard[k - 1]) * u * u * (3 - 2 * u) +
           w * (g->slope[k - 1] * u * v * v - g->slope[k] * u * u * v);
}

/* H inside the piece that ends in point k, at the share u of its length. */
static double inside(const atr_target *g, size_t k, double u, double t)
{
    const double h0 = g->hazard[k - 1], h1 = g->hazard[k];
    switch (g->shape) {
    case ATR_SHAPE_EARLY: return h0 + (h1 - h0) * (u + TILT * u * (1 - u));
    case ATR_SHAPE_LATE: return h0 + (h1 - h0) * (u - TILT * u * (1 - u));
    case ATR_SHAPE_SMOOTH:
    case ATR_SHAPE_PLATEAU: return cubic(g, k, u);
    case ATR_SHAPE_WEIBULL:
        if (k == 1) return h1 * pow(u, g->exponent);
        if (h0 > 0)
            return h0 *
                   pow(h1 / h0, log(t / g->time[k - 1]) / log(g->time[k] / g->time[k - 1]));
        break;
    case ATR_SHAPE_EXPONENTIAL:
    case ATR_N_SHAPES: break;
    }
    return h0 + (h1 - h0) * u;
}

/* What the hazard adds after the last point. */
static double beyond(const atr_target *g, double t)
{
    const size_t last = g->n - 1;
    const double more = t - g->time[last];
    switch (g->shape) {
    case ATR_SHAPE_PLATEAU: return 0;
    case ATR_SHAPE_SMOOTH: return g->slope[last] * more;
    case ATR_SHAPE_EARLY: return (1 - TILT) * rate(g, last) * more;
    case ATR_SHAPE_LATE: return (1 + TILT) * rate(g, last) * more;
    case ATR_SHAPE_WEIBULL:
        return g->hazard[last] * (pow(t / g->time[last], g->exponent) - 1);
    case ATR_SHAPE_EXPONENTIAL:
    case ATR_N_SHAPES: break;
    }
    return rate(g, last) * more;
}

double atr_target_hazard(const atr_target *target, double t)
{
    const size_t last = target->n - 1;
    if (t >= target->time[last])
        return target->hazard[last] + target->tail * beyond(target, t);

    size_t low = 0, high = last; /* time[low] <= t < time[high] */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (t >= target->time[middle]) low = middle;
        else high = middle;
    }
    const double u = (t - target->time[low]) / (target->time[high] - target->time[low]);
    return inside(target, high, u, t);
}

void atr_target_free(atr_target *target)
{
    free(target->time); /* the whole block */
    *target = (atr_target){0};
}
