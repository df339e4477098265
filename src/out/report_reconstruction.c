/* report_reconstruction.c - rebuilt patients and how far they can be trusted. */
#include "atrisk/report_reconstruction.h"

#include "atrisk/origin.h"
#include "out/csv.h"
#include "out/ensemble_json.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>
#include <string.h>

enum { DIGITS = 4, SMALL_DIGITS = 2 };

static const char *source_name(atr_points_source source)
{
    switch (source) {
    case ATR_SOURCE_CLICKS: return "clicks";
    case ATR_SOURCE_PIXELS: return "pixels";
    case ATR_SOURCE_PATH: return "path";
    case ATR_SOURCE_UNKNOWN: return "unknown";
    }
    return "";
}

static const char *label_of(const atr_reconstruction_report *report, size_t arm)
{
    const char *label = report->figure->arm[arm].label;
    return label ? label : "";
}

/* ---- text ------------------------------------------------------------------------- */

/* Where nobody printed how exact a time is. */
static const char *rebuilt_time(char buffer[FORMAT_SIZE], double time)
{
    if (!(time < pow(10, DIGITS))) return format_time(buffer, time);
    snprintf(buffer, FORMAT_SIZE, "%.*g", DIGITS, time);
    return buffer;
}

static void write_patients(FILE *stream, const atr_reconstruction_report *report)
{
    char       a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    text_table table = text_table_begin("lrrrl");
    text_table_add(&table, "arm");
    text_table_add(&table, "patients");
    text_table_add(&table, "events");
    text_table_add(&table, "median");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    for (size_t k = 0; k < report->figure->n_arms; k++) {
        const atr_estimate *median = &report->median[k];
        text_table_add(&table, label_of(report, k));
        text_table_add(&table, format_count(a, report->quality[k].patients));
        text_table_add(&table, format_count(a, report->quality[k].events));
        text_table_add(&table, rebuilt_time(a, median->value));
        text_table_addf(&table, "%s to %s", rebuilt_time(b, median->lower),
                        rebuilt_time(c, median->upper));
    }
    text_table_end(&table, stream);
}

static void write_hazard_ratio(FILE *stream, const atr_reconstruction_report *report)
{
    char                a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    const atr_estimate *hr = report->log_hr;
    if (!hr) return;
    fprintf(stream, "\nhazard ratio %s vs %s: %s (%g%% CI %s to %s; Cox, Efron's ties)\n",
            label_of(report, 0), label_of(report, 1),
            format_significant(a, exp(hr->value), DIGITS), 100 * report->level,
            format_significant(b, exp(hr->lower), DIGITS),
            format_significant(c, exp(hr->upper), DIGITS));
}

static void write_quality(FILE *stream, const atr_reconstruction_report *report)
{
    static const char *const heads[] = {"arm",  "points",   "from",     "+-",
                                        "RMSE", "mean |d|", "max |d|",  "at",
                                        "IAE",  "bias",     "falls met"};
    char                     a[FORMAT_SIZE];
    text_table               table = text_table_begin("lrlrrrrrrrr");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        text_table_add(&table, heads[i]);
    for (size_t k = 0; k < report->figure->n_arms; k++) {
        const atr_quality *q = &report->quality[k];
        text_table_add(&table, label_of(report, k));
        text_table_addf(&table, "%zu", q->n_points);
        text_table_add(&table, source_name(q->source));
        text_table_add(&table, format_significant(a, q->error, SMALL_DIGITS));
        text_table_add(&table, format_fixed(a, q->rmse, 4));
        text_table_add(&table, format_fixed(a, q->mean, 4));
        text_table_add(&table, format_fixed(a, q->max, 4));
        text_table_add(&table, format_time(a, q->max_time));
        text_table_add(&table, format_fixed(a, q->iae, 4));
        text_table_addf(&table, "%+.4f", q->bias);
        text_table_addf(&table, "%zu of %zu", q->n_explained, q->n_falls);
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
    fputs(
        "+-: error of the points, estimated from them; d: rebuilt less read at the points; "
        "IAE: mean |d|\nover time; falls met: falls of the points beyond their error at "
        "which patients have events\n",
        stream);
}

/* <0.001 says what a p is below, >0.5 what it is above. */
static const char *side_of(double printed, double low, double high)
{
    if (isfinite(printed) && low < printed && high == printed) return "<";
    if (isfinite(printed) && low == printed && high > printed) return ">";
    return "";
}

static void write_conflicts(FILE *stream, const atr_reconstruction_report *report)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    for (size_t i = 0; i < report->conflicts->n; i++) {
        const atr_ratio_conflict *c = &report->conflicts->conflict[i];
        fprintf(stream, "both arms: contradiction: %s printed as %s%s; ", c->name,
                side_of(c->printed.value, c->printed.low, c->printed.high),
                format_time(a, c->printed.value));
        if (c->least <= c->most)
            fprintf(stream, "%s to %s", format_significant(a, c->least, DIGITS),
                    format_significant(b, c->most, DIGITS));
        else fputs("none", stream);
        fprintf(stream, " where patients agree with the curves%s%s\n",
                c->with ? " and the " : "", c->with ? c->with : "");
    }
}

