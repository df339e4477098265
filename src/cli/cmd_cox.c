/* cmd_cox.c - `atrisk cox`: hazard ratios. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    patient_arguments in;
    text_list         covariates, categorical, reference;
    int               ties;
} arguments;

static const arguments defaults = {.in.result.level = 0.95, .ties = ATR_TIES_EFRON};

static const char *const ties[] = {
    [ATR_TIES_EFRON] = "efron", [ATR_TIES_BRESLOW] = "breslow", NULL};

static const option options[] = {
    {OPTION_LIST, "covariates", 'c', offsetof(arguments, covariates), "COLUMN,...",
     "covariates of the model; left out: the groups"},
    {OPTION_LIST, "categorical", 0, offsetof(arguments, categorical), "COLUMN,...",
     "covariates to take as categories although they are numbers"},
    {OPTION_LIST, "reference", 'r', offsetof(arguments, reference), "COLUMN=LEVEL,...",
     "levels to compare with; left out: the first of each"},
    LEVEL_OPTION,
    {OPTION_CHOICE, "ties", 0, offsetof(arguments, ties), "WORD",
     "method for tied event times", ties},
    PATIENT_OPTIONS,
    STRATA_OPTION,
    RESULT_OPTIONS,
    {0},
};

/* The model's columns: the ones named, or else the groups as one categorical covariate. */
static atr_patients_options columns_of(const arguments *args, const char *const *group)
{
    atr_patients_options columns = patient_options(&args->in);
    columns.group = NULL;
    columns.group_optional = false;
    columns.covariate =
        args->covariates.n ? (const char *const *)args->covariates.word : group;
    columns.n_covariates = args->covariates.n ? args->covariates.n : 1;
    columns.categorical =
        args->covariates.n ? (const char *const *)args->categorical.word : group;
    columns.n_categorical = args->covariates.n ? args->categorical.n : 1;
    return columns;
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

static void note_problems(const atr_cox *fit, const atr_design *design, atr_notes *notes)
{
    if (fit->events == 0) {
        atr_note(notes, ATR_WARNING, ATR_CODE_NO_EVENTS,
                 "nobody had the event: nothing can be estimated");
        return;
    }
    for (size_t j = 0; j < fit->p; j++) {
        const atr_term *t = &design->term[j];
        const char     *of = t->level ? t->level : "";
        const char     *blank = t->level ? " " : "";
        if (fit->kind[j] == ATR_COEF_INFINITE)
            atr_note(
                notes, ATR_WARNING, ATR_CODE_INFINITE_COEFFICIENT,
                "the coefficient of %s%s%s is %sinfinite: the likelihood has no maximum; "
                "the likelihood ratio test still holds",
                t->covariate, blank, of, fit->coef[j].value < 0 ? "minus " : "");
        if (fit->kind[j] == ATR_COEF_REDUNDANT)
            atr_note(
                notes, ATR_WARNING, ATR_CODE_REDUNDANT_COLUMN,
                "%s%s%s is constant or a combination of the covariates before it: left out",
                t->covariate, blank, of);
    }
    if (!fit->converged)
        atr_note(notes, ATR_WARNING, ATR_CODE_NOT_CONVERGED,
                 "no convergence in %d iterations", fit->iterations);
}

static atr_status write(const arguments *args, const atr_cox_report *report, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_cox_text(out.stream, report); break;
    case FORMAT_CSV: atr_report_cox_csv(out.stream, report); break;
    case FORMAT_JSON: status = atr_report_cox_json(out.stream, report, err); break;
    }
    return output_close(&out, status, err);
}

typedef struct {
    atr_reference *reference;
    atr_patients   patients;
    atr_design     design;
    atr_cox        fit;
} results;

static atr_status read_patients(const arguments *args, char *const *operands,
                                size_t n_operands, results *r, atr_notes *notes,
                                atr_error *err)
{
    const char *const          group[] = {args->in.group ? args->in.group : "arm"};
    const atr_patients_options columns = columns_of(args, group);
    const atr_status           status =
        patients_read(&args->in, &columns, operands, n_operands, &r->patients, notes, err);
    if (status && err->code == ATR_CODE_NO_COLUMN && !args->covariates.n && !args->in.group)
        return atr_hint(err, status, "name the covariates with --covariates");
    return status;
}

static atr_status fit(const arguments *args, results *r, atr_error *err)
{
    const atr_cox_options how = {.ties = (atr_ties)args->ties,
                                 .level = args->in.result.level};
    const size_t          n = args->reference.n;
    r->reference = calloc(n + 1, sizeof *r->reference);
    if (!r->reference) return atr_fail_memory(err, "the reference levels");
    atr_status status = references_of(&args->reference, r->reference, err);
    if (!status) status = atr_design_build(&r->patients, r->reference, n, &r->design, err);
    if (!status)
        status = atr_cox_fit(&r->patients.sample, &r->design.columns, &how, &r->fit, err);
    return status;
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    const int        usage = result_check(&args->in.result, n_operands, 1);
    if (usage) return usage;

    results   r = {0};
    atr_notes notes = {0};
    atr_error err = {0};

    atr_status status = read_patients(args, operands, n_operands, &r, &notes, &err);
    if (!status) status = fit(args, &r, &err);
    if (!status) note_problems(&r.fit, &r.design, &notes);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status)
        status =
            write(args, &(atr_cox_report){&r.patients, &r.design, &r.fit, &notes}, &err);

    atr_cox_free(&r.fit);
    atr_design_free(&r.design);
    atr_patients_free(&r.patients);
    free(r.reference);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}

const command cmd_cox = {
    .name = "cox",
    .group = "analyse patients",
    .summary = "hazard ratios from the proportional hazards model",
    .operands = "[FILE]",
    .notes =
        "A covariate whose cells are text becomes one indicator for each level but the\n"
        "reference.\n\n"
        "  atrisk cox trial.csv\n"
        "  atrisk cox -c age,sex,stage --categorical stage -r sex=male lung.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
