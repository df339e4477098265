/* plot_km.c - `atrisk plot km`: from patients to their curves. */
#include "atrisk/cox.h"
#include "atrisk/logrank.h"
#include "atrisk/rmst.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/convention.h"
#include "cli/draw_curves.h"
#include "cli/plot.h"
#include "cli/plot_kind.h"
#include "cli/plot_words.h"
#include "out/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 200, COMPARISON_LINES = 3, LINES_PER_GROUP = 3 };

typedef struct {
    atr_patients  patients;
    size_t        n; /* groups */
    atr_events   *table;
    atr_curve    *curve;
    atr_plot_arm *arm;
    double      **block; /* [n] behind arms that are no survival curves */
    draw_curves   draws; /* of a reconstruction, if there are any       */
    char          legend[LINE_SIZE], y_label[LINE_SIZE];
    size_t        n_lines;
    char (*label)[LINE_SIZE]; /* [n] */
    char (*line)[LINE_SIZE];  /* [LINES_PER_GROUP * n + COMPARISON_LINES] */
    const char **text;        /* [n_lines] views of them */
    size_t       n_numbers;
    plot_number *number; /* what the lines say */
} results;

static atr_status allocate(results *r, atr_error *err)
{
    const size_t n = r->patients.sample.n_groups,
                 lines = LINES_PER_GROUP * n + COMPARISON_LINES;
    r->table = calloc(n, sizeof *r->table);
    r->curve = calloc(n, sizeof *r->curve);
    r->arm = calloc(n, sizeof *r->arm);
    r->block = calloc(n, sizeof *r->block);
    r->line = calloc(lines, sizeof *r->line);
    r->label = calloc(n, sizeof *r->label);
    r->text = calloc(lines, sizeof *r->text);
    r->number = calloc(lines, sizeof *r->number);
    if (!r->table || !r->curve || !r->arm || !r->block || !r->line || !r->text ||
        !r->label || !r->number)
        return atr_fail_memory(err, "the curves");
    for (size_t i = 0; i < lines; i++) r->text[i] = r->line[i];
    r->n = n;
    return ATR_OK;
}

static void release(results *r)
{
    if (r->n) atr_events_free(r->table, r->n);
    for (size_t g = 0; g < r->n; g++) {
        atr_curve_free(&r->curve[g]);
        free(r->block[g]);
    }
    draw_curves_free(&r->draws);
    atr_patients_free(&r->patients);
    free(r->table);
    free(r->curve);
    free(r->arm);
    free(r->block);
    free(r->line);
    free(r->label);
    free(r->text);
    free(r->number);
}

static const char *curve_name(const results *r, size_t g)
{
    return r->arm[g].label ? r->arm[g].label : "all";
}

static void add_number(results *r, const char *part, const char *curve, const char *against,
                       const atr_estimate *estimate, double p)
{
    r->number[r->n_numbers++] = (plot_number){part, curve, against, NAN, *estimate, p};
}

/* In numbers a group is called as in the file. */
static const char *name_group(const plot_arguments *args, results *r, size_t g)
{
    const atr_patients *p = &r->patients;
    if (!p->group || args->data) return p->group ? p->group[g] : NULL;
    return plot_level_words(p->group_name, p->group, r->n, g, r->label[g], LINE_SIZE);
}

static atr_status estimate(const plot_arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const atr_plot_kind     kind = (atr_plot_kind)args->kind;
    const atr_curve_options how = {.level = args->in.result.level,
                                   .scale = convention_scale(args->convention, args->scale),
                                   .quantile = convention_quantile(args->convention),
                                   .estimator = plot_kind_estimator(kind)};
    atr_status status = atr_events_build(&r->patients.sample, NULL, r->table, notes, err);
    for (size_t g = 0; !status && g < r->n; g++) {
        status = atr_curve_fit(&r->table[g], &how, &r->curve[g], err);
        if (status) break;
        r->arm[g] = atr_plot_arm_of(name_group(args, r, g), &r->curve[g], &r->table[g], g);
        status = plot_kind_turn(kind, &r->arm[g], &r->block[g], err);
    }
    return status;
}

