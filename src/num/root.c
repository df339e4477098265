/* root.c - bracketing and the ITP method. */
#include "num/root.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum { MAX_DOUBLINGS = 64, END_ULPS = 4 };

/* Two ends and the values there, of opposite sign. */
typedef struct {
    double a, b, fa, fb;
} bracket;

/* The next point to look at: the false position, pushed towards the middle by
 * delta = 0.2 (b - a)^2 / width, where width is that of the first bracket, and then
 * kept within r of the middle, so that the brackets never lag behind bisection:
 *
 *     x_f = (b f(a) - a f(b)) / (f(a) - f(b))        interpolate
 *     x_t = x_f + sign(x_half - x_f) delta           truncate
 *     x   = x_t, at most r from x_half               project */
static double next_point(const bracket *k, double width, double r)
{
    const double half = (k->a + k->b) / 2;
    const double delta = 0.2 * (k->b - k->a) * (k->b - k->a) / width;
    const double false_position = k->a - k->fa * (k->b - k->a) / (k->fb - k->fa);
    const double side = half >= false_position ? 1 : -1;

    const double away = fabs(half - false_position);
    const double truncated = delta <= away ? false_position + side * delta : half;
    return fabs(truncated - half) <= r ? truncated : half - side * r;
}

static double resolution(const bracket *k)
{
    return END_ULPS * DBL_EPSILON * fmax(fabs(k->a), fabs(k->b));
}

double atr_root_between(atr_function f, const void *context, double low, double high,
                        double tolerance)
{
    bracket k = {low, high, f(low, context), f(high, context)};
    if (k.fa == 0) return low;
    if (k.fb == 0) return high;
    if (!(k.fa < 0 && k.fb > 0) && !(k.fa > 0 && k.fb < 0)) return NAN;

    const double width = high - low;
    const bool   rising = k.fa < 0;

    /* Half the bracket that bisection may still have, with one step to spare. */
    double allowed = tolerance * exp2(ceil(log2(fmax(1, width / tolerance))));
    for (; k.b - k.a > fmax(tolerance, resolution(&k)); allowed /= 2) {
        const double x = next_point(&k, width, fmax(0, allowed - (k.b - k.a) / 2));
        const double fx = f(x, context);
        if (fx == 0) return x;
        if ((fx > 0) == rising) {
            k.b = x;
            k.fb = fx;
        } else {
            k.a = x;
            k.fa = fx;
        }
    }
    return (k.a + k.b) / 2;
}

double atr_root_from(atr_function f, const void *context, double start, double step,
                     double tolerance)
{
    const double from = f(start, context);
    if (from == 0) return start;

    const double direction = from < 0 ? 1 : -1;
    double       near = start;
    for (int i = 0; i < MAX_DOUBLINGS; i++, step *= 2) {
        const double far = near + direction * step;
        if (f(far, context) * direction >= 0)
            return atr_root_between(f, context, fmin(near, far), fmax(near, far),
                                    tolerance);
        near = far;
    }
    return NAN;
}
