/* cox_hazard.h - the rise of the cumulative hazard at each event time. */
#ifndef ATRISK_CORE_COX_HAZARD_H
#define ATRISK_CORE_COX_HAZARD_H

#include "core/cox_risksets.h"

/* Hazards are those of a subject with eta = shift of the block; another's are
 * exp(eta - shift) times as large. */
typedef struct {
    double        shift;
    double        deaths;      /* their weight                                          */
    double        hazard;      /* dH                                                    */
    double        dying;       /* of that, what those see who die at this time          */
    double        square;      /* the variance of dH, coefficients being known          */
    const double *mean;        /* [p] of the columns at risk, weighted by hazard        */
    const double *dying_mean;  /* [p] weighted by what the dying see                    */
    const double *deaths_mean; /* [p] what a death's columns are to be compared with    */
} cox_rise;

typedef struct {
    cox_risksets sets; /* first: a visitor's */
    cox_rise    *rise; /* [n_blocks]         */
    double      *mean; /* what they point to */
} cox_hazard;

/* Find all rises at beta.  Exact ties have Breslow's.  False when memory runs out.
 * Release with cox_hazard_free. */
bool cox_hazard_build(const cox_problem *problem, const double *beta, cox_hazard *hazard);
void cox_hazard_free(cox_hazard *hazard);

#endif
