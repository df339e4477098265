/* isotonic.h - the falling sequence nearest to given numbers. */
#ifndef ATRISK_NUM_ISOTONIC_H
#define ATRISK_NUM_ISOTONIC_H

#include <stdbool.h>
#include <stddef.h>

/* Minimise sum (y_i - f_i)^2 over f_1 >= f_2 >= ... >= f_n.  O(n).
 *
 *   y, f  [n], not the same array
 *
 * False when memory runs out.
 *
 * Barlow, Bartholomew, Bremner & Brunk (1972), Statistical Inference under Order
 * Restrictions, pp. 13-15. */
bool atr_isotonic_falling(const double *y, size_t n, double *f);

#endif
