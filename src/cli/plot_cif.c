/* plot_cif.c - `atrisk plot cif`: cumulative incidences of competing causes. */
#include "atrisk/gray.h"
#include "atrisk/incidence.h"
#include "base/fail.h"
#include "base/utf8.h"
#include "cli/convention.h"
#include "cli/plot_words.h"
#include "out/csv.h"
#include "out/format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 200 };

typedef struct {
    atr_patients      patients;
    atr_competing     sample;
    size_t            n;           /* groups                                    */
    size_t            first, last; /* causes that are shown, from 1             */
    atr_cause_events *table;       /* [n]                                       */
    atr_incidence    *incidence;   /* [n]                                       */
    atr_events       *at_risk;     /* [n]                                       */
    size_t            n_arms;
    atr_plot_arm     *arm;    /* [n_arms] group by group, each cause by cause      */
    char (*label)[LINE_SIZE]; /* [n_arms]                                       */
    char (*group)[LINE_SIZE]; /* [n]                                            */
    size_t n_lines;
    char (*line)[LINE_SIZE]; /* [n_causes] */
    const char **text;       /* [n_causes] */
} results;

static atr_status find_causes(const plot_arguments *args, results *r, atr_error *err)
{
    const atr_patients *p = &r->patients;
    r->first = 1;
    r->last = p->n_causes;
    if (!args->of) return ATR_OK;
    for (size_t c = 0; c < p->n_causes; c++) {
        r->first = r->last = c + 1;
        if (strcmp(p->cause_name[c], args->of) == 0) return ATR_OK;
    }
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                             "--of: nobody has the cause '%.80s'", args->of),
                    "the first cause is '%.80s', the last '%.80s'", p->cause_name[0],
                    p->cause_name[p->n_causes - 1]);
}

static atr_status allocate(results *r, atr_error *err)
{
    const size_t n = r->patients.sample.n_groups, causes = r->patients.n_causes;
    r->n_arms = n * (r->last - r->first + 1);
    r->table = calloc(n, sizeof *r->table);
    r->incidence = calloc(n, sizeof *r->incidence);
    r->at_risk = calloc(n, sizeof *r->at_risk);
    r->arm = calloc(r->n_arms, sizeof *r->arm);
    r->label = calloc(r->n_arms, sizeof *r->label);
    r->group = calloc(n, sizeof *r->group);
    r->line = calloc(causes, sizeof *r->line);
    r->text = calloc(causes, sizeof *r->text);
    if (!r->table || !r->incidence || !r->at_risk || !r->arm || !r->label || !r->line ||
        !r->text || !r->group)
        return atr_fail_memory(err, "the incidences");
    r->n = n;
    return ATR_OK;
}

static void release(results *r)
{
    if (r->n) atr_competing_free(r->table, r->n);
    if (r->n) atr_events_free(r->at_risk, r->n);
    for (size_t g = 0; g < r->n; g++) atr_incidence_free(&r->incidence[g]);
    atr_patients_free(&r->patients);
    free(r->table);
    free(r->incidence);
    free(r->at_risk);
    free(r->arm);
    free(r->label);
    free(r->group);
    free(r->line);
    free(r->text);
}

static atr_status read_patients(const plot_arguments *args, const char *path, results *r,
                                atr_notes *notes, atr_error *err)
{
    atr_patients_options columns = patient_options(&args->in);
    char *const          operand[] = {(char *)path};
    columns.competing = true;
    columns.censored = args->censored;
    const atr_status status =
        patients_read(&args->in, &columns, operand, 1, &r->patients, notes, err);
    const atr_sample *s = &r->patients.sample;
    r->sample = (atr_competing){.n = s->n,
                                .time = s->time,
                                .cause = r->patients.cause,
                                .n_causes = r->patients.n_causes,
                                .weight = s->weight,
                                .group = s->group,
                                .n_groups = s->n_groups,
                                .n_strata = 1};
    return status;
}

/* The curve of one cause in one group: groups differ by colour, causes by dashes; of one
 * group, or of one cause, curves differ by both. */
static void set_arm(results *r, size_t g, size_t cause)
{
    const size_t         causes = r->last - r->first + 1, c = cause - r->first;
    const size_t         at = g * causes + c;
    const atr_incidence *f = &r->incidence[g];
    const size_t         row = (cause - 1) * f->n;
    const bool           grouped = r->patients.group != NULL;
    const atr_patients  *p = &r->patients;
    char                 name[LINE_SIZE];
    if (grouped) plot_level_words(p->group_name, p->group, r->n, g, r->group[g], LINE_SIZE);
    plot_level_words(p->event_name, p->cause_name, p->n_causes, cause - 1, name,
                     sizeof name);
    const char *const cause_name = grouped && causes == 1 ? "" : name;
    snprintf(r->label[at], LINE_SIZE, "%.*s%s%.*s", atr_utf8_cut(r->group[g], 80),
             r->group[g], grouped && causes > 1 ? ", " : "", atr_utf8_cut(cause_name, 80),
             cause_name);
    r->arm[at] = (atr_plot_arm){
        .label = r->label[at],
        .steps = {f->n, f->time, f->incidence + row, f->lower + row, f->upper + row},
        .events = c == 0 ? &r->at_risk[g] : NULL,
        .risk_label = grouped ? r->group[g] : "All",
        .median = NAN,
        .look = {grouped ? g : c, grouped && causes == 1 ? g : c}};
}

