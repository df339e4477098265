/* cif_predictions.h - incidences that `atrisk cif` predicts for new patients. */
#ifndef ATRISK_CLI_CIF_PREDICTIONS_H
#define ATRISK_CLI_CIF_PREDICTIONS_H

#include "atrisk/finegray.h"
#include "cli/model.h"

typedef struct {
    const char *newdata, *id;
} prediction_arguments;

/* The patients, and one curve for each model, stratum and row. */
typedef struct {
    atr_patients  rows;
    atr_design    design;
    double       *row; /* [n rows * p] */
    size_t        n_models, n_strata;
    atr_baseline *curve; /* [n_models * n_strata] */
} cif_predictions;

/* Read the patients to predict for, and make room for so many models of `patients`, which
 * are to outlive them.  Release with cif_predictions_free. */
atr_status cif_predictions_read(const prediction_arguments *args,
                                const model_arguments *model, const model_terms *terms,
                                const atr_patients *patients, size_t n_models,
                                cif_predictions *predictions, atr_error *err);

/* Predict by one of the models, fitted to the sample. */
atr_status cif_predict(const atr_competing *sample, const atr_design *design,
                       const atr_finegray *fit, size_t model, cif_predictions *predictions,
                       atr_error *err);

/* Harmless when zeroed. */
void cif_predictions_free(cif_predictions *predictions);

#endif
