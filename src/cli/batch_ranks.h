/* batch_ranks.h - a batch over the processes of an MPI job: rank 0 hands out the studies
 * and keeps the results, in order; the others judge.
 *
 * Built without MPI, or not started by mpirun, there is one rank. */
#ifndef ATRISK_CLI_BATCH_RANKS_H
#define ATRISK_CLI_BATCH_RANKS_H

#include "atrisk/study.h"

/* Join the job.  Call once, before any other of these functions. */
void ranks_join(void);

/* The number of ranks, and which of them this process is. */
size_t ranks_count(void);
size_t ranks_mine(void);

/* On every rank but 0: judge what rank 0 hands out, until it has no more. */
void ranks_serve(const atr_manifest *manifest, const size_t *row,
                 const atr_validate_options *options);

/* On rank 0: have the studies row[first] to row[n - 1] judged by the others.
 *
 *   take  called with each study in order; it owns the study; false: no further ones are
 *         handed out, and no further results taken
 *
 * Fails with ATR_EMEMORY. */
atr_status ranks_run(size_t first, size_t n, bool (*take)(atr_study *study, void *context),
                     void *context, atr_error *err);

/* Let the others go without work, when rank 0 failed before ranks_run. */
void ranks_dismiss(void);

/* Leave the job. */
void ranks_leave(void);

#endif
