/* cox_bulk.h - the partial likelihood of many rows, by sums. */
#ifndef ATRISK_CORE_COX_BULK_H
#define ATRISK_CORE_COX_BULK_H

#include "core/cox_problem.h"

/* Scratch; all NULL for a problem that is not of this kind. */
typedef struct {
    double *hazard; /* [n] w exp(eta) of each row, then what it adds to the information */
    size_t  ready; /* rows whose hazards are known                                        */
    double *rise;  /* [2 * n_blocks] of the cumulative hazard, for those who live and
                      for those who die                                             */
    double *died;  /* [p] weighted sum of the columns over all deaths                 */
    double  of_offset; /* and of the offset                                            */
    size_t  n;         /* rows of the problem then                                     */
    double *sums;      /* [3 * p] S_1 of those at risk and of the dying, a mean           */
    double *means;     /* [a few * p] of risk sets                                        */
    double *weights;   /* of these                                                      */
    size_t  n_means;
    double *squares; /* [2 * p * width] of rows, of means                               */
    double  product; /* of sums whose logarithm is still to be added                    */
    double  loglik, rest;
} cox_bulk;

/* Room for nested risk sets without exact ties; false when memory runs out. */
bool cox_bulk_alloc(cox_bulk *bulk, const cox_problem *problem);
void cox_bulk_free(cox_bulk *bulk);

/* Evaluate at beta [p].  False when the sums might lose digits: with few rows, predictors
 * far out, or means far from the columns' centres.  O(n p^2), at the speed of a matrix
 * product. */
bool cox_bulk_evaluate(const cox_problem *problem, const double *beta, cox_bulk *bulk,
                       double *loglik, double *score, double *information);

#endif
