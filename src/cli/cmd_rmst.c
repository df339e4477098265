/* cmd_rmst.c - `atrisk rmst`: how long one lives, on average, up to a horizon. */
#include "atrisk/report.h"
#include "base/fail.h"
#include "cli/analysis.h"
#include "cli/bootstrap.h"
#include "cli/ensemble.h"
#include "cli/horizon.h"
#include "cli/robust.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    patient_arguments in;
    double            horizon;
    robust_arguments  robust;

    bootstrap_arguments bootstrap;
} arguments;

static const arguments defaults = {
    .in.result.level = 0.95, .horizon = NAN, .bootstrap = BOOTSTRAP_DEFAULTS};

static const option options[] = {
    PATIENT_OPTIONS,
    ENTRY_OPTION,
    BY_OPTION,
    ROBUST_OPTIONS(arguments),
    BOOTSTRAP_OPTIONS(arguments),
    {OPTION_REAL, "tau", 0, offsetof(arguments, horizon), "T",
     "the horizon; left out: the earliest of the groups' last times"},
    LEVEL_OPTION,
    RESULT_OPTIONS,
    {0},
};

typedef struct {
    atr_patients       patients;
    size_t             n;        /* groups    */
    atr_events        *table;    /* [n]       */
    atr_rmst          *rmst;     /* [n]       */
    atr_rmst_contrast *contrast; /* [n], of which n - 1 are used */
    robust_choice      errors;
    ensemble           draws;
    atr_bootstrap      bootstrap;
} results;

static atr_status build(const arguments *args, results *r, atr_notes *notes, atr_error *err)
{
    const atr_events_options ties = {.exact_times = args->in.exact_times};
    const size_t             n = r->patients.sample.n_groups;
    r->table = calloc(n, sizeof *r->table);
    r->rmst = calloc(n, sizeof *r->rmst);
    r->contrast = calloc(n, sizeof *r->contrast);
    if (!r->table || !r->rmst || !r->contrast) return atr_fail_memory(err, "the groups");
    r->n = n;
    return atr_events_build(&r->patients.sample, &ties, r->table, notes, err);
}

/* A mean can be compared up to the time that every group was followed to. */
static double shared_follow_up(const results *r)
{
    double least = INFINITY;
    for (size_t g = 0; g < r->n; g++)
        if (r->table[g].n > 0) least = fmin(least, r->table[g].time[r->table[g].n - 1]);
    return least;
}

static atr_status estimate(const arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const double horizon = isnan(args->horizon) ? shared_follow_up(r) : args->horizon;
    atr_status   status = ATR_OK;
    for (size_t g = 0; !status && g < r->n; g++) {
        status =
            atr_rmst_fit(&r->table[g], horizon, args->in.result.level, &r->rmst[g], err);
        if (!status)
            horizon_note(r->patients.group ? r->patients.group[g] : "all", &r->rmst[g],
                         notes);
    }
    if (!status && robust_in_several_groups(&r->patients))
        atr_note(notes, ATR_WARNING, ATR_CODE_SHARED_CLUSTER,
                 "some clusters have rows in several groups: differences and ratios take "
                 "the groups for independent");
    if (!status && r->errors.robust)
        status = atr_jackknife_rmst(&r->patients.sample, r->patients.cluster.code, r->table,
                                    r->rmst, err);
    for (size_t g = 1; !status && g < r->n; g++)
        status = atr_rmst_test(&r->rmst[g], &r->rmst[0], &r->contrast[g - 1], err);
    return status;
}

static void free_groups(results *r)
{
    if (r->n) atr_events_free(r->table, r->n);
    free(r->table);
    free(r->rmst);
    free(r->contrast);
}

/* What is computed from every draw, up to the same horizon. */
typedef struct {
    arguments      args;
    const results *r;
} draw_context;

static void add_value(const atr_estimate *e, bool logarithm, double **value,
                      double **std_error)
{
    *(*value)++ = logarithm ? log(e->value) : e->value;
    *(*std_error)++ = e->std_error;
}

static atr_status measure(const void *given, const atr_patients *patients, double *value,
                          double *std_error, atr_error *err)
{
    const draw_context *c = given;
    results             draw = {.patients = *patients, .errors = c->r->errors};
    atr_status          status = build(&c->args, &draw, NULL, err);
    if (!status) status = estimate(&c->args, &draw, NULL, err);
    for (size_t g = 0; !status && g < draw.n; g++) {
        add_value(&draw.rmst[g].mean, false, &value, &std_error);
        if (g == 0) continue;
        add_value(&draw.contrast[g - 1].difference.estimate, false, &value, &std_error);
        add_value(&draw.contrast[g - 1].ratio.estimate, true, &value, &std_error);
    }
    free_groups(&draw);
    return status;
}

