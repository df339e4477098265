/* student.c - tail and quantile of Student's t distribution. */
#include "num/dist.h"
#include "num/root.h"

#include <float.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

/* The incomplete beta function is
 *
 *     I_x(a, b) = x^a (1 - x)^b / (a B(a, b))   1    d1   d2
 *                                              ---  ---  --- ...
 *                                               1+   1+   1+
 *
 *     d_{2m+1} = -(a + m) (a + b + m) x / ((a + 2m) (a + 2m + 1))
 *     d_{2m}   = m (b - m) x / ((a + 2m - 1) (a + 2m))
 *
 * evaluated from the front by the ratios of successive numerators and denominators; it
 * converges fast for x < (a + 1) / (a + b + 2), where no ratio vanishes. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), fraction = d, step = 0;
    for (double m = 1; fabs(step - 1) > DBL_EPSILON; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / (1 + even * d);
        c = 1 + even / c;
        fraction *= c * d;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        step = c * d;
        fraction *= step;
    }
    return fraction;
}

/* A number x in [0, 1], also when it underflows. */
typedef struct {
    double x, log_x;
} share;

/* I_x(a, b) for x + y = 1, x on the side where the fraction converges. */
static double beta_below(double a, double b, share x, share y)
{
    gsl_sf_result log_beta;
    gsl_sf_lnbeta_e(a, b, &log_beta);
    return exp(a * x.log_x + b * y.log_x - log_beta.val) / a * beta_fraction(a, b, x.x);
}

/* P(|T| > t) = I_x(df / 2, 1/2) with x = 1 / (1 + u^2), y = u^2 / (1 + u^2) and
 * u = |t| / sqrt df */
double atr_student_tail(double t, double df)
{
    static const double HALF = 0.5;
    if (isnan(t) || !(df > 0)) return NAN;
    if (isinf(df) || isinf(t) || t == 0) return atr_normal_tail(t);

    const double a = df / 2, b = HALF, u = fabs(t) / sqrt(df);
    const double log_x = u > 1 ? -2 * log(u) - log1p(1 / u / u) : -log1p(u * u);
    const share  x = {exp(log_x), log_x};
    const share  y = {exp(2 * log(u) + log_x), 2 * log(u) + log_x};
    const double both =
        x.x < (a + 1) / (a + b + 2) ? beta_below(a, b, x, y) : 1 - beta_below(b, a, y, x);
    return t > 0 ? both / 2 : 1 - both / 2;
}

typedef struct {
    double log_q, df;
} equation;

/* What log P(T > exp u) lacks to be log q.  Rises with u. */
static double lack(double u, const void *context)
{
    const equation *e = context;
    return e->log_q - log(fmax(DBL_MIN, atr_student_tail(exp(u), e->df)));
}

double atr_student_upper(double q, double df)
{
    static const double TOLERANCE = 1e-15, HALF = 0.5;
    if (!(q >= 0 && q <= 1) || !(df > 0)) return NAN;
    if (isinf(df) || q == 0 || q == 1 || q == HALF) return atr_normal_upper(q);
    if (q > HALF) return -atr_student_upper(1 - q, df);
    const equation e = {log(q), df};
    return exp(atr_root_from(lack, &e, log(atr_normal_upper(q)), 1, TOLERANCE));
}
