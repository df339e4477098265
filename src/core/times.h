/* times.h - follow-up times that differ by rounding error only. */
#ifndef ATRISK_CORE_TIMES_H
#define ATRISK_CORE_TIMES_H

#include <stddef.h>

/* Make nearly equal times equal, in place: neighbouring distinct times that
 * differ by at most sqrt(2^-52), absolutely or relative to the mean absolute
 * distinct time, all become the smallest of their unbroken run.
 *
 *   sorted  [n] ascending, finite; the times of the whole sample, since groups
 *           or strata treated apart would disagree about ties
 *
 * Returns how many distinct values were changed. */
size_t atr_times_merge(double *sorted, size_t n);

#endif