/* "Isa-VRd: median 63.1 (53.2-NR)", "median NR" where no limit is reached either. */
static atr_status describe_median(results *r, size_t g, atr_error *err)
{
    char             value[FORMAT_SIZE], lower[FORMAT_SIZE], upper[FORMAT_SIZE];
    const char      *label = r->arm[g].label ? r->arm[g].label : "";
    atr_estimate     m;
    const atr_status status = atr_curve_quantile(&r->curve[g], 0.5, &m, err);
    if (status) return status;
    add_number(r, "median", curve_name(r, g), NULL, &m, NAN);
    if (isnan(m.value) && isnan(m.lower))
        snprintf(r->line[r->n_lines++], LINE_SIZE, "%.*s%smedian NR",
                 atr_utf8_cut(label, 80), label, *label ? ": " : "");
    else
        snprintf(r->line[r->n_lines++], LINE_SIZE, "%.*s%smedian %s (%s–%s)",
                 atr_utf8_cut(label, 80), label, *label ? ": " : "",
                 format_time(value, m.value), format_time(lower, m.lower),
                 format_time(upper, m.upper));
    return ATR_OK;
}

/* "mean up to 24: 6-MP 15.2 (12.1–18.3)" */
static void describe_mean(results *r, size_t g, const atr_rmst *mean)
{
    char        value[FORMAT_SIZE], lower[FORMAT_SIZE], upper[FORMAT_SIZE];
    const char *label = r->arm[g].label ? r->arm[g].label : "";
    snprintf(r->line[r->n_lines++], LINE_SIZE, "%.*s%smean up to %g: %s (%s–%s)",
             atr_utf8_cut(label, 80), label, *label ? ": " : "", mean->horizon,
             format_fixed(value, mean->mean.value, 2),
             format_fixed(lower, mean->mean.lower, 2),
             format_fixed(upper, mean->mean.upper, 2));
}

/* "difference -7.2 (-10.1 to -4.3), p = 0.0001"; of several groups, whose it is. */
static void describe_difference(results *r, size_t g, const atr_contrast *d)
{
    char       value[FORMAT_SIZE], lower[FORMAT_SIZE], upper[FORMAT_SIZE], p[FORMAT_SIZE];
    const bool several = r->n > 2;
    const char *const more = several ? r->arm[g].label : "";
    const char *const less = several ? r->arm[0].label : "";
    snprintf(
        r->line[r->n_lines++], LINE_SIZE, "%.*s%s%.*s%sdifference %s (%s to %s), p = %s",
        atr_utf8_cut(more, 60), more, several ? " less " : "", atr_utf8_cut(less, 60), less,
        several ? ": " : "", format_fixed(value, d->estimate.value, 2),
        format_fixed(lower, d->estimate.lower, 2),
        format_fixed(upper, d->estimate.upper, 2), format_p(p, d->test.p, d->test.log_p));
}

static atr_status measure_areas(const plot_arguments *args, results *r, atr_notes *notes,
                                atr_error *err)
{
    atr_rmst  *mean = calloc(r->n, sizeof *mean);
    atr_status status = mean ? ATR_OK : atr_fail_memory(err, "the restricted means");
    for (size_t g = 0; !status && g < r->n; g++) {
        status =
            atr_rmst_fit(&r->table[g], args->rmst, args->in.result.level, &mean[g], err);
        if (status) break;
        describe_mean(r, g, &mean[g]);
        add_number(r, "mean", curve_name(r, g), NULL, &mean[g].mean, NAN);
        r->number[r->n_numbers - 1].time = args->rmst;
        if (mean[g].extrapolated)
            atr_note(notes, ATR_WARNING, ATR_CODE_EXTRAPOLATED,
                     "group '%s' was followed to %g only: up to %g its survival is held "
                     "constant",
                     r->arm[g].label ? r->arm[g].label : "all", mean[g].last, args->rmst);
    }
    for (size_t g = 1; !status && g < r->n; g++) {
        atr_rmst_contrast contrast;
        status = atr_rmst_test(&mean[g], &mean[0], &contrast, err);
        if (status) break;
        const atr_contrast *d = &contrast.difference;
        describe_difference(r, g, d);
        add_number(r, "difference", curve_name(r, g), curve_name(r, 0), &d->estimate,
                   d->test.p);
        r->number[r->n_numbers - 1].time = args->rmst;
    }
    free(mean);
    return status;
}

static atr_status find_reference(const plot_arguments *args, const results *r,
                                 size_t *reference, atr_error *err)
{
    *reference = 0;
    if (r->n != 2)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                                 "--hr compares two groups, there %s %zu",
                                 r->n == 1 ? "is" : "are", r->n),
                        "%s",
                        r->n == 1 ? "name the column of the groups with --group"
                                  : "take --logrank, which compares any number");
    if (!args->reference) return ATR_OK;
    for (size_t g = 0; g < r->n; g++) {
        *reference = g;
        if (strcmp(args->reference, r->patients.group[g]) == 0) return ATR_OK;
    }
    return atr_hint(err,
                    atr_fail(err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
                             "--reference: there is no group '%s'", args->reference),
                    "the groups are '%s' and '%s'", r->patients.group[0],
                    r->patients.group[1]);
}

