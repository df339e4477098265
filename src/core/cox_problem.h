/* cox_problem.h - subjects arranged for a single pass over their risk sets.
 *
 * Strata follow one another, and within a stratum subjects go from the last
 * time to the first, so that a risk set only ever grows: everything about it
 * is a sum that is added to and never subtracted from. */
#ifndef ATRISK_CORE_COX_PROBLEM_H
#define ATRISK_CORE_COX_PROBLEM_H

#include "atrisk/cox.h"

/* One time with events.  Its rows begin where the block before it ends. */
typedef struct {
    size_t deaths; /* first row with the event at this time; those before it join the
                      risk set without one                                           */
    size_t end;    /* past the last                                                  */
    bool   fresh;  /* the risk set starts anew: nobody in an earlier block is in it  */
    double time;   /* in the unit of the sample                                      */
} cox_block;

/* Only rows that are at risk at some event.  Columns are moved to around
 * 0 in each stratum and divided by their mean absolute value there, which the
 * likelihood does not notice but the arithmetic does. */
typedef struct {
    size_t     n, p;
    double    *x;       /* [n * p] row by row; a constant column is 0            */
    double    *weight;  /* [n]                                                   */
    size_t    *subject; /* [n] of the sample, from 0; NULL: not from a sample      */
    cox_block *block;   /* [n_blocks]                                            */
    size_t     n_blocks;
    double    *scale;  /* [p] what the columns were divided by                  */
    double     events; /* weighted number                                       */
    bool       efron;
} cox_problem;

/* Arrange a checked sample.  exact_times: do not merge nearly equal times.
 * Fails with ATR_EMEMORY.  Release with cox_problem_free. */
atr_status cox_problem_build(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options *options, cox_problem *problem,
                             atr_error *err);

/* Release and zero.  Harmless on a zeroed problem. */
void cox_problem_free(cox_problem *problem);

#endif
