/* search.c - bisection. */
#include "num/search.h"

size_t atr_search_upto(const double *value, size_t n, double x)
{
    size_t low = 0, high = n; /* the answer is in [low, high] */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (value[middle] <= x) low = middle + 1;
        else high = middle;
    }
    return low;
}
