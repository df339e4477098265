/* cmd_km.c - `atrisk km`: survival curves of the patients in a CSV file. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/analysis.h"
#include "cli/bootstrap.h"
#include "cli/convention.h"
#include "cli/ensemble.h"
#include "cli/km_influence.h"
#include "cli/landmark.h"
#include "cli/numbers.h"
#include "cli/robust.h"

#include <math.h>
#include <stdlib.h>

enum {
    BAND_OFF = ATR_BAND_EQUAL_PRECISION_EXACT + 1,
    MOST_INTERVALS = 10000,
    BAND_ENDS = 2
};

typedef struct {
    patient_arguments   in;
    int                 convention, scale, estimator, lower, band;
    text_list           times, quantiles, band_range, life;
    double              from;
    bool                reverse, hazards, steps;
    long                influence;
    robust_arguments    robust;
    bootstrap_arguments bootstrap;
} arguments;

static const arguments defaults = {.in.result.level = 0.95,
                                   .scale = SCALE_OF_CONVENTION,
                                   .band = BAND_OFF,
                                   .from = NAN,
                                   .bootstrap = BOOTSTRAP_DEFAULTS};

static const char *const estimators[] = {[ATR_SURVIVAL_KAPLAN_MEIER] = "kaplan-meier",
                                         [ATR_SURVIVAL_NELSON_AALEN] = "nelson-aalen",
                                         [ATR_SURVIVAL_FLEMING_HARRINGTON] =
                                             "fleming-harrington",
                                         NULL};

static const char *const lower_limits[] = {[ATR_LOWER_GREENWOOD] = "usual",
                                           [ATR_LOWER_PETO] = "peto",
                                           [ATR_LOWER_MODIFIED] = "modified",
                                           NULL};

static const char *const bands[] = {[ATR_BAND_HALL_WELLNER] = "hall-wellner",
                                    [ATR_BAND_EQUAL_PRECISION] = "equal-precision",
                                    [ATR_BAND_EQUAL_PRECISION_EXACT] =
                                        "equal-precision-exact",
                                    [BAND_OFF] = "off",
                                    NULL};

static const option options[] = {
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    BY_OPTION,
    ROBUST_OPTIONS(arguments),
    {OPTION_CHOICE, "estimator", 0, offsetof(arguments, estimator), "WORD",
     "product limit, or exp(-H) of a cumulative hazard", estimators},
    LEVEL_OPTION,
    CONVENTION_OPTION(arguments),
    {OPTION_CHOICE, "conf-type", 0, offsetof(arguments, scale), "WORD",
     "scale on which the confidence limits are symmetric", convention_scale_words},
    {OPTION_CHOICE, "conf-lower", 0, offsetof(arguments, lower), "WORD",
     "variance for the lower limits: peto and modified know of censoring between events",
     lower_limits},
    {OPTION_CHOICE, "band", 0, offsetof(arguments, band), "WORD",
     "limits that hold for the curve as a whole", bands},
    {OPTION_LIST, "band-range", 0, offsetof(arguments, band_range), "FROM,TO",
     "stretch of the band; left out: from the first event to the last with survivors"},
    {OPTION_LIST, "times", 0, offsetof(arguments, times), "T,...",
     "survival and number at risk at these times"},
    {OPTION_LIST, "quantiles", 0, offsetof(arguments, quantiles), "P,...",
     "quantiles of the event time; left out: the median, 0.5"},
    {OPTION_FLAG, "cumulative-hazard", 0, offsetof(arguments, hazards), NULL,
     "text: the cumulative hazard, Nelson-Aalen's or that of the estimator, besides"},
    LANDMARK_OPTION(arguments),
    {OPTION_FLAG, "reverse", 0, offsetof(arguments, reverse), NULL,
     "follow-up: the curve of which censoring is the event"},
    {OPTION_LIST, "life-table", 0, offsetof(arguments, life), "WIDTH|T,...",
     "actuarial life table by intervals of that width, or that begin then"},
    {OPTION_WHOLE, "influence", 0, offsetof(arguments, influence), "N",
     "the N patients, or clusters, that survival at --times depends on most"},
    BOOTSTRAP_OPTIONS(arguments),
    {OPTION_FLAG, "steps", 0, offsetof(arguments, steps), NULL,
     "text: every step of the curves"},
    RESULT_OPTIONS,
    {0},
};

/* Everything that is computed, one array a kind; what was not asked for stays zeroed. */
typedef struct {
    atr_patients      patients;
    bool              whole; /* curves are wanted, not only what is asked of them */
    size_t            n_groups;
    atr_events       *table;  /* [n_groups]               */
    atr_curve        *curve;  /* [n_groups]               */
    atr_cumulative   *hazard; /* [n_groups]               */
    robust_choice     errors;
    atr_jackknife    *robust;   /* [n_groups]               */
    atr_bands        *band;     /* [n_groups]               */
    atr_life_table   *life;     /* [n_groups]               */
    atr_estimate     *quantile; /* [n_groups * n_quantiles] */
    atr_estimate     *at;       /* [n_groups * n_times] survival */
    atr_km_group     *group;    /* [n_groups]               */
    number_list       times, quantiles, band_range, intervals;
    atr_bands_options band_options;
    ensemble          draws;
    km_influence      influence;
    atr_bootstrap    *bootstrap; /* [n_quantiles] */
} results;

