/* normal.h - the normal quantile and the square of a normal variable. */
#ifndef ATRISK_NUM_NORMAL_H
#define ATRISK_NUM_NORMAL_H

/* The half-width, in standard errors, of a two-sided interval of this level. */
double atr_normal_half_width(double level);

/* The probability that chi-square with one degree of freedom exceeds x, and its
 * logarithm, which stays finite where the probability underflows. */
double atr_chi_square1_upper(double x);
double atr_chi_square1_log_upper(double x);

#endif
