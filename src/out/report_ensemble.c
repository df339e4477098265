/* report_ensemble.c - results over draws of a reconstruction. */
#include "atrisk/report_ensemble.h"
#include "out/csv.h"
#include "out/ensemble_json.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4 };

/* As it is shown: of a ratio, the ratio. */
static double shown(const atr_ensemble_row *row, double x)
{
    if (row->share && !isnan(x)) return fmax(0, fmin(1, x));
    return row->logarithm ? exp(x) : x;
}

static const char *number(char buffer[FORMAT_SIZE], const atr_ensemble_row *row, double x)
{
    if (row->time && !isfinite(x)) return format_time(buffer, NAN);
    return format_significant(buffer, shown(row, x), DIGITS);
}

static void add_limits(text_table *table, const atr_ensemble_row *row, double lower,
                       double upper)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(lower) && isnan(upper) && !row->time) text_table_add(table, "-");
    else text_table_addf(table, "%s to %s", number(a, row, lower), number(b, row, upper));
}

static void add_name(text_table *table, const atr_ensemble_row *row)
{
    char at[FORMAT_SIZE + 4] = "";
    if (!isnan(row->at)) snprintf(at, sizeof at, " %g", row->at);
    text_table_addf(table, "%s%s, %s%s%s", row->words, at, row->group,
                    row->reference ? " vs " : "", row->reference ? row->reference : "");
}

void atr_report_ensemble_text(FILE *stream, const atr_ensemble_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrlll");
    fprintf(stream,
            "\nwhat the figure leaves open: %zu draws of the patients (column %s)\n",
            report->n_draws, report->column);
    text_table_add(&table, "");
    text_table_add(&table, "draw 0");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    text_table_addf(&table, "%g%% reconstruction", 100 * report->level);
    text_table_addf(&table, "%g%% total", 100 * report->level);
    for (size_t k = 0; k < report->n; k++) {
        const atr_ensemble_row *row = &report->row[k];
        const atr_ensemble     *e = &row->ensemble;
        add_name(&table, row);
        text_table_add(&table, number(a, row, row->estimate.value));
        add_limits(&table, row, row->estimate.lower, row->estimate.upper);
        if (isnan(e->lower)) text_table_add(&table, "-");
        else add_limits(&table, row, e->lower, e->upper);
        if (isnan(e->total.value)) text_table_add(&table, "-");
        else add_limits(&table, row, e->total.lower, e->total.upper);
    }
    text_table_end(&table, stream);
    fputs(
        "CI: sampling error alone; reconstruction: percentiles of the draws; total: both,\n"
        "about the mean of the draws (Rubin 1987, p. 76)\n",
        stream);
}

void atr_report_ensemble_csv(FILE *stream, const atr_ensemble_report *report)
{
    fputs("quantity,at,group,reference,estimate,lower,upper,draws,draws_lower,draws_upper,"
          "draws_mean,within_std_error,between_std_error,total_std_error,df,total_lower,"
          "total_upper\n",
          stream);
    for (size_t k = 0; k < report->n; k++) {
        const atr_ensemble_row *row = &report->row[k];
        const atr_ensemble     *e = &row->ensemble;
        csv_text(stream, row->quantity);
        csv_number(stream, row->at);
        fputc(',', stream);
        csv_text(stream, row->group);
        fputc(',', stream);
        csv_text(stream, row->reference ? row->reference : "");
        csv_number(stream, shown(row, row->estimate.value));
        csv_number(stream, shown(row, row->estimate.lower));
        csv_number(stream, shown(row, row->estimate.upper));
        csv_number(stream, (double)e->n);
        csv_number(stream, shown(row, e->lower));
        csv_number(stream, shown(row, e->upper));
        csv_number(stream, shown(row, e->mean));
        csv_number(stream, sqrt(e->within));
        csv_number(stream, sqrt(e->between));
        csv_number(stream, e->total.std_error);
        csv_number(stream, e->df);
        csv_number(stream, shown(row, e->total.lower));
        csv_number(stream, shown(row, e->total.upper));
        fputc('\n', stream);
    }
}

static void set(json_t *object, const char *name, double x)
{
    json_object_set_new(object, name, json_from_number(x));
}

static json_t *row_to_json(const atr_ensemble_row *row)
{
    const atr_ensemble *e = &row->ensemble;
    json_t             *object = json_object();
    json_object_set_new(object, "quantity", json_string(row->quantity));
    set(object, "at", row->at);
    json_object_set_new(object, "group", json_from_text(row->group));
    json_object_set_new(object, "reference",
                        row->reference ? json_from_text(row->reference) : json_null());
    set(object, "estimate", shown(row, row->estimate.value));
    set(object, "lower", shown(row, row->estimate.lower));
    set(object, "upper", shown(row, row->estimate.upper));
    set(object, "draws_lower", shown(row, e->lower));
    set(object, "draws_upper", shown(row, e->upper));
    set(object, "draws_mean", shown(row, e->mean));
    set(object, "within_std_error", sqrt(e->within));
    set(object, "between_std_error", sqrt(e->between));
    set(object, "total_std_error", e->total.std_error);
    set(object, "df", e->df);
    set(object, "total_lower", shown(row, e->total.lower));
    set(object, "total_upper", shown(row, e->total.upper));
    return object;
}

void ensemble_json(json_t *document, const atr_ensemble_report *report)
{
    json_t *object = json_object(), *results = json_array();
    for (size_t k = 0; k < report->n; k++)
        json_array_append_new(results, row_to_json(&report->row[k]));
    json_object_set_new(object, "column", json_from_text(report->column));
    json_object_set_new(object, "draws", json_integer((json_int_t)report->n_draws));
    json_object_set_new(object, "conf_level", json_from_number(report->level));
    json_object_set_new(object, "results", results);
    json_object_set_new(document, "ensemble", object);
}
