/* tail.c - logarithms and derivatives for the tails of survival distributions. */
#include "num/tail.h"

#include "num/dist.h"

#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stddef.h>

static const double sqrt_half = 0.70710678118654752440;
static const double log_sqrt_2pi = 0.91893853320467274178;

double atr_normal_log_tail(double z)
{
    gsl_sf_result log_erfc;
    if (isinf(z)) return z > 0 ? -INFINITY : 0;
    if (z < 0) return log1p(-atr_normal_tail(-z));
    gsl_sf_log_erfc_e(z * sqrt_half, &log_erfc);
    return log_erfc.val - 0.69314718055994530942;
}

double atr_normal_hazard(double z)
{
    gsl_sf_result hazard;
    if (isinf(z)) return z > 0 ? z : 0;
    if (z < 0) return exp(-z * z / 2 - log_sqrt_2pi) / atr_normal_tail(z);
    gsl_sf_hazard_e(z, &hazard);
    return hazard.val;
}

/* Coefficients of q^2, q^6, q^10, ...: B_2j / (2j (2j - 1)). */
static atr_jet stirling_series(double q)
{
    static const double c[] = {1. / 12,   -1. / 360,      1. / 1260, -1. / 1680,
                               1. / 1188, -691. / 360360, 1. / 156,  -3617. / 122400};
    const double        y = q * q * q * q;
    atr_jet             r = {0};
    for (size_t i = sizeof c / sizeof *c; i-- > 0;) {
        const double power = 4 * (double)i + 2;
        r.value = r.value * y + c[i];
        r.d = r.d * y + c[i] * power;
        r.dd = r.dd * y + c[i] * power * (power - 1);
    }
    return (atr_jet){r.value * q * q, r.d * q, r.dd};
}

/* With k = q^-2, dk/dq = -2 k / q and d2k/dq2 = 6 k^2:
 *
 *     dr/dk = psi(k) - log k + 1 / (2 k),   d2r/dk2 = psi'(k) - 1 / k - 1 / (2 k^2) */
atr_jet atr_stirling(double q)
{
    static const double series_below = 0.3; /* k > 11 */
    if (fabs(q) < series_below) return stirling_series(q);

    gsl_sf_result log_gamma, psi, psi_1;
    const double  k = 1 / (q * q), log_k = -2 * log(fabs(q));
    gsl_sf_lngamma_e(k, &log_gamma);
    gsl_sf_psi_e(k, &psi);
    gsl_sf_psi_1_e(k, &psi_1);
    const double d = psi.val - log_k + 1 / (2 * k);
    const double dd = psi_1.val - 1 / k - 1 / (2 * k * k);
    const double slope = -2 * k / q;
    return (atr_jet){log_gamma.val - (k - 0.5) * log_k + k - log_sqrt_2pi, d * slope,
                     dd * slope * slope + d * 6 * k * k};
}

/* d  = 1 / (1 - exp(-x)) - 1 / x         =  1/2 + x/12 - x^3/720 + ...
 * dd = 1 / x^2 - 1 / (2 sinh(x / 2))^2   =  1/12 - x^2/240 + ... */
atr_jet atr_log_expm1_ratio(double x)
{
    static const double c[] = {1. / 12,          -1. / 720,      1. / 30240,
                               -1. / 1209600,    1. / 47900160., -691. / 1307674368000.,
                               1. / 74724249600.};
    static const double series_below = 0.5;

    atr_jet r = {0};
    if (x > 0) r.value = x + log(-expm1(-x) / x);
    if (x < 0) r.value = log(expm1(x) / x);
    if (fabs(x) >= series_below) {
        const double twice_sinh = 2 * sinh(x / 2);
        r.d = -1 / expm1(-x) - 1 / x;
        r.dd = 1 / (x * x) - 1 / (twice_sinh * twice_sinh);
        return r;
    }
    for (size_t i = sizeof c / sizeof *c; i-- > 0;) {
        r.d = r.d * x * x + c[i];
        r.dd = r.dd * x * x + c[i] * (2 * (double)i + 1);
    }
    r.d = 0.5 + r.d * x;
    return r;
}

/* The series is sum c_i x^i, c_i = 1 / (i + 2)!; away from 0
 *
 *     d  = (x e^x - 2 e^x + x + 2) / x^3
 *     dd = (x^2 e^x - 4 x e^x + 6 e^x - 2 x - 6) / x^4 */
atr_jet atr_exp_remainder(double x)
{
    static const double series_below = 1.5;
    if (fabs(x) >= series_below) {
        const double e = exp(x), x2 = x * x;
        return (atr_jet){(e - 1 - x) / x2, ((x - 2) * e + x + 2) / (x2 * x),
                         ((x2 - 4 * x + 6) * e - 2 * x - 6) / (x2 * x2)};
    }
    static const double c[] = {0.5,
                               0.16666666666666667,
                               0.041666666666666667,
                               0.0083333333333333333,
                               0.0013888888888888889,
                               0.00019841269841269841,
                               2.4801587301587302e-5,
                               2.7557319223985891e-6,
                               2.7557319223985891e-7,
                               2.5052108385441719e-8,
                               2.0876756987868099e-9,
                               1.6059043836821615e-10,
                               1.1470745597729725e-11,
                               7.6471637318198165e-13,
                               4.7794773323873853e-14,
                               2.8114572543455208e-15,
                               1.5619206968586226e-16,
                               8.2206352466243297e-18,
                               4.1103176233121649e-19,
                               1.9572941063391261e-20,
                               8.8967913924505733e-22,
                               3.868170170630684e-23};

    atr_jet r = {0};
    for (int i = (int)(sizeof c / sizeof *c) - 1; i >= 0; i--) {
        r.value = r.value * x + c[i];
        if (i > 0) r.d = r.d * x + i * c[i];
        if (i > 1) r.dd = r.dd * x + i * (i - 1) * c[i];
    }
    return r;
}
