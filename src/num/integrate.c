/* integrate.c - double exponential quadrature. */
#include "num/integrate.h"

#include <math.h>
#include <string.h>

static const double half_pi = 1.57079632679489661923;

static const double first_step = 0.5;
enum { LEAST_HALVINGS = 2, MOST_HALVINGS = 9 };
/* Halving the step squares the error: when two steps agree so far, the finer one is good
 * to rounding. */
static const double agreed = 1e-9;
static const double negligible = 1e-19; /* a term, next to the sum */
enum { NEGLIGIBLE_TERMS = 3 };

typedef struct {
    double a, b;      /* b of a finite interval                      */
    double length;    /* of a half-line; 0 for a finite interval     */
    double low, high; /* where the stretched variable may be cut off */
} stretch;

typedef struct {
    atr_integrand f;
    const void   *context;
    size_t        n;
    stretch       on;
    double        left, right; /* how far terms were not negligible */
    double        sum[ATR_INTEGRATE_MOST], size[ATR_INTEGRATE_MOST];
} quadrature;

/* Finite:     x = a + (b - a) / (1 + exp(-pi sinh s))
 * Half-line:  x = a + length exp(s - exp(-s))
 * Returns dx/ds. */
static double stretched(const stretch *on, double s, double *x)
{
    if (on->length != 0) {
        const double y = on->length * exp(s - exp(-s));
        *x = on->a + y;
        return fabs(y) * (1 + exp(-s));
    }
    const double width = on->b - on->a, e = exp(-2 * half_pi * sinh(fabs(s)));
    const double near = e / (1 + e); /* the distance to the nearer end */
    *x = s < 0 ? on->a + width * near : on->b - width * near;
    return width * 2 * half_pi * cosh(s) * near / (1 + e);
}

/* Add one node; was it negligible? */
static bool add(quadrature *q, double s)
{
    double       value[ATR_INTEGRATE_MOST], x;
    const double weight = stretched(&q->on, s, &x);
    bool         small = true;
    q->f(x, q->context, value);
    for (size_t i = 0; i < q->n; i++) {
        const double term = weight * value[i];
        q->sum[i] += term;
        q->size[i] += fabs(term);
        if (!(fabs(term) <= negligible * q->size[i]) || q->size[i] == 0) small = false;
    }
    return small;
}

/* Outwards until nothing is added any more, but at least as far as anything was. */
static void sweep(quadrature *q, double start, double step)
{
    double *reached = step > 0 ? &q->right : &q->left;
    int     small = 0;
    for (double s = start; s > q->on.low && s < q->on.high; s += step) {
        const bool inside = fabs(s) <= fabs(*reached);
        if (!inside && small >= NEGLIGIBLE_TERMS) return;
        small = add(q, s) ? small + 1 : 0;
        if (small == 0 && !inside) *reached = s;
    }
}

static bool agree(const quadrature *q, double step, const double *before)
{
    for (size_t i = 0; i < q->n; i++)
        if (!(fabs(step * q->sum[i] - before[i]) <= agreed * step * q->size[i]))
            return false;
    return true;
}

static bool integrate(quadrature *q, double *integral)
{
    double step = first_step;
    sweep(q, 0, step);
    sweep(q, -step, -step);
    for (size_t i = 0; i < q->n; i++) integral[i] = step * q->sum[i];

    for (int halving = 1; halving <= MOST_HALVINGS; halving++) {
        step /= 2;
        sweep(q, step, 2 * step);
        sweep(q, -step, -2 * step);
        const bool done = halving >= LEAST_HALVINGS && agree(q, step, integral);
        for (size_t i = 0; i < q->n; i++) integral[i] = step * q->sum[i];
        if (done) return true;
    }
    return false;
}

bool atr_integrate_between(atr_integrand f, const void *context, size_t n, double a,
                           double b, double *integral)
{
    quadrature q = {.f = f, .context = context, .n = n};
    q.on = (stretch){.a = a, .b = b, .low = -4, .high = 4};
    return integrate(&q, integral);
}

bool atr_integrate_from(atr_integrand f, const void *context, size_t n, double a,
                        double length, double *integral)
{
    quadrature q = {.f = f, .context = context, .n = n};
    q.on = (stretch){.a = a, .length = length, .low = -4.5, .high = 40};
    return integrate(&q, integral);
}
