/* cmd_cox.c - `atrisk cox`: hazard ratios. */
#include "base/fail.h"
#include "cli/cox.h"
#include "cli/cox_plot.h"
#include "cli/ensemble.h"
#include "cli/robust.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRAW_NAME = 256 }; /* room for the name of a term over draws */

static const cox_arguments defaults = {.model.in.result.level = 0.95,
                                       .ties = TIES_OF_CONVENTION,
                                       .scale = SCALE_OF_CONVENTION,
                                       .phtest = PHTEST_OFF,
                                       .term_test = TERMS_OFF,
                                       .residual = RESIDUALS_OFF,
                                       .baseline = BASELINE_OFF,
                                       .ridge = NAN,
                                       .bootstrap = BOOTSTRAP_DEFAULTS};

static const char *const transforms[] = {
    [ATR_TIME_KM] = "km",   [ATR_TIME_RANK] = "rank", [ATR_TIME_IDENTITY] = "identity",
    [ATR_TIME_LOG] = "log", [PHTEST_OFF] = "off",     NULL};

static const char *const concordances[] = {[ATR_CONCORDANCE_HARRELL] = "harrell",
                                           [ATR_CONCORDANCE_UNO] = "uno",
                                           [ATR_CONCORDANCE_SURVIVAL] = "survival",
                                           NULL};

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

static const char *const baselines[] = {
    [BASELINE_ZERO] = "zero", [BASELINE_MEAN] = "mean", [BASELINE_OFF] = "off", NULL};

static const char *const term_tests[] = {
    [TERMS_WALD] = "wald", [TERMS_LIKELIHOOD] = "lr", [TERMS_OFF] = "off", NULL};

static const option options[] = {
    {OPTION_LIST, "covariates", 'c', offsetof(model_arguments, covariates), "TERM,...",
     "covariates of the model; left out: the groups"},
    MODEL_OPTIONS,
    LEVEL_OPTION,
    {OPTION_CHOICE, "convention", 0, offsetof(cox_arguments, convention), "WORD",
     "whose defaults: R has Efron's ties and limits of survival on the log scale, SAS and "
     "Stata Breslow's and log-log",
     convention_words},
    {OPTION_CHOICE, "ties", 0, offsetof(cox_arguments, ties), "WORD",
     "method for tied event times", convention_ties_words},
    {OPTION_FLAG, "robust", 0, offsetof(cox_arguments, robust), NULL,
     "sandwich variance, for weights that are no repetitions"},
    {OPTION_TEXT, "cluster", 0, offsetof(cox_arguments, cluster), "COLUMN",
     "sandwich variance in which rows with the same cell count as one"},
    {OPTION_TEXT, "offset", 0, offsetof(cox_arguments, offset), "COLUMN",
     "numbers to add to the log hazard, with coefficient 1"},
    {OPTION_TEXT, "id", 0, offsetof(cox_arguments, id), "COLUMN",
     "what to call the rows where they are listed; left out: by number"},
    {OPTION_CHOICE, "concordance", 0, offsetof(cox_arguments, concordance), "WORD",
     "pairs of Harrell's C count alike, those of Uno's against censoring", concordances},
    {OPTION_CHOICE, "ph-test", 0, offsetof(cox_arguments, phtest), "WORD",
     "test proportional hazards against a change with this function of time", transforms},
    {OPTION_CHOICE, "term-tests", 0, offsetof(cox_arguments, term_test), "WORD",
     "test each term with all its columns: Wald's test, or the likelihood ratio without it",
     term_tests},
    {OPTION_CHOICE, "residuals", 0, offsetof(cox_arguments, residual), "WORD",
     "write these residuals as CSV instead of the model", residuals},
    {OPTION_WHOLE, "influence", 0, offsetof(cox_arguments, influence), "N",
     "the N patients, or clusters, whom the hazard ratios depend on most"},
    {OPTION_TEXT, "newdata", 0, offsetof(cox_arguments, newdata), "FILE",
     "predict for the patients in this file, which has the columns of the covariates"},
    {OPTION_CHOICE, "baseline", 0, offsetof(cox_arguments, baseline), "WORD",
     "survival with all numbers 0 or at their means, categories at their references",
     baselines},
    {OPTION_LIST, "times", 0, offsetof(cox_arguments, times), "T,...",
     "predicted survival at these times; left out: every event time, as text for the "
     "baseline only"},
    {OPTION_CHOICE, "conf-type", 0, offsetof(cox_arguments, scale), "WORD",
     "scale on which the limits of predicted survival are symmetric",
     convention_scale_words},
    {OPTION_FLAG, "firth", 0, offsetof(cox_arguments, firth), NULL,
     "Firth's penalty, which keeps every coefficient finite; limits by profile"},
    {OPTION_REAL, "ridge", 0, offsetof(cox_arguments, ridge), "THETA",
     "draw the coefficients towards 0 by THETA/2 times the sum of their squares"},
    {OPTION_FLAG, "unscaled", 0, offsetof(cox_arguments, unscaled), NULL,
     "with --ridge: coefficients per unit, not per standard deviation"},
    BOOTSTRAP_OPTIONS(cox_arguments),
    FIGURE_OPTIONS(cox_arguments, figure,
                   "draw the scaled Schoenfeld residuals over time, along the function of "
                   "--ph-test (left out: km)"),
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    STRATA_OPTION,
    BY_OPTION,
    RESULT_OPTIONS,
    {0},
};

