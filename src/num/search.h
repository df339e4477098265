/* search.h - places in rising arrays. */
#ifndef ATRISK_NUM_SEARCH_H
#define ATRISK_NUM_SEARCH_H

#include <stddef.h>

/* How many of value[0..n-1], which do not fall, are at most x.  O(log n). */
size_t atr_search_upto(const double *value, size_t n, double x);

#endif
