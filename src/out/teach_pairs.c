/* teach_pairs.c - the times of several groups side by side. */
#include "out/teach_pairs.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static atr_status check(const atr_teach_groups *groups, atr_error *err)
{
    if (groups->n >= 2 && groups->n <= TEACH_MOST_GROUPS) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                             "this lesson compares two to six groups; here %s %zu",
                             groups->n == 1 ? "is" : "are", groups->n),
                    "--group COLUMN says which column holds the groups");
}

/* The earliest time that has not been passed; infinite at the end. */
static double earliest(const atr_teach_groups *groups, const size_t *at)
{
    double least = INFINITY;
    for (size_t g = 0; g < groups->n; g++)
        if (at[g] < groups->table[g].n) least = fmin(least, groups->table[g].time[at[g]]);
    return least;
}

static teach_time count(const atr_teach_groups *groups, size_t *at, double time)
{
    teach_time t = {.time = time};
    for (size_t g = 0; g < groups->n; g++) {
        const atr_events *table = &groups->table[g];
        if (at[g] == table->n) continue;
        t.at_risk[g] = table->at_risk[at[g]];
        if (table->time[at[g]] == time) t.events[g] = table->events[at[g]++];
        t.n += t.at_risk[g];
        t.d += t.events[g];
    }
    return t;
}

atr_status teach_times(const atr_teach_groups *groups, teach_time **time, size_t *n,
                       atr_error *err)
{
    size_t     at[TEACH_MOST_GROUPS] = {0}, rows = 0;
    atr_status status = check(groups, err);
    *time = NULL;
    *n = 0;
    if (status) return status;
    for (size_t g = 0; g < groups->n; g++) rows += groups->table[g].n;
    *time = calloc(rows + 1, sizeof **time);
    if (!*time) return atr_fail_memory(err, "the times");
    for (double next = earliest(groups, at); isfinite(next); next = earliest(groups, at)) {
        const teach_time t = count(groups, at, next);
        if (t.d > 0) (*time)[(*n)++] = t;
    }
    if (*n) return ATR_OK;
    free(*time);
    *time = NULL;
    return atr_fail(err, ATR_EDATA, ATR_CODE_NO_EVENTS, "nobody has the event");
}