/* The model's columns: the ones named, or else the groups as one categorical covariate. */
static atr_patients_options columns_of(const cox_arguments *args, const model_terms *terms,
                                       const char *const *group)
{
    atr_patients_options columns = patient_options(&args->model.in);
    columns.group = NULL;
    columns.group_optional = false;
    columns.offset = args->offset;
    columns.cluster = args->cluster;
    /* for the new patients only, when nothing else is listed */
    columns.id = args->newdata && !args->influence && args->residual == RESIDUALS_OFF
                     ? NULL
                     : args->id;
    model_columns(terms, &columns);
    if (args->model.covariates.n) return columns;
    columns.covariate = columns.categorical = group;
    columns.n_covariates = columns.n_categorical = 1;
    return columns;
}

typedef struct {
    cox_model       model;
    atr_concordance concordance;
    atr_phtest      phtest;
    atr_test       *term_test; /* [n_terms of the design] */
    atr_residuals   residuals;
    cox_predictions predictions;
    cox_influence   influence;
    cox_penalty     penalty;
    ensemble        draws;
    char (*name)[DRAW_NAME]; /* [draws.n] */
    atr_bootstrap bootstrap;
    bool          has_concordance;
} results;

/* Can a missing column only be that of the groups? */
static bool only_the_groups_are_missing(const cox_arguments *args)
{
    const patient_arguments *in = &args->model.in;
    return !args->model.covariates.n && !in->group && !in->time && !in->event &&
           !in->weight && !in->entry && !in->strata.n && !args->offset && !args->cluster &&
           !args->id;
}

static atr_status read_patients(const cox_arguments *args, char *const *operands,
                                size_t n_operands, cox_model *model, atr_notes *notes,
                                atr_error *err)
{
    const char *const group[] = {args->model.in.group ? args->model.in.group : "arm"};
    atr_status        status = model_terms_read(&args->model, &model->terms, err);
    if (status) return status;
    const atr_patients_options columns = columns_of(args, &model->terms, group);
    status = patients_read_draws(&args->model.in, &columns, operands, n_operands,
                                 &model->patients, notes, err);
    if (status && err->code == ATR_CODE_NO_COLUMN && only_the_groups_are_missing(args))
        return atr_hint(err, status, "name the covariates with --covariates");
    if (!status)
        status = model_design(&model->terms, &model->patients, &model->design, err);
    return status;
}

atr_cox_options cox_options(const cox_arguments *args, const cox_model *model)
{
    return (atr_cox_options){.ties = convention_ties(args->convention, args->ties),
                             .level = args->model.in.result.level,
                             .robust = args->robust,
                             .offset = model->patients.offset,
                             .cluster = model->patients.cluster.code,
                             .exact_times = args->model.in.exact_times};
}

