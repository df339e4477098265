/* pool.h - independent jobs on several threads; their results are taken in order, so that
 * what comes of them does not depend on the number of threads. */
#ifndef ATRISK_BASE_POOL_H
#define ATRISK_BASE_POOL_H

#include "atrisk/error.h"

#include <stdbool.h>

typedef struct {
    size_t n_jobs;
    size_t n_threads;   /* 0 and 1: everything in the calling thread             */
    size_t result_size; /* of the zeroed bytes that each job has for its result   */
    void  *context;     /* passed to the functions                                */

    /* Do one job.  Called from any thread, several at a time. */
    void (*work)(size_t job, void *result, void *context);

    /* Take a result over: in the calling thread, in the order of the jobs.  False: no
     * further jobs are begun, and no further results taken. */
    bool (*take)(size_t job, void *result, void *context);

    /* Release a result that is not taken.  NULL: nothing to release. */
    void (*drop)(void *result, void *context);
} pool_plan;

/* Do all jobs, with fewer threads when the system does not give as many.  At most four
 * results a thread wait to be taken: memory does not grow with the number of jobs.  Fails
 * with ATR_EMEMORY before any job is done. */
atr_status pool_run(const pool_plan *plan, atr_error *err);

#endif
