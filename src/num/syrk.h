/* syrk.h - sums of squares of many rows. */
#ifndef ATRISK_NUM_SYRK_H
#define ATRISK_NUM_SYRK_H

#include <stddef.h>

/* Numbers that may be read, and are not used, after the last row. */
enum { ATR_SYRK_SLACK = 4 };

/* The columns of a matrix of sums: p rounded up. */
size_t atr_syrk_width(size_t p);

/* into += sum_i w_i x_i x_i', rows one after the other, in a fixed order.
 *
 *   x     [n * p + ATR_SYRK_SLACK] n rows of p
 *   w     [n]
 *   into  [p * atr_syrk_width(p)] row j has its first j + 1 columns set, the rest is
 *         scratch */
void atr_syrk_add(const double *x, const double *w, size_t n, size_t p, double *into);

#endif