static atr_status fit(const cox_arguments *args, cox_model *model, atr_notes *notes,
                      atr_error *err)
{
    const atr_cox_options how = cox_options(args, model);
    const atr_status status = atr_cox_fit(&model->patients.sample, &model->design.columns,
                                          &how, &model->fit, err);
    if (!status) model_note_problems("", &model->fit, &model->design, notes);
    return status;
}

/* The concordance of the linear predictor with the times. */
static atr_status find_concordance(const cox_arguments *args, results *r, atr_error *err)
{
    const cox_model              *model = &r->model;
    const atr_sample             *sample = &model->patients.sample;
    const atr_concordance_options how = {.kind = (atr_concordance_kind)args->concordance,
                                         .level = args->model.in.result.level,
                                         .exact_times = args->model.in.exact_times,
                                         .cluster = model->patients.cluster.code};
    double                       *predictor = calloc(sample->n, sizeof *predictor);
    if (!predictor) return atr_fail_memory(err, "the linear predictor");
    if (model->patients.offset)
        memcpy(predictor, model->patients.offset, sample->n * sizeof *predictor);
    for (size_t j = 0; j < model->fit.p; j++)
        for (size_t i = 0; model->fit.kind[j] == ATR_COEF_FINITE && i < sample->n; i++)
            predictor[i] += model->fit.coef[j].value * model->design.columns.x[j][i];
    const atr_status status =
        atr_concordance_find(sample, predictor, &how, &r->concordance, err);
    free(predictor);
    return status;
}

/* Test proportionality term by term, all columns of a categorical covariate at once. */
static atr_status test_proportionality(const cox_arguments *args, const atr_terms *terms,
                                       results *r, atr_error *err)
{
    const cox_model         *model = &r->model;
    const atr_phtest_options how = {.transform = (atr_time_transform)args->phtest,
                                    .n_terms = terms->n_terms,
                                    .term = terms->number};
    return atr_phtest_find(&model->patients.sample, &model->design.columns, &model->fit,
                           &how, &r->phtest, err);
}

static atr_status test_effects(const cox_arguments *args, const atr_terms *terms,
                               results *r, atr_error *err)
{
    const cox_model      *model = &r->model;
    const atr_cox_options how = cox_options(args, model);
    r->term_test = calloc(terms->n_terms + 1, sizeof *r->term_test);
    if (!r->term_test) return atr_fail_memory(err, "the tests of the terms");
    if (args->term_test == TERMS_WALD)
        return atr_term_wald(&model->fit, terms, r->term_test, err);
    return atr_term_drop(&model->patients.sample, &model->design.columns, &how, &model->fit,
                         terms, r->term_test, err);
}

static atr_status test_terms(const cox_arguments *args, results *r, atr_error *err)
{
    const atr_design *design = &r->model.design;
    size_t           *number = calloc(design->columns.p + 1, sizeof *number);
    if (!number) return atr_fail_memory(err, "the terms");
    for (size_t j = 0; j < design->columns.p; j++) number[j] = design->term[j].number;
    const atr_terms terms = {design->n_terms, number};
    atr_status      status = ATR_OK;
    if (args->term_test != TERMS_OFF) status = test_effects(args, &terms, r, err);
    if (!status && args->phtest != PHTEST_OFF)
        status = test_proportionality(args, &terms, r, err);
    free(number);
    return status;
}

/* Exact ties have a hazard, and residuals by it, but no scores of subjects. */
static atr_status check_residuals(const cox_arguments *args, const cox_model *model,
                                  atr_error *err)
{
    const bool scores =
        args->influence || args->figure.plot ||
        (args->residual != RESIDUALS_OFF && args->residual != ATR_RESIDUAL_MARTINGALE &&
         args->residual != ATR_RESIDUAL_DEVIANCE);
    if (model->fit.ties != ATR_TIES_EXACT || !scores) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                             "with exact ties there are martingale and deviance residuals "
                             "only"),
                    "fit the model with --ties efron or breslow");
}

