/* cox_search.h - the coefficients that maximise the partial likelihood. */
#ifndef ATRISK_CORE_COX_SEARCH_H
#define ATRISK_CORE_COX_SEARCH_H

#include "core/cox_infinite.h"
#include "core/cox_likelihood.h"

typedef struct {
    double    *beta;        /* [p] in the units of the problem's columns                */
    double    *step;        /* [p]                                                      */
    double    *trial;       /* [p] scratch                                              */
    double    *runaway;     /* [p] the direction in which an unbounded coefficient goes */
    double    *score;       /* [p] at beta, while trying where to go                    */
    double    *information; /* [p * p] likewise                                         */
    double    *origin;      /* [p * p] the information at 0                             */
    double    *damped;      /* [p * p] scratch                                          */
    bool      *kept;        /* [p] neither redundant nor settled by a runaway           */
    bool      *unbounded;   /* [p] no finite value maximises                            */
    cox_point  point;       /* the likelihood at beta                                   */
    cox_system system;
    size_t     rank; /* of the information of the problem as it was given            */
    double     null_loglik;
    double     score_statistic; /* at 0                                               */
    int        iterations;
    bool       converged;
} cox_search;

/* A column is redundant when others explain all but this share of it; while iterating,
 * among columns that are not, when all but this one. */
extern const double cox_search_dependent, cox_search_singular;

/* Is a Newton decrement, after the one before, no more than rounding error?  `size` is
 * that of the log-likelihood and the events. */
bool cox_search_settled(double decrement, double last, double size);

bool cox_search_alloc(cox_search *search, const cox_problem *problem);
void cox_search_free(cox_search *search);

/* Evaluate at 0: the null log-likelihood, the score statistic, and which
 * columns are kept.  To be called before cox_search_run. */
void cox_search_start(const cox_problem *problem, cox_search *search);

/* Newton's method from 0.  When the likelihood turns out to rise for ever, the
 * problem is replaced by its limit and the search goes on in that.
 * Fails with ATR_EMEMORY. */
atr_status cox_search_run(cox_problem *problem, int max_iterations, cox_search *search,
                          atr_error *err);

#endif
