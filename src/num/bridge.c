/* bridge.c - boundary crossing by a Brownian bridge. */
#include "num/bridge.h"

#include "num/dist.h"
#include "num/quadrature.h"

#include <math.h>

static const double root_of_two_pi = 2.50662827463100050242;
static const double tolerance = 1e-11;
static const double far = 10; /* standard deviations beyond which nothing is left */

typedef struct {
    double a, b, level;
    double k;
} strip;

/* The density at x of a centred normal variable. */
static double density(double x, double variance)
{
    return exp(-x * x / (2 * variance)) / (root_of_two_pi * sqrt(variance));
}

/* The integral over |y| <= k of density(y - c, t) density(y, v). */
static double inner(double c, double t, double v, double k)
{
    const double mean = c * v / (t + v), sd = sqrt(t * v / (t + v));
    const double within =
        sd > 0 ? atr_normal_tail((-k - mean) / sd) - atr_normal_tail((k - mean) / sd)
               : fabs(mean) <= k;
    return density(c, t + v) * within;
}

/* Given B(a) = x, W a Wiener process that starts there and is absorbed at -k and k has
 * at b the density of images
 *
 *     sum_m density(y - x - 4 m k, t) - density(y + x - (4 m + 2) k, t),   t = b - a,
 *
 * and must then go from y to 0 in 1 - b. */
static double from(double x, const void *context)
{
    const strip *s = context;
    const double t = s->b - s->a, v = 1 - s->b, k = s->k;
    const double most = ceil(far / (4 * k)) + 1;
    double       sum = 0;
    for (double m = -most; m <= most; m++)
        sum += inner(x + 4 * m * k, t, v, k) - inner((4 * m + 2) * k - x, t, v, k);
    return density(x, s->a) * sum;
}

/* P(|B| <= k on [a, b]) - level; density(0, 1) is that of the bridge's end. */
static double excess(double k, const void *context)
{
    strip s = *(const strip *)context;
    s.k = k;
    const double reach = fmin(k, far * sqrt(s.a));
    return 2 * root_of_two_pi * atr_integrate(from, &s, 0, reach, tolerance) - s.level;
}

double atr_bridge_limit(double a, double b, double level)
{
    const strip  s = {.a = a, .b = b, .level = level};
    const double sd = sqrt(fmax(a * (1 - a), b * (1 - b)));
    const double least = sd * atr_normal_upper((1 - level) / 2) * (1 - 1e-6);
    return atr_root_between(excess, &s, least, far, tolerance);
}

/* P ~= 1 - 4 phi(e) / e - phi(e) (e - 1 / e) log(b (1 - a) / (a (1 - b))) */
static double scaled_excess(double e, const void *context)
{
    const strip *s = context;
    const double span = log(s->b / s->a) + log1p(-s->a) - log1p(-s->b);
    return 1 - s->level - density(e, 1) * (4 / e + (e - 1 / e) * span);
}

double atr_bridge_scaled_limit(double a, double b, double level)
{
    const strip s = {.a = a, .b = b, .level = level};
    return atr_root_between(scaled_excess, &s, 1, 4 * far, tolerance);
}
