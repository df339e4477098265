/* plot_km.c - `atrisk plot km`: from patients to their curves. */
#include "atrisk/cox.h"
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "cli/convention.h"
#include "cli/plot.h"
#include "cli/plot_kind.h"
#include "out/csv.h"
#include "out/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 200, COMPARISON_LINES = 3 };

typedef struct {
    atr_patients  patients;
    size_t        n; /* groups */
    atr_events   *table;
    atr_curve    *curve;
    atr_plot_arm *arm;
    double      **block; /* [n] behind arms that are no survival curves */
    size_t        n_lines;
    char (*line)[LINE_SIZE]; /* [n + COMPARISON_LINES] */
    const char **text;       /* [n_lines] views of them */
} results;

static atr_status allocate(results *r, atr_error *err)
{
    const size_t n = r->patients.sample.n_groups, lines = n + COMPARISON_LINES;
    r->table = calloc(n, sizeof *r->table);
    r->curve = calloc(n, sizeof *r->curve);
    r->arm = calloc(n, sizeof *r->arm);
    r->block = calloc(n, sizeof *r->block);
    r->line = calloc(lines, sizeof *r->line);
    r->text = calloc(lines, sizeof *r->text);
    if (!r->table || !r->curve || !r->arm || !r->block || !r->line || !r->text)
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
    atr_patients_free(&r->patients);
    free(r->table);
    free(r->curve);
    free(r->arm);
    free(r->block);
    free(r->line);
    free(r->text);
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
        r->arm[g] = atr_plot_arm_of(r->patients.group ? r->patients.group[g] : NULL,
                                    &r->curve[g], &r->table[g], g);
        status = plot_kind_turn(kind, &r->arm[g], &r->block[g], err);
    }
    return status;
}

/* "Isa-VRd: median 63.1 (53.2-NR)". */
static atr_status describe_median(results *r, size_t g, atr_error *err)
{
    char             value[FORMAT_SIZE], lower[FORMAT_SIZE], upper[FORMAT_SIZE];
    const char      *label = r->arm[g].label ? r->arm[g].label : "";
    atr_estimate     m;
    const atr_status status = atr_curve_quantile(&r->curve[g], 0.5, &m, err);
    if (status) return status;
    snprintf(r->line[r->n_lines++], LINE_SIZE, "%.80s%smedian %s (%s–%s)", label,
             *label ? ": " : "", format_time(value, m.value), format_time(lower, m.lower),
             format_time(upper, m.upper));
    return ATR_OK;
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
                        "name the column of the groups with --group");
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

static void describe_ratio(const atr_cox *fit, char *line)
{
    char               value[FORMAT_SIZE], lower[FORMAT_SIZE], upper[FORMAT_SIZE];
    const atr_estimate b = fit->coef[0];
    if (fit->kind[0] != ATR_COEF_FINITE) {
        snprintf(line, LINE_SIZE, "%s",
                 fit->kind[0] == ATR_COEF_INFINITE ? "HR not finite: no event in one group"
                                                   : "HR not estimable: no events");
        return;
    }
    snprintf(line, LINE_SIZE, "HR %s (%g%% CI %s–%s)", format_fixed(value, exp(b.value), 2),
             100 * fit->level, format_fixed(lower, exp(b.lower), 2),
             format_fixed(upper, exp(b.upper), 2));
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
    describe_ratio(&fit, r->line[r->n_lines++]);
    snprintf(r->line[r->n_lines++], LINE_SIZE, "%.90s vs %.90s",
             r->patients.group[1 - reference], r->patients.group[reference]);
    atr_cox_free(&fit);
    return ATR_OK;
}

static atr_status compare(const plot_arguments *args, results *r, atr_error *err)
{
    size_t      reference;
    char        p[FORMAT_SIZE];
    atr_logrank test;
    atr_status  status = find_reference(args, r, &reference, err);
    if (!status) status = fit_ratio(args, r, reference, err);
    if (!status) status = atr_logrank_test(r->table, r->n, 1, NULL, &test, err);
    if (status) return status;
    snprintf(r->line[r->n_lines++], LINE_SIZE, "log-rank p = %s",
             format_p(p, test.test.p, test.test.log_p));
    atr_logrank_free(&test);
    return ATR_OK;
}

