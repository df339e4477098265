/* cmd_cif.c - `atrisk cif`: what happens first, when several things can. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/cif_predictions.h"
#include "cli/convention.h"
#include "cli/model.h"
#include "cli/numbers.h"
#include "cli/robust.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    model_arguments      model;
    const char          *censored, *of, *cluster;
    text_list            times;
    prediction_arguments predict;
    int                  scale, error, convention, ties, order;
    double               rho;
} arguments;

static const arguments defaults = {
    .model.in.result.level = 0.95, .scale = ATR_SCALE_LOG, .ties = TIES_OF_CONVENTION};

static const char all_causes[] = "all";

static const char *const orders[] = {
    [ATR_CENSORING_LAST] = "last", [ATR_CENSORING_TOGETHER] = "together", NULL};

static const char *const errors[] = {
    [ATR_INCIDENCE_JACKKNIFE] = "jackknife", [ATR_INCIDENCE_AALEN] = "aalen", NULL};

static const option options[] = {
    TIME_OPTION,
    {OPTION_TEXT, "cause", 'e', offsetof(patient_arguments, event), "COLUMN",
     "what ended follow-up, 0 = censored, other codes are causes; left out: the column "
     "named cause"},
    {OPTION_TEXT, "censored", 0, offsetof(arguments, censored), "VALUE",
     "the value that means censored; every other one, also a text, is a cause"},
    COLUMN_OPTIONS,
    BY_OPTION,
    LEVEL_OPTION,
    {OPTION_CHOICE, "conf-type", 0, offsetof(arguments, scale), "WORD",
     "scale on which the confidence limits are symmetric", scale_words},
    {OPTION_CHOICE, "std-error", 0, offsetof(arguments, error), "WORD",
     "standard error of the incidences", errors},
    {OPTION_LIST, "times", 0, offsetof(arguments, times), "T,...",
     "incidences at these times; left out: the earliest of the groups' last times, and "
     "predictions as CSV or JSON at every event time"},
    {OPTION_LIST, "covariates", 'c', offsetof(model_arguments, covariates), "TERM,...",
     "hazard ratios of one cause by these covariates"},
    {OPTION_TEXT, "of", 0, offsetof(arguments, of), "CAUSE",
     "the cause of the hazard ratios, or the word all; left out: the first"},
    MODEL_OPTIONS,
    {OPTION_LIST, "strata", 's', offsetof(patient_arguments, strata), "COLUMN,...",
     "stratify tests and hazard ratios, not the curves, by these columns"},
    {OPTION_TEXT, "cluster", 0, offsetof(arguments, cluster), "COLUMN",
     "hazard ratios with a sandwich variance in which rows with the same cell count as "
     "one"},
    {OPTION_TEXT, "newdata", 0, offsetof(arguments, predict.newdata), "FILE",
     "predict incidences for the patients in this file, which has the columns of the "
     "covariates"},
    {OPTION_TEXT, "id", 0, offsetof(arguments, predict.id), "COLUMN",
     "with --newdata: what to call its rows; left out: by number"},
    {OPTION_REAL, "rho", 0, offsetof(arguments, rho), "RHO",
     "weight of Gray's test: the power of those still without the cause"},
    {OPTION_CHOICE, "convention", 0, offsetof(arguments, convention), "WORD",
     "whose ties in the cause-specific model: Efron's of R, Breslow's of SAS and Stata",
     convention_words},
    {OPTION_CHOICE, "ties", 0, offsetof(arguments, ties), "WORD",
     "ties in both models; convention leaves Fine and Gray's with Breslow's",
     convention_ties_words},
    {OPTION_CHOICE, "censorings", 0, offsetof(arguments, order), "WORD",
     "at a time shared with events, for Fine and Gray's weights: last as in survival, "
     "together as in cmprsk",
     orders},
    RESULT_OPTIONS,
    {0},
};

typedef struct {
    atr_patients      patients;
    atr_competing     sample;
    size_t            n;         /* groups       */
    atr_cause_events *table;     /* [n]          */
    atr_incidence    *incidence; /* [n]          */
    atr_cif_group    *group;     /* [n]          */
    atr_gray         *gray;      /* [n_causes]   */
    number_list       times;
    model_terms       terms;
    atr_design        design;
    size_t            n_models;
    atr_cif_model    *model;           /* [n_models] */
    atr_finegray     *subdistribution; /* [n_models] */
    atr_cox          *cause_specific;  /* [n_models] */
    cif_predictions   predictions;
} results;

