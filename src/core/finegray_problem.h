/* finegray_problem.h - Fine and Gray's model laid out as a Cox model.
 *
 * At an event at t those who had another event at T < t are at risk with the weight
 * G(t-)/G(T-): each is a row that fades (cox_problem.h).  Strata have risk sets and G of
 * their own and stand one after the other. */
#ifndef ATRISK_CORE_FINEGRAY_PROBLEM_H
#define ATRISK_CORE_FINEGRAY_PROBLEM_H

#include "atrisk/finegray.h"
#include "core/cox_problem.h"

typedef enum { FINEGRAY_CENSORED, FINEGRAY_CAUSE, FINEGRAY_OTHER } finegray_exit;

typedef struct {
    double   time, weight;
    double   G;       /* probability of not being censored before time     */
    size_t   before;  /* number of censoring times before time             */
    size_t   upto;    /* the same, with time itself                        */
    uint32_t subject; /* of the sample */
    uint32_t stratum;
    uint32_t block; /* the first of the stratum that is no later than time; past its
                       last when there is none                            */
    finegray_exit exit;
} finegray_place;

/* A time with censorings. */
typedef struct {
    double time, censored, at_risk; /* weighted numbers */
} finegray_censoring;

typedef struct {
    size_t              n, n_strata;
    finegray_place     *at; /* [n] in the order of stratum and time */
    size_t              n_censorings;
    finegray_censoring *censoring; /* [n_censorings] in the same order */
    size_t             *place;     /* [n] where in at a subject of the sample is     */
    cox_problem         cox;
    atr_censoring_order order;
} finegray_problem;

/* Lay out a checked sample.  Fails with ATR_EMEMORY.  Release with
 * finegray_problem_free. */
atr_status finegray_problem_build(const atr_competing *sample, size_t cause,
                                  const atr_covariates       *covariates,
                                  const atr_finegray_options *options,
                                  finegray_problem *problem, atr_error *err);

/* Release and zero.  Harmless on a zeroed problem. */
void finegray_problem_free(finegray_problem *problem);

#endif
