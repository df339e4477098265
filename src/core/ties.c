/* ties.c - times that differ by rounding error only. */
#include "core/ties.h"

#include "base/fail.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const double tolerance = 0x1p-26;                /* sqrt(2^-52)              */
static const double rounding_size = 1024 * DBL_EPSILON; /* what arithmetic may do to a
                                                           time, relative to it       */

typedef struct {
    size_t n;    /* distinct times          */
    double mean; /* of their absolute value */
} distinct;

/* Summed in long double: neither many nor huge times disturb the mean. */
static distinct summarise(const double *time, size_t n)
{
    size_t      count = 0;
    long double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && time[i] == time[i - 1]) continue;
        count++;
        sum += fabsl((long double)time[i]);
    }
    return (distinct){count, (double)(sum / (long double)count)};
}

static void report(atr_notes *notes, size_t changed, size_t of, double furthest,
                   bool rounding)
{
    if (rounding)
        atr_note(notes, ATR_NOTE, ATR_CODE_TIMES_MERGED,
                 "%zu of %zu distinct times were made equal to a smaller neighbour: they "
                 "differ by rounding error only (at most %.3g)",
                 changed, of, furthest);
    else
        atr_note(notes, ATR_WARNING, ATR_CODE_TIMES_MERGED,
                 "%zu of %zu distinct times were made equal to a smaller neighbour up to "
                 "%.3g away; if that difference is real, ask for exact times or change the "
                 "unit of time",
                 changed, of, furthest);
}

void atr_ties_settle(double *time, size_t n, atr_notes *notes)
{
    const distinct all = summarise(time, n);
    const double   clear = 2 * tolerance * fmax(1, all.mean); /* not tied, for certain */
    double last = n ? time[0] : 0, run = last; /* last distinct time; its run's first */
    size_t changed = 0;
    double furthest = 0;
    bool   rounding = true;

    for (size_t i = 1; i < n; i++) {
        const double t = time[i];
        if (t - last > clear) {
            last = run = t;
            continue;
        }
        if (t != last) {
            const double gap = t - last;
            const bool   tied = gap <= tolerance || gap / all.mean <= tolerance;
            if (!tied) run = t;
            if (tied) changed++;
            last = t;
        }
        if (t == run) continue;
        time[i] = run;
        furthest = fmax(furthest, t - run);
        if (t - run > rounding_size * fmax(fabs(t), fabs(run))) rounding = false;
    }
    if (changed) report(notes, changed, all.n, furthest, rounding);
}
