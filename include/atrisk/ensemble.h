/* ensemble.h - one result from many data sets that could all be the one.
 *
 * Patients rebuilt from a figure are not the only ones that it allows (see
 * reconstruct_draws.h).  A result computed from each of several draws of them varies; by
 * how much is what the figure leaves open, and comes on top of the sampling error that the
 * true patients would have had. */
#ifndef ATRISK_ENSEMBLE_H
#define ATRISK_ENSEMBLE_H

#include "atrisk/error.h"
#include "atrisk/result.h"

typedef struct {
    size_t n;             /* draws                                                       */
    double lower, upper;  /* reconstruction interval: percentiles of the draws; infinite
                             where the draws are                                         */
    double       mean;    /* of the draws; NaN when not all are finite                   */
    double       between; /* variance of the draws; NaN likewise, and for one draw       */
    double       within;  /* mean of their variances; NaN when not known                 */
    atr_estimate total;   /* about the mean: both errors together; NaN when not known    */
    double       df;      /* of Student's t for its limits                               */
} atr_ensemble;

/* Combine a result over draws.
 *
 *   value      [n] finite or infinite (a median that is not reached is +Inf), n >= 1
 *   std_error  [n] sampling error in each draw; NULL: not known
 *   level      of both intervals, in (0, 1)
 *
 * The reconstruction interval has the order statistics at p (n + 1) for ends, as far as
 * there are any: with fewer than 39 draws 95% are the range.  With B the variance between
 * and W that within draws,
 *
 *     T = W + (1 + 1/n) B,      df = (n - 1) (1 + W / ((1 + 1/n) B))^2
 *
 * and the total interval is mean +- t sqrt(T).
 *
 * Fails with ATR_EARGUMENT (level, no draws, a NaN) or ATR_EMEMORY.
 * Rubin, Multiple Imputation for Nonresponse in Surveys (1987) p. 76-77. */
atr_status atr_ensemble_combine(const double *value, const double *std_error, size_t n,
                                double level, atr_ensemble *ensemble, atr_error *err);

#endif
