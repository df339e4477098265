/* curve_coverage.h - how often the limits of a survival curve hold what they promise,
 * counted on drawn patients. */
#ifndef ATRISK_CURVE_COVERAGE_H
#define ATRISK_CURVE_COVERAGE_H

#include "atrisk/curve.h"
#include "atrisk/simulate.h"

enum { ATR_COVERAGE_SCALES = ATR_SCALE_ARCSINE + 1 };

typedef struct {
    atr_simulated_group group;
    atr_simulation_options
                  trial; /* how each is run, without visits; its seed is that of all */
    size_t        n_times;
    const double *time;  /* [n_times] at which the curve is read                          */
    double        level; /* of the limits, in (0, 1); 0 for 0.95                         */
    size_t        trials; /* 1 to 1e8; 0 for 1e4                                          */
    size_t threads; /* 0 and 1: one; the answer does not depend on it                */
} atr_coverage_options;

/* Of all trials, what the limits on one scale did.  The three shares and `without` below
 * add up to 1. */
typedef struct {
    double covered; /* true survival is within                                           */
    double below;   /* the upper limit is below it                                       */
    double above;   /* the lower limit is above it                                       */
} atr_coverage_share;

typedef struct {
    double survival; /* true                                                    */
    double without;  /* share of trials without limits: the curve is 0 there, or
                        ends before while somebody lives                       */
    atr_coverage_share scale[ATR_COVERAGE_SCALES]; /* by atr_scale */
} atr_coverage;

/* Draw the trials and read Kaplan and Meier's curve with Greenwood's limits in each.
 *
 *   coverage  [options->n_times] filled
 *
 * Trial k draws from stream k of the seed.  Fails with ATR_EARGUMENT for a design that
 * cannot be drawn (see atr_simulation_build), visits, a level or a number of trials out of
 * its range, and ATR_EMEMORY. */
atr_status atr_coverage_simulate(const atr_coverage_options *options,
                                 atr_coverage *coverage, atr_error *err);

#endif
