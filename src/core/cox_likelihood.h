/* cox_likelihood.h - the partial likelihood at one value of the coefficients. */
#ifndef ATRISK_CORE_COX_LIKELIHOOD_H
#define ATRISK_CORE_COX_LIKELIHOOD_H

#include "core/cox_bulk.h"
#include "core/cox_exact.h"
#include "core/cox_risksets.h"

typedef struct {
    cox_risksets sets;    /* scratch of the pass: one of the two */
    cox_subsets  subsets; /* for exact ties                      */
    cox_bulk     bulk;    /* instead, of many rows               */
    double       loglik;
    double       rest;        /* of the log-likelihood, still to be added to it */
    double      *score;       /* [p] its gradient                                     */
    double      *information; /* [p * p] minus its second derivatives, lower triangle */
} cox_point;

bool cox_point_alloc(cox_point *point, const cox_problem *problem);
void cox_point_free(cox_point *point);

/* Evaluate at beta [p], in the units of the problem's columns.  O(n p^2); with entry
 * times O(n p^2 log n), with exact ties that times the largest number of them. */
void cox_evaluate(const cox_problem *problem, const double *beta, cox_point *point);

#endif