/* The patients are drawn within the levels of a model's only categorical covariate. */
static atr_status draw_samples(const cox_arguments *args, results *r, atr_error *err)
{
    const cox_model            *model = &r->model;
    const atr_patients         *patients = &model->patients;
    const atr_cox_options       fit = cox_options(args, model);
    const atr_bootstrap_options how =
        bootstrap_how(&args->bootstrap, args->model.in.result.level);
    atr_sample sample = patients->sample;
    if (patients->n_covariates == 1 && patients->covariate->code) {
        sample.group = patients->covariate->code;
        sample.n_groups = patients->covariate->n_levels;
    }
    return atr_bootstrap_cox(&sample, &model->design.columns, &fit, &how, &r->bootstrap,
                             err);
}

/* What is asked of the fit besides itself. */
static atr_status examine(const cox_arguments *args, results *r, atr_notes *notes,
                          atr_error *err)
{
    const cox_model *model = &r->model;
    atr_status       status = ATR_OK;
    /* without follow-up from the start the censoring distribution is not known */
    r->has_concordance =
        !model->patients.sample.entry || args->concordance == (int)ATR_CONCORDANCE_HARRELL;
    for (size_t j = 0; j < model->fit.p; j++)
        r->has_concordance &= model->fit.kind[j] != ATR_COEF_INFINITE;
    if (r->has_concordance) status = find_concordance(args, r, err);
    if (!status) status = test_terms(args, r, err);
    if (!status) status = check_residuals(args, model, err);
    if (!status &&
        (args->residual != RESIDUALS_OFF || args->influence || args->figure.plot))
        status = atr_residuals_find(&model->patients.sample, &model->design.columns,
                                    &model->fit, &r->residuals, err);
    if (!status && args->figure.plot) status = cox_plot(args, model, &r->residuals, err);
    if (!status && args->influence)
        status = cox_find_influence(args, model, &r->residuals, &r->influence, err);
    if (!status && (args->newdata || args->baseline != BASELINE_OFF))
        status = cox_predict(args, model, &r->predictions, notes, err);
    if (!status && args->bootstrap.replicates) status = draw_samples(args, r, err);
    return status;
}

/* ---- every draw ------------------------------------------------------------------- */

typedef struct {
    const cox_arguments *args;
    const cox_model     *model; /* of draw 0 */
} draw_context;

/* Coefficients; an infinite one has no standard error. */
static atr_status measure(const void *given, const atr_patients *patients, double *value,
                          double *std_error, atr_error *err)
{
    const draw_context *c = given;
    cox_model           draw = {.patients = *patients};
    atr_status status = model_design(&c->model->terms, patients, &draw.design, err);
    if (!status && draw.design.columns.p != c->model->fit.p)
        status = atr_fail(err, ATR_EDATA, ATR_CODE_BAD_ENSEMBLE,
                          "a draw has %zu columns of covariates, draw 0 has %zu",
                          draw.design.columns.p, c->model->fit.p);
    const atr_cox_options how = cox_options(c->args, &draw);
    if (!status)
        status = atr_cox_fit(&patients->sample, &draw.design.columns, &how, &draw.fit, err);
    for (size_t j = 0; !status && j < draw.fit.p; j++) {
        value[j] = draw.fit.coef[j].value;
        std_error[j] = draw.fit.coef[j].std_error;
    }
    atr_cox_free(&draw.fit);
    atr_design_free(&draw.design);
    return status;
}

