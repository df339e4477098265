/* cmd_cox.c - `atrisk cox`: hazard ratios. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/convention.h"
#include "cli/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    model_arguments model;
    const char     *offset, *cluster, *id;
    int             convention, ties, concordance, phtest, residual;
    bool            robust;
} arguments;

enum { PHTEST_OFF = ATR_TIME_LOG + 1, RESIDUALS_OFF = ATR_RESIDUAL_SCALED_SCHOENFELD + 1 };

static const arguments defaults = {.model.in.result.level = 0.95,
                                   .ties = TIES_OF_CONVENTION,
                                   .phtest = PHTEST_OFF,
                                   .residual = RESIDUALS_OFF};

static const char *const transforms[] = {
    [ATR_TIME_KM] = "km",   [ATR_TIME_RANK] = "rank", [ATR_TIME_IDENTITY] = "identity",
    [ATR_TIME_LOG] = "log", [PHTEST_OFF] = "off",     NULL};

static const char *const concordances[] = {
    [ATR_CONCORDANCE_HARRELL] = "harrell", [ATR_CONCORDANCE_UNO] = "uno", NULL};

static const char *const residuals[] = {[ATR_RESIDUAL_MARTINGALE] = "martingale",
                                        [ATR_RESIDUAL_DEVIANCE] = "deviance",
                                        [ATR_RESIDUAL_SCORE] = "score",
                                        [ATR_RESIDUAL_DFBETA] = "dfbeta",
                                        [ATR_RESIDUAL_DFBETAS] = "dfbetas",
                                        [ATR_RESIDUAL_SCHOENFELD] = "schoenfeld",
                                        [ATR_RESIDUAL_SCALED_SCHOENFELD] =
                                            "scaled-schoenfeld",
                                        [RESIDUALS_OFF] = "off",
                                        NULL};

static const option options[] = {
    {OPTION_LIST, "covariates", 'c', offsetof(model_arguments, covariates), "TERM,...",
     "covariates of the model; left out: the groups"},
    MODEL_OPTIONS,
    LEVEL_OPTION,
    {OPTION_CHOICE, "convention", 0, offsetof(arguments, convention), "WORD",
     "whose defaults: R has Efron's ties, SAS and Stata Breslow's", convention_words},
    {OPTION_CHOICE, "ties", 0, offsetof(arguments, ties), "WORD",
     "method for tied event times", convention_ties_words},
    {OPTION_FLAG, "robust", 0, offsetof(arguments, robust), NULL,
     "sandwich variance, for weights that are no repetitions"},
    {OPTION_TEXT, "cluster", 0, offsetof(arguments, cluster), "COLUMN",
     "sandwich variance in which rows with the same cell count as one"},
    {OPTION_TEXT, "offset", 0, offsetof(arguments, offset), "COLUMN",
     "numbers to add to the log hazard, with coefficient 1"},
    {OPTION_TEXT, "id", 0, offsetof(arguments, id), "COLUMN",
     "what to call the rows where they are listed; left out: by number"},
    {OPTION_CHOICE, "concordance", 0, offsetof(arguments, concordance), "WORD",
     "pairs of Harrell's C count alike, those of Uno's against censoring", concordances},
    {OPTION_CHOICE, "ph-test", 0, offsetof(arguments, phtest), "WORD",
     "test proportional hazards against a change with this function of time", transforms},
    {OPTION_CHOICE, "residuals", 0, offsetof(arguments, residual), "WORD",
     "write these residuals as CSV instead of the model", residuals},
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    STRATA_OPTION,
    RESULT_OPTIONS,
    {0},
};

/* The model's columns: the ones named, or else the groups as one categorical covariate. */
static atr_patients_options columns_of(const arguments *args, const model_terms *terms,
                                       const char *const *group)
{
    atr_patients_options columns = patient_options(&args->model.in);
    columns.group = NULL;
    columns.group_optional = false;
    columns.offset = args->offset;
    columns.cluster = args->cluster;
    columns.id = args->id;
    model_columns(terms, &columns);
    if (args->model.covariates.n) return columns;
    columns.covariate = columns.categorical = group;
    columns.n_covariates = columns.n_categorical = 1;
    return columns;
}

typedef struct {
    model_terms     terms;
    atr_patients    patients;
    atr_design      design;
    atr_cox         fit;
    atr_concordance concordance;
    atr_phtest      phtest;
    atr_residuals   residuals;
    bool            has_concordance;
} results;

/* Can a missing column only be that of the groups? */
static bool only_the_groups_are_missing(const arguments *args)
{
    const patient_arguments *in = &args->model.in;
    return !args->model.covariates.n && !in->group && !in->time && !in->event &&
           !in->weight && !in->entry && !in->strata.n && !args->offset && !args->cluster &&
           !args->id;
}

static atr_status read_patients(const arguments *args, char *const *operands,
                                size_t n_operands, results *r, atr_notes *notes,
                                atr_error *err)
{
    const char *const group[] = {args->model.in.group ? args->model.in.group : "arm"};
    atr_status        status = model_terms_read(&args->model, &r->terms, err);
    if (status) return status;
    const atr_patients_options columns = columns_of(args, &r->terms, group);
    status = patients_read(&args->model.in, &columns, operands, n_operands, &r->patients,
                           notes, err);
    if (status && err->code == ATR_CODE_NO_COLUMN && only_the_groups_are_missing(args))
        return atr_hint(err, status, "name the covariates with --covariates");
    return status;
}

