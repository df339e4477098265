/* cmd_fit.c - `atrisk fit`: survival models with a formula, compared. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/figure_options.h"
#include "cli/fit_plot.h"
#include "cli/model.h"
#include "cli/numbers.h"
#include "cli/robust.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_FAMILIES = ATR_FAMILY_SPLINE + 1, WHOSE_SIZE = 80 };

static const double half = 0.5; /* have had the event by the median */

typedef struct {
    model_arguments model;
    text_list       family, times, interval;
    double          horizon, plot_to;
    long            knots;

    figure_arguments figure;
} arguments;

static const arguments defaults = {
    .model.in.result.level = 0.95, .horizon = NAN, .knots = 1};

static const option options[] = {
    PATIENT_OPTIONS,
    INTERVAL_OPTION(arguments),
    ENTRY_OPTION,
    BY_OPTION,
    {OPTION_LIST, "family", 0, offsetof(arguments, family), "WORD,...",
     "exponential, weibull, lognormal, loglogistic, gengamma, gompertz, spline; left out: "
     "all of them, compared"},
    {OPTION_WHOLE, "knots", 0, offsetof(arguments, knots), "K",
     "inner knots of the spline"},
    {OPTION_REAL, "tau", 0, offsetof(arguments, horizon), "T",
     "restricted mean up to here; left out: the earliest of the groups' last times"},
    {OPTION_LIST, "times", 0, offsetof(arguments, times), "T,...",
     "survival at these times, also beyond follow-up"},
    {OPTION_LIST, "covariates", 'c', offsetof(model_arguments, covariates), "TERM,...",
     "covariates of the models; left out: a model for each group"},
    MODEL_OPTIONS,
    FIGURE_OPTIONS(arguments, figure,
                   "also draw the models over the Kaplan-Meier curve of each group"),
    {OPTION_REAL, "plot-to", 0, offsetof(arguments, plot_to), "T",
     "end of the figure's time axis, 0 for half as long again as the follow-up"},
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {0},
};

typedef struct {
    atr_patients    patients;
    model_terms     terms;
    atr_design      design;
    bool            has_design;
    number_list     times;
    double          horizon;
    size_t          n_families;
    atr_family      family[N_FAMILIES];
    size_t          n_groups;
    atr_fit_group  *group;    /* [n_groups]                         */
    atr_fit_model  *model;    /* [n_groups * n_families]            */
    atr_parametric *fit;      /* [n_groups * n_families]            */
    atr_estimate   *survival; /* [n_groups * n_families * times.n]  */
} results;

/* The families asked for, in the order of the library; all when none is named. */
static atr_status choose_families(const text_list *words, results *r, atr_error *err)
{
    bool wanted[N_FAMILIES] = {false};
    for (size_t i = 0; i < words->n; i++) {
        int f = 0;
        while (f < N_FAMILIES && strcmp(words->word[i], atr_family_name((atr_family)f)))
            f++;
        if (f == N_FAMILIES)
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                     "--family: '%s' is not a family", words->word[i]),
                            "there are: exponential weibull lognormal loglogistic gengamma "
                            "gompertz spline");
        wanted[f] = true;
    }
    for (int f = 0; f < N_FAMILIES; f++)
        if (words->n == 0 || wanted[f]) r->family[r->n_families++] = (atr_family)f;
    return ATR_OK;
}

static atr_status check(const arguments *args, atr_error *err)
{
    if (args->model.covariates.n && args->model.in.group)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                                 "--group asks for a model of each group, --covariates for "
                                 "one of all patients"),
                        "name the groups among the covariates instead");
    if (!(args->plot_to >= 0))
        return wrong_use(err, "--plot-to is before the start, 0",
                         "for example --plot-to 60");
    if (args->figure.plot && args->model.in.by.n)
        return wrong_use(err, "--plot draws one figure, --by makes several analyses",
                         "leave out one of the two");
    if (args->figure.plot && args->interval.n)
        return wrong_use(err, "--plot draws Kaplan-Meier curves, which --interval has not",
                         "leave out --plot");
    if (args->knots < 0 || args->knots > ATR_PARAMETRIC_MOST_KNOTS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                        "--knots: %ld is not between 0 and %d", args->knots,
                        ATR_PARAMETRIC_MOST_KNOTS);
    if (args->horizon <= 0)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                                 "--tau: a horizon of %g is not after the start, 0",
                                 args->horizon),
                        "the last time at which every group is still observed is a good "
                        "one");
    return ATR_OK;
}

static atr_status check_times(const number_list *times, atr_error *err)
{
    for (size_t k = 0; k < times->n; k++)
        if (times->value[k] < 0)
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                            "--times: %g is before the start, 0", times->value[k]);
    return ATR_OK;
}

