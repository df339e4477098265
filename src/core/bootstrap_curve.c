/* bootstrap_curve.c - restricted means and quantiles from samples drawn. */
#include "atrisk/bootstrap.h"
#include "atrisk/curve.h"
#include "atrisk/rmst.h"

#include "base/fail.h"
#include "core/bootstrap_run.h"
#include "core/queue_tables.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    size_t n_groups;
    double at; /* the horizon, or the probability */
    bool (*of_table)(const atr_events *table, double at, double *value);
} model;

/* Those drawn of all strata together, and their tables. */
typedef struct {
    atr_queue   queue;
    atr_events *table; /* [n_groups] */
    size_t      n_groups;
} drawn;

static void end(void *room)
{
    drawn *d = room;
    atr_queue_free(&d->queue);
    free(d->table);
    free(d);
}

static void *begin(const resample *draws, const void *given)
{
    const size_t n = draws->queue.n, n_groups = ((const model *)given)->n_groups;
    drawn       *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    d->n_groups = n_groups;
    d->queue.time = malloc(n * sizeof *d->queue.time);
    d->queue.place = malloc(n * sizeof *d->queue.place);
    d->queue.weight = malloc(n * sizeof *d->queue.weight);
    d->table = calloc(n_groups, sizeof *d->table);
    if (d->queue.time && d->queue.place && d->queue.weight && d->table) return d;
    end(d);
    return NULL;
}

static void keep_drawn(const resample *draws, const double *weight, atr_queue *queue)
{
    queue->n = 0;
    for (size_t k = 0; k < draws->queue.n; k++) {
        if (weight[k] == 0) continue;
        queue->time[queue->n] = draws->queue.time[k];
        queue->place[queue->n] = draws->queue.place[k];
        queue->weight[queue->n++] = weight[k];
    }
}

/* The groups' values, then their differences from the first. */
static bool estimate(const resample *draws, const double *weight, const void *given,
                     void *room, double *values)
{
    const model *m = given;
    drawn       *d = room;
    const size_t groups = m->n_groups;
    keep_drawn(draws, weight, &d->queue);
    bool done = atr_queue_tables(&d->queue, d->table, groups);
    for (size_t g = 0; done && g < groups; g++) {
        values[g] = NAN;
        if (d->table[g].n > 0) done = m->of_table(&d->table[g], m->at, &values[g]);
    }
    for (size_t g = 1; done && g < groups; g++)
        values[groups + g - 1] = values[g] - values[0];
    atr_events_free(d->table, groups);
    return done;
}

/* NaN where the curve ends above 0 before the horizon. */
static bool mean_of(const atr_events *table, double horizon, double *value)
{
    atr_rmst rmst;
    if (atr_rmst_fit(table, horizon, 0.5, &rmst, NULL)) return true;
    *value = rmst.extrapolated ? NAN : rmst.mean.value;
    return true;
}

static bool quantile_of(const atr_events *table, double p, double *value)
{
    atr_curve    curve;
    atr_estimate quantile;
    if (atr_curve_fit(table, NULL, &curve, NULL)) return false;
    if (!atr_curve_quantile(&curve, p, &quantile, NULL))
        *value = isnan(quantile.value) ? INFINITY : quantile.value; /* not reached */
    atr_curve_free(&curve);
    return true;
}

/* The sample itself is the one in which everybody was drawn once. */
static bool estimate_own(const resample *draws, const model *m, double *values)
{
    double *once = malloc(draws->queue.n * sizeof *once);
    void   *room = begin(draws, m);
    bool    done = once && room;
    for (size_t k = 0; done && k < draws->queue.n; k++) once[k] = 1;
    done = done && estimate(draws, once, m, room, values);
    for (size_t v = 0; done && v < 2 * m->n_groups - 1; v++)
        if (isinf(values[v])) values[v] = NAN;
    if (room) end(room);
    free(once);
    return done;
}

static atr_status run(const atr_sample *sample, bool exact_times, const model *m,
                      atr_bootstrap *result, atr_error *err)
{
    const size_t n_values = 2 * m->n_groups - 1;
    resample     draws = {0};
    double      *own = malloc(n_values * sizeof *own);
    bool         room =
        own && resample_build(sample, sample->group, m->n_groups, exact_times, &draws);
    for (size_t k = 0; room && k < draws.queue.n; k++) /* strata are for drawing only */
        draws.queue.place[k] %= (uint32_t)(2 * m->n_groups);
    room = room && estimate_own(&draws, m, own);
    const bootstrap_job job = {n_values, m, begin, end, estimate};
    const atr_status    status = room ? bootstrap_run(&draws, &job, own, result, err)
                                      : atr_fail_memory(err, "the subjects to draw from");
    resample_free(&draws);
    free(own);
    return status;
}

static atr_status bootstrap(const atr_sample *sample, bool exact_times, const model *m,
                            const atr_bootstrap_options *options, atr_bootstrap *result,
                            atr_error *err)
{
    *result = (atr_bootstrap){0};
    atr_status status = bootstrap_options(options, &result->options, err);
    if (!status) status = bootstrap_check(sample, err);
    if (!status) status = run(sample, exact_times, m, result, err);
    if (status) atr_bootstrap_free(result);
    return status;
}

atr_status atr_bootstrap_rmst(const atr_sample *sample, double horizon, bool exact_times,
                              const atr_bootstrap_options *options, atr_bootstrap *result,
                              atr_error *err)
{
    const model m = {sample->n_groups, horizon, mean_of};
    return bootstrap(sample, exact_times, &m, options, result, err);
}

atr_status atr_bootstrap_quantile(const atr_sample *sample, double p, bool exact_times,
                                  const atr_bootstrap_options *options,
                                  atr_bootstrap *result, atr_error *err)
{
    const model m = {sample->n_groups, p, quantile_of};
    *result = (atr_bootstrap){0};
    if (!(p > 0 && p < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PROBABILITY,
                        "there is no %g-quantile of the event time", p);
    return bootstrap(sample, exact_times, &m, options, result, err);
}