static atr_status estimate(const plot_arguments *args, results *r, atr_notes *notes,
                           atr_error *err)
{
    const atr_incidence_options how = {.level = args->in.result.level,
                                       .scale =
                                           convention_scale(args->convention, args->scale)};
    atr_status status = atr_competing_build(&r->sample, NULL, r->table, notes, err);
    if (!status)
        status = atr_events_build(&r->patients.sample, NULL, r->at_risk, NULL, err);
    for (size_t g = 0; !status && g < r->n; g++) {
        status = atr_incidence_fit(&r->table[g], &how, &r->incidence[g], err);
        for (size_t c = r->first; !status && c <= r->last; c++) set_arm(r, g, c);
    }
    return status;
}

/* "cause relapse: Gray's p = 0.0123" */
static atr_status describe_tests(results *r, atr_error *err)
{
    atr_status status = ATR_OK;
    if (r->n < 2)
        return wrong_use(err, "--gray compares groups, there is one",
                         "name the column of the groups with --group");
    for (size_t c = r->first; !status && c <= r->last; c++) {
        atr_gray gray;
        char     p[FORMAT_SIZE];
        status = atr_gray_test(r->table, r->n, 1, c, &gray, err);
        if (status) break;
        r->text[r->n_lines] = r->line[r->n_lines];
        const char *cause = r->patients.cause_name[c - 1];
        snprintf(r->line[r->n_lines++], LINE_SIZE, "cause %.*s: Gray's p = %s",
                 atr_utf8_cut(cause, 80), cause, format_p(p, gray.test.p, gray.test.log_p));
        atr_gray_free(&gray);
    }
    return status;
}

static atr_status write_data(const plot_arguments *args, const results *r, atr_error *err)
{
    output     out;
    atr_status status =
        result_open(args->in.result.output, FORMAT_CSV, &r->patients, &out, err);
    if (status) return status;
    fputs("group,cause,time,n_risk,incidence,lower,upper\n", out.stream);
    for (size_t g = 0; g < r->n; g++)
        for (size_t c = r->first; c <= r->last; c++) {
            const atr_plot_steps *s =
                &r->arm[g * (r->last - r->first + 1) + c - r->first].steps;
            for (size_t k = 0; k < s->n; k++) {
                const double cell[] = {s->time[k],
                                       atr_events_at_risk(&r->at_risk[g], s->time[k]),
                                       s->value[k], s->lower[k], s->upper[k]};
                csv_text(out.stream, r->patients.group ? r->patients.group[g] : "all");
                fputc(',', out.stream);
                csv_text(out.stream, r->patients.cause_name[c - 1]);
                for (size_t i = 0; i < sizeof cell / sizeof *cell; i++)
                    csv_number(out.stream, cell[i]);
                fputc('\n', out.stream);
            }
        }
    return output_close(&out, status, err);
}

static atr_status draw(const plot_arguments *args, const results *r,
                       const atr_plot_frame *frame, atr_error *err)
{
    char caption[PLOT_CAPTION_SIZE], y_label[LINE_SIZE];
    plot_axis_words(args, "Cumulative incidence", y_label, sizeof y_label);
    atr_plot_km figure = {
        .frame = *frame,
        .kind = ATR_PLOT_INCIDENCE,
        .x_label = args->x_label ? args->x_label : r->patients.time_name,
        .y_label = args->y_label ? args->y_label : y_label,
        .n_arms = r->n_arms,
        .arm = r->arm,
        .x_max = args->x_max,
        .y_max = args->y_max,
        .tick = args->tick,
        .landmark = args->landmark,
        .percent = args->percent,
        .bands = !args->no_bands,
        .risk_table = plot_risk_table(args),
        .labels = (atr_plot_labels)args->labels,
        .n_lines = r->n_lines,
        .line = r->text,
    };
    figure.frame.caption = plot_caption(args, r->patients.origin, caption);
    return plot_deliver(args, &(plot_figure){.km = &figure}, err);
}

int plot_cif(const plot_arguments *args, const char *path)
{
    results        r = {0};
    atr_plot_frame frame;
    atr_notes      notes = {0};
    atr_error      err = {0};

    atr_status status = plot_frame(args, &frame, &err);
    if (!status) status = read_patients(args, path, &r, &notes, &err);
    if (!status) status = find_causes(args, &r, &err);
    if (!status) status = allocate(&r, &err);
    if (!status) status = estimate(args, &r, &notes, &err);
    if (!status && args->gray) status = describe_tests(&r, &err);
    if (!status) command_report_notes(&notes, args->in.result.quiet);
    if (!status && args->data) status = write_data(args, &r, &err);
    else if (!status) status = draw(args, &r, &frame, &err);

    release(&r);
    atr_notes_free(&notes);
    return command_exit(status, &err);
}
