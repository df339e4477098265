/* report_check.c - the diagnosis of digitized curves. */
#include "atrisk/report_check.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 3 };

static const char *label_of(const atr_figure_arm *arm)
{
    return arm->label ? arm->label : "curve";
}

size_t atr_report_check_wrong(const atr_check_report *report)
{
    size_t n = 0;
    for (size_t i = 0; i < report->notes->n; i++)
        n += report->notes->note[i].severity != ATR_NOTE;
    return n;
}

/* --- text ------------------------------------------------------------------------------
 */

static void add_at(text_table *table, double value, double time)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(time)) text_table_add(table, format_significant(a, value, DIGITS));
    else
        text_table_addf(table, "%s at %s", format_significant(a, value, DIGITS),
                        format_time(b, time));
}

static void add_range(text_table *table, double from, double to)
{
    text_table_addf(table, "%.4g to %.4g", from, to);
}

static void write_points(FILE *stream, const atr_check_report *report)
{
    text_table        table = text_table_begin("lrlllrrlr");
    const char *const heading[] = {"curve", "points", "time",         "survival",   "steps",
                                   "rises", "RMSE",   "furthest off", "longest gap"};
    for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
        text_table_add(&table, heading[i]);
    for (size_t a = 0; a < report->curves->n; a++) {
        const atr_points    *p = &report->curves->arm[a].points;
        const atr_arm_check *k = &report->check[a];
        char                 text[FORMAT_SIZE];
        if (p->n == 0) continue;
        text_table_add(&table, label_of(&report->curves->arm[a]));
        text_table_addf(&table, "%zu", p->n);
        add_range(&table, p->time[0], p->time[p->n - 1]);
        add_range(&table, p->survival[0], p->survival[p->n - 1]);
        text_table_addf(&table, "%zu", k->n_drops);
        text_table_addf(&table, "%zu", k->n_rises);
        text_table_add(&table, format_significant(text, k->rmse, 2));
        add_at(&table, k->largest, k->largest > 0 ? k->largest_time : NAN);
        add_at(&table, k->longest_gap, k->gap_time);
    }
    text_table_end(&table, stream);
}

static void add_bounds(text_table *table, double low, double high)
{
    if (!(ceil(low) <= floor(high))) text_table_add(table, "-");
    else text_table_addf(table, "%.0f to %.0f", ceil(low), floor(high));
}

static void write_rows(FILE *stream, const atr_figure_arm *arm, const atr_arm_check *k)
{
    const bool points = arm->points.n > 0, marks = arm->marks.n > 0;
    text_table table = text_table_begin(marks ? "rrlrlrl" : "rrlrll");
    text_table_add(&table, "time");
    text_table_add(&table, "at risk");
    text_table_add(&table, "survival");
    text_table_add(&table, "at most");
    text_table_add(&table, "events since");
    if (marks) text_table_add(&table, "marks");
    text_table_add(&table, "");
    for (size_t i = 0; i < k->n_rows; i++) {
        const atr_risk_check *row = &k->row[i];
        char                  text[FORMAT_SIZE];
        text_table_add(&table, format_time(text, row->time));
        text_table_add(&table, format_count(text, row->at_risk));
        if (points)
            text_table_addf(&table, "%.3f to %.3f", row->survival_low, row->survival_high);
        else text_table_add(&table, "-");
        if (isfinite(row->most)) text_table_addf(&table, "%.1f", row->most);
        else text_table_add(&table, "-");
        add_bounds(&table, row->events_least, row->events_most);
        if (marks) text_table_add(&table, format_count(text, row->marks));
        text_table_add(&table, row->wrong ? "wrong" : "");
    }
    text_table_end(&table, stream);
}

static void write_remark(FILE *stream, const atr_diagnostic *d)
{
    fputs("  ", stream);
    if (d->file[0]) fputs(d->file, stream);
    if (d->file[0] && d->line) fprintf(stream, ":%zu", d->line);
    if (d->file[0] && d->line && d->column) fprintf(stream, ":%zu", d->column);
    fprintf(stream, "%s%s [%c%d]\n", d->file[0] ? ": " : "", d->message,
            d->severity == ATR_NOTE ? 'N' : 'W', d->code);
    if (d->hint[0]) fprintf(stream, "    %s\n", d->hint);
}