static void write_verdicts(FILE *stream, const atr_reconstruction_report *report)
{
    fputc('\n', stream);
    for (size_t k = 0; k < report->figure->n_arms; k++)
        fprintf(stream, "%s: %s: %s\n", label_of(report, k),
                atr_quality_name(report->quality[k].verdict), report->quality[k].reason);
    write_conflicts(stream, report);
}

static void add_input_row(text_table *table, const char *arm, const atr_input_fit *fit)
{
    char a[FORMAT_SIZE];
    text_table_add(table, arm);
    text_table_add(table, fit->name);
    text_table_addf(table, "%s%s", side_of(fit->wanted, fit->low, fit->high),
                    format_time(a, fit->wanted));
    text_table_add(table, format_time(a, fit->achieved));
    text_table_add(table, fit->fit == ATR_FIT_MISSED ? "not met" : "met");
}

/* The numbers of one row of the table under the figure are one line where they are met. */
static bool is_at_time(const atr_input_fit *fit, const char *what)
{
    const size_t length = strlen(what);
    return strncmp(fit->name, what, length) == 0 &&
           strncmp(fit->name + length, " at ", 4) == 0;
}

static void add_met(text_table *table, const char *arm, const atr_quality *q,
                    const char *what)
{
    size_t met = 0, given = 0;
    for (size_t i = 0; i < q->n_inputs; i++) {
        if (!is_at_time(&q->input[i], what)) continue;
        given++;
        met += q->input[i].fit != ATR_FIT_MISSED;
    }
    if (met == 0) return;
    text_table_add(table, arm);
    text_table_addf(table, "%s at %zu time%s", what, given, given == 1 ? "" : "s");
    text_table_add(table, "");
    text_table_add(table, "");
    if (met == given) text_table_add(table, given == 1 ? "met" : "all met");
    else text_table_addf(table, "%zu met", met);
}