static atr_status allocate(results *r, atr_error *err)
{
    const size_t n = r->patients.sample.n_groups;
    r->table = calloc(n, sizeof *r->table);
    r->curve = calloc(n, sizeof *r->curve);
    r->hazard = calloc(n, sizeof *r->hazard);
    r->robust = calloc(n, sizeof *r->robust);
    r->band = calloc(n, sizeof *r->band);
    r->life = calloc(n, sizeof *r->life);
    r->group = calloc(n, sizeof *r->group);
    r->quantile = calloc(n * r->quantiles.n, sizeof *r->quantile);
    r->at = calloc(n * r->times.n + 1, sizeof *r->at);
    if (!r->table || !r->curve || !r->hazard || !r->robust || !r->band || !r->life ||
        !r->group || !r->quantile || !r->at)
        return atr_fail_memory(err, "the curves");
    r->n_groups = n;
    for (size_t g = 0; g < n; g++)
        r->group[g] =
            (atr_km_group){.label = r->patients.group ? r->patients.group[g] : "all",
                           .table = &r->table[g],
                           .curve = &r->curve[g],
                           .quantile = r->quantile + g * r->quantiles.n,
                           .at = r->at + g * r->times.n};
    return ATR_OK;
}

/* What goes with curves from the start, each by itself. */
static atr_status check_influence(const arguments *args, const results *r, atr_error *err)
{
    if (args->influence < 0)
        return wrong_use(err, "--influence is a number of patients", "for example 10");
    if (args->influence && !r->times.n)
        return wrong_use(err, "--influence is on survival at --times, and there are none",
                         "for example --times 12,24");
    if (args->influence && (args->reverse || args->estimator != ATR_SURVIVAL_KAPLAN_MEIER))
        return wrong_use(err, "--influence is on the Kaplan-Meier estimate of survival",
                         "leave out --reverse and --estimator");
    if (args->bootstrap.replicates && (args->reverse || !isnan(args->from) ||
                                       args->estimator != ATR_SURVIVAL_KAPLAN_MEIER))
        return wrong_use(err, "--bootstrap draws from whole Kaplan-Meier curves",
                         "leave out --reverse, --from and --estimator");
    if (args->bootstrap.replicates &&
        convention_quantile(args->convention) != ATR_QUANTILE_MIDPOINT)
        return wrong_use(err, "--bootstrap takes the middle of a flat piece",
                         "leave out --convention");
    if (args->bootstrap.replicates && args->robust.cluster)
        return wrong_use(err, "--bootstrap draws rows, not clusters",
                         "leave out --cluster");
    if (args->bootstrap.replicates && args->influence &&
        result_format_of(&args->in.result) == FORMAT_CSV)
        return wrong_use(err, "--bootstrap and --influence are two tables",
                         "write CSV of one at a time, or both as JSON");
    return bootstrap_arguments_check(&args->bootstrap, err);
}

