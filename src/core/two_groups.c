/* two_groups.c - two groups of a sample, as a sample of their own. */
#include "core/two_groups.h"

#include "base/fail.h"

#include <stdbool.h>
#include <stdlib.h>

void two_groups_free(two_groups *pair)
{
    free(pair->time);
    free(pair->event);
    free(pair->group);
    *pair = (two_groups){0};
}

static void copy(const atr_sample *all, size_t i, two_groups *pair, bool in_arm)
{
    const size_t n = pair->sample.n++;
    pair->time[n] = all->time[i];
    pair->event[n] = all->event[i];
    pair->group[n] = in_arm;
    pair->in_arm[n] = in_arm;
    pair->weight[n] = all->weight ? all->weight[i] : 1;
    pair->stratum[n] = all->stratum ? all->stratum[i] : 0;
}

atr_status two_groups_take(const atr_sample *all, size_t arm, size_t versus,
                           two_groups *pair, atr_error *err)
{
    *pair = (two_groups){.time = calloc(3 * all->n + 1, sizeof *pair->time),
                         .event = calloc(all->n + 1, sizeof *pair->event),
                         .group = calloc(2 * all->n + 1, sizeof *pair->group)};
    if (!pair->time || !pair->event || !pair->group) {
        two_groups_free(pair);
        return atr_fail_memory(err, "two groups");
    }
    pair->in_arm = pair->time + all->n;
    pair->weight = pair->in_arm + all->n;
    pair->stratum = pair->group + all->n;
    pair->sample = (atr_sample){.time = pair->time,
                                .event = pair->event,
                                .weight = all->weight ? pair->weight : NULL,
                                .group = pair->group,
                                .n_groups = 2,
                                .stratum = pair->stratum,
                                .n_strata = all->n_strata};
    for (size_t i = 0; i < all->n; i++) {
        const uint32_t g = all->group ? all->group[i] : 0;
        if (g == arm || g == versus) copy(all, i, pair, g == arm);
    }
    return ATR_OK;
}
