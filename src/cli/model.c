/* model.c - the options and steps that commands with covariates share. */
#include "cli/model.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

/* Split "sex=male" in place. */
static atr_status read_references(const text_list *words, model_terms *terms,
                                  atr_error *err)
{
    terms->reference = calloc(words->n + 1, sizeof *terms->reference);
    if (!terms->reference) return atr_fail_memory(err, "the reference levels");
    for (size_t i = 0; i < words->n; i++) {
        char *equals = strchr(words->word[i], '=');
        if (!equals)
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                     "--reference: '%s' names no level", words->word[i]),
                            "write COLUMN=LEVEL, like --reference sex=male");
        *equals = '\0';
        terms->reference[terms->n_references++] =
            (atr_reference){words->word[i], equals + 1};
    }
    return ATR_OK;
}

static atr_status list_categorical(const text_list *words, model_terms *terms,
                                   atr_error *err)
{
    const atr_formula *formula = &terms->formula;
    terms->categorical =
        calloc(words->n + formula->n_categorical + 1, sizeof *terms->categorical);
    if (!terms->categorical) return atr_fail_memory(err, "the categories");
    for (size_t k = 0; k < words->n; k++)
        terms->categorical[terms->n_categorical++] = words->word[k];
    for (size_t k = 0; k < formula->n_categorical; k++)
        terms->categorical[terms->n_categorical++] = formula->categorical[k];
    return ATR_OK;
}

atr_status model_terms_read(const model_arguments *args, model_terms *terms, atr_error *err)
{
    *terms = (model_terms){0};
    atr_status status = atr_formula_read((const char *const *)args->covariates.word,
                                         args->covariates.n, &terms->formula, err);
    if (!status) status = list_categorical(&args->categorical, terms, err);
    if (!status) status = read_references(&args->reference, terms, err);
    if (status) model_terms_free(terms);
    return status;
}

void model_terms_free(model_terms *terms)
{
    atr_formula_free(&terms->formula);
    free((void *)terms->categorical);
    free(terms->reference);
    *terms = (model_terms){0};
}

void model_columns(const model_terms *terms, atr_patients_options *columns)
{
    columns->covariate = terms->formula.column;
    columns->n_covariates = terms->formula.n_columns;
    columns->categorical = terms->categorical;
    columns->n_categorical = terms->n_categorical;
}

atr_status model_design(const model_terms *terms, const atr_patients *patients,
                        atr_design *design, atr_error *err)
{
    const atr_design_options options = {.formula =
                                            terms->formula.n_terms ? &terms->formula : NULL,
                                        .reference = terms->reference,
                                        .n_references = terms->n_references};
    const atr_status         status = atr_design_build(patients, &options, design, err);
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
                "the likelihood ratio test still holds%s",
                of, t->covariate, blank, level, fit->coef[j].value < 0 ? "minus " : "",
                *of ? "" : "; --firth gives a finite one");
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