/* Options that do not go together. */
static atr_status check(const arguments *args, const results *r, atr_error *err)
{
    if (args->band != BAND_OFF && args->estimator != ATR_SURVIVAL_KAPLAN_MEIER)
        return wrong_use(err, "--band is known for the Kaplan-Meier estimate only",
                         "leave out --estimator");
    if (r->band_range.n && args->band == BAND_OFF)
        return wrong_use(err, "--band-range is given without a band",
                         "say which: --band hall-wellner or --band equal-precision");
    if (r->band_range.n && r->band_range.n != BAND_ENDS)
        return wrong_use(err, "--band-range: a stretch has two ends",
                         "for example --band-range 6,60");
    if (r->intervals.n && args->in.entry)
        return wrong_use(err,
                         "--life-table cannot tell how long late entrants were exposed",
                         "leave out --entry, or ask for --steps instead");
    if (r->intervals.n && args->reverse)
        return wrong_use(err, "--life-table does not go with --reverse",
                         "leave out one of the two");
    if (r->intervals.n == 1 && !(r->intervals.value[0] > 0))
        return wrong_use(err, "--life-table: the width of the intervals is not above 0",
                         "for example --life-table 12, or --life-table 0,3,6,12");
    return ATR_OK;
}

/* The same, once it is known what the weights are. */
static atr_status check_robust(const arguments *args, const results *r, atr_error *err)
{
    if (!r->errors.robust) return ATR_OK;
    if (args->band != BAND_OFF)
        return wrong_use(err,
                         "--band is known for Greenwood's variance only, not for clusters "
                         "or sampling weights",
                         "leave out --band, or say --weights-are frequencies");
    if (r->errors.sampling && args->estimator == ATR_SURVIVAL_FLEMING_HARRINGTON)
        return wrong_use(err, "--estimator fleming-harrington splits ties of repeated rows",
                         "say --weights-are frequencies, or --estimator nelson-aalen");
    return ATR_OK;
}

/* What --from and --reverse make of the tables. */
static atr_status transform(const arguments *args, results *r, atr_error *err)
{
    atr_status status = landmark_restart(r->table, r->n_groups, args->from, err);
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        atr_events reversed;
        if (r->table[g].n == 0)
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                                     "--from: nobody of group '%.*s' is under observation "
                                     "at %g any more",
                                     atr_utf8_cut(r->group[g].label, 80), r->group[g].label,
                                     args->from),
                            "choose an earlier time");
        if (!args->reverse) continue;
        status = atr_events_reverse(&r->table[g], &reversed, err);
        if (status) return status;
        atr_events_free(&r->table[g], 1);
        r->table[g] = reversed;
    }
    return status;
}

/* The robust errors of the estimate of survival in group g; NULL: its own. */
static atr_status robust_errors(const arguments *args, results *r, size_t g,
                                const double **errors, atr_error *err)
{
    const bool     ties = args->estimator == ATR_SURVIVAL_FLEMING_HARRINGTON;
    atr_jackknife *robust = &r->robust[g];
    *errors = r->errors.robust ? robust->survival_error : NULL;
    if (!*errors || args->estimator == ATR_SURVIVAL_KAPLAN_MEIER) return ATR_OK;
    atr_cumulative   hazard;
    const atr_status status = atr_cumulative_fit(
        &r->table[g], ties ? ATR_HAZARD_FLEMING_HARRINGTON : ATR_HAZARD_NELSON_AALEN,
        &hazard, err);
    for (size_t k = 0; !status && k < hazard.n; k++)
        robust->survival_error[k] =
            hazard.survival[k] * (ties ? robust->tied_error : robust->hazard_error)[k];
    atr_cumulative_free(&hazard);
    return status;
}

static atr_status estimate_curve(const arguments *args, results *r, size_t g,
                                 atr_error *err)
{
    const double             *errors = NULL;
    atr_status                status = robust_errors(args, r, g, &errors, err);
    const atr_curve_options   how = {.level = args->in.result.level,
                                     .std_error = errors,
                                     .scale = convention_scale(args->convention, args->scale),
                                     .lower_limit = (atr_lower_limit)args->lower,
                                     .quantile = convention_quantile(args->convention),
                                     .estimator = (atr_survival_estimator)args->estimator};
    const atr_curve_questions asked = {.n_probs = r->quantiles.n,
                                       .prob = r->quantiles.value,
                                       .n_times = r->times.n,
                                       .time = r->times.value};
    if (!status)
        status =
            atr_curve_answer(&r->table[g], &how, &asked, &r->curve[g],
                             r->quantile + g * r->quantiles.n, r->at + g * r->times.n, err);
    if (!status && r->whole) status = atr_curve_fit(&r->table[g], &how, &r->curve[g], err);
    for (size_t k = 0; k < r->table[g].n; k++) r->group[g].events += r->table[g].events[k];
    return status;
}

