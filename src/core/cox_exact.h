/* cox_exact.h - the exact partial likelihood for tied times. */
#ifndef ATRISK_CORE_COX_EXACT_H
#define ATRISK_CORE_COX_EXACT_H

#include "core/cox_traverse.h"

/* The subsets of a set of subjects, by their size j.  A subset S weighs
 * the product of exp(eta_i - shift) over its members; B_j is the sum of these weights. */
typedef struct {
    double  shift;
    size_t  size;   /* of the whole set                                              */
    double *ratio;  /* [most + 1] B_j / B_{j-1}; [0] is not used                     */
    double *mean;   /* [(most + 1) * p] of sum_S x over the subsets of size j        */
    double *spread; /* [(most + 1) * p * p] its variance there, lower triangle       */
} cox_polynomial;

typedef struct {
    const cox_problem *problem;
    const double      *beta;
    size_t             most;       /* deaths in one block */
    cox_polynomial    *level;      /* [levels]            */
    double            *difference; /* [p] scratch         */
    double            *numbers;    /* what they point into */
    double             loglik;     /* the result           */
    double            *score, *information;
} cox_subsets;

bool cox_subsets_alloc(cox_subsets *subsets, const cox_problem *problem);
void cox_subsets_free(cox_subsets *subsets);

/* The log-likelihood at beta; adds its derivatives, as cox_evaluate has them. */
double cox_exact_evaluate(cox_subsets *subsets, const double *beta, double *score,
                          double *information);

#endif
