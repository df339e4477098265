/* report_ensemble.h - results over draws of a reconstruction, beside those of the patients
 * themselves (see report.h and ensemble.h). */
#ifndef ATRISK_REPORT_ENSEMBLE_H
#define ATRISK_REPORT_ENSEMBLE_H

#include "atrisk/ensemble.h"

#include <stdbool.h>
#include <stdio.h>

/* One result.  All texts are borrowed. */
typedef struct {
    const char  *quantity;  /* "hazard_ratio", "median", ...: in CSV and JSON             */
    const char  *words;     /* "hazard ratio", "median", ...: for people                  */
    const char  *group;     /* of whom, or of which term                                  */
    const char  *reference; /* against whom; NULL: nobody                                 */
    double       at;        /* the time or probability that it belongs to; NaN: none      */
    bool         logarithm; /* everything below is a logarithm, and shown without         */
    bool         time;      /* NaN and +Inf are times that are not reached                */
    bool         share;     /* within [0, 1], where limits are cut                        */
    atr_estimate estimate;  /* of draw 0                                                  */
    atr_ensemble ensemble;  /* of the others                                              */
} atr_ensemble_row;

typedef struct {
    size_t                  n;
    const atr_ensemble_row *row; /* [n] */
    size_t                  n_draws;
    double                  level;
    const char             *column; /* that tells the draws apart */
} atr_ensemble_report;

/* A table: estimate, confidence interval, reconstruction interval, both together. */
void atr_report_ensemble_text(FILE *stream, const atr_ensemble_report *report);
/* One row per result: quantity,at,group,reference,estimate,lower,upper,draws,draws_lower,
 * draws_upper,draws_mean,within_std_error,between_std_error,total_std_error,df,total_lower,
 * total_upper.  Standard errors of ratios are those of their logarithms. */
void atr_report_ensemble_csv(FILE *stream, const atr_ensemble_report *report);

#endif