static atr_estimate logarithm_of(const atr_estimate *e)
{
    return (atr_estimate){log(e->value), e->std_error, log(e->lower), log(e->upper)};
}

static atr_status go_through_draws(const arguments *args, results *r, atr_error *err)
{
    draw_context c = {.args = *args, .r = r};
    if (r->patients.n_draws == 0) return ATR_OK;
    c.args.horizon = r->rmst[0].horizon;
    const char *const *label = r->patients.group;
    atr_status         status = ATR_OK;
    for (size_t g = 0; !status && g < r->n; g++) {
        atr_ensemble_row row = {.quantity = "rmst",
                                .words = "mean up to",
                                .group = label ? label[g] : "all",
                                .at = c.args.horizon,
                                .estimate = r->rmst[g].mean};
        status = ensemble_add(&r->draws, &row, err);
        if (status || g == 0) continue;
        row.quantity = "rmst_difference";
        row.words = "difference up to";
        row.reference = label[0];
        row.estimate = r->contrast[g - 1].difference.estimate;
        status = ensemble_add(&r->draws, &row, err);
        row.quantity = "rmst_ratio";
        row.words = "ratio up to";
        row.logarithm = true;
        row.estimate = logarithm_of(&r->contrast[g - 1].ratio.estimate);
        if (!status) status = ensemble_add(&r->draws, &row, err);
    }
    if (status) return status;
    return ensemble_run(&r->draws, &r->patients, args->in.result.level, measure, &c, err);
}

static atr_status analyse(const void *given, char *const *operands, size_t n_operands,
                          void *found, atr_notes *notes, atr_error *err)
{
    const arguments     *args = given;
    results             *r = found;
    atr_patients_options columns = patient_options(&args->in);
    const atr_status     usage = bootstrap_arguments_check(&args->bootstrap, err);
    if (usage) return usage;
    columns.cluster = args->robust.cluster;
    atr_status status = patients_read_draws(&args->in, &columns, operands, n_operands,
                                            &r->patients, notes, err);
    if (!status) status = robust_choose(&args->robust, &r->patients, &r->errors, err);
    if (!status) status = build(args, r, notes, err);
    if (!status) status = estimate(args, r, notes, err);
    if (!status) status = go_through_draws(args, r, err);
    if (!status && args->bootstrap.replicates) {
        const atr_bootstrap_options how =
            bootstrap_how(&args->bootstrap, args->in.result.level);
        status = atr_bootstrap_rmst(&r->patients.sample, r->rmst[0].horizon,
                                    args->in.exact_times, &how, &r->bootstrap, err);
    }
    return status;
}

static atr_status write(FILE *stream, const void *given, const void *found,
                        const atr_notes *notes, atr_error *err)
{
    const arguments      *args = given;
    const results        *r = found;
    const atr_rmst_report report = {.patients = &r->patients,
                                    .rmst = r->rmst,
                                    .contrast = r->contrast,
                                    .notes = notes,
                                    .robust = r->errors.robust,
                                    .sampling = r->errors.sampling,
                                    .ensemble = r->draws.n ? &r->draws.report : NULL,
                                    .bootstrap = r->bootstrap.n ? &r->bootstrap : NULL};
    switch (result_format_of(&args->in.result)) {
    case FORMAT_TEXT: atr_report_rmst_text(stream, &report); break;
    case FORMAT_CSV:
        if (report.ensemble) atr_report_ensemble_csv(stream, report.ensemble);
        else if (report.bootstrap) atr_report_rmst_bootstrap_csv(stream, &report);
        else atr_report_rmst_csv(stream, &report);
        break;
    case FORMAT_JSON: return atr_report_rmst_json(stream, &report, err);
    }
    return ATR_OK;
}

static void release(void *found)
{
    results *r = found;
    free_groups(r);
    ensemble_free(&r->draws);
    atr_bootstrap_free(&r->bootstrap);
    atr_patients_free(&r->patients);
}

static const atr_patients *patients_of(const void *found)
{
    return &((const results *)found)->patients;
}

static const analysis rmst_analysis = {.size = sizeof(results),
                                       .args_size = sizeof(arguments),
                                       .most_operands = 1,
                                       .analyse = analyse,
                                       .write = write,
                                       .release = release,
                                       .patients = patients_of};

const command cmd_rmst = {
    .name = "rmst",
    .group = "analyse patients",
    .summary = "restricted mean survival time, differences and ratios",
    .operands = "[FILE]",
    .notes = "Groups are compared with the first one.\n\n"
             "  atrisk rmst --tau 60 trial.csv\n",
    .options = options,
    .defaults = &defaults,
    .size = sizeof defaults,
    .analysis = &rmst_analysis,
};
