/* cif_predictions.c - incidences that `atrisk cif` predicts for new patients. */
#include "cli/cif_predictions.h"

#include "atrisk/newdata.h"
#include "base/fail.h"

#include <stdlib.h>

atr_status cif_predictions_read(const prediction_arguments *args,
                                const model_arguments *model, const model_terms *terms,
                                const atr_patients *patients, size_t n_models,
                                cif_predictions *predictions, atr_error *err)
{
    cif_predictions           *p = predictions;
    const atr_patients_options columns = patient_options(&model->in);
    const atr_newdata_options  how = {.strata = columns.strata,
                                      .n_strata_columns = columns.n_strata_columns,
                                      .id = args->id,
                                      .separator = columns.separator};
    atr_status status = atr_newdata_read(args->newdata, patients, &how, &p->rows, err);
    if (!status) status = model_design(terms, &p->rows, &p->design, err);
    if (status) return status;

    const size_t n = p->rows.sample.n, columns_of_model = p->design.columns.p;
    p->n_models = n_models;
    p->n_strata = patients->sample.n_strata;
    p->row = calloc(n * columns_of_model + 1, sizeof *p->row);
    p->curve = calloc(n_models * p->n_strata, sizeof *p->curve);
    if (!p->row || !p->curve) return atr_fail_memory(err, "the predicted incidences");
    for (size_t j = 0; j < columns_of_model; j++)
        for (size_t i = 0; i < n; i++)
            p->row[i * columns_of_model + j] = p->design.columns.x[j][i];
    return ATR_OK;
}

atr_status cif_predict(const atr_competing *sample, const atr_design *design,
                       const atr_finegray *fit, size_t model, cif_predictions *predictions,
                       atr_error *err)
{
    const atr_baseline_options how = {.n_rows = predictions->rows.sample.n,
                                      .rows = predictions->row,
                                      .level = fit->model.level,
                                      .scale = ATR_SCALE_LOG};
    return atr_finegray_predict(sample, &design->columns, fit, &how,
                                predictions->curve + model * predictions->n_strata, err);
}

void cif_predictions_free(cif_predictions *predictions)
{
    const size_t n = predictions->n_models * predictions->n_strata;
    for (size_t k = 0; predictions->curve && k < n; k++)
        atr_baseline_free(&predictions->curve[k]);
    free(predictions->curve);
    free(predictions->row);
    atr_design_free(&predictions->design);
    atr_patients_free(&predictions->rows);
}
