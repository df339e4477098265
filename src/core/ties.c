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

/* Huge times must not overflow, and many not disturb the mean: a piece is summed in four
 * numbers that do not wait for each other, made small by a power of 2, and the pieces in
 * long double. */
static const double small = 0x1p-10;

enum { SUMS = 4, PIECE = 256 };

/* Of time[1..n-1], which time[0] comes before. */
static double sum_piece(const double *time, size_t n, size_t *count)
{
    double sum[SUMS] = {0};
    size_t different = 0;
    for (size_t i = 1; i < n; i++) {
        const bool differs = time[i] != time[i - 1];
        sum[i % SUMS] += differs ? fabs(time[i]) * small : 0;
        different += differs;
    }
    *count += different;
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

static distinct summarise(const double *time, size_t n)
{
    if (n == 0) return (distinct){0, 0};
    size_t      count = 1;
    long double sum = (long double)fabs(time[0]) * small;
    for (size_t i = 0; i + 1 < n; i += PIECE)
        sum += sum_piece(time + i, n - i < PIECE + 1 ? n - i : PIECE + 1, &count);
    return (distinct){count, (double)(sum / (long double)count / small)};
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
