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

atr_status cox_penalised(const cox_arguments *args, const cox_model *model,
                         cox_penalty *penalty, atr_notes *notes, atr_error *err)
{
    const atr_cox_options   how = cox_options(args, model);
    const atr_ridge_options ridge = {args->ridge, !args->unscaled};
    const atr_sample       *sample = &model->patients.sample;
    const atr_covariates   *x = &model->design.columns;
    const atr_status        status =
        args->firth ? atr_firth_fit(sample, x, &how, &penalty->firth, err)
                           : atr_ridge_fit(sample, x, &how, &ridge, &penalty->ridge, err);
    if (!status)
        note_problems(model, args->firth ? &penalty->firth : NULL,
                      args->firth ? penalty->firth.converged : penalty->ridge.converged,
                      notes);
    return status;
}

atr_status cox_penalty_write(FILE *stream, const cox_arguments *args,
                             const cox_model *model, const cox_penalty *penalty,
                             const atr_notes *notes, atr_error *err)
{
    const atr_penalty_report report = {.patients = &model->patients,
                                       .design = &model->design,
                                       .firth = args->firth ? &penalty->firth : NULL,
                                       .ridge = args->firth ? NULL : &penalty->ridge,
                                       .penalty = {args->ridge, !args->unscaled},
                                       .ties = cox_options(args, model).ties,
                                       .level = args->model.in.result.level,
                                       .notes = notes};
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_penalty_text(stream, &report); break;
    case FORMAT_CSV: atr_report_penalty_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_penalty_json(stream, &report, err);
    }
    return ATR_OK;
}

void cox_penalty_free(cox_penalty *penalty)
{
    atr_firth_free(&penalty->firth);
    atr_ridge_free(&penalty->ridge);
}