/* Most families have a hazard of 0 or of infinity at time 0. */
static atr_status check_follow_up(const atr_patients *patients, atr_error *err)
{
    for (size_t i = 0; i < patients->sample.n; i++)
        if (!(patients->sample.time[i] > 0) &&
            (!patients->intervals.n || patients->sample.event[i]))
            return atr_hint(
                err,
                atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                            (atr_place){patients->file, atr_patients_line(patients, i),
                                        atr_patients_field(patients, patients->time_name)},
                            "column '%s': a follow-up of 0 has no place in a parametric "
                            "model",
                            patients->time_name),
                "leave out who was never followed, or give a time above 0");
    return ATR_OK;
}

static atr_status read_patients(const arguments *args, char *const *operands,
                                size_t n_operands, results *r, atr_notes *notes,
                                atr_error *err)
{
    atr_patients_options columns = patient_options(&args->model.in);
    atr_status           status = model_terms_read(&args->model, &r->terms, err);
    if (!status) status = interval_columns(&args->interval, &args->model.in, &columns, err);
    if (status) return status;
    model_columns(&r->terms, &columns);
    r->has_design = args->model.covariates.n > 0;
    if (r->has_design) columns.group = NULL;
    status = patients_read(&args->model.in, &columns, operands, n_operands, &r->patients,
                           notes, err);
    if (!status) status = check_follow_up(&r->patients, err);
    if (!status) status = model_design(&r->terms, &r->patients, &r->design, err);
    return status;
}

static atr_status allocate(results *r, atr_error *err)
{
    const size_t n = r->patients.sample.n_groups, models = n * r->n_families;
    r->group = calloc(n, sizeof *r->group);
    r->model = calloc(models, sizeof *r->model);
    r->fit = calloc(models, sizeof *r->fit);
    r->survival = calloc(models * r->times.n + 1, sizeof *r->survival);
    if (!r->group || !r->model || !r->fit || !r->survival)
        return atr_fail_memory(err, "the models");
    r->n_groups = n;
    return ATR_OK;
}

/* Number of patients, events and last time of each group. */
static void describe_groups(results *r)
{
    const atr_sample *s = &r->patients.sample;
    for (size_t g = 0; g < r->n_groups; g++) {
        r->group[g].label = r->patients.group ? r->patients.group[g] : "all";
        r->group[g].model = r->model + g * r->n_families;
    }
    for (size_t i = 0; i < s->n; i++) {
        atr_fit_group *group = &r->group[s->group ? s->group[i] : 0];
        group->n++;
        group->last = fmax(group->last, s->time[i]);
        if (s->event[i]) group->events += s->weight ? s->weight[i] : 1;
    }
}

static double shared_follow_up(const results *r)
{
    double least = INFINITY;
    for (size_t g = 0; g < r->n_groups; g++) least = fmin(least, r->group[g].last);
    return least;
}

/* The patients of one group, and what is known of them as intervals (n = 0: nothing). */
typedef struct {
    atr_sample    sample;
    atr_intervals intervals;
} group_data;

enum { COPIES = 5 }; /* columns that the data of a group may need */

/* block [COPIES * n] and event [n] hold the copies. */
static group_data data_of(const results *r, size_t g, double *block, unsigned char *event)
{
    const atr_sample    *all = &r->patients.sample;
    const atr_intervals *between = &r->patients.intervals;
    if (r->n_groups == 1) return (group_data){*all, *between};
    double *const time = block, *const weight = time + all->n,
                  *const entry = weight + all->n, *const left = entry + all->n,
                  *const right = left + all->n;
    group_data           one = {.sample = {.time = time,
                                           .event = event,
                                           .weight = all->weight ? weight : NULL,
                                           .entry = all->entry ? entry : NULL,
                                           .n_groups = 1,
                                           .n_strata = 1},
                                .intervals = {0, left, right, all->weight ? weight : NULL}};
    size_t               n = 0;
    for (size_t i = 0; i < all->n; i++) {
        if (all->group[i] != g) continue;
        time[n] = all->time[i];
        event[n] = all->event[i];
        if (all->weight) weight[n] = all->weight[i];
        if (all->entry) entry[n] = all->entry[i];
        if (between->n) left[n] = between->left[i];
        if (between->n) right[n] = between->right[i];
        n++;
    }
    one.sample.n = n;
    one.intervals.n = between->n ? n : 0;
    return one;
}

/* "group 'a': ", or nothing where there are no groups. */
static const char *whose(const results *r, size_t g, char buffer[WHOSE_SIZE])
{
    buffer[0] = '\0';
    if (r->patients.group) snprintf(buffer, WHOSE_SIZE, "group '%s': ", r->group[g].label);
    return buffer;
}

