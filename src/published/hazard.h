/* hazard.h - how likely it is that so many patients leave between two times. */
#ifndef ATRISK_PUBLISHED_HAZARD_H
#define ATRISK_PUBLISHED_HAZARD_H

#include <stddef.h>

/* A cumulative hazard, straight between the knots and beyond them, and how much more than
 * a Poisson variable the number varies: variance (1 + excess) mean. */
typedef struct {
    size_t  n;
    double *time;   /* [n] rising, the first is 0 */
    double *hazard; /* [n] not falling            */
    double  excess; /* > 0                        */
} atr_hazard;

/* Its rise from one time to another. */
double atr_hazard_between(const atr_hazard *hazard, double from, double to);

/* The number C that leave, when `mean` are expected to, is negative binomial,
 *
 *     P(c) = G(c + r) / (G(r) c!) (1 + excess)^-r (excess / (1 + excess))^c,
 *     r = mean / excess
 *
 * so that the numbers of two neighbouring stretches add up to one of the same kind. */
double atr_count_log_probability(double excess, double mean, double count);

/* P(c + 1) / P(c) */
double atr_count_ratio(double excess, double mean, double count);

/* The number C of n that leave, each with probability p = 1 - exp(-hazard), is
 * beta-binomial with a = p n / excess, b = (1 - p) n / excess,
 *
 *     P(c) = C(n, c) B(a + c, b + n - c) / B(a, b)
 *
 * which never exceeds n, and tends to the negative binomial when n is large and p small. */
double atr_share_log_none(double excess, double p, double n);

/* P(c + 1) / P(c) */
double atr_share_ratio(double excess, double p, double n, double count);

#endif