/* The numbers are always among those with every digit. */
static atr_status estimate_hazard(const arguments *args, results *r, size_t g,
                                  atr_error *err)
{
    if (!args->hazards && result_format_of(&args->in.result) == FORMAT_TEXT) return ATR_OK;
    const bool ties = args->estimator == ATR_SURVIVAL_FLEMING_HARRINGTON;
    r->group[g].hazard = &r->hazard[g];
    const atr_status status = atr_cumulative_fit(
        &r->table[g], ties ? ATR_HAZARD_FLEMING_HARRINGTON : ATR_HAZARD_NELSON_AALEN,
        &r->hazard[g], err);
    if (!status && r->errors.robust)
        atr_cumulative_set_errors(&r->hazard[g], ties ? r->robust[g].tied_error
                                                      : r->robust[g].hazard_error);
    return status;
}

/* A group without an event where the band should be has none. */
static atr_status estimate_band(const arguments *args, results *r, size_t g,
                                atr_notes *notes, atr_error *err)
{
    if (args->band == BAND_OFF) return ATR_OK;
    const atr_status status =
        atr_bands_fit(&r->table[g], &r->band_options, &r->band[g], err);
    if (!status) r->group[g].band = &r->band[g];
    if (status != ATR_EDATA) return status;
    atr_note(notes, ATR_WARNING, ATR_CODE_NO_EVENTS, "group '%.*s' has no band: %s",
             atr_utf8_cut(r->group[g].label, 80), r->group[g].label, err->message);
    *err = (atr_error){0};
    return ATR_OK;
}

static atr_status estimate_life(results *r, size_t g, atr_error *err)
{
    if (r->intervals.n == 0) return ATR_OK;
    r->group[g].life = &r->life[g];
    return atr_life_table_fit(&r->table[g], r->intervals.value, r->intervals.n, &r->life[g],
                              err);
}

/* Instead of a width where the intervals begin, until nobody is left in any group. */
static atr_status spread_intervals(const arguments *args, results *r, atr_error *err)
{
    if (r->intervals.n != 1) return ATR_OK;
    const double width = r->intervals.value[0], start = isnan(args->from) ? 0 : args->from;
    double       last = start;
    for (size_t g = 0; g < r->n_groups; g++)
        last = fmax(last, r->table[g].time[r->table[g].n - 1]);
    if ((last - start) / width > MOST_INTERVALS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                        "--life-table: a width of %g makes more than %d intervals", width,
                        MOST_INTERVALS);
    r->intervals.value[0] = start;
    atr_status status = ATR_OK;
    for (size_t k = 1; !status && start + width * (double)k <= last; k++)
        status = numbers_add(start + width * (double)k, &r->intervals, err);
    return status;
}

static atr_status estimate(const arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const atr_events_options events = {.exact_times = args->in.exact_times};
    atr_status               status =
        atr_events_build(&r->patients.sample, &events, r->table, notes, err);
    if (!status) status = transform(args, r, err);
    if (!status) status = spread_intervals(args, r, err);
    if (!status && r->errors.robust)
        status = robust_fit(&r->patients, args->reverse, r->table, r->robust, err);
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        status = estimate_curve(args, r, g, err);
        if (!status) status = estimate_hazard(args, r, g, err);
        if (!status) status = estimate_band(args, r, g, notes, err);
        if (!status) status = estimate_life(r, g, err);
    }
    return status;
}

static atr_status read_lists(const arguments *args, results *r, atr_error *err)
{
    atr_status status = numbers_read("times", &args->times, &r->times, err);
    if (!status) status = numbers_read("quantiles", &args->quantiles, &r->quantiles, err);
    if (!status && !r->quantiles.n) status = numbers_add(0.5, &r->quantiles, err);
    if (!status)
        status = numbers_read("band-range", &args->band_range, &r->band_range, err);
    if (!status) status = numbers_read("life-table", &args->life, &r->intervals, err);
    return status;
}