static atr_status read_patients(const arguments *args, char *const *operands,
                                size_t n_operands, results *r, atr_notes *notes,
                                atr_error *err)
{
    atr_patients_options columns = patient_options(&args->model.in);
    columns.competing = true;
    columns.censored = args->censored;
    columns.cluster = args->cluster;
    atr_status status = model_terms_read(&args->model, &r->terms, err);
    if (status) return status;
    model_columns(&r->terms, &columns);
    status = patients_read(&args->model.in, &columns, operands, n_operands, &r->patients,
                           notes, err);
    if (status) return status;
    const atr_sample *sample = &r->patients.sample;
    r->sample = (atr_competing){.n = sample->n,
                                .time = sample->time,
                                .cause = r->patients.cause,
                                .n_causes = r->patients.n_causes,
                                .weight = sample->weight,
                                .group = sample->group,
                                .n_groups = sample->n_groups,
                                .stratum = sample->stratum,
                                .n_strata = sample->n_strata};
    return ATR_OK;
}

static atr_status allocate(results *r, atr_error *err)
{
    const size_t n = r->sample.n_groups;
    r->table = calloc(n, sizeof *r->table);
    r->incidence = calloc(n, sizeof *r->incidence);
    r->group = calloc(n, sizeof *r->group);
    r->gray = calloc(r->sample.n_causes, sizeof *r->gray);
    if (!r->table || !r->incidence || !r->group || !r->gray)
        return atr_fail_memory(err, "the groups");
    r->n = n;
    return ATR_OK;
}

/* Incidences can be compared up to the time that every group was followed to. */
static double shared_follow_up(const results *r)
{
    double least = INFINITY;
    for (size_t g = 0; g < r->n; g++)
        least = fmin(least, r->table[g].time[r->table[g].n - 1]);
    return least;
}

static const char *label(const results *r, size_t g)
{
    return r->patients.group ? r->patients.group[g] : "all";
}

static void note_extrapolated(const results *r, atr_notes *notes)
{
    for (size_t g = 0; g < r->n; g++) {
        const double last = r->table[g].time[r->table[g].n - 1];
        double       most = -INFINITY;
        for (size_t k = 0; k < r->times.n; k++) most = fmax(most, r->times.value[k]);
        if (most > last)
            atr_note(notes, ATR_WARNING, ATR_CODE_EXTRAPOLATED,
                     "group '%s' was followed to %g only: up to %g its incidences are held "
                     "constant",
                     label(r, g), last, most);
    }
}

static atr_status estimate(const arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const atr_incidence_options how = {.level = args->model.in.result.level,
                                       .scale = (atr_scale)args->scale,
                                       .error = (atr_incidence_error)args->error};
    atr_competing               together = r->sample; /* curves are of all strata */
    together.stratum = NULL;
    together.n_strata = 1;
    atr_status status = atr_competing_build(&together, NULL, r->table, notes, err);
    for (size_t g = 0; !status && g < r->n; g++) {
        status = atr_incidence_fit(&r->table[g], &how, &r->incidence[g], err);
        r->group[g] = (atr_cif_group){label(r, g), &r->table[g], &r->incidence[g]};
    }
    if (!status && r->times.n == 0)
        status = numbers_add(shared_follow_up(r), &r->times, err);
    if (!status) note_extrapolated(r, notes);
    return status;
}

static void note_no_variance(const results *r, atr_notes *notes)
{
    for (size_t c = 0; c < r->sample.n_causes; c++)
        if (isnan(r->gray[c].test.statistic))
            atr_note(notes, ATR_WARNING, ATR_CODE_TEST_UNDEFINED,
                     "Gray's test of cause '%s' has no variance",
                     r->patients.cause_name[c]);
}

