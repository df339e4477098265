/* finite.c - are numbers numbers? */
#include "num/finite.h"

#include "num/wide.h"

#include <stdint.h>

/* Of what is no number only, the difference from itself is not 0. */
ATR_WIDE bool atr_all_finite(const double *x, size_t n)
{
    uint64_t odd = 0;
    for (size_t i = 0; i < n; i++) odd |= x[i] - x[i] != 0;
    return !odd;
}
