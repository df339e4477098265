/* ornstein.c - how far a stationary Ornstein-Uhlenbeck process strays.
 *
 * The density of staying within e solves a heat equation with the generator f'' - x f',
 * so that with its even eigenfunctions, those that are odd being of no use,
 *
 *     f'' - x f' + lambda f = 0,   f(0) = 1, f'(0) = 0, f(e) = 0,
 *     P = sum over lambda of exp(-lambda T) (integral of f phi)^2 / integral of f^2 phi
 *
 * over [-e, e], phi the normal density.  As (phi f')' = -lambda phi f, the first integral
 * is -2 phi(e) f'(e) / lambda; the same differentiated by lambda, with g = df/dlambda,
 * gives 2 phi(e) f'(e) g(e) for the second, and
 *
 *     P = sum exp(-lambda T) 2 phi(e) f'(e) / (lambda^2 g(e)). */
#include "num/ornstein.h"

#include "num/dist.h"
#include "num/root.h"

#include <math.h>

enum { TERMS = 28 }; /* of a Taylor series over one stride */

static const double stride = 0.125, precision = 1e-13;
static const double step = 0.25;         /* from the least e upwards             */
static const double negligible = 45;     /* exp(-45) is                         */
static const double most_lambda = 20000; /* for T so short that it hardly is one */
static const double sqrt_2pi = 2.50662827463100050242;

typedef struct {
    double f, slope, g, g_slope;
} solution;

/* One stride of t from x: with f = sum c_k t^k and g = sum d_k t^k,
 *
 *     (k + 1) (k + 2) c_(k+2) = x (k + 1) c_(k+1) + (k - lambda) c_k
 *     (k + 1) (k + 2) d_(k+2) = x (k + 1) d_(k+1) + (k - lambda) d_k - c_k */
static solution advance(solution s, double x, double t, double lambda)
{
    double   c[TERMS] = {s.f, s.slope}, d[TERMS] = {s.g, s.g_slope};
    solution end = {0};
    for (int k = 0; k + 2 < TERMS; k++) {
        const double n = (k + 1) * (k + 2);
        c[k + 2] = (x * (k + 1) * c[k + 1] + (k - lambda) * c[k]) / n;
        d[k + 2] = (x * (k + 1) * d[k + 1] + (k - lambda) * d[k] - c[k]) / n;
    }
    for (int k = TERMS - 1; k >= 0; k--) {
        if (k > 0) end.slope = end.slope * t + k * c[k];
        if (k > 0) end.g_slope = end.g_slope * t + k * d[k];
        end.f = end.f * t + c[k];
        end.g = end.g * t + d[k];
    }
    return end;
}

static solution solve(double e, double lambda)
{
    const double strides = ceil(e / stride), t = e / strides;
    solution     s = {.f = 1};
    for (double k = 0; k < strides; k++) s = advance(s, k * t, t, lambda);
    return s;
}

static double end_of(double lambda, const void *context)
{
    return solve(*(const double *)context, lambda).f;
}

typedef struct {
    double T, level;
} question;

/* Eigenvalues are at least 2 apart, so that a step of 1 passes one at most. */
static double staying(double e, const question *q)
{
    const double phi = exp(-e * e / 2) / sqrt_2pi;
    const double last = fmin(negligible / q->T, most_lambda);
    double       sum = 0, before = 1;
    for (double low = 0; low < last; low++) {
        const double after = end_of(low + 1, &e);
        if ((before > 0) != (after > 0)) {
            double   lambda = atr_root_between(end_of, &e, low, low + 1, precision);
            solution s = solve(e, lambda);
            lambda -= s.f / s.g; /* the first may be tiny: Newton's step has its digits */
            s = solve(e, lambda);
            sum += exp(-lambda * q->T) * 2 * phi * s.slope / (lambda * lambda * s.g);
        }
        before = after;
    }
    return sum;
}

static double excess(double e, const void *context)
{
    const question *q = context;
    return staying(e, q) - q->level;
}

double atr_ornstein_limit(double T, double level)
{
    const question q = {T, level};
    const double   least = atr_normal_upper((1 - level) / 2); /* at one time only */
    if (!(T > 0)) return least;
    return atr_root_from(excess, &q, least, step, precision);
}
