/* tail.h - logarithms and derivatives for the tails of survival distributions. */
#ifndef ATRISK_NUM_TAIL_H
#define ATRISK_NUM_TAIL_H

/* log P(Z > z) for a standard normal Z, finite also where the probability
 * underflows. */
double atr_normal_log_tail(double z);

/* phi(z) / P(Z > z), the hazard of the standard normal distribution. */
double atr_normal_hazard(double z);

/* What Stirling's formula leaves of the logarithm of the gamma function,
 *
 *     r(k) = lgamma(k) - (k - 1/2) log k + k - log(2 pi) / 2,   k = q^-2,
 *
 * as a function of q, with its two first derivatives: r = q^2 / 12 - q^6 / 360 + ...
 * is smooth at q = 0.
 * NIST Digital Library of Mathematical Functions, 5.11.1. */
typedef struct {
    double value, d, dd;
} atr_jet;
atr_jet atr_stirling(double q);

/* log(expm1(x) / x) with its two first derivatives; 0, 1/2, 1/12 at x = 0. */
atr_jet atr_log_expm1_ratio(double x);

/* (exp(x) - 1 - x) / x^2 with its two first derivatives; 1/2, 1/6, 1/12 at x = 0. */
atr_jet atr_exp_remainder(double x);

#endif
