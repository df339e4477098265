/* cox_likelihood.h - the partial likelihood at one value of the coefficients. */
#ifndef ATRISK_CORE_COX_LIKELIHOOD_H
#define ATRISK_CORE_COX_LIKELIHOOD_H

#include "core/cox_problem.h"

/* The hazards of a set of subjects, r_i = w_i exp(eta_i - shift), as weights
 * on their covariates. */
typedef struct {
    double  sum;    /* of r_i                                                       */
    double *mean;   /* [p] sum of r_i x_i / sum                                     */
    double *spread; /* [p * p] sum of r_i (x_i - mean)(x_i - mean)', lower triangle */
} cox_moments;

typedef struct {
    double      loglik;
    double     *score;       /* [p] its gradient                                      */
    double     *information; /* [p * p] minus its second derivatives, lower triangle  */
    cox_moments survivors;   /* scratch of the pass                                   */
    cox_moments dying;
    double     *difference; /* [p]                                                    */
    double      shift;
} cox_point;

bool cox_point_alloc(cox_point *point, size_t p);
void cox_point_free(cox_point *point);

/* Evaluate at beta [p], in the units of the problem's columns.  O(n p^2). */
void cox_evaluate(const cox_problem *problem, const double *beta, cox_point *point);

/* x' beta of one row. */
double cox_predictor(const double *x, const double *beta, size_t p);

#endif