static atr_status go_through_draws(const cox_arguments *args, results *r, atr_error *err)
{
    const cox_model   *model = &r->model;
    const draw_context c = {args, model};
    if (model->patients.n_draws == 0) return ATR_OK;
    r->name = calloc(model->fit.p, sizeof *r->name);
    if (!r->name) return atr_fail_memory(err, "the terms");
    atr_status status = ATR_OK;
    for (size_t j = 0; !status && j < model->fit.p; j++) {
        const atr_term *term = &model->design.term[j];
        snprintf(r->name[j], sizeof r->name[j], "%s%s%s", term->covariate,
                 term->level ? ": " : "", term->level ? term->level : "");
        status = ensemble_add(&r->draws,
                              &(atr_ensemble_row){.quantity = "hazard_ratio",
                                                  .words = "hazard ratio",
                                                  .group = r->name[j],
                                                  .reference = term->reference,
                                                  .at = NAN,
                                                  .logarithm = true,
                                                  .estimate = model->fit.coef[j]},
                              err);
    }
    if (status) return status;
    return ensemble_run(&r->draws, &model->patients, args->model.in.result.level, measure,
                        &c, err);
}

/* A table of CSV is the most special of what was asked for. */
static void write_csv(FILE *stream, const cox_arguments *args, const results *r,
                      const atr_cox_report *report)
{
    if (args->residual != RESIDUALS_OFF)
        atr_report_residuals_csv(stream, report, &r->residuals,
                                 (atr_residual)args->residual);
    else if (report->predictions) atr_report_predictions_csv(stream, report->predictions);
    else if (report->influence) atr_report_influence_csv(stream, report->influence);
    else if (report->term_test) atr_report_term_tests_csv(stream, report);
    else if (report->ensemble) atr_report_ensemble_csv(stream, report->ensemble);
    else if (report->bootstrap) atr_report_cox_bootstrap_csv(stream, report);
    else atr_report_cox_csv(stream, report);
}

static bool is_penalised(const cox_arguments *args)
{
    return args->firth || !isnan(args->ridge);
}

/* Residuals are a table, whatever was asked for. */
static result_format format_of(const void *given)
{
    const cox_arguments *args = given;
    return args->residual != RESIDUALS_OFF ? FORMAT_CSV
                                           : result_format_of(&args->model.in.result);
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const cox_arguments *args = given;
    const results       *r = found;
    const cox_model     *model = &r->model;
    if (is_penalised(args))
        return cox_penalty_write(stream, args, model, &r->penalty, notes, err);
    const atr_cox_report report = {
        .patients = &model->patients,
        .design = &model->design,
        .fit = &model->fit,
        .concordance = r->has_concordance ? &r->concordance : NULL,
        .phtest = r->phtest.term ? &r->phtest : NULL,
        .term_test = r->term_test,
        .terms_by_wald = args->term_test == TERMS_WALD,
        .predictions = r->predictions.curve ? &r->predictions.report : NULL,
        .influence = r->influence.n ? &r->influence.report : NULL,
        .ensemble = r->draws.n ? &r->draws.report : NULL,
        .bootstrap = r->bootstrap.n ? &r->bootstrap : NULL,
        .notes = notes};
    switch (format_of(args)) {
    case FORMAT_TEXT: atr_report_cox_text(stream, &report); break;
    case FORMAT_CSV: write_csv(stream, args, r, &report); break;
    case FORMAT_JSON: return atr_report_cox_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    cox_penalty_free(&r->penalty);
    ensemble_free(&r->draws);
    free(r->name);
    free(r->term_test);
    atr_bootstrap_free(&r->bootstrap);
    cox_influence_free(&r->influence);
    cox_predictions_free(&r->predictions);
    atr_residuals_free(&r->residuals);
    atr_phtest_free(&r->phtest);
    numbers_free(&r->model.times);
    atr_cox_free(&r->model.fit);
    atr_design_free(&r->model.design);
    atr_patients_free(&r->model.patients);
    model_terms_free(&r->model.terms);
}

/* Options that do not go together. */
static atr_status check_combination(const cox_arguments *args, atr_error *err)
{
    const bool ridge = !isnan(args->ridge), penalty = args->firth || ridge;
    const bool predicts = args->newdata || args->baseline != BASELINE_OFF;
    const bool lists = args->residual != RESIDUALS_OFF;
    const bool csv = result_format_of(&args->model.in.result) == FORMAT_CSV;
    const struct {
        bool        wrong;
        const char *what, *instead;
    } rules[] = {
        {args->firth && ridge, "--firth and --ridge are two penalties", "choose one"},
        {args->unscaled && !ridge, "--unscaled is about a ridge", "give --ridge THETA too"},
        {args->bootstrap.replicates && (penalty || args->robust || args->cluster),
         "--bootstrap is about the model with neither penalty nor robust variance",
         "choose one"},
        {csv && args->bootstrap.replicates && (predicts || lists || args->influence),
         "as CSV there is one table", "ask for one after the other, or for --json"},
        {penalty && (args->robust || args->cluster),
         "a penalised model has no robust variance",
         "leave out --robust and --cluster, or the penalty"},
        {penalty && (predicts || lists || args->influence || args->phtest != PHTEST_OFF ||
                     args->term_test != TERMS_OFF || args->figure.plot),
         "predictions, residuals, influence and the tests of terms and of proportional "
         "hazards are of the model without a penalty",
         "leave out --firth or --ridge for them"},
        {args->newdata && args->baseline != BASELINE_OFF,
         "--newdata and --baseline are two kinds of patients to predict for",
         "ask for one after the other"},
        {args->times.n && !predicts, "--times is about predictions",
         "say for whom: --newdata FILE, --baseline zero or --baseline mean"},
        {lists && (predicts || args->influence || args->model.in.result.json),
         "--residuals writes one table of CSV and nothing else",
         "ask for the rest in another run"},
        {csv && predicts && args->influence,
         "as CSV there is one table: the predictions or the influence",
         "ask for one after the other, or for --json"},
        {args->term_test == TERMS_LIKELIHOOD && args->cluster,
         "rows of a cluster depend on each other: a ratio of likelihoods has no meaning",
         "take --term-tests wald"},
        {csv && args->term_test != TERMS_OFF && (predicts || args->influence),
         "as CSV there is one table: the tests of terms or what else is asked for",
         "ask for one after the other, or for --json"},
        {args->figure.plot && args->model.in.by.n,
         "--plot draws one figure, --by makes several analyses",
         "leave out one of the two"},
        {args->influence < 0, "--influence is a number of patients", "--influence 5"}};
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
        if (rules[k].wrong)
            return atr_hint(
                err, atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "%s", rules[k].what),
                "%s", rules[k].instead);
    return ATR_OK;
}