/* Why a family has no place in a comparison; one warning for all where nobody had the
 * event. */
static void note_outcome(const results *r, size_t g, const atr_parametric *fit,
                         atr_notes *notes)
{
    char        buffer[WHOSE_SIZE];
    const char *family = atr_family_name(fit->family), *group = whose(r, g, buffer);
    switch (fit->outcome) {
    case ATR_FIT_MAXIMUM: break;
    case ATR_FIT_NO_EVENTS:
        if (fit->family == r->family[0])
            atr_note(notes, ATR_WARNING, ATR_CODE_NO_EVENTS,
                     "%snobody had the event: nothing can be estimated", group);
        break;
    case ATR_FIT_RUNAWAY:
        atr_note(notes, ATR_WARNING, ATR_CODE_INFINITE_COEFFICIENT,
                 "%s%s: the likelihood has no maximum: it rises for ever towards "
                 "infinite parameters",
                 group, family);
        break;
    case ATR_FIT_STOPPED:
        atr_note(notes, ATR_WARNING, ATR_CODE_NOT_CONVERGED,
                 "%s%s: no maximum of the likelihood was found in %d iterations", group,
                 family, fit->iterations);
        break;
    }
}

/* A redundant covariate is so in every family. */
static void note_redundant(const results *r, const atr_parametric *fit, atr_notes *notes)
{
    for (size_t j = 0; fit->converged && j < fit->p; j++) {
        const atr_term *t = &r->design.term[j];
        if (isnan(fit->parameter[1 + j].value))
            atr_note(
                notes, ATR_WARNING, ATR_CODE_REDUNDANT_COLUMN,
                "%s%s%s is constant or a combination of the covariates before it: left "
                "out",
                t->covariate, t->level ? " " : "", t->level ? t->level : "");
    }
}

/* Among several families one that the data do not allow is told of and passed over. */
static atr_status fit_family(const arguments *args, const results *r, size_t g, size_t f,
                             const group_data *data, atr_notes *notes, atr_error *err)
{
    const atr_parametric_options how = {.knots = (size_t)args->knots,
                                        .level = args->model.in.result.level};
    char                         buffer[WHOSE_SIZE];
    atr_parametric              *fit = &r->fit[g * r->n_families + f];
    const atr_status             status =
        data->intervals.n
                        ? atr_parametric_fit_intervals(&data->intervals, &r->design.columns,
                                                       r->family[f], &how, fit, err)
                        : atr_parametric_fit(&data->sample, &r->design.columns, r->family[f], &how, fit,
                                             err);
    if (status == ATR_EDATA && err->code == ATR_CODE_BAD_FIT && r->n_families > 1) {
        atr_note(notes, ATR_WARNING, ATR_CODE_BAD_FIT, "%s%s: %s", whose(r, g, buffer),
                 atr_family_name(r->family[f]), err->message);
        *fit = (atr_parametric){.family = r->family[f], .outcome = ATR_FIT_STOPPED};
        *err = (atr_error){0};
        return ATR_OK;
    }
    if (!status) note_outcome(r, g, fit, notes);
    return status;
}

/* What the fits say of a patient with mean covariates. */
static atr_status derive(const results *r, size_t at, atr_error *err)
{
    static const atr_estimate nothing = {NAN, NAN, NAN, NAN};
    atr_fit_model            *model = &r->model[at];
    atr_estimate             *survival = r->survival + at * r->times.n;
    const atr_parametric     *fit = &r->fit[at];
    *model = (atr_fit_model){fit, nothing, nothing, nothing, survival};
    for (size_t k = 0; k < r->times.n; k++) survival[k] = nothing;
    if (!fit->converged) return ATR_OK;
    atr_status status = atr_parametric_quantile(fit, NULL, half, &model->median, err);
    if (!status) status = atr_parametric_rmst(fit, NULL, INFINITY, &model->mean, err);
    if (!status) status = atr_parametric_rmst(fit, NULL, r->horizon, &model->rmst, err);
    for (size_t k = 0; !status && k < r->times.n; k++)
        status = atr_parametric_survival(fit, NULL, r->times.value[k], &survival[k], err);
    return status;
}

/* Maxima before others, by AIC; else in the order of the families. */
static int by_aic(const void *a, const void *b)
{
    const atr_parametric *first = ((const atr_fit_model *)a)->fit;
    const atr_parametric *second = ((const atr_fit_model *)b)->fit;
    if (first->converged != second->converged) return first->converged ? -1 : 1;
    if (first->converged && first->aic != second->aic)
        return first->aic < second->aic ? -1 : 1;
    return first->family < second->family ? -1 : 1;
}

