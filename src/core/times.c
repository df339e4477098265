/* times.c - follow-up times that differ by rounding error only. */
#include "core/times.h"

#include <math.h>

static const double tolerance = 0x1p-26; /* sqrt(2^-52) */

static double mean_distinct(const double *sorted, size_t n)
{
    double sum = 0, distinct = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && sorted[i] == sorted[i - 1]) continue;
        sum += fabs(sorted[i]);
        distinct++;
    }
    return sum / distinct;
}

/* The run is compared link by link, so its ends may be further apart. */
size_t atr_times_merge(double *sorted, size_t n)
{
    if (n == 0) return 0;
    const double mean = mean_distinct(sorted, n);
    double       before = sorted[0], smallest = sorted[0];
    size_t       changed = 0;

    for (size_t i = 1; i < n; i++) {
        const double time = sorted[i], step = time - before;
        if (step > 0) {
            const int tied = step <= tolerance || step / mean <= tolerance;
            if (tied) changed++;
            if (!tied) smallest = time;
        }
        before = time;
        sorted[i] = smallest;
    }
    return changed;
}