/* Gray's test of every cause, in the strata. */
static atr_status compare(const arguments *args, results *r, atr_notes *notes,
                          atr_error *err)
{
    if (r->n < 2) return ATR_OK;
    const size_t      n = r->n * r->sample.n_strata;
    atr_cause_events *table = calloc(n, sizeof *table);
    if (!table) return atr_fail_memory(err, "the strata");
    atr_status status = atr_competing_build(&r->sample, NULL, table, NULL, err);
    for (size_t c = 0; !status && c < r->sample.n_causes; c++)
        status = atr_gray_weighted_test(table, r->n, r->sample.n_strata, c + 1, args->rho,
                                        &r->gray[c], err);
    if (!status) note_no_variance(r, notes);
    if (!status) weights_note_fractions(&r->patients.sample, "Gray's tests", NULL, notes);
    atr_competing_free(table, n);
    free(table);
    return status;
}

/* Which cause is modelled, from 1? */
static atr_status find_cause(const arguments *args, const results *r, size_t *cause,
                             atr_error *err)
{
    char   list[128] = "";
    size_t used = 0;
    *cause = 1;
    if (!args->of) return ATR_OK;
    for (size_t c = 0; c < r->patients.n_causes; c++) {
        const char *name = r->patients.cause_name[c];
        *cause = c + 1;
        if (strcmp(name, args->of) == 0) return ATR_OK;
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, " %s", name);
    }
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--of: nobody has the cause '%s'", args->of),
                    "there are:%s", list);
}

/* Room for the models of one cause, or of all. */
static atr_status list_models(const arguments *args, results *r, atr_error *err)
{
    size_t       cause = 1;
    const bool   all = args->of && strcmp(args->of, all_causes) == 0;
    const size_t n = all ? r->patients.n_causes : 1;
    atr_status   status = all ? ATR_OK : find_cause(args, r, &cause, err);
    if (status) return status;
    r->model = calloc(n, sizeof *r->model);
    r->subdistribution = calloc(n, sizeof *r->subdistribution);
    r->cause_specific = calloc(n, sizeof *r->cause_specific);
    if (!r->model || !r->subdistribution || !r->cause_specific)
        return atr_fail_memory(err, "the models");
    r->n_models = n;
    for (size_t k = 0; k < n; k++)
        r->model[k] = (atr_cif_model){.cause = cause + k,
                                      .design = &r->design,
                                      .subdistribution = &r->subdistribution[k],
                                      .cause_specific = &r->cause_specific[k]};
    return ATR_OK;
}

static atr_status fit_model(const arguments *args, results *r, size_t k, atr_notes *notes,
                            atr_error *err)
{
    const double               level = args->model.in.result.level;
    const size_t               cause = r->model[k].cause;
    const atr_finegray_options how = {.level = level,
                                      .efron = args->ties == (int)ATR_TIES_EFRON,
                                      .order = (atr_censoring_order)args->order,
                                      .cluster = r->patients.cluster.code};
    const atr_cox_options      cox = {.level = level,
                                      .ties = convention_ties(args->convention, args->ties),
                                      .cluster = r->patients.cluster.code};
    atr_status status = atr_finegray_fit(&r->sample, cause, &r->design.columns, &how,
                                         &r->subdistribution[k], err);
    if (!status)
        status = atr_cause_specific_fit(&r->sample, cause, &r->design.columns, &cox,
                                        &r->cause_specific[k], err);
    if (status) return status;
    model_note_problems("subdistribution hazard: ", &r->subdistribution[k].model,
                        &r->design, notes);
    model_note_problems("cause-specific hazard: ", &r->cause_specific[k], &r->design,
                        notes);
    return ATR_OK;
}

static atr_status model(const arguments *args, results *r, atr_notes *notes, atr_error *err)
{
    atr_status status = list_models(args, r, err);
    if (!status) status = model_design(&r->terms, &r->patients, &r->design, err);
    for (size_t k = 0; !status && k < r->n_models; k++)
        status = fit_model(args, r, k, notes, err);
    return status;
}

/* Predict by each model. */
static atr_status predict(const arguments *args, results *r, atr_error *err)
{
    cif_predictions *p = &r->predictions;
    atr_status       status = cif_predictions_read(&args->predict, &args->model, &r->terms,
                                                   &r->patients, r->n_models, p, err);
    for (size_t k = 0; !status && k < r->n_models; k++) {
        status = cif_predict(&r->sample, &r->design, &r->subdistribution[k], k, p, err);
        r->model[k].curve = p->curve + k * p->n_strata;
    }
    return status;
}

