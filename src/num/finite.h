/* finite.h - are numbers numbers? */
#ifndef ATRISK_NUM_FINITE_H
#define ATRISK_NUM_FINITE_H

#include <stdbool.h>
#include <stddef.h>

/* Is none of n numbers infinite or missing?  Looks at all of them, as is usual. */
bool atr_all_finite(const double *x, size_t n);

#endif
