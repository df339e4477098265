/* quadrature.c - adaptive Gauss-Kronrod integration. */
#include "num/quadrature.h"

#include <math.h>
#include <stddef.h>

enum { PAIRS = 7, MOST_PIECES = 400 };

/* Of Kronrod's 15 points the odd ones are Gauss's 7. */
static const double point[PAIRS] = {
    0.991455371120812639206854697526329, 0.949107912342758524526189684047851,
    0.864864423359769072789712788640926, 0.741531185599394439863864773280788,
    0.586087235467691130294144691693013, 0.405845151377397166906606412076961,
    0.207784955007898467600689403773245};
static const double kronrod[PAIRS + 1] = {
    0.022935322010529224963732008058970, 0.063092092629978553290700663189204,
    0.104790010322250183839876322541518, 0.140653259715525918745189590510238,
    0.169004726639267902826583426598550, 0.190350578064785409913256402421014,
    0.204432940075298892414161999234649, 0.209482141084727828012999174891714};
static const double gauss[PAIRS + 1] = {
    0, 0.129484966168869693270611432679082, 0, 0.279705391489276667901467771423780,
    0, 0.381830050505118944950369775488975, 0, 0.417959183673469387755102040816327};

typedef struct {
    double value, error, size; /* size: the integral of |f| */
} estimate;

static estimate over(atr_function f, const void *context, double low, double high)
{
    const double middle = low + (high - low) / 2, half = (high - low) / 2;
    const double centre = f(middle, context);
    double       k = kronrod[PAIRS] * centre, g = gauss[PAIRS] * centre, size = fabs(k);
    for (size_t i = 0; i < PAIRS; i++) {
        const double left = f(middle - half * point[i], context);
        const double right = f(middle + half * point[i], context);
        k += kronrod[i] * (left + right);
        g += gauss[i] * (left + right);
        size += kronrod[i] * (fabs(left) + fabs(right));
    }
    return (estimate){k * half, fabs((k - g) * half), size * fabs(half)};
}

typedef struct {
    atr_function f;
    const void  *context;
    double       tolerance;
    size_t       pieces_left;
} problem;

/* Gauss's error bounds Kronrod's from far above, so that every piece may use the whole
 * tolerance.  Where f is rough at the scale of rounding errors halving does not help: the
 * number of pieces is limited. */
static double refine(problem *p, double low, double high)
{
    static const double rounding = 1e-13;
    const estimate      e = over(p->f, p->context, low, high);
    if (!(e.error > fmax(p->tolerance, rounding * e.size)) || p->pieces_left < 2)
        return e.value;
    p->pieces_left -= 2;
    const double middle = low + (high - low) / 2;
    const double left = refine(p, low, middle);
    return left + refine(p, middle, high);
}

double atr_integrate(atr_function f, const void *context, double low, double high,
                     double tolerance)
{
    problem p = {f, context, tolerance, MOST_PIECES};
    return refine(&p, low, high);
}