static void write_remarks(FILE *stream, const atr_check_report *report, bool wrong,
                          const char *heading)
{
    bool first = true;
    for (size_t i = 0; i < report->notes->n; i++) {
        const atr_diagnostic *d = &report->notes->note[i];
        if ((d->severity != ATR_NOTE) != wrong) continue;
        if (first) fprintf(stream, "\n%s\n", heading);
        first = false;
        write_remark(stream, d);
    }
}

void atr_report_check_text(FILE *stream, const atr_check_report *report)
{
    const atr_curves *curves = report->curves;
    bool              points = false;
    for (size_t a = 0; a < curves->n; a++) points = points || curves->arm[a].points.n;
    if (points) write_points(stream, report);
    for (size_t a = 0; a < curves->n; a++) {
        const atr_figure_arm *arm = &curves->arm[a];
        if (!arm->risk.n) continue;
        fprintf(stream, "%sNumbers at risk, %s", a || points ? "\n" : "", label_of(arm));
        if (!isnan(arm->events)) fprintf(stream, " (%g events in all)", arm->events);
        fputs("\n\n", stream);
        write_rows(stream, arm, &report->check[a]);
    }
    write_remarks(stream, report, false, "Noted");
    write_remarks(stream, report, true, "Wrong");
    const size_t wrong = atr_report_check_wrong(report);
    if (wrong) fprintf(stream, "\n%zu contradiction%s\n", wrong, wrong == 1 ? "" : "s");
    else fputs("\nno contradiction\n", stream);
}

/* --- CSV -------------------------------------------------------------------------------
 */

typedef struct {
    const char *curve, *quantity;
    double      time, value, lower, upper;
    int         wrong; /* -1: not judged */
} csv_row;

static void write_csv_row(FILE *stream, const csv_row *row)
{
    csv_text(stream, row->curve);
    fprintf(stream, ",%s", row->quantity);
    csv_number(stream, row->time);
    csv_number(stream, row->value);
    csv_number(stream, row->lower);
    csv_number(stream, row->upper);
    if (row->wrong < 0) fputs(",\n", stream);
    else fprintf(stream, ",%d\n", row->wrong);
}

static void write_csv_points(FILE *stream, const char *curve, const atr_arm_check *k)
{
    const csv_row row[] = {
        {curve, "points", NAN, (double)k->n, NAN, NAN, -1},
        {curve, "steps", NAN, (double)k->n_drops, NAN, NAN, -1},
        {curve, "rises", k->rise_time, (double)k->n_rises, NAN, NAN, k->n_rises > 0},
        {curve, "largest_rise", k->rise_time, k->largest_rise, NAN, NAN, -1},
        {curve, "rmse", NAN, k->rmse, NAN, NAN, -1},
        {curve, "largest_residual", k->largest_time, k->largest, NAN, NAN, -1},
        {curve, "longest_gap", k->gap_time, k->longest_gap, NAN, NAN, -1},
    };
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) write_csv_row(stream, &row[i]);
}

void atr_report_check_csv(FILE *stream, const atr_check_report *report)
{
    fputs("curve,quantity,time,value,lower,upper,wrong\n", stream);
    for (size_t a = 0; a < report->curves->n; a++) {
        const atr_arm_check *k = &report->check[a];
        const char          *curve = label_of(&report->curves->arm[a]);
        if (k->n) write_csv_points(stream, curve, k);
        for (size_t i = 0; i < k->n_rows; i++) {
            const atr_risk_check *r = &k->row[i];
            const double          most = isfinite(r->most) ? r->most : NAN;
            write_csv_row(stream, &(csv_row){curve, "at_risk", r->time, r->at_risk, NAN,
                                             most, r->wrong});
            write_csv_row(stream, &(csv_row){curve, "survival", r->time, NAN,
                                             r->survival_low, r->survival_high, -1});
            write_csv_row(stream, &(csv_row){curve, "events_since", r->time, NAN,
                                             r->events_least, r->events_most, -1});
        }
    }
}

/* --- JSON ------------------------------------------------------------------------------
 */

