/* cox_penalty.c - the model under Firth's or the ridge penalty. */
#include "base/fail.h"
#include "cli/cox.h"

#include <math.h>

static void note_problems(const cox_model *model, const atr_firth *firth, bool converged,
                          atr_notes *notes)
{
    for (size_t j = 0; firth && j < firth->p; j++)
        if (firth->kind[j] == ATR_COEF_REDUNDANT)
            atr_note(
                notes, ATR_WARNING, ATR_CODE_REDUNDANT_COLUMN,
                "%s is constant or a combination of the covariates before it: left out",
                model->design.term[j].covariate);
    if (!converged)
        atr_note(notes, ATR_WARNING, ATR_CODE_NOT_CONVERGED,
                 "the penalised likelihood did not converge");
}

static atr_status write(const cox_arguments *args, const atr_penalty_report *report,
                        atr_error *err)
{
    output     out;
    atr_status status = output_open(args->model.in.result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_penalty_text(out.stream, report); break;
    case FORMAT_CSV: atr_report_penalty_csv(out.stream, report); break;
    case FORMAT_JSON: status = atr_report_penalty_json(out.stream, report, err); break;
    }
    return output_close(&out, status, err);
}

atr_status cox_penalised(const cox_arguments *args, const cox_model *model,
                         atr_notes *notes, atr_error *err)
{
    const atr_cox_options    how = cox_options(args, model);
    const atr_ridge_options  penalty = {args->ridge, !args->unscaled};
    const atr_sample        *sample = &model->patients.sample;
    const atr_covariates    *x = &model->design.columns;
    atr_firth                firth = {0};
    atr_ridge                ridge = {0};
    const atr_penalty_report report = {.patients = &model->patients,
                                       .design = &model->design,
                                       .firth = args->firth ? &firth : NULL,
                                       .ridge = args->firth ? NULL : &ridge,
                                       .penalty = penalty,
                                       .ties = how.ties,
                                       .level = how.level,
                                       .notes = notes};
    atr_status status = args->firth ? atr_firth_fit(sample, x, &how, &firth, err)
                                    : atr_ridge_fit(sample, x, &how, &penalty, &ridge, err);
    if (!status) {
        note_problems(model, report.firth, args->firth ? firth.converged : ridge.converged,
                      notes);
        command_report_notes(notes, args->model.in.result.quiet);
        status = write(args, &report, err);
    }
    atr_firth_free(&firth);
    atr_ridge_free(&ridge);
    return status;
}
