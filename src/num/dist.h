/* dist.h - tails and quantiles of the normal, chi-square and t distributions.
 *
 * Upper tails are computed as such, never as 1 minus a lower tail, so that a
 * tiny p-value keeps its digits.  Everything here is thread-safe: none of the
 * functions of GSL used can reach its (global) error handler for the
 * arguments they are given. */
#ifndef ATRISK_NUM_DIST_H
#define ATRISK_NUM_DIST_H

#include "atrisk/result.h"

/* The density of a standard normal variable. */
double atr_normal_density(double z);

/* P(Z > z) for a standard normal Z. */
double atr_normal_tail(double z);

/* The z with P(Z > z) = q, 0 <= q <= 1 (+Inf and -Inf at the ends; NaN outside). */
double atr_normal_upper(double q);

/* P(X > x) for X chi-square with df > 0 degrees of freedom; 1 for x <= 0. */
double atr_chisq_tail(double x, double df);

/* Its natural logarithm, finite also where the probability underflows.
 * NIST Digital Library of Mathematical Functions, 8.7.1, 8.9.2, 8.11.4. */
double atr_chisq_log_tail(double x, double df);

/* The x with P(X > x) = q, 0 <= q <= 1 (+Inf and 0 at the ends; NaN outside). */
double atr_chisq_upper(double q, double df);

/* P(T > t) for Student's T with df > 0 degrees of freedom; the normal tail for +Inf.
 * NIST Digital Library of Mathematical Functions, 8.17.5, 8.17.22. */
double atr_student_tail(double t, double df);

/* The t with P(T > t) = q, 0 <= q <= 1 (+Inf and -Inf at the ends; NaN outside). */
double atr_student_upper(double q, double df);

/* A chi-square statistic with its p-value.  With df = 0 there is no test: df
 * is 0 and everything else NaN. */
atr_test atr_chisq_test(double statistic, double df);

#endif
