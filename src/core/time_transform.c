/* time_transform.c - the functions of time that a coefficient may change with. */
#include "core/time_transform.h"

#include "atrisk/events.h"
#include "base/fail.h"
#include "num/search.h"

#include <math.h>
#include <stdlib.h>

/* g at every row of the table of all subjects, into g [table->n]. */
static void transform_rows(const atr_events *table, atr_time_transform transform, double *g)
{
    double S = 1, before = 0;
    for (size_t k = 0; k < table->n; k++) {
        const double t = table->time[k], n = table->at_risk[k], d = table->events[k];
        const double here = d + table->censored[k];
        switch (transform) {
        case ATR_TIME_KM: g[k] = 1 - S; break;
        case ATR_TIME_RANK: g[k] = before + (here + 1) / 2; break;
        case ATR_TIME_IDENTITY: g[k] = t; break;
        case ATR_TIME_LOG: g[k] = t > 0 ? log(t) : NAN; break;
        }
        S *= (n - d) / n;
        before += here;
    }
}

static size_t row_of(const atr_events *table, double time)
{
    const size_t rows = atr_search_upto(table->time, table->n, time);
    return rows ? rows - 1 : 0;
}

atr_status time_transform_apply(const atr_sample *sample, bool exact_times,
                                atr_time_transform transform, double *time, size_t n,
                                atr_error *err)
{
    const atr_sample         everybody = {.n = sample->n,
                                          .time = sample->time,
                                          .event = sample->event,
                                          .entry = sample->entry,
                                          .n_groups = 1,
                                          .n_strata = 1};
    const atr_events_options options = {.exact_times = exact_times};
    atr_events               table;
    const atr_status status = atr_events_build(&everybody, &options, &table, NULL, err);
    if (status) return status;
    double *g = malloc(table.n * sizeof *g + 1);
    if (g) transform_rows(&table, transform, g);
    for (size_t i = 0; g && i < n; i++) time[i] = g[row_of(&table, time[i])];
    free(g);
    atr_events_free(&table, 1);
    return g ? ATR_OK : atr_fail_memory(err, "the times of events");
}