/* The ordinary model and what is asked of it. */
static atr_status fit_and_examine(const cox_arguments *args, results *r, atr_notes *notes,
                                  atr_error *err)
{
    atr_status status = fit(args, &r->model, notes, err);
    if (!status) status = examine(args, r, notes, err);
    return status ? status : go_through_draws(args, r, err);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const cox_arguments *args = given;
    results             *r = found;
    cox_model           *model = &r->model;
    atr_status           status = check_combination(args, err);
    if (!status) status = bootstrap_arguments_check(&args->bootstrap, err);
    if (!status) status = figure_options_check(&args->figure, err);
    if (!status) status = numbers_read("times", &args->times, &model->times, err);
    if (!status) status = read_patients(args, operands, n_operands, model, notes, err);
    if (status) return status;
    const bool penalised = is_penalised(args);
    if (!args->robust && !args->cluster)
        weights_note_fractions(
            &model->patients.sample, "standard errors, limits and tests",
            penalised ? NULL : "with --robust they do not, as in R by default", notes);
    return penalised ? cox_penalised(args, model, &r->penalty, notes, err)
                     : fit_and_examine(args, r, notes, err);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->model.patients;
}

static const analysis cox_analysis = {.size = sizeof(results),
                                      .args_size = sizeof(cox_arguments),
                                      .most_operands = 1,
                                      .analyse = analyse,
                                      .format = format_of,
                                      .write = write,
                                      .release = release,
                                      .patients = patients_of};

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
    "  atrisk cox -c age,sex --ph-test km --plot residuals.png lung.csv\n"
    "  atrisk cox -c age,sex --residuals martingale -o residuals.csv lung.csv\n"
    "  atrisk cox --bootstrap 10000 --bootstrap-limits bca -j 4 trial.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &cox_analysis,
};