/* Options that do not go together. */
static atr_status check_combination(const arguments *args, atr_error *err)
{
    const bool of_models = args->of || args->ties != TIES_OF_CONVENTION || args->order ||
                           args->convention != CONVENTION_R || args->cluster ||
                           args->predict.newdata;
    if (of_models && !args->model.covariates.n)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--of, --ties, --censorings, --convention, --cluster and "
                                 "--newdata are about models"),
                        "name the covariates with --covariates");
    if (args->predict.id && !args->predict.newdata)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--id names the rows of --newdata, and there are none"),
                        "name their file with --newdata");
    if (args->ties == (int)ATR_TIES_EXACT)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "Fine and Gray's model has no exact ties"),
                        "take --ties breslow or efron");
    return ATR_OK;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments     *args = given;
    const results       *r = found;
    const atr_cif_report report = {.patients = &r->patients,
                                   .n_groups = r->n,
                                   .group = r->group,
                                   .gray = r->n > 1 ? r->gray : NULL,
                                   .n_times = r->times.n,
                                   .time = r->times.value,
                                   .n_strata = r->sample.n_strata,
                                   .n_models = r->n_models,
                                   .model = r->model,
                                   .rows =
                                       args->predict.newdata ? &r->predictions.rows : NULL,
                                   .every_time = args->times.n == 0,
                                   .notes = notes};
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_cif_text(stream, &report); break;
    case FORMAT_CSV: atr_report_cif_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_cif_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    for (size_t c = 0; r->gray && c < r->patients.n_causes; c++) atr_gray_free(&r->gray[c]);
    for (size_t g = 0; g < r->n; g++) atr_incidence_free(&r->incidence[g]);
    if (r->table) atr_competing_free(r->table, r->n);
    free(r->table);
    free(r->incidence);
    free(r->group);
    free(r->gray);
    for (size_t k = 0; k < r->n_models; k++) {
        atr_finegray_free(&r->subdistribution[k]);
        atr_cox_free(&r->cause_specific[k]);
    }
    free(r->model);
    free(r->subdistribution);
    free(r->cause_specific);
    cif_predictions_free(&r->predictions);
    atr_design_free(&r->design);
    numbers_free(&r->times);
    model_terms_free(&r->terms);
    atr_patients_free(&r->patients);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    results         *r = found;
    atr_status       status = check_combination(args, err);
    if (!status) status = numbers_read("times", &args->times, &r->times, err);
    if (!status) status = read_patients(args, operands, n_operands, r, notes, err);
    if (!status) status = allocate(r, err);
    if (!status) status = estimate(args, r, notes, err);
    if (!status) status = compare(args, r, notes, err);
    if (!status && args->model.covariates.n) status = model(args, r, notes, err);
    if (!status && args->predict.newdata) status = predict(args, r, err);
    return status;
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->patients;
}

static const analysis cif_analysis = {.size = sizeof(results),
                                      .args_size = sizeof(arguments),
                                      .most_operands = 1,
                                      .analyse = analyse,
                                      .write = write,
                                      .release = release,
                                      .patients = patients_of};

const command cmd_cif = {
    .name = "cif",
    .group = "analyse patients",
    .summary = "cumulative incidences of competing causes, Gray's test, hazard ratios",
    .operands = "[FILE]",
    .notes =
        "Groups are compared by Gray's test, cause by cause.  With covariates there are\n"
        "two hazard ratios: the subdistribution one (Fine and Gray) says who ends up with\n"
        "the cause more often, the cause-specific one in whom it strikes faster; as CSV\n"
        "they are written in place of the curves, and predictions in place of "
        "both.\n\n" COVARIATES_NOTE "  atrisk cif --times 12,24 trial.csv\n"
        "  atrisk cif --cause status --censored alive --group arm trial.csv\n"
        "  atrisk cif --strata centre --rho 1 trial.csv\n"
        "  atrisk cif -c age,sex --of relapse --cause status --censored alive trial.csv\n"
        "  atrisk cif -c age,sex --newdata new.csv --times 12,24 -f csv trial.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &cif_analysis,
};
