/* turnbull_search.h - the masses that maximise the likelihood of interval-censored data. */
#ifndef ATRISK_CORE_TURNBULL_SEARCH_H
#define ATRISK_CORE_TURNBULL_SEARCH_H

#include "core/turnbull_cells.h"

typedef struct {
    double *mass;     /* [m] sums to 1                                                 */
    double *gradient; /* [m] of the log-likelihood at mass                             */
    double *sum;      /* [m + 1] sum[j] = mass of the cells before j                   */
    double *slope;    /* [m + 1] derivative in sum[j]                                  */
    double *bend;     /* [m + 1] minus the second derivative                           */
    double *level;    /* [m + 1] the isotonic regression: values of its pieces         */
    double *heft;     /* [m + 1] their weights                                         */
    size_t *length;   /* [m + 1] their lengths                                         */
    double *trial;    /* [m]                                                           */
    double  total;    /* sum of weights                                                */
    double  loglik;
    double  excess; /* largest gradient / total - 1                                   */
    int     iterations;
    bool    converged;
} turnbull_search;

bool turnbull_search_alloc(turnbull_search *search, size_t m);
void turnbull_search_free(turnbull_search *search);

/* Iterate from equal masses. */
void turnbull_search_run(const turnbull_cells *cells, int max_iterations,
                         turnbull_search *search);

#endif
