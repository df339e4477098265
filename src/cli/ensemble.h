/* ensemble.h - the same results from every draw of the patients. */
#ifndef ATRISK_CLI_ENSEMBLE_H
#define ATRISK_CLI_ENSEMBLE_H

#include "atrisk/patients.h"
#include "atrisk/report_ensemble.h"

/* The results of a command as numbers, one row each; zeroed when there are no draws. */
typedef struct {
    size_t              n, capacity;
    atr_ensemble_row   *row;    /* [n]; group and reference are borrowed */
    atr_ensemble_report report; /* of these rows                         */
} ensemble;

/* Add a result of draw 0; what is not to be known yet stays NaN. */
atr_status ensemble_add(ensemble *e, const atr_ensemble_row *row, atr_error *err);

/* Compute value[k] and std_error[k] (NaN: has none) of every row k from the patients of one
 * draw, on the scale of the row. */
typedef atr_status ensemble_measure(const void *context, const atr_patients *draw,
                                    double *value, double *std_error, atr_error *err);

/* Do so for every draw and combine them.  A value that is NaN in a draw leaves its row
 * without intervals. */
atr_status ensemble_run(ensemble *e, const atr_patients *patients, double level,
                        ensemble_measure *measure, const void *context, atr_error *err);

/* Combine the values of one row, value[n_draws] and std_error[n_draws] as above. */
atr_status ensemble_combine(ensemble *e, size_t row, const double *value,
                            const double *std_error, size_t n_draws, double level,
                            atr_error *err);

void ensemble_free(ensemble *e);

#endif
