/* bootstrap_cox.c - log hazard ratios from samples drawn. */
#include "atrisk/bootstrap.h"

#include "base/fail.h"
#include "core/bootstrap_run.h"
#include "core/cox_factor_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const atr_sample     *sample;
    const atr_covariates *covariates;
    atr_cox_options       options;
    cox_levels            levels; /* none: subjects are fitted instead of counts */
    const double         *start;  /* [p] the sample's own coefficients           */
} model;

/* The subjects drawn, in the order of their times, and counts of their levels. */
typedef struct {
    const model   *model;
    cox_factor     factor;
    double        *time, *offset; /* [n] */
    unsigned char *event;         /* [n] */
    uint32_t      *stratum;       /* [n] */
    double       **x;             /* [p][n] */
} drawn;

static void end(void *room)
{
    drawn *d = room;
    for (size_t j = 0; d->x && j < d->model->covariates->p; j++) free(d->x[j]);
    free(d->x);
    free(d->time);
    free(d->offset);
    free(d->event);
    free(d->stratum);
    cox_factor_free(&d->factor);
    free(d);
}

static bool allocate(const model *m, size_t n, drawn *d)
{
    const size_t p = m->covariates->p;
    d->model = m;
    d->time = malloc(n * sizeof *d->time);
    d->offset = malloc(n * sizeof *d->offset);
    d->event = malloc(n);
    d->stratum = malloc(n * sizeof *d->stratum);
    d->x = calloc(p, sizeof *d->x);
    bool room = d->time && d->offset && d->event && d->stratum && d->x;
    for (size_t j = 0; room && j < p; j++)
        room = (d->x[j] = malloc(n * sizeof **d->x)) != NULL;
    return room;
}

static void *begin(const resample *draws, const void *given)
{
    const model *m = given;
    drawn       *d = calloc(1, sizeof *d);
    if (!d) return NULL;
    const bool efron = m->options.ties == ATR_TIES_EFRON;
    const bool room =
        allocate(m, draws->queue.n, d) &&
        (m->levels.n == 0 || cox_factor_alloc(&m->levels, m->sample->n_strata, efron,
                                              &draws->queue, &d->factor));
    if (room) return d;
    end(d);
    return NULL;
}

/* Write out every subject as often as it was drawn. */
static size_t repeat(const resample *draws, const double *weight, const model *m, drawn *d)
{
    size_t n = 0;
    for (size_t k = 0; k < draws->queue.n; k++)
        for (double times = weight[k]; times > 0; times--, n++) {
            const uint32_t who = draws->subject[k];
            d->time[n] = draws->queue.time[k];
            d->event[n] = m->sample->event[who];
            d->stratum[n] = m->sample->stratum ? m->sample->stratum[who] : 0;
            if (m->options.offset) d->offset[n] = m->options.offset[who];
            for (size_t j = 0; j < m->covariates->p; j++)
                d->x[j][n] = m->covariates->x[j][who];
        }
    return n;
}

/* Subject by subject, whatever the model is. */
static bool fit(const resample *draws, const double *weight, const model *m, drawn *d,
                double *values)
{
    const size_t         p = m->covariates->p;
    const atr_sample     sample = {.n = repeat(draws, weight, m, d),
                                   .time = d->time,
                                   .event = d->event,
                                   .stratum = d->stratum,
                                   .n_strata = m->sample->n_strata,
                                   .n_groups = 1};
    const atr_covariates x = {p, (const double *const *)d->x};
    atr_cox_options      options = m->options;
    atr_cox              found;
    options.exact_times = true; /* they are settled */
    if (options.offset) options.offset = d->offset;
    if (atr_cox_fit(&sample, &x, &options, &found, NULL)) return false;
    for (size_t j = 0; j < p; j++) values[j] = found.coef[j].value;
    atr_cox_free(&found);
    return true;
}

static bool estimate(const resample *draws, const double *weight, const void *given,
                     void *room, double *values)
{
    const model *m = given;
    drawn       *d = room;
    if (m->levels.n > 0) {
        atr_queue queue = draws->queue;
        queue.weight = (double *)weight;
        cox_factor_count(&queue, &d->factor);
        memcpy(values, m->start, m->covariates->p * sizeof *values);
        if (cox_factor_climb(&d->factor, values)) return true;
    }
    return fit(draws, weight, m, d, values);
}

/* Counts do where they would for the sample. */
static bool find_levels(model *m)
{
    const atr_cox_options *o = &m->options;
    if (o->ties == ATR_TIES_EXACT || o->offset) return true;
    return cox_levels_find(m->covariates, m->sample->n, &m->levels);
}

static atr_status run(model *m, const atr_cox *own, atr_bootstrap *result, atr_error *err)
{
    const bool count = m->levels.n > 0;
    double    *start = calloc(own->p, sizeof *start);
    resample   draws = {0};
    bool       room =
        start && resample_build(m->sample, count ? m->levels.level : NULL,
                                count ? m->levels.n : 1, m->options.exact_times, &draws);
    for (size_t j = 0; room && j < own->p; j++) {
        start[j] = own->coef[j].value;
        if (!isfinite(start[j])) m->levels.n = 0;
    }
    m->start = start;
    const bootstrap_job job = {own->p, m, begin, end, estimate};
    const atr_status    status = room ? bootstrap_run(&draws, &job, start, result, err)
                                      : atr_fail_memory(err, "the subjects to draw from");
    resample_free(&draws);
    free(start);
    return status;
}

atr_status atr_bootstrap_cox(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options       *model_options,
                             const atr_bootstrap_options *options, atr_bootstrap *result,
                             atr_error *err)
{
    model m = {.sample = sample, .covariates = covariates};
    if (model_options) m.options = *model_options;
    m.options.robust = false;
    *result = (atr_bootstrap){0};
    atr_status status = bootstrap_options(options, &result->options, err);
    if (!status && m.options.cluster)
        status = atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                          "subjects of clusters cannot be drawn one by one");
    if (!status) status = bootstrap_check(sample, err);
    atr_cox own = {0};
    if (!status) status = atr_cox_fit(sample, covariates, &m.options, &own, err);
    if (!status && !find_levels(&m)) status = atr_fail_memory(err, "the levels");
    if (!status) status = run(&m, &own, result, err);
    if (status) atr_bootstrap_free(result);
    cox_levels_free(&m.levels);
    atr_cox_free(&own);
    return status;
}