static void describe_ratio(const plot_arguments *args, const atr_cox *fit, char *line)
{
    const atr_estimate b = fit->coef[0];
    const atr_estimate ratio = {exp(b.value), NAN, exp(b.lower), exp(b.upper)};
    if (fit->kind[0] != ATR_COEF_FINITE) {
        snprintf(line, LINE_SIZE, "%s",
                 fit->kind[0] == ATR_COEF_INFINITE ? "HR not finite: no event in one group"
                                                   : "HR not estimable: no events");
        return;
    }
    plot_ratio_words(args, &ratio, line, LINE_SIZE);
}

/* The hazard of the other group over that of the reference: one indicator. */
static atr_status fit_ratio(const plot_arguments *args, results *r, size_t reference,
                            atr_error *err)
{
    const atr_sample *sample = &r->patients.sample;
    double           *other = malloc(sample->n * sizeof *other);
    if (!other) return atr_fail_memory(err, "the groups");
    for (size_t i = 0; i < sample->n; i++) other[i] = sample->group[i] != reference;
    const double         *columns[] = {other};
    const atr_cox_options how = {.level = args->in.result.level};
    atr_cox               fit;
    atr_status            status =
        atr_cox_fit(sample, &(atr_covariates){.p = 1, .x = columns}, &how, &fit, err);
    free(other);
    if (status) return status;
    describe_ratio(args, &fit, r->line[r->n_lines++]);
    const atr_estimate b = fit.coef[0];
    const atr_estimate ratio = {exp(b.value), NAN, exp(b.lower), exp(b.upper)};
    const char *const one = r->arm[1 - reference].label, *const two =
                                                             r->arm[reference].label;
    if (fit.kind[0] == ATR_COEF_FINITE)
        add_number(r, "hazard ratio", one, two, &ratio, NAN);
    snprintf(r->line[r->n_lines++], LINE_SIZE, "%.*s vs %.*s", atr_utf8_cut(one, 90), one,
             atr_utf8_cut(two, 90), two);
    atr_cox_free(&fit);
    return ATR_OK;
}

static atr_status compare(const plot_arguments *args, results *r, atr_error *err)
{
    size_t      reference;
    atr_status  status = ATR_OK;
    atr_logrank test;
    if (args->hr) {
        status = find_reference(args, r, &reference, err);
        if (!status) status = fit_ratio(args, r, reference, err);
    } else if (r->n < 2)
        status = wrong_use(err, "--logrank compares groups, there is one",
                           "name the column of the groups with --group");
    if (!status) status = atr_logrank_test(r->table, r->n, 1, NULL, &test, err);
    if (status) return status;
    plot_logrank_words(args, &test.test, r->line[r->n_lines++], LINE_SIZE);
    const atr_estimate none = {NAN, NAN, NAN, NAN};
    add_number(r, "log-rank", NULL, NULL, &none, test.test.p);
    atr_logrank_free(&test);
    return ATR_OK;
}

atr_status plot_km_data(const plot_arguments *args, const atr_plot_km *figure,
                        const plot_number *number, size_t n_numbers, atr_origin origin,
                        atr_error *err)
{
    output           out;
    const atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    plot_numbers_write(out.stream, figure, number, n_numbers, origin);
    return output_close(&out, status, err);
}

static atr_plot_km figure_of(const plot_arguments *args, const results *r)
{
    const atr_plot_kind kind = (atr_plot_kind)args->kind;
    return (atr_plot_km){
        .kind = kind,
        .x_label = args->x_label ? args->x_label : r->patients.time_name,
        .y_label = r->y_label,
        .n_arms = r->n,
        .arm = r->arm,
        .x_max = args->x_max,
        .y_max = args->y_max,
        .tick = args->tick,
        .landmark = args->landmark,
        .horizon = args->rmst,
        .percent = args->percent,
        .bands = !args->no_bands && (args->ci || !(args->rmst > 0 || r->draws.n_draws)),
        .censored = !args->no_censored,
        .risk_table = kind == ATR_PLOT_LOGLOG ? ATR_RISK_TABLE_NONE : plot_risk_table(args),
        .medians = args->medians,
        .labels = (atr_plot_labels)args->labels,
        .n_lines = r->n_lines,
        .line = r->text,
    };
}