static atr_status fit_group(const arguments *args, const results *r, size_t g,
                            const group_data *data, atr_notes *notes, atr_error *err)
{
    const size_t first = g * r->n_families;
    atr_status   status = ATR_OK;
    for (size_t f = 0; !status && f < r->n_families; f++) {
        status = fit_family(args, r, g, f, data, notes, err);
        if (!status) status = derive(r, first + f, err);
    }
    if (status) return status;
    qsort(r->model + first, r->n_families, sizeof *r->model, by_aic);
    note_redundant(r, r->model[first].fit, notes);
    return ATR_OK;
}

static atr_status fit(const arguments *args, results *r, atr_notes *notes, atr_error *err)
{
    const size_t   n = r->patients.sample.n;
    double        *block = malloc(COPIES * n * sizeof *block);
    unsigned char *event = malloc(n);
    atr_status     status = ATR_OK;
    if (!block || !event) status = atr_fail_memory(err, "the groups");
    describe_groups(r);
    r->horizon = isnan(args->horizon) ? shared_follow_up(r) : args->horizon;
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        const group_data data = data_of(r, g, block, event);
        status = fit_group(args, r, g, &data, notes, err);
    }
    free(block);
    free(event);
    return status;
}

static atr_fit_report report_of(const arguments *args, const results *r,
                                const atr_notes *notes)
{
    return (atr_fit_report){.patients = &r->patients,
                            .design = r->has_design ? &r->design : NULL,
                            .n_groups = r->n_groups,
                            .n_models = r->n_families,
                            .group = r->group,
                            .horizon = r->horizon,
                            .level = args->model.in.result.level,
                            .n_times = r->times.n,
                            .time = r->times.value,
                            .notes = notes};
}

static atr_status draw(const arguments *args, const results *r, atr_error *err)
{
    const atr_fit_report report = report_of(args, r, NULL);
    const plot_arguments figure = figure_options_plot(&args->figure);
    if (!args->figure.plot) return ATR_OK;
    return fit_plot(&figure, &report, args->plot_to, err);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments *args = given;
    results         *r = found;
    atr_status       status = check(args, err);
    if (!status) status = figure_options_check(&args->figure, err);
    if (!status) status = choose_families(&args->family, r, err);
    if (!status && args->knots != defaults.knots &&
        r->family[r->n_families - 1] != ATR_FAMILY_SPLINE)
        return wrong_use(err, "--knots is about splines", "add spline to --family");
    if (!status) status = numbers_read("times", &args->times, &r->times, err);
    if (!status) status = check_times(&r->times, err);
    if (!status) status = read_patients(args, operands, n_operands, r, notes, err);
    if (!status)
        weights_note_fractions(&r->patients.sample, "limits, p-values, AIC and BIC", NULL,
                               notes);
    if (!status) status = allocate(r, err);
    if (!status) status = fit(args, r, notes, err);
    if (!status) status = draw(args, r, err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments     *args = given;
    const atr_fit_report report = report_of(args, found, notes);
    switch (result_format_of(&args->model.in.result)) {
    case FORMAT_TEXT: atr_report_fit_text(stream, &report); break;
    case FORMAT_CSV: atr_report_fit_csv(stream, &report); break;
    case FORMAT_JSON: return atr_report_fit_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    for (size_t k = 0; k < r->n_groups * r->n_families; k++)
        atr_parametric_free(&r->fit[k]);
    free(r->group);
    free(r->model);
    free(r->fit);
    free(r->survival);
    numbers_free(&r->times);
    atr_design_free(&r->design);
    model_terms_free(&r->terms);
    atr_patients_free(&r->patients);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->patients;
}

static const analysis fit_analysis = {.size = sizeof(results),
                                      .args_size = sizeof(arguments),
                                      .most_operands = 1,
                                      .analyse = analyse,
                                      .write = write,
                                      .release = release,
                                      .patients = patients_of};

const command cmd_fit = {
    .name = "fit",
    .group = "analyse patients",
    .summary = "parametric survival models, compared and extrapolated",
    .operands = "[FILE]",
    .notes =
        "Every family is fitted to every group, and the one of least AIC stands first.\n"
        "With covariates there is one model of all patients: exponential to gengamma\n"
        "stretch time, gompertz and spline multiply the hazard, exponential and weibull "
        "do\n"
        "both.\n\n"
        "  atrisk fit trial.csv\n"
        "  atrisk fit --family weibull,gompertz --times 60,120 --tau 60 trial.csv\n"
        "  atrisk fit --family spline --knots 2 -c arm,age trial.csv\n"
        "  atrisk fit --plot models.png --plot-to 120 trial.csv\n"
        "  atrisk fit --interval seen_without,seen_with visits.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &fit_analysis,
};