/* The steps of one curve at the times of its table. */
static void write_arm(FILE *stream, const atr_plot_arm *arm, atr_plot_kind kind,
                      const char *origin)
{
    const atr_events     *t = arm->events;
    const atr_plot_steps *s = &arm->steps;
    const double start = kind == ATR_PLOT_SURVIVAL ? 1 : kind == ATR_PLOT_LOGLOG ? NAN : 0;
    for (size_t k = 0, rows = 0; k < t->n; k++) {
        while (rows < s->n && s->time[rows] <= t->time[k]) rows++;
        const bool   begun = rows > 0;
        const double cell[] = {t->time[k],
                               t->at_risk[k],
                               t->events[k],
                               t->censored[k],
                               begun ? s->value[rows - 1] : start,
                               begun ? s->lower[rows - 1] : start,
                               begun ? s->upper[rows - 1] : start};
        csv_text(stream, arm->label ? arm->label : "all");
        for (size_t i = 0; i < sizeof cell / sizeof *cell; i++) csv_number(stream, cell[i]);
        fprintf(stream, ",%s\n", origin);
    }
}

atr_status plot_km_data(const plot_arguments *args, const atr_plot_km *figure,
                        atr_origin origin, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    fprintf(out.stream, "curve,time,n_risk,events,censored,%s,lower,upper,origin\n",
            plot_kind_column(figure->kind));
    for (size_t g = 0; g < figure->n_arms; g++)
        write_arm(out.stream, &figure->arm[g], figure->kind, atr_origin_word(origin));
    return output_close(&out, status, err);
}

static atr_plot_km figure_of(const plot_arguments *args, const results *r)
{
    const atr_plot_kind kind = (atr_plot_kind)args->kind;
    return (atr_plot_km){
        .kind = kind,
        .x_label = args->x_label ? args->x_label : r->patients.time_name,
        .y_label = args->y_label ? args->y_label : plot_kind_label(kind, args->percent),
        .n_arms = r->n,
        .arm = r->arm,
        .x_max = args->x_max,
        .y_max = args->y_max,
        .tick = args->tick,
        .landmark = args->landmark,
        .percent = args->percent,
        .bands = !args->no_bands,
        .censored = !args->no_censored,
        .risk_table = kind == ATR_PLOT_LOGLOG ? ATR_RISK_TABLE_NONE : plot_risk_table(args),
        .medians = args->medians,
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
    if (args->kind == ATR_PLOT_LOGLOG && args->y_max > 0)
        return wrong_use(err, "--y-max: a log-log curve has no end to choose",
                         "leave it out");
    return ATR_OK;
}

int plot_km(const plot_arguments *args, const char *path)
{
    const atr_patients_options columns = patient_options(&args->in);
    char *const                operand[] = {(char *)path};
    results                    r = {0};
    atr_plot_frame             frame;
    char                       caption[PLOT_CAPTION_SIZE];
    atr_notes                  notes = {0};
    atr_error                  err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status) status = check(args, &err);
    if (!status)
        status = patients_read(&args->in, &columns, operand, 1, &r.patients, &notes, &err);
    if (!status) status = allocate(&r, &err);
    if (!status) status = estimate(args, &r, &notes, &err);
    for (size_t g = 0; args->medians && !status && g < r.n; g++)
        status = describe_median(&r, g, &err);
    if (!status && args->hr) status = compare(args, &r, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status) {
        atr_plot_km figure = figure_of(args, &r);
        figure.frame = frame;
        figure.frame.caption = plot_caption(args, r.patients.origin, caption);
        status = args->data ? plot_km_data(args, &figure, r.patients.origin, &err)
                            : plot_deliver(args, &(plot_figure){.km = &figure}, &err);
    }

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}
