/* summary_expect.c - events and censorings to expect from survival and follow-up. */
#include "published/summary_follow.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

enum { GRID = 384 }; /* evenly spaced intervals */

static int by_value(const void *a, const void *b)
{
    const double s = *(const double *)a, t = *(const double *)b;
    return (s > t) - (s < t);
}

/* Sort n times and drop repeated ones; return how many are left. */
static size_t distinct(double *time, size_t n)
{
    size_t last = 0;
    qsort(time, n, sizeof *time, by_value);
    for (size_t j = 1; j < n; j++)
        if (time[j] > time[last]) time[++last] = time[j];
    return last + 1;
}

/* With S = 1 - F the survival and G the follow-up, over an interval (s, t]
 *
 *     events    N int G dF     ~ N (G(s) + G(t)) / 2 * (S(s) - S(t))
 *     censored  N int S d(-G)  ~ N (S(s) + S(t)) / 2 * (G(s) - G(t))
 *
 * which add up to N (S(s) G(s) - S(t) G(t)) exactly: nobody is lost to the rule. */
static void count(atr_expected *e, double patients)
{
    for (size_t j = 1; j < e->n; j++) {
        const double *s = e->survival + j, *g = e->share + j;
        const double  width = e->time[j] - e->time[j - 1];
        e->events[j] = e->events[j - 1] + patients * (g[-1] + g[0]) / 2 * (s[-1] - s[0]);
        e->censored[j] =
            e->censored[j - 1] + patients * (s[-1] + s[0]) / 2 * (g[-1] - g[0]);
        e->exposure[j] =
            e->exposure[j - 1] + patients * (s[-1] * g[-1] + s[0] * g[0]) / 2 * width;
    }
}

atr_status atr_expected_build(const atr_course *course, const double *times, size_t n_times,
                              atr_expected *expected, atr_error *err)
{
    const atr_follow_up *follow = course->follow;
    *expected = (atr_expected){0};
    const size_t  room = GRID + 2 + n_times;
    double *const block = calloc(room, 6 * sizeof *block);
    if (!block) return atr_fail_memory(err, "the counts to expect of an arm");

    for (size_t j = 0; j <= GRID; j++) block[j] = follow->longest * (double)j / GRID;
    block[GRID + 1] = fmin(fmax(follow->shortest, 0), follow->longest);
    for (size_t j = 0; j < n_times; j++) block[GRID + 2 + j] = times[j];

    *expected = (atr_expected){.n = distinct(block, room),
                               .time = block,
                               .survival = block + room,
                               .share = block + 2 * room,
                               .events = block + 3 * room,
                               .censored = block + 4 * room,
                               .exposure = block + 5 * room};
    for (size_t j = 0; j < expected->n; j++) {
        expected->survival[j] = exp(-atr_target_hazard(course->target, block[j]));
        expected->share[j] = atr_follow_up_share(follow, block[j]);
    }
    count(expected, course->patients);
    return ATR_OK;
}

size_t atr_expected_row(const atr_expected *expected, double t)
{
    size_t low = 0, high = expected->n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (expected->time[middle] <= t) low = middle;
        else high = middle;
    }
    return low;
}

void atr_expected_free(atr_expected *expected)
{
    free(expected->time); /* the whole block */
    *expected = (atr_expected){0};
}
