/* dist.c - tails and quantiles of the normal and the chi-square distribution. */
#include "num/dist.h"

#include "num/root.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

static const double sqrt_half = 0.70710678118654752440;
static const double inverse_root_of_two_pi = 0.39894228040143267794;

double atr_normal_density(double z)
{
    return exp(-z * z / 2) * inverse_root_of_two_pi;
}

double atr_normal_tail(double z)
{
    return erfc(z * sqrt_half) / 2;
}

double atr_normal_upper(double q)
{
    if (!(q >= 0 && q <= 1)) return NAN;
    return gsl_cdf_ugaussian_Qinv(q);
}

/* log x^a e^-x / Gamma(a), the factor in front of both expansions below. */
static double log_front(double a, double x)
{
    gsl_sf_result log_gamma;
    gsl_sf_lngamma_e(a, &log_gamma);
    return a * log(x) - x - log_gamma.val;
}

/* The lower tail of the gamma distribution is
 *
 *     P(a, x) = x^a e^-x / Gamma(a)  sum_{i>=0} x^i / (a (a+1) ... (a+i))
 *
 * and for x < a + 1 its terms soon fall. */
static double log_upper_by_series(double a, double x)
{
    double term = 1 / a, sum = term;
    for (double i = 1; term > sum * DBL_EPSILON / 2; i++) {
        term *= x / (a + i);
        sum += term;
    }
    return log1p(-exp(log_front(a, x)) * sum);
}

/* The upper tail of the gamma distribution is
 *
 *                                     1    1(1-a)   2(2-a)
 *     Q(a, x) = x^a e^-x / Gamma(a)  ----- ------   ------ ...
 *                                    x+1-a- x+3-a-   x+5-a-
 *
 * evaluated from the front by the ratios c, d of successive numerators and
 * denominators; for x >= a + 1 it converges and no ratio vanishes. */
static double log_upper_by_fraction(double a, double x)
{
    double b = x + 1 - a, c = INFINITY, d = 1 / b, fraction = d, step = 0;
    for (double i = 1; fabs(step - 1) > DBL_EPSILON; i++) {
        const double numerator = i * (a - i);
        b += 2;
        c = b + numerator / c;
        d = 1 / (b + numerator * d);
        step = c * d;
        fraction *= step;
    }
    return log_front(a, x) + log(fraction);
}

double atr_chisq_log_tail(double x, double df)
{
    if (isnan(x) || !(df > 0)) return NAN;
    if (x <= 0) return 0;
    if (isinf(x)) return -INFINITY;
    if (df == 1) {
        gsl_sf_result log_erfc;
        gsl_sf_log_erfc_e(sqrt(x / 2), &log_erfc);
        return log_erfc.val;
    }
    const double a = df / 2;
    return x / 2 < a + 1 ? log_upper_by_series(a, x / 2) : log_upper_by_fraction(a, x / 2);
}

double atr_chisq_tail(double x, double df)
{
    return exp(atr_chisq_log_tail(x, df));
}

/* What log P(X > exp u) lacks to be log q.  Rises with u. */
typedef struct {
    double log_q, df;
} chisq_equation;

static double chisq_lack(double u, const void *context)
{
    const chisq_equation *e = context;
    return e->log_q - atr_chisq_log_tail(exp(u), e->df);
}

double atr_chisq_upper(double q, double df)
{
    static const double TOLERANCE = 1e-15;
    if (!(q >= 0 && q <= 1) || !(df > 0)) return NAN;
    if (q == 0) return INFINITY;
    if (q == 1) return 0;
    const chisq_equation e = {log(q), df};
    return exp(atr_root_from(chisq_lack, &e, log(df), sqrt(2 / df), TOLERANCE));
}

atr_test atr_chisq_test(double statistic, double df)
{
    if (!(df > 0)) return (atr_test){NAN, df, NAN, NAN};
    return (atr_test){statistic, df, atr_chisq_tail(statistic, df),
                      atr_chisq_log_tail(statistic, df)};
}