/* What a figure of hazards cannot show. */
static atr_status check(const plot_arguments *args, atr_error *err)
{
    const bool share = args->kind == ATR_PLOT_SURVIVAL || args->kind == ATR_PLOT_INCIDENCE;
    if (!share && (args->landmark > 0 || args->medians || args->percent))
        return wrong_use(err, "--landmark, --median and --percent are about survival",
                         "leave them out, or draw --kind survival or failure");
    if (args->kind != ATR_PLOT_SURVIVAL && args->rmst > 0)
        return wrong_use(err, "--rmst is the area under a survival curve",
                         "leave it out, or draw --kind survival");
    if (!(args->rmst >= 0) || (args->x_max > 0 && args->rmst > args->x_max))
        return wrong_use(err, "--rmst: the time lies outside the axis",
                         "choose a time after 0 and before --x-max");
    if (args->kind == ATR_PLOT_LOGLOG && args->y_max > 0)
        return wrong_use(err, "--y-max: a log-log curve has no end to choose",
                         "leave it out");
    return ATR_OK;
}

/* Of draws of a reconstruction those of survival are drawn too. */
static atr_status read_patients(const plot_arguments *args, const char *path, results *r,
                                atr_notes *notes, atr_error *err)
{
    const atr_patients_options columns = patient_options(&args->in);
    char *const                operand[] = {(char *)path};
    if (args->kind != ATR_PLOT_SURVIVAL)
        return patients_read(&args->in, &columns, operand, 1, &r->patients, notes, err);
    return patients_read_draws(&args->in, &columns, operand, 1, &r->patients, notes, err);
}

static atr_status add_draws(const plot_arguments *args, results *r, atr_error *err)
{
    if (args->kind != ATR_PLOT_SURVIVAL || r->patients.n_draws == 0) return ATR_OK;
    const atr_status status = draw_curves_of_patients(&r->patients, &r->draws, err);
    if (status) return status;
    draw_curves_show(&r->draws, r->arm);
    snprintf(r->legend, sizeof r->legend,
             "Thin lines: %zu draws of the patients (column %.*s).", r->draws.n_draws,
             atr_utf8_cut(r->patients.draws_name, 80), r->patients.draws_name);
    return ATR_OK;
}

static atr_status write_draws(const plot_arguments *args, const results *r, atr_error *err)
{
    output           out;
    const atr_status status =
        result_open(args->in.result.output, FORMAT_CSV, &r->patients, &out, err);
    if (status) return status;
    draw_curves_header(out.stream);
    draw_curves_data(out.stream, r->arm, r->n);
    return output_close(&out, status, err);
}

static atr_status deliver(const plot_arguments *args, results *r,
                          const atr_plot_frame *frame, atr_error *err)
{
    char caption[PLOT_CAPTION_SIZE];
    if (args->y_label) snprintf(r->y_label, sizeof r->y_label, "%s", args->y_label);
    else
        plot_axis_words(args, plot_kind_label((atr_plot_kind)args->kind), r->y_label,
                        sizeof r->y_label);
    atr_plot_km figure = figure_of(args, r);
    figure.frame = *frame;
    figure.frame.caption = plot_caption(args, r->patients.origin, caption);
    if (args->data && r->draws.n_draws) return write_draws(args, r, err);
    if (args->data)
        return plot_km_data(args, &figure, r->number, r->n_numbers, r->patients.origin,
                            err);
    if (r->draws.n_draws && frame->format != ATR_PLOT_TEXT) figure.frame.legend = r->legend;
    return plot_deliver(args, &(plot_figure){.km = &figure}, err);
}

int plot_km(const plot_arguments *args, const char *path)
{
    results        r = {0};
    atr_plot_frame frame;
    atr_notes      notes = {0};
    atr_error      err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status) status = check(args, &err);
    if (!status) status = read_patients(args, path, &r, &notes, &err);
    if (!status) status = allocate(&r, &err);
    if (!status) status = estimate(args, &r, &notes, &err);
    if (!status) status = add_draws(args, &r, &err);
    for (size_t g = 0; args->medians && !status && g < r.n; g++)
        status = describe_median(&r, g, &err);
    if (!status && args->rmst > 0) status = measure_areas(args, &r, &notes, &err);
    if (!status && (args->hr || args->logrank)) status = compare(args, &r, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status) status = deliver(args, &r, &frame, &err);

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}
