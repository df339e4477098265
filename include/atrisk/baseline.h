/* baseline.h - cumulative hazard and survival that a Cox model predicts. */
#ifndef ATRISK_BASELINE_H
#define ATRISK_BASELINE_H

#include "atrisk/cox.h"
#include "atrisk/curve.h"

typedef struct {
    const double *offset; /* [n] that of the fit; NULL if it had none                  */
    size_t        n_rows; /* 0: one row of zeros, the baseline                         */
    const double *rows;   /* [n_rows * p] covariates to predict for, row by row, finite */
    double        level;  /* confidence level, in (0, 1); 0 for 0.95                   */
    atr_scale     scale;  /* of the limits                                             */
} atr_baseline_options;

/* The curves of one stratum: at time[k] that of row i is at [i * n + k].  Before time[0]
 * the cumulative hazard is 0. */
typedef struct {
    size_t  n;         /* distinct times with events                                   */
    size_t  n_rows;    /* at least 1                                                   */
    double *time;      /* [n] strictly increasing, in the unit of the sample           */
    double *events;    /* [n] weighted number                                          */
    double *hazard;    /* [n_rows * n] cumulative                                      */
    double *std_error; /* [n_rows * n] of the cumulative hazard, which is that of log S */
    double *survival;  /* [n_rows * n] exp(-hazard)                                    */
    double *lower;     /* [n_rows * n] limits of survival                              */
    double *upper;     /* [n_rows * n]                                                 */
} atr_baseline;

/* Predict, stratum by stratum, for given values of the covariates and an offset of 0.
 *
 *   sample, covariates  those the fit was made with
 *   fit                 without infinite coefficients; a redundant one counts as 0
 *   options             NULL for the baseline, with 95% limits on the log scale
 *   baseline            [n_strata] filled; a stratum without events gets no rows.
 *                       Release each with atr_baseline_free
 *
 * Fits with Efron's ties have Efron's increments, all others Breslow's.  Without
 * covariates at work they are those of Fleming & Harrington, and of Nelson and Aalen.  The
 * variance has a part for the increments and one for the coefficients, for which fit's
 * variance (robust or not) is taken.  O(n log n + n_rows * times * p^2).
 *
 * Fails with ATR_EARGUMENT (a fit of other data, a bad level), ATR_EDATA (an infinite
 * coefficient; a row that is not finite) or ATR_EMEMORY.
 *
 * Breslow, J. R. Stat. Soc. B 34 (1972) 216-217; Tsiatis, Ann. Stat. 9 (1981) 93-108;
 * Therneau & Grambsch, Modeling Survival Data (2000) sec. 10.2. */
atr_status atr_baseline_find(const atr_sample *sample, const atr_covariates *covariates,
                             const atr_cox *fit, const atr_baseline_options *options,
                             atr_baseline *baseline, atr_error *err);

/* Row i of a stratum as a survival curve, for atr_curve_at and atr_curve_quantile by the
 * given rule.  A view: its std_error is that of the cumulative hazard, not of survival. */
atr_curve atr_baseline_curve(const atr_baseline *baseline, size_t row,
                             atr_quantile_rule rule);

/* Release and zero.  Harmless on a zeroed baseline. */
void atr_baseline_free(atr_baseline *baseline);

#endif
