/* curve_crossing.c - where a step function comes down to a level. */
#include "core/curve_crossing.h"

#include <math.h>

/* Survival is a product of fractions: 0.9 * (8/9) * ... may miss 1/2 by a
 * rounding error.  A curve this near to a level lies on it. */
static const double level_tolerance = 1.5e-8;

/* The number of steps before the level is reached.  A NaN reaches nothing. */
static size_t count_above(const double *step, size_t n, double level)
{
    size_t k = 0;
    while (k < n && !(step[k] <= level + level_tolerance)) k++;
    return k;
}

void curve_crossing_feed(curve_crossing *c, const double *time, const double *step,
                         size_t n)
{
    size_t k = 0;
    if (!c->reached) {
        k = count_above(step, n, c->level);
        if (k == n) return;
        c->reached = true;
        c->open = step[k] >= c->level - level_tolerance && c->rule != ATR_QUANTILE_FIRST;
        c->step = step[k];
        c->from = c->to = time[k++];
    }
    for (; c->open && k < n; k++) {
        c->to = time[k];
        c->open = step[k] == c->step;
    }
}

double curve_crossing_found(const curve_crossing *c)
{
    return c->reached ? c->from + (c->to - c->from) / 2 : NAN;
}
