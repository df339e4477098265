/* model.c - the options and steps that commands with covariates share. */
#include "cli/model.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

void model_columns(const model_arguments *args, atr_patients_options *columns)
{
    columns->covariate = (const char *const *)args->covariates.word;
    columns->n_covariates = args->covariates.n;
    columns->categorical = (const char *const *)args->categorical.word;
    columns->n_categorical = args->categorical.n;
}

/* Split "sex=male" in place. */
static atr_status references_of(const text_list *words, atr_reference *reference,
                                atr_error *err)
{
    for (size_t i = 0; i < words->n; i++) {
        char *equals = strchr(words->word[i], '=');
        if (!equals)
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                     "--reference: '%s' names no level", words->word[i]),
                            "write COLUMN=LEVEL, like --reference sex=male");
        *equals = '\0';
        reference[i] = (atr_reference){words->word[i], equals + 1};
    }
    return ATR_OK;
}

atr_status model_design(const model_arguments *args, const atr_patients *patients,
                        atr_design *design, atr_error *err)
{
    const size_t   n = args->reference.n;
    atr_reference *reference = calloc(n + 1, sizeof *reference);
    if (!reference) return atr_fail_memory(err, "the reference levels");
    atr_status status = references_of(&args->reference, reference, err);
    if (!status) status = atr_design_build(patients, reference, n, design, err);
    free(reference);
    if (status || design->columns.p > 0 || patients->n_covariates == 0) return status;
    atr_design_free(design);
    return atr_hint(
        err,
        atr_fail_at(err, ATR_EDATA, ATR_CODE_CONSTANT_COLUMN,
                    (atr_place){.file = patients->file},
                    "column '%s' has one value only: there is nothing to compare",
                    patients->covariate[0].name),
        "name other covariates with --covariates");
}

void model_note_problems(const char *of, const atr_cox *fit, const atr_design *design,
                         atr_notes *notes)
{
    if (fit->events == 0) {
        atr_note(notes, ATR_WARNING, ATR_CODE_NO_EVENTS,
                 "%snobody had the event: nothing can be estimated", of);
        return;
    }
    for (size_t j = 0; j < fit->p; j++) {
        const atr_term *t = &design->term[j];
        const char     *level = t->level ? t->level : "";
        const char     *blank = t->level ? " " : "";
        if (fit->kind[j] == ATR_COEF_INFINITE)
            atr_note(
                notes, ATR_WARNING, ATR_CODE_INFINITE_COEFFICIENT,
                "%sthe coefficient of %s%s%s is %sinfinite: the likelihood has no maximum; "
                "the likelihood ratio test still holds",
                of, t->covariate, blank, level, fit->coef[j].value < 0 ? "minus " : "");
        if (fit->kind[j] == ATR_COEF_REDUNDANT)
            atr_note(notes, ATR_WARNING, ATR_CODE_REDUNDANT_COLUMN,
                     "%s%s%s%s is constant or a combination of the covariates before it: "
                     "left out",
                     of, t->covariate, blank, level);
    }
    if (!fit->converged)
        atr_note(notes, ATR_WARNING, ATR_CODE_NOT_CONVERGED,
                 "%sno convergence in %d iterations", of, fit->iterations);
}
