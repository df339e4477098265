/* cox_problem.h - subjects arranged for a single pass over their risk sets.
 *
 * Strata follow one another, and within a stratum subjects go from the last
 * time to the first.  Without entry times a risk set then only ever grows.  With
 * them a subject also leaves it again, and a tree over the times (cox_cover.h) says
 * who is at risk, so that in either case everything about a risk set is a sum
 * that is added to and never subtracted from. */
#ifndef ATRISK_CORE_COX_PROBLEM_H
#define ATRISK_CORE_COX_PROBLEM_H

#include "atrisk/cox.h"
#include "core/cox_cover.h"

/* One time with events.  Its rows begin where the block before it ends. */
typedef struct {
    size_t deaths;  /* first row with the event at this time; those before it join the
                       risk set without one                                           */
    size_t   end;   /* past the last                                                  */
    bool     fresh; /* the risk set starts anew: nobody in an earlier block is in it  */
    size_t   most;  /* deaths in one block, of this and those up to the next fresh one */
    double   time;
    uint32_t stratum;
} cox_block;

/* Rows may be at risk at times later than their own, but with part of their weight: in a
 * block k before whole[i] row i has the share block[k] / row[i] of it, at most 1.  Rows
 * with such blocks stand at the beginning of a fresh one, by `whole`.  All NULL: there are
 * none. */
typedef struct {
    uint32_t *whole; /* [n] first block in which the row has all of its weight */
    double   *row;   /* [n]        */
    double   *block; /* [n_blocks] */
} cox_fading;

/* Only rows that are at risk at some event.  Columns are moved to around
 * 0 in each stratum and divided by their mean absolute value there, which the
 * likelihood does not notice but the arithmetic does. */
typedef struct {
    size_t    n, p;
    double   *x;       /* [n * p + ATR_SYRK_SLACK] row by row; a constant column is 0 */
    double   *weight;  /* [n]                                                        */
    double   *held;    /* [n] the weights while others stand in for them; NULL: none  */
    double   *offset;  /* [n] added to x' beta; NULL: 0                              */
    uint32_t *subject; /* [n] whose row it is, counted from 0 (NULL if nobody asks) */
    uint32_t *until;   /* [n] first block after its own in which the row is no longer
                          at risk; NULL: the next fresh one                          */
    cox_cover  cover;  /* of the rows, when there is until                           */
    cox_fading fading; /* of their weights                                           */
    cox_block *block;  /* [n_blocks]                                                 */
    size_t     n_blocks;
    double    *centre; /* [n_strata * p] what was taken from the columns              */
    double    *scale;  /* [p] what they were then divided by                          */
    double    *extent; /* [p] no value of the column is larger; NULL: not known         */
    double     events; /* weighted number                                             */
    atr_ties   ties;
} cox_problem;

/* Arrange a checked sample.  Fails with ATR_EMEMORY, and with ATR_EDATA when equal
 * times leave a subject without follow-up.  Release with cox_problem_free. */
atr_status cox_problem_build(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox_options *options, cox_problem *problem,
                             atr_error *err);

/* Fill block[].most from the blocks' deaths. */
void cox_problem_count_deaths(cox_problem *problem);

/* Release and zero.  Harmless on a zeroed problem. */
void cox_problem_free(cox_problem *problem);

#endif
