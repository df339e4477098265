/* plot_km.c - `atrisk plot km`: from patients to their curves. */
#include "atrisk/cox.h"
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "cli/plot.h"
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
    r->line = calloc(lines, sizeof *r->line);
    r->text = calloc(lines, sizeof *r->text);
    if (!r->table || !r->curve || !r->arm || !r->line || !r->text)
        return atr_fail_memory(err, "the curves");
    for (size_t i = 0; i < lines; i++) r->text[i] = r->line[i];
    r->n = n;
    return ATR_OK;
}

static void release(results *r)
{
    if (r->n) atr_events_free(r->table, r->n);
    for (size_t g = 0; g < r->n; g++) atr_curve_free(&r->curve[g]);
    atr_patients_free(&r->patients);
    free(r->table);
    free(r->curve);
    free(r->arm);
    free(r->line);
    free(r->text);
}

static atr_status estimate(const plot_arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const atr_curve_options how = {.level = args->in.result.level,
                                   .scale = (atr_scale)args->scale};
    atr_status status = atr_events_build(&r->patients.sample, NULL, r->table, notes, err);
    for (size_t g = 0; !status && g < r->n; g++) {
        status = atr_curve_fit(&r->table[g], &how, &r->curve[g], err);
        r->arm[g] = (atr_plot_arm){.label = r->patients.group ? r->patients.group[g] : NULL,
                                   .curve = &r->curve[g],
                                   .events = &r->table[g]};
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

atr_status plot_km_data(const plot_arguments *args, const atr_plot_arm *arm, size_t n_arms,
                        atr_origin origin, atr_error *err)
{
    output     out;
    atr_status status = output_open(args->in.result.output, &out, err);
    if (status) return status;
    fputs("curve,time,n_risk,events,censored,survival,lower,upper,origin\n", out.stream);
    for (size_t g = 0; g < n_arms; g++) {
        const atr_events *t = arm[g].events;
        const atr_curve  *c = arm[g].curve;
        for (size_t k = 0; k < t->n; k++) {
            const double cell[] = {t->time[k],     t->at_risk[k],  t->events[k],
                                   t->censored[k], c->survival[k], c->lower[k],
                                   c->upper[k]};
            csv_text(out.stream, arm[g].label ? arm[g].label : "all");
            for (size_t i = 0; i < sizeof cell / sizeof *cell; i++)
                csv_number(out.stream, cell[i]);
            fprintf(out.stream, ",%s\n", atr_origin_name(origin));
        }
    }
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *args, const results *r,
                       const atr_plot_frame *frame, atr_error *err)
{
    const atr_plot_km figure = {
        .frame = *frame,
        .x_label = args->x_label ? args->x_label : r->patients.time_name,
        .y_label = args->y_label   ? args->y_label
                   : args->percent ? "Survival (%)"
                                   : "Survival",
        .n_arms = r->n,
        .arm = r->arm,
        .x_max = args->x_max,
        .tick = args->tick,
        .landmark = args->landmark,
        .percent = args->percent,
        .bands = !args->no_bands,
        .censored = !args->no_censored,
        .risk_table = !args->no_risk_table,
        .medians = args->medians,
        .n_lines = r->n_lines,
        .line = r->text,
    };
    return plot_deliver(args, &(plot_figure){.km = &figure}, err);
}

int plot_km(const plot_arguments *args, const char *path)
{
    const atr_patients_options columns = patient_options(&args->in);
    char *const                operand[] = {(char *)path};
    results                    r = {0};
    atr_plot_frame             frame;
    atr_notes                  notes = {0};
    atr_error                  err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status)
        status = patients_read(&args->in, &columns, operand, 1, &r.patients, &notes, &err);
    if (!status) status = allocate(&r, &err);
    if (!status) status = estimate(args, &r, &notes, &err);
    for (size_t g = 0; args->medians && !status && g < r.n; g++)
        status = describe_median(&r, g, &err);
    if (!status && args->hr) status = compare(args, &r, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status && args->data)
        status = plot_km_data(args, r.arm, r.n, ATR_ORIGIN_PATIENTS, &err);
    else if (!status) status = draw(args, &r, &frame, &err);

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}