static void choose_band(const arguments *args, results *r)
{
    r->band_options =
        (atr_bands_options){.kind = (atr_band_kind)args->band,
                            .scale = convention_scale(args->convention, args->scale),
                            .level = args->in.result.level};
    if (r->band_range.n == 0) return;
    r->band_options.from = r->band_range.value[0];
    r->band_options.to = r->band_range.value[1];
}

static void free_groups(results *r)
{
    if (r->n_groups) atr_events_free(r->table, r->n_groups);
    if (r->n_groups) atr_jackknife_free(r->robust, r->n_groups);
    for (size_t g = 0; g < r->n_groups; g++) {
        atr_curve_free(&r->curve[g]);
        atr_cumulative_free(&r->hazard[g]);
        atr_bands_free(&r->band[g]);
        atr_life_table_free(&r->life[g]);
    }
    free(r->table);
    free(r->curve);
    free(r->hazard);
    free(r->robust);
    free(r->band);
    free(r->life);
    free(r->group);
    free(r->quantile);
    free(r->at);
}

/* What is computed from every draw: quantiles and survival at the times, without what else
 * was asked for. */
typedef struct {
    arguments      args;
    const results *r;
} draw_context;

static atr_status measure(const void *given, const atr_patients *patients, double *value,
                          double *std_error, atr_error *err)
{
    const draw_context *c = given;
    results             draw = {.patients = *patients,
                                .quantiles = c->r->quantiles,
                                .times = c->r->times,
                                .errors = c->r->errors};
    atr_status          status = allocate(&draw, err);
    if (!status) status = estimate(&c->args, &draw, NULL, err);
    size_t k = 0;
    for (size_t g = 0; !status && g < draw.n_groups; g++) {
        for (size_t q = 0; q < draw.quantiles.n; q++, k++) {
            const double time = draw.quantile[g * draw.quantiles.n + q].value;
            value[k] = isnan(time) ? INFINITY : time; /* not reached */
            std_error[k] = NAN;
        }
        for (size_t i = 0; i < c->r->times.n; i++, k++) {
            const atr_estimate s = draw.at[g * draw.times.n + i];
            value[k] = s.value;
            std_error[k] = s.value > 0 ? s.std_error : 0;
        }
    }
    free_groups(&draw);
    return status;
}

static atr_status list_results(results *r, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t g = 0; !status && g < r->n_groups; g++) {
        atr_ensemble_row row = {.group = r->group[g].label, .at = NAN};
        for (size_t q = 0; !status && q < r->quantiles.n; q++) {
            const double p = r->quantiles.value[q];
            row.quantity = row.words = p == 0.5 ? "median" : "quantile";
            row.at = p == 0.5 ? NAN : p;
            row.time = true;
            row.estimate = r->quantile[g * r->quantiles.n + q];
            status = ensemble_add(&r->draws, &row, err);
        }
        row.quantity = "survival";
        row.words = "survival at";
        row.time = false;
        row.share = true;
        for (size_t i = 0; !status && i < r->times.n; i++) {
            row.at = r->times.value[i];
            row.estimate = r->at[g * r->times.n + i];
            status = ensemble_add(&r->draws, &row, err);
        }
    }
    return status;
}

static atr_status go_through_draws(const arguments *args, results *r, atr_error *err)
{
    draw_context c = {.args = *args, .r = r};
    if (r->patients.n_draws == 0) return ATR_OK;
    c.args.band = BAND_OFF;
    const atr_status status = list_results(r, err);
    if (status) return status;
    return ensemble_run(&r->draws, &r->patients, args->in.result.level, measure, &c, err);
}

static atr_status draw_samples(const arguments *args, results *r, atr_error *err)
{
    const atr_bootstrap_options how =
        bootstrap_how(&args->bootstrap, args->in.result.level);
    atr_status status = ATR_OK;
    if (!args->bootstrap.replicates) return ATR_OK;
    r->bootstrap = calloc(r->quantiles.n, sizeof *r->bootstrap);
    if (!r->bootstrap) return atr_fail_memory(err, "the samples drawn");
    for (size_t q = 0; !status && q < r->quantiles.n; q++)
        status = atr_bootstrap_quantile(&r->patients.sample, r->quantiles.value[q],
                                        args->in.exact_times, &how, &r->bootstrap[q], err);
    return status;
}

