/* report_turnbull.c - survival from interval-censored times. */
#include "atrisk/report_turnbull.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DECIMALS = 4 };

static const double half = 0.5;

/* A mass or a rest of survival below this is rounding. */
static const double negligible = 1e-12;

/* The interval that the p-quantile lies in; the number of intervals when there is none. */
static size_t quantile_of(const atr_turnbull *fit, double p)
{
    size_t k = 0;
    while (k < fit->n && !(fit->survival[k] <= 1 - p + negligible)) k++;
    return k < fit->n && isinf(fit->right[k]) ? fit->n : k;
}

/* "(12, 18]", "= 12" where both ends are one, "NR" for what is never reached. */
static void add_interval(text_table *table, const atr_turnbull *fit, size_t k)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (k == fit->n) {
        text_table_add(table, "NR");
        return;
    }
    format_time(a, isinf(fit->left[k]) ? 0 : fit->left[k]);
    format_time(b, fit->right[k]);
    if (fit->left[k] == fit->right[k]) text_table_addf(table, "= %s", a);
    else if (isinf(fit->right[k])) text_table_addf(table, "after %s", a);
    else text_table_addf(table, "(%s, %s]", a, b);
}

static const char *group_heading(const atr_turnbull_report *report)
{
    return report->group_name ? report->group_name : "";
}

static void write_summary(FILE *stream, const atr_turnbull_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrrrlr");
    text_table_add(&table, group_heading(report));
    text_table_add(&table, "n");
    text_table_add(&table, "exact");
    text_table_add(&table, "censored");
    text_table_add(&table, "quantile");
    text_table_add(&table, "p");
    for (size_t g = 0; g < report->n_groups; g++)
        for (size_t q = 0; q < report->n_quantiles; q++) {
            const atr_turnbull_group *group = &report->group[g];
            text_table_add(&table, group->label);
            text_table_add(&table, format_count(a, group->n));
            text_table_add(&table, format_count(a, group->exact));
            text_table_add(&table, format_count(a, group->right));
            add_interval(&table, group->fit, quantile_of(group->fit, report->prob[q]));
            text_table_addf(&table, "%g", report->prob[q]);
        }
    text_table_end(&table, stream);
}