static atr_status fit(const arguments *args, results *r, atr_error *err)
{
    const atr_cox_options how = {.ties = convention_ties(args->convention, args->ties),
                                 .level = args->model.in.result.level,
                                 .robust = args->robust,
                                 .offset = r->patients.offset,
                                 .cluster = r->patients.cluster.code,
                                 .exact_times = args->model.in.exact_times};
    atr_status            status = model_design(&r->terms, &r->patients, &r->design, err);
    if (!status)
        status = atr_cox_fit(&r->patients.sample, &r->design.columns, &how, &r->fit, err);
    return status;
}

/* The concordance of the linear predictor with the times. */
static atr_status find_concordance(const arguments *args, results *r, atr_error *err)
{
    const atr_sample             *sample = &r->patients.sample;
    const atr_concordance_options how = {.kind = (atr_concordance_kind)args->concordance,
                                         .level = args->model.in.result.level,
                                         .exact_times = args->model.in.exact_times};
    double                       *predictor = calloc(sample->n, sizeof *predictor);
    if (!predictor) return atr_fail_memory(err, "the linear predictor");
    if (r->patients.offset)
        memcpy(predictor, r->patients.offset, sample->n * sizeof *predictor);
    for (size_t j = 0; j < r->fit.p; j++)
        for (size_t i = 0; r->fit.kind[j] == ATR_COEF_FINITE && i < sample->n; i++)
            predictor[i] += r->fit.coef[j].value * r->design.columns.x[j][i];
    const atr_status status =
        atr_concordance_find(sample, predictor, &how, &r->concordance, err);
    free(predictor);
    return status;
}

/* Test proportionality term by term, all columns of a categorical covariate at once. */
static atr_status test_proportionality(const arguments *args, results *r, atr_error *err)
{
    const size_t p = r->design.columns.p;
    size_t      *term = calloc(p + 1, sizeof *term);
    if (!term) return atr_fail_memory(err, "the terms");
    for (size_t j = 0; j < p; j++) term[j] = r->design.term[j].number;
    const atr_phtest_options how = {.transform = (atr_time_transform)args->phtest,
                                    .n_terms = r->design.n_terms,
                                    .term = term};
    const atr_status status = atr_phtest_find(&r->patients.sample, &r->design.columns,
                                              &r->fit, &how, &r->phtest, err);
    free(term);
    return status;
}

/* What is asked of the fit besides itself. */
static atr_status examine(const arguments *args, results *r, atr_error *err)
{
    const atr_sample     *sample = &r->patients.sample;
    const atr_covariates *x = &r->design.columns;
    r->has_concordance = !sample->entry; /* pairs are not defined with late entries */
    for (size_t j = 0; j < r->fit.p; j++)
        r->has_concordance &= r->fit.kind[j] != ATR_COEF_INFINITE;

    atr_status status = r->has_concordance ? find_concordance(args, r, err) : ATR_OK;
    if (!status && args->phtest != PHTEST_OFF) status = test_proportionality(args, r, err);
    if (!status && args->residual != RESIDUALS_OFF)
        status = atr_residuals_find(sample, x, &r->fit, &r->residuals, err);
    return status;
}

static atr_status write(const arguments *args, const results *r, const atr_notes *notes,
                        atr_error *err)
{
    const atr_cox_report report = {.patients = &r->patients,
                                   .design = &r->design,
                                   .fit = &r->fit,
                                   .concordance =
                                       r->has_concordance ? &r->concordance : NULL,
                                   .phtest = r->phtest.term ? &r->phtest : NULL,
                                   .notes = notes};
    output               out;
    atr_status           status = output_open(args->model.in.result.output, &out, err);
    if (status) return status;
    if (args->residual != RESIDUALS_OFF) {
        atr_report_residuals_csv(out.stream, &report, &r->residuals,
                                 (atr_residual)args->residual);
        return output_close(&out, status, err);
    }
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_cox_text(out.stream, &report); break;
    case FORMAT_CSV: atr_report_cox_csv(out.stream, &report); break;
    case FORMAT_JSON: status = atr_report_cox_json(out.stream, &report, err); break;
    }
    return output_close(&out, status, err);
}

static void release(results *r)
{
    atr_residuals_free(&r->residuals);
    atr_phtest_free(&r->phtest);
    atr_cox_free(&r->fit);
    atr_design_free(&r->design);
    model_terms_free(&r->terms);
    atr_patients_free(&r->patients);
}

static int run(const void *given, char **operands, size_t n_operands)
{
    const arguments *args = given;
    const int        usage = result_check(&args->model.in.result, n_operands, 1);
    if (usage) return usage;

    results   r = {0};
    atr_notes notes = {0};
    atr_error err = {0};

    atr_status status = read_patients(args, operands, n_operands, &r, &notes, &err);
    if (!status) status = fit(args, &r, &err);
    if (!status) model_note_problems("", &r.fit, &r.design, &notes);
    if (!status) status = examine(args, &r, &err);
    if (!status) command_report_notes(&notes, args->model.in.result.quiet);
    if (!status) status = write(args, &r, &notes, &err);

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}

const command cmd_cox = {
    .name = "cox",
    .group = "analyse patients",
    .summary = "hazard ratios from the proportional hazards model",
    .operands = "[FILE]",
    .notes = COVARIATES_NOTE
    "  atrisk cox trial.csv\n"
    "  atrisk cox -c age,sex,stage --categorical stage -r sex=male lung.csv\n"
    "  atrisk cox -c 'arm*sex,log(psa),factor(grade)' --cluster site trial.csv\n"
    "  atrisk cox -c age,sex --ph-test km lung.csv\n"
    "  atrisk cox -c age,sex --residuals martingale -o residuals.csv lung.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .run = run,
};
