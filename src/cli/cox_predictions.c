/* cox_predictions.c - survival that the model predicts, for new patients or a baseline. */
#include "atrisk/newdata.h"
#include "atrisk/predictor.h"
#include "base/fail.h"
#include "cli/cox.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static atr_status read_rows(const cox_arguments *args, const cox_model *model,
                            cox_predictions *p, atr_error *err)
{
    const atr_patients_options columns = patient_options(&args->model.in);
    const atr_newdata_options  how = {.strata = columns.strata,
                                      .n_strata_columns = columns.n_strata_columns,
                                      .id = args->id,
                                      .separator = columns.separator};
    atr_status                 status =
        atr_newdata_read(args->newdata, &model->patients, &how, &p->rows, err);
    if (!status) status = model_design(&model->terms, &p->rows, &p->design, err);
    return status;
}

/* The patient that others are compared with: the means of the covariates, but 0 for those
 * that are -1, 0 or 1 throughout, whose mean is nobody (as R since survival 3.2-8). */
static void centre(const cox_model *model, double *reference)
{
    for (size_t j = 0; j < model->fit.p; j++) {
        const double *x = model->design.columns.x[j];
        bool          is_code = true;
        for (size_t i = 0; is_code && i < model->patients.sample.n; i++)
            is_code = x[i] == 0 || fabs(x[i]) == 1;
        reference[j] = is_code ? 0 : model->fit.mean[j];
    }
}

/* The covariates of all rows, row by row. */
static atr_status place_rows(const cox_model *model, cox_predictions *p, size_t n,
                             atr_error *err)
{
    const size_t columns = model->fit.p;
    p->row = calloc((n + 1) * columns + 1, sizeof *p->row);
    p->log_hr = calloc(n, sizeof *p->log_hr);
    if (!p->row || !p->log_hr) return atr_fail_memory(err, "the rows to predict for");
    double    *reference = p->row + n * columns;
    atr_status status = ATR_OK;
    centre(model, reference);
    if (p->report.at_means) memcpy(p->row, reference, columns * sizeof *p->row);
    for (size_t i = 0; p->report.rows && !status && i < n; i++) {
        double *row = p->row + i * columns;
        for (size_t j = 0; j < columns; j++) row[j] = p->design.columns.x[j][i];
        status = atr_predictor_find(&model->fit, row, reference, &p->log_hr[i], err);
    }
    return status;
}

static atr_status draw_curves(const cox_model *model, cox_predictions *p, size_t n,
                              atr_error *err)
{
    const atr_baseline_options how = {.offset = model->patients.offset,
                                      .n_rows = n,
                                      .rows = p->row,
                                      .level = p->report.level,
                                      .scale = p->report.scale};
    p->n_strata = model->patients.sample.n_strata;
    p->curve = calloc(p->n_strata, sizeof *p->curve);
    if (!p->curve) return atr_fail_memory(err, "the predicted curves");
    return atr_baseline_find(&model->patients.sample, &model->design.columns, &model->fit,
                             &how, p->curve, err);
}

static void note_extrapolated(const cox_model *model, atr_notes *notes)
{
    const atr_sample *sample = &model->patients.sample;
    double            last = -INFINITY, most = -INFINITY;
    for (size_t i = 0; i < sample->n; i++) last = fmax(last, sample->time[i]);
    for (size_t k = 0; k < model->times.n; k++) most = fmax(most, model->times.value[k]);
    if (most > last)
        atr_note(notes, ATR_WARNING, ATR_CODE_EXTRAPOLATED,
                 "the patients were followed to %g only: up to %g predicted survival is "
                 "held constant",
                 last, most);
}

atr_status cox_predict(const cox_arguments *args, const cox_model *model,
                       cox_predictions *p, atr_notes *notes, atr_error *err)
{
    atr_status status = args->newdata ? read_rows(args, model, p, err) : ATR_OK;
    if (status) return status;
    const size_t n = args->newdata ? p->rows.sample.n : 1;
    p->report = (atr_predictions){.patients = &model->patients,
                                  .rows = args->newdata ? &p->rows : NULL,
                                  .at_means = args->baseline == BASELINE_MEAN,
                                  .n_times = model->times.n,
                                  .time = model->times.value,
                                  .level = model->fit.level,
                                  .scale = convention_scale(args->convention, args->scale),
                                  .quantile = convention_quantile(args->convention)};
    status = place_rows(model, p, n, err);
    if (!status) status = draw_curves(model, p, n, err);
    p->report.curve = p->curve;
    p->report.log_hr = args->newdata ? p->log_hr : NULL;
    if (!status) note_extrapolated(model, notes);
    return status;
}

void cox_predictions_free(cox_predictions *p)
{
    for (size_t s = 0; p->curve && s < p->n_strata; s++) atr_baseline_free(&p->curve[s]);
    free(p->curve);
    free(p->row);
    free(p->log_hr);
    atr_design_free(&p->design);
    atr_patients_free(&p->rows);
}