static void write_times(FILE *stream, const atr_turnbull_report *report)
{
    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table table = text_table_begin("lrl");
    text_table_add(&table, group_heading(report));
    text_table_add(&table, "time");
    text_table_add(&table, "survival");
    for (size_t g = 0; g < report->n_groups; g++)
        for (size_t k = 0; k < report->n_times; k++) {
            const atr_turnbull_range s =
                atr_turnbull_at(report->group[g].fit, report->time[k]);
            text_table_add(&table, report->group[g].label);
            text_table_addf(&table, "%g", report->time[k]);
            format_fixed(a, s.lower, DECIMALS);
            format_fixed(b, s.upper, DECIMALS);
            if (s.upper - s.lower < half * pow(10, -DECIMALS)) text_table_add(&table, b);
            else text_table_addf(&table, "%s to %s", a, b);
        }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_masses(FILE *stream, const atr_turnbull_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("llrr");
    text_table_add(&table, group_heading(report));
    text_table_add(&table, "event");
    text_table_add(&table, "probability");
    text_table_add(&table, "survival after");
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_turnbull *fit = report->group[g].fit;
        for (size_t k = 0; k < fit->n; k++) {
            if (fit->mass[k] <= negligible) continue;
            text_table_add(&table, report->group[g].label);
            add_interval(&table, fit, k);
            text_table_add(&table, format_fixed(a, fit->mass[k], DECIMALS));
            text_table_add(&table, format_fixed(a, fmax(fit->survival[k], 0), DECIMALS));
        }
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

void atr_report_turnbull_text(FILE *stream, const atr_turnbull_report *report)
{
    char   a[FORMAT_SIZE];
    double n = 0;
    for (size_t g = 0; g < report->n_groups; g++) n += report->group[g].n;
    fprintf(stream, "Turnbull's estimate from interval-censored times\n");
    fprintf(stream, "%s: %s patient%s (event after: %s, not after: %s", report->file,
            format_count(a, n), n == 1 ? "" : "s", report->left, report->right);
    if (report->group_name) fprintf(stream, ", groups: %s", report->group_name);
    fputs(")\n\n", stream);
    write_summary(stream, report);
    if (report->n_times) write_times(stream, report);
    write_masses(stream, report);
    fputs("how a probability lies within its interval the data do not say\n", stream);
}

void atr_report_turnbull_csv(FILE *stream, const atr_turnbull_report *report)
{
    fputs("group,left,right,mass,survival\n", stream);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_turnbull *fit = report->group[g].fit;
        for (size_t k = 0; k < fit->n; k++) {
            csv_text(stream, report->group[g].label);
            csv_number(stream, fit->left[k]);
            csv_number(stream, fit->right[k]);
            csv_number(stream, fit->mass[k]);
            csv_number(stream, fit->survival[k]);
            fputc('\n', stream);
        }
    }
}

static json_t *quantiles_to_json(const atr_turnbull_report *report, const atr_turnbull *fit)
{
    json_t *list = json_array();
    for (size_t q = 0; q < report->n_quantiles; q++) {
        const size_t k = quantile_of(fit, report->prob[q]);
        json_t      *object = json_object();
        json_object_set_new(object, "prob", json_from_number(report->prob[q]));
        json_object_set_new(object, "left",
                            json_from_number(k < fit->n ? fit->left[k] : NAN));
        json_object_set_new(object, "right",
                            json_from_number(k < fit->n ? fit->right[k] : NAN));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *times_to_json(const atr_turnbull_report *report, const atr_turnbull *fit)
{
    json_t *list = json_array();
    for (size_t k = 0; k < report->n_times; k++) {
        const atr_turnbull_range s = atr_turnbull_at(fit, report->time[k]);
        json_t                  *object = json_object();
        json_object_set_new(object, "time", json_from_number(report->time[k]));
        json_object_set_new(object, "lower", json_from_number(s.lower));
        json_object_set_new(object, "upper", json_from_number(s.upper));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *group_to_json(const atr_turnbull_report *report,
                             const atr_turnbull_group  *group)
{
    const atr_turnbull *fit = group->fit;
    json_t             *object = json_object();
    json_object_set_new(object, "group", json_from_text(group->label));
    json_object_set_new(object, "n", json_from_number(group->n));
    json_object_set_new(object, "exact", json_from_number(group->exact));
    json_object_set_new(object, "right_censored", json_from_number(group->right));
    json_object_set_new(object, "loglik", json_from_number(fit->loglik));
    json_object_set_new(object, "converged", json_boolean(fit->converged));
    json_object_set_new(object, "iterations", json_integer(fit->iterations));
    json_object_set_new(object, "quantiles", quantiles_to_json(report, fit));
    json_object_set_new(object, "at_times", times_to_json(report, fit));
    json_object_set_new(object, "left", json_from_numbers(fit->left, fit->n));
    json_object_set_new(object, "right", json_from_numbers(fit->right, fit->n));
    json_object_set_new(object, "mass", json_from_numbers(fit->mass, fit->n));
    json_object_set_new(object, "survival", json_from_numbers(fit->survival, fit->n));
    return object;
}

atr_status atr_report_turnbull_json(FILE *stream, const atr_turnbull_report *report,
                                    atr_error *err)
{
    json_t *document = json_document("atrisk-turnbull/1", report->notes);
    json_t *input = json_object(), *groups = json_array();
    json_object_set_new(input, "file", json_from_text(report->file));
    json_object_set_new(input, "left", json_from_text(report->left));
    json_object_set_new(input, "right", json_from_text(report->right));
    json_object_set_new(input, "group", json_from_text(report->group_name));
    for (size_t g = 0; g < report->n_groups; g++)
        json_array_append_new(groups, group_to_json(report, &report->group[g]));
    json_object_set_new(document, "input", input);
    json_object_set_new(document, "groups", groups);
    return json_write(stream, document, err);
}