static void write_inputs(FILE *stream, const atr_reconstruction_report *report)
{
    static const char *const heads[] = {"input to", "what", "printed", "rebuilt", "fit"};
    static const char *const rows[] = {"at risk", "events", "censored"};
    enum { N_ROWS = sizeof rows / sizeof *rows };
    text_table table = text_table_begin("llrrl");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        text_table_add(&table, heads[i]);
    for (size_t k = 0; k < report->figure->n_arms; k++) {
        const atr_quality *q = &report->quality[k];
        const char        *label = label_of(report, k);
        for (size_t r = 0; r < N_ROWS; r++) add_met(&table, label, q, rows[r]);
        for (size_t i = 0; i < q->n_inputs; i++) {
            bool in_row = false;
            for (size_t r = 0; r < N_ROWS; r++) in_row |= is_at_time(&q->input[i], rows[r]);
            if (!in_row || q->input[i].fit == ATR_FIT_MISSED)
                add_input_row(&table, label, &q->input[i]);
        }
    }
    for (size_t i = 0; i < report->n_over_arms; i++)
        add_input_row(&table, "all arms", &report->over_arms[i]);
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_unused(FILE *stream, const atr_reconstruction_report *report)
{
    char a[FORMAT_SIZE];
    if (report->n_unused == 0) return;
    text_table table = text_table_begin("lrr");
    text_table_add(&table, "published, not used");
    text_table_add(&table, "printed");
    text_table_add(&table, "rebuilt");
    for (size_t i = 0; i < report->n_unused; i++) {
        const atr_unused_claim *claim = &report->unused[i];
        text_table_add(&table, claim->subject);
        text_table_add(&table, claim->printed);
        text_table_add(&table, format_significant(a, claim->rebuilt, DIGITS));
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_draws(FILE *stream, const atr_reconstruction_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrrrr");
    text_table_add(&table, "draws");
    text_table_add(&table, "different");
    text_table_add(&table, "as good as independent");
    text_table_add(&table, "R-hat");
    text_table_add(&table, "digitizing error");
    for (size_t k = 0; k < report->draws->n_arms; k++) {
        const atr_draws_arm *arm = &report->draws->arm[k];
        text_table_add(&table, label_of(report, k));
        text_table_addf(&table, "%zu", arm->distinct);
        text_table_add(&table, format_fixed(a, arm->effective, 0));
        text_table_add(&table, format_fixed(a, arm->spread, 2));
        text_table_add(&table, format_significant(a, arm->error, DIGITS));
    }
    atr_report_ensemble_text(stream, report->ensemble);
    fputc('\n', stream);
    text_table_end(&table, stream);
}

void atr_report_reconstruction_text(FILE *stream, const atr_reconstruction_report *report)
{
    fprintf(stream, "Patients rebuilt from %s, method %s\n\n", report->file,
            report->method);
    write_patients(stream, report);
    write_hazard_ratio(stream, report);
    write_quality(stream, report);
    write_verdicts(stream, report);
    write_inputs(stream, report);
    write_unused(stream, report);
    if (report->draws) write_draws(stream, report);
    fputs("\nThese are no data of the trial: one set of patients of many that agree with "
          "the figure.\n",
          stream);
}

/* ---- CSV --------------------------------------------------------------------------- */

static void end_row(FILE *stream)
{
    fprintf(stream, ",%s\n", atr_origin_word(ATR_ORIGIN_CURVE));
}

static void draw_csv(FILE *stream, const atr_reconstruction_report *report, size_t draw,
                     const atr_events *tables)
{
    for (size_t a = 0; a < report->draws->n_arms; a++)
        for (size_t k = 0; k < tables[a].n; k++) {
            const double events = tables[a].events[k];
            for (double i = 0; i < events + tables[a].censored[k]; i++) {
                fprintf(stream, "%zu,%.17g,%d,", draw, tables[a].time[k], i < events);
                csv_text(stream, label_of(report, a));
                end_row(stream);
            }
        }
}

void atr_report_reconstruction_csv(FILE *stream, const atr_reconstruction_report *report)
{
    const atr_rebuilt_patients *p = report->patients;
    fprintf(stream, "%stime,event,arm,origin\n", report->draws ? "draw," : "");
    for (size_t i = 0; i < p->n; i++) {
        if (report->draws) fputs("0,", stream);
        fprintf(stream, "%.17g,%d,", p->time[i], p->event[i]);
        csv_text(stream, label_of(report, p->group[i]));
        end_row(stream);
    }
    for (size_t m = 0; report->draws && m < report->draws->n_draws; m++)
        draw_csv(stream, report, m + 1, &report->draws->table[m * report->draws->n_arms]);
}

/* ---- JSON -------------------------------------------------------------------------- */

static json_t *fit_json(const atr_input_fit *fit)
{
    json_t *object = json_object();
    json_object_set_new(object, "name", json_from_text(fit->name));
    json_object_set_new(object, "printed", json_from_number(fit->wanted));
    json_object_set_new(object, "low", json_from_number(fit->low));
    json_object_set_new(object, "high", json_from_number(fit->high));
    json_object_set_new(object, "rebuilt", json_from_number(fit->achieved));
    json_object_set_new(object, "met", json_boolean(fit->fit != ATR_FIT_MISSED));
    return object;
}

static json_t *fits_json(const atr_input_fit *fit, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) json_array_append_new(list, fit_json(&fit[i]));
    return list;
}

static json_t *quality_json_of(const atr_quality *q)
{
    const struct {
        const char *name;
        double      value;
    } numbers[] = {{"digitizing_error", q->error},
                   {"time_error", q->time_error},
                   {"rmse", q->rmse},
                   {"mean_absolute", q->mean},
                   {"bias", q->bias},
                   {"max_absolute", q->max},
                   {"max_time", q->max_time},
                   {"iae", q->iae}};
    json_t *object = json_object();
    json_object_set_new(object, "verdict", json_string(atr_quality_name(q->verdict)));
    json_object_set_new(object, "reason", json_from_text(q->reason));
    json_object_set_new(object, "points", json_integer((json_int_t)q->n_points));
    json_object_set_new(object, "source", json_string(source_name(q->source)));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        json_object_set_new(object, numbers[i].name, json_from_number(numbers[i].value));
    json_object_set_new(object, "falls", json_integer((json_int_t)q->n_falls));
    json_object_set_new(object, "falls_met", json_integer((json_int_t)q->n_explained));
    json_object_set_new(object, "inputs_missed", json_integer((json_int_t)q->n_missed));
    json_object_set_new(object, "event_lists", json_from_number(q->event_lists));
    json_object_set_new(object, "fewest_events", json_from_number(q->fewest_events));
    json_object_set_new(object, "most_events", json_from_number(q->most_events));
    return object;
}

static json_t *table_json(const atr_events *t)
{
    json_t *object = json_object();
    json_object_set_new(object, "time", json_from_numbers(t->time, t->n));
    json_object_set_new(object, "n_risk", json_from_numbers(t->at_risk, t->n));
    json_object_set_new(object, "n_event", json_from_numbers(t->events, t->n));
    json_object_set_new(object, "n_censor", json_from_numbers(t->censored, t->n));
    return object;
}

static json_t *arm_json(const atr_reconstruction_report *report, size_t k)
{
    const atr_quality *q = &report->quality[k];
    json_t            *object = json_object();
    json_object_set_new(object, "arm", json_from_text(label_of(report, k)));
    json_object_set_new(object, "patients", json_from_number(q->patients));
    json_object_set_new(object, "events", json_from_number(q->events));
    json_object_set_new(object, "median", json_from_estimate(&report->median[k]));
    json_object_set_new(object, "quality", quality_json_of(q));
    json_object_set_new(object, "inputs", fits_json(q->input, q->n_inputs));
    json_object_set_new(object, "table", table_json(&report->reconstruction->arm[k].table));
    return object;
}

static json_t *draws_json(const atr_reconstruction_report *report)
{
    json_t *list = json_array();
    for (size_t k = 0; k < report->draws->n_arms; k++) {
        const atr_draws_arm *arm = &report->draws->arm[k];
        json_t              *object = json_object();
        json_object_set_new(object, "arm", json_from_text(label_of(report, k)));
        json_object_set_new(object, "distinct", json_integer((json_int_t)arm->distinct));
        json_object_set_new(object, "effective", json_from_number(arm->effective));
        json_object_set_new(object, "r_hat", json_from_number(arm->spread));
        json_object_set_new(object, "accepted", json_from_number(arm->accepted));
        json_object_set_new(object, "digitizing_error", json_from_number(arm->error));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *conflicts_json(const atr_ratio_conflicts *conflicts)
{
    json_t *list = json_array();
    for (size_t i = 0; i < conflicts->n; i++) {
        const atr_ratio_conflict *c = &conflicts->conflict[i];
        const bool                any = c->least <= c->most;
        json_t                   *object = json_object();
        json_object_set_new(object, "name", json_from_text(c->name));
        json_object_set_new(object, "printed", json_from_number(c->printed.value));
        json_object_set_new(object, "low", json_from_number(c->printed.low));
        json_object_set_new(object, "high", json_from_number(c->printed.high));
        json_object_set_new(object, "least", json_from_number(any ? c->least : NAN));
        json_object_set_new(object, "most", json_from_number(any ? c->most : NAN));
        json_object_set_new(object, "with",
                            c->with ? json_from_text(c->with) : json_null());
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *unused_json(const atr_reconstruction_report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->n_unused; i++) {
        json_t *object = json_object();
        json_object_set_new(object, "name", json_from_text(report->unused[i].subject));
        json_object_set_new(object, "printed", json_from_text(report->unused[i].printed));
        json_object_set_new(object, "rebuilt", json_from_number(report->unused[i].rebuilt));
        json_array_append_new(list, object);
    }
    return list;
}

atr_status atr_report_reconstruction_json(FILE                            *stream,
                                          const atr_reconstruction_report *report,
                                          atr_error                       *err)
{
    json_t *document = json_document("atrisk-reconstruction/1", report->notes);
    json_t *arms = json_array();
    json_object_set_new(document, "file", json_from_text(report->file));
    json_object_set_new(document, "method", json_from_text(report->method));
    json_object_set_new(document, "conf_level", json_from_number(report->level));
    for (size_t k = 0; k < report->figure->n_arms; k++)
        json_array_append_new(arms, arm_json(report, k));
    json_object_set_new(document, "arms", arms);
    json_object_set_new(document, "inputs",
                        fits_json(report->over_arms, report->n_over_arms));
    json_object_set_new(document, "contradictions", conflicts_json(report->conflicts));
    json_object_set_new(document, "log_hazard_ratio",
                        report->log_hr ? json_from_estimate(report->log_hr) : json_null());
    json_object_set_new(document, "not_used", unused_json(report));
    if (report->draws) {
        ensemble_json(document, report->ensemble);
        json_object_set_new(document, "draws", draws_json(report));
    }
    return json_write(stream, document, err);
}
