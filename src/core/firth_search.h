/* firth_search.h - the maximum of the penalised partial likelihood. */
#ifndef ATRISK_CORE_FIRTH_SEARCH_H
#define ATRISK_CORE_FIRTH_SEARCH_H

#include "core/cox_likelihood.h"
#include "core/cox_system.h"
#include "core/cox_walk.h"

typedef struct {
    const cox_problem *problem;
    const bool        *kept;      /* [p] not redundant                                */
    bool              *free;      /* [p] kept and not held fast                       */
    double            *beta;      /* [p] in the units of the problem's columns        */
    double            *trial;     /* [p]                                              */
    double            *step;      /* [p]                                              */
    double            *slope;     /* [p] gradient of the penalised likelihood at beta */
    double            *moved;     /* [p] the same at a point nearby                   */
    double            *curvature; /* [p * p] minus its second derivatives             */
    double            *inverse;   /* [p * p] of the information at beta               */
    double             penalised; /* the penalised log-likelihood at beta             */
    double             loglik;    /* without the penalty                              */
    cox_point          point;
    cox_system         system; /* of the information where it was evaluated last      */
    cox_system         solver;
    cox_walk           walk;
    int                most_iterations;
    int                iterations; /* of the last search                              */
    bool               converged;
} firth_search;

/* Release with firth_search_free, also after a failure. */
bool firth_search_alloc(firth_search *search, const cox_problem *problem);
void firth_search_free(firth_search *search);

/* The penalised log-likelihood at beta, -Inf where the information is singular. */
double firth_search_value(firth_search *search, const double *beta);

/* Climb from search->beta, with coefficient `held` kept where it is (SIZE_MAX: none). */
void firth_search_run(firth_search *search, size_t held);

#endif
