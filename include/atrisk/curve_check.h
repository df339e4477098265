/* curve_check.h - is a digitized curve one that a trial can have drawn, and does its table
 * of numbers at risk go with it?
 *
 * Nothing is changed here, and nothing reconstructed: these are the contradictions that
 * hold for every set of patients. */
#ifndef ATRISK_CURVE_CHECK_H
#define ATRISK_CURVE_CHECK_H

#include "atrisk/figure.h"
#include "atrisk/notes.h"

#include <stdbool.h>

/* How far a point may be off before it counts; shares of the two axes. */
typedef struct {
    double survival; /* 0 for 0.02 */
    double time;     /* 0 for 0.01 */
} atr_check_tolerance;

/* One row of the table against the curve.  NaN where something is not known. */
typedef struct {
    double time, at_risk;
    double survival_low, survival_high; /* just before time, as the points allow      */
    double most;                        /* that can be at risk: what earlier rows and the
                                           curve leave when nobody is censored        */
    double events_least, events_most;   /* since the row before                       */
    double marks;                       /* censored since the row before, by the marks */
    bool   wrong;                       /* it contradicts an earlier row or the curve */
} atr_risk_check;

typedef struct {
    size_t  n;             /* points                                                  */
    double *step;          /* [n] the falling curve nearest to the points             */
    double  rmse, largest; /* of survival less step; largest in absolute value        */
    double  largest_time;  /* where                                                   */
    size_t  n_rises;       /* points above an earlier one by more than both tolerances */
    double  largest_rise;  /* of any point above an earlier one, error of time forgiven */
    double  rise_time;     /* where; NaN when there is none                           */
    double  longest_gap;   /* between neighbouring points in time                     */
    double  gap_time;      /* where it begins                                         */
    size_t  n_drops;       /* steps down                                              */
    size_t  n_rows;
    atr_risk_check *row;    /* [n_rows] of the risk table                         */
    double n_least, n_most; /* events in all that curve and table allow           */
} atr_arm_check;

/* Look at one arm.
 *
 *   tolerance  NULL for the defaults
 *   check      release with atr_arm_check_free
 *   notes      a warning for each contradiction (may be NULL)
 *
 * The bounds: between two rows with n and m at risk, over which survival falls by the
 * factor f, m <= n f, since events alone remove n (1 - f); and the events are at
 * least m (1 - f)/f, everybody else censored first, and at most n (1 - f), and n - m.
 *
 * Fails with ATR_EMEMORY, or ATR_EARGUMENT for a tolerance outside [0, 1). */
atr_status atr_arm_check_find(const atr_figure_arm      *arm,
                              const atr_check_tolerance *tolerance, atr_arm_check *check,
                              atr_notes *notes, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_arm_check_free(atr_arm_check *check);

#endif
