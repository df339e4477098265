/* report_predictions.h - what a Cox model predicts, row by row. */
#ifndef ATRISK_REPORT_PREDICTIONS_H
#define ATRISK_REPORT_PREDICTIONS_H

#include "atrisk/baseline.h"
#include "atrisk/patients.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* Curves for the rows of a file, or one for a patient with all columns 0 or at their means.
 * Columns of nothing but -1, 0 and 1 stay at 0 instead.  All pointers are borrowed. */
typedef struct {
    const atr_patients *patients; /* of the model, for the names of its strata       */
    const atr_patients *rows;     /* NULL: one curve, the baseline                   */
    bool                at_means; /* the baseline, not at 0 but at the means         */
    const atr_estimate *log_hr;   /* [n rows] relative to those means; NULL: baseline */
    const atr_baseline *curve;    /* [n_strata] of the patients                      */
    size_t              n_times;
    const double       *time; /* [n_times] to be shown; none: every event time  */
    double              level;
    atr_scale           scale;
    atr_quantile_rule   quantile;
} atr_predictions;

/* One row per row, stratum and time: row,id,stratum,log_hr,log_hr_std_error,median,
 * median_lower,median_upper,time,hazard,hazard_std_error,survival,std_error,lower,upper.
 * A row whose stratum is not known has the curves of all. */
void atr_report_predictions_csv(FILE *stream, const atr_predictions *p);

#endif