static void set_number(json_t *object, const char *name, double x)
{
    json_object_set_new(object, name, json_from_number(x));
}

static json_t *origin_json(const atr_curve_origin *o)
{
    const char separator[] = {o->separator, '\0'};
    json_t    *object = json_object();
    json_object_set_new(object, "file", json_from_text(o->file));
    json_object_set_new(object, "format",
                        json_from_text(atr_curve_format_words[o->format]));
    json_object_set_new(object, "separator", json_from_text(separator));
    json_object_set_new(object, "decimal", json_from_text(atr_decimal_words[o->decimal]));
    set_number(object, "header_rows", (double)o->header_rows);
    json_object_set_new(object, "scale", json_from_text(atr_axis_words[o->axis]));
    json_object_set_new(object, "shows", json_from_text(atr_shows_words[o->shows]));
    set_number(object, "rows", (double)o->rows);
    set_number(object, "inner_points_left_out", (double)o->inner);
    set_number(object, "incomplete_points_left_out", (double)o->incomplete);
    set_number(object, "points_set_to_zero", (double)o->before_zero);
    json_object_set_new(object, "sorted", json_boolean(o->sorted));
    return object;
}

static json_t *points_json(const atr_points *p, const atr_arm_check *k)
{
    json_t *object = json_object();
    set_number(object, "n", (double)p->n);
    json_object_set_new(object, "time", json_from_numbers(p->time, p->n));
    json_object_set_new(object, "survival", json_from_numbers(p->survival, p->n));
    json_object_set_new(object, "step", json_from_numbers(k->step, p->n));
    set_number(object, "steps", (double)k->n_drops);
    set_number(object, "rises", (double)k->n_rises);
    set_number(object, "largest_rise", k->largest_rise);
    set_number(object, "largest_rise_time", k->rise_time);
    set_number(object, "rmse", k->rmse);
    set_number(object, "largest_residual", k->largest);
    set_number(object, "largest_residual_time", k->largest_time);
    set_number(object, "longest_gap", k->longest_gap);
    set_number(object, "longest_gap_time", k->gap_time);
    return object;
}

static json_t *row_json(const atr_figure_arm *arm, const atr_arm_check *k, size_t i)
{
    const atr_risk_check *row = &k->row[i];
    json_t               *object = json_object();
    set_number(object, "time", row->time);
    set_number(object, "at_risk", row->at_risk);
    set_number(object, "events", arm->risk.events ? arm->risk.events[i] : NAN);
    set_number(object, "censored", arm->risk.censored ? arm->risk.censored[i] : NAN);
    set_number(object, "survival_low", row->survival_low);
    set_number(object, "survival_high", row->survival_high);
    set_number(object, "at_most", isfinite(row->most) ? row->most : NAN);
    set_number(object, "events_least", row->events_least);
    set_number(object, "events_most", row->events_most);
    set_number(object, "marks", row->marks);
    json_object_set_new(object, "wrong", json_boolean(row->wrong));
    return object;
}

static json_t *arm_json(const atr_check_report *report, size_t a)
{
    const atr_figure_arm *arm = &report->curves->arm[a];
    json_t               *object = json_object(), *rows = json_array();
    for (size_t i = 0; i < arm->risk.n; i++)
        json_array_append_new(rows, row_json(arm, &report->check[a], i));
    json_object_set_new(object, "curve", json_from_text(label_of(arm)));
    json_object_set_new(object, "origin", origin_json(&report->curves->origin[a]));
    set_number(object, "n", arm->n);
    set_number(object, "events", arm->events);
    json_object_set_new(object, "points", points_json(&arm->points, &report->check[a]));
    json_object_set_new(object, "risk_table", rows);
    return object;
}

atr_status atr_report_check_json(FILE *stream, const atr_check_report *report,
                                 atr_error *err)
{
    json_t *document = json_document("atrisk-check/1", report->notes);
    json_t *arms = json_array();
    for (size_t a = 0; a < report->curves->n; a++)
        json_array_append_new(arms, arm_json(report, a));
    set_number(document, "contradictions", (double)atr_report_check_wrong(report));
    set_number(document, "time_ratio", report->curves->time_ratio);
    json_object_set_new(document, "curves", arms);
    return json_write(stream, document, err);
}