static atr_status find_influence(const arguments *args, results *r, atr_error *err)
{
    if (!args->influence) return ATR_OK;
    return km_influence_find(&r->patients, r->table, r->times.value, r->times.n,
                             (size_t)args->influence, &r->influence, err);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments     *args = given;
    results             *r = found;
    atr_patients_options columns = patient_options(&args->in);
    atr_status           status = read_lists(args, r, err);
    columns.cluster = args->robust.cluster;
    if (!status) status = check(args, r, err);
    if (!status) status = check_influence(args, r, err);
    if (!status) choose_band(args, r);
    r->whole =
        args->steps || args->influence || result_format_of(&args->in.result) != FORMAT_TEXT;
    if (!status)
        status = patients_read_draws(&args->in, &columns, operands, n_operands,
                                     &r->patients, notes, err);
    if (!status) status = robust_choose(&args->robust, &r->patients, &r->errors, err);
    if (!status) status = check_robust(args, r, err);
    if (!status) status = allocate(r, err);
    if (!status) status = estimate(args, r, notes, err);
    if (!status) status = go_through_draws(args, r, err);
    if (!status) status = draw_samples(args, r, err);
    if (!status) status = find_influence(args, r, err);
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments    *args = given;
    const results      *r = found;
    const atr_km_report report = {.patients = &r->patients,
                                  .n_groups = r->n_groups,
                                  .group = r->group,
                                  .n_quantiles = r->quantiles.n,
                                  .prob = r->quantiles.value,
                                  .n_times = r->times.n,
                                  .time = r->times.value,
                                  .steps = args->steps,
                                  .hazards = args->hazards,
                                  .reversed = args->reverse,
                                  .from = args->from,
                                  .robust = r->errors.robust,
                                  .sampling = r->errors.sampling,
                                  .band = args->band == BAND_OFF ? NULL : &r->band_options,
                                  .ensemble = r->draws.n ? &r->draws.report : NULL,
                                  .n_influential = r->influence.n,
                                  .influential = r->influence.influential,
                                  .influence_time = r->influence.time,
                                  .bootstrap = r->bootstrap,
                                  .notes = notes};
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_km_text(stream, &report); break;
    case FORMAT_CSV:
        if (report.ensemble) atr_report_ensemble_csv(stream, report.ensemble);
        else if (report.bootstrap) atr_report_km_bootstrap_csv(stream, &report);
        else if (report.n_influential) atr_report_km_influence_csv(stream, &report);
        else atr_report_km_csv(stream, &report);
        break;
    case FORMAT_JSON: return atr_report_km_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    free_groups(r);
    ensemble_free(&r->draws);
    km_influence_free(&r->influence);
    for (size_t q = 0; r->bootstrap && q < r->quantiles.n; q++)
        atr_bootstrap_free(&r->bootstrap[q]);
    free(r->bootstrap);
    atr_patients_free(&r->patients);
    numbers_free(&r->times);
    numbers_free(&r->quantiles);
    numbers_free(&r->band_range);
    numbers_free(&r->intervals);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->patients;
}

static const analysis km_analysis = {.size = sizeof(results),
                                     .args_size = sizeof(arguments),
                                     .most_operands = 1,
                                     .analyse = analyse,
                                     .write = write,
                                     .release = release,
                                     .patients = patients_of};

const command cmd_km = {
    .name = "km",
    .group = "analyse patients",
    .summary = "Kaplan-Meier curves, medians, survival at given times, life tables",
    .operands = "[FILE]",
    .notes =
        "FILE is a CSV file with a header: a row for each patient, by default with the\n"
        "columns time, event (1 = event, 0 = censored) and, if there is one, arm.\n\n"
        "  atrisk km --times 12,24 trial.csv\n"
        "  atrisk km --time days --event status --event-value 2 --group sex lung.csv\n"
        "  atrisk km --reverse trial.csv                    # median follow-up\n"
        "  atrisk km --from 12 --times 24,36 trial.csv      # of those who came to 12\n"
        "  atrisk km --band hall-wellner --band-range 3,60 --steps trial.csv\n"
        "  atrisk km --life-table 12 trial.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &km_analysis,
};
