/* bootstrap_run.h - estimating again from every sample drawn. */
#ifndef ATRISK_CORE_BOOTSTRAP_RUN_H
#define ATRISK_CORE_BOOTSTRAP_RUN_H

#include "atrisk/bootstrap.h"
#include "core/resample.h"

/* What to estimate, and room for it that belongs to one thread at a time. */
typedef struct {
    size_t      n_values;
    const void *model;

    /* The room of a thread; NULL when memory runs out. */
    void *(*begin)(const resample *draws, const void *model);
    void (*end)(void *room);

    /* Estimate from the queue of `draws` with weights [n]; a number that the sample does
     * not have is NaN or infinite. False when memory runs out. */
    bool (*estimate)(const resample *draws, const double *weight, const void *model,
                     void *room, double *values);
} bootstrap_job;

/* Fill in defaults and check.  Fails with ATR_EARGUMENT. */
atr_status bootstrap_options(const atr_bootstrap_options *given,
                             atr_bootstrap_options *options, atr_error *err);

/* A sample that can be drawn from: without weights and late entries.  Checks the
 * sample first. */
atr_status bootstrap_check(const atr_sample *sample, atr_error *err);

/* Estimate from all that is drawn, and summarise.  result->options are set; the estimates
 * of the sample itself are `values` [n_values].  Fails with ATR_EMEMORY. */
atr_status bootstrap_run(const resample *draws, const bootstrap_job *job,
                         const double *values, atr_bootstrap *result, atr_error *err);

#endif
