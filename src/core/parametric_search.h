/* parametric_search.h - the parameters that maximise a likelihood. */
#ifndef ATRISK_CORE_PARAMETRIC_SEARCH_H
#define ATRISK_CORE_PARAMETRIC_SEARCH_H

#include "core/cox_system.h"
#include "core/parametric_likelihood.h"

typedef struct {
    size_t           m;
    double          *parameter; /* [m] where the search begins and ends */
    double          *step, *trial, *ridged;
    bool            *kept; /* [m] all of them                        */
    cox_system       system;
    parametric_point point;
    atr_fit_outcome  outcome;
    int              iterations;
} parametric_search;

bool parametric_search_alloc(parametric_search *search, size_t m);
void parametric_search_free(parametric_search *search);

/* Climb from search->parameter.  At a maximum search->system holds the factored
 * information. */
void parametric_search_run(const parametric_problem *problem, const parametric_model *model,
                           int max_iterations, parametric_search *search);

#endif
