/* report_km.c - Kaplan-Meier results. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>
#include <string.h>

enum { SURVIVAL_DECIMALS = 4, MOST_QUANTILES_SHOWN = 16 };

const char *atr_scale_name(atr_scale scale)
{
    switch (scale) {
    case ATR_SCALE_PLAIN: return "plain";
    case ATR_SCALE_LOG: return "log";
    case ATR_SCALE_LOGLOG: return "log-log";
    case ATR_SCALE_LOGIT: return "logit";
    case ATR_SCALE_ARCSINE: return "arcsine";
    }
    return "";
}

static const char *quantile_rule(const atr_curve *curve)
{
    return curve->quantile == ATR_QUANTILE_FIRST ? "beginning" : "middle";
}

static double total(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

/* "0.5" -> "median", "0.25" -> "q0.25". */
static void quantile_name(char buffer[FORMAT_SIZE], double p)
{
    if (p == 0.5) snprintf(buffer, FORMAT_SIZE, "median");
    else snprintf(buffer, FORMAT_SIZE, "q%g", p);
}

/* The limits of a survival probability; "-" where it is 0 and has none. */
static void add_limits(text_table *table, double lower, double upper)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(lower)) text_table_add(table, "-");
    else
        text_table_addf(table, "%s to %s", format_fixed(a, lower, SURVIVAL_DECIMALS),
                        format_fixed(b, upper, SURVIVAL_DECIMALS));
}

static void write_summary(FILE *stream, const atr_km_report *report)
{
    char         alignment[3 + 2 * MOST_QUANTILES_SHOWN + 1] = "lrr";
    const size_t shown = report->n_quantiles < MOST_QUANTILES_SHOWN ? report->n_quantiles
                                                                    : MOST_QUANTILES_SHOWN;
    for (size_t q = 0; q < shown; q++) strcat(alignment, "rl");

    text_table table = text_table_begin(alignment);
    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table_add(&table,
                   report->patients->group_name ? report->patients->group_name : "");
    text_table_add(&table, "n");
    text_table_add(&table, "events");
    for (size_t q = 0; q < shown; q++) {
        quantile_name(a, report->prob[q]);
        text_table_add(&table, a);
        text_table_addf(&table, "%g%% CI", 100 * report->group[0].curve->level);
    }
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_km_group *group = &report->group[g];
        text_table_add(&table, group->label);
        text_table_add(&table, format_count(a, group->table->subjects));
        text_table_add(&table,
                       format_count(a, total(group->table->events, group->table->n)));
        for (size_t q = 0; q < shown; q++) {
            const atr_estimate *e = &group->quantile[q];
            text_table_add(&table, format_time(a, e->value));
            text_table_addf(&table, "%s to %s", format_time(a, e->lower),
                            format_time(b, e->upper));
        }
    }
    text_table_end(&table, stream);
}

static void write_times(FILE *stream, const atr_km_report *report)
{
    text_table table = text_table_begin("lrrrrl");
    char       a[FORMAT_SIZE];
    text_table_add(&table,
                   report->patients->group_name ? report->patients->group_name : "");
    text_table_add(&table, "time");
    text_table_add(&table, "at risk");
    text_table_add(&table, "survival");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * report->group[0].curve->level);
    for (size_t g = 0; g < report->n_groups; g++) {
        for (size_t k = 0; k < report->n_times; k++) {
            const atr_estimate s = atr_curve_at(report->group[g].curve, report->time[k]);
            text_table_add(&table, report->group[g].label);
            text_table_addf(&table, "%g", report->time[k]);
            text_table_add(&table,
                           format_count(a, atr_events_at_risk(report->group[g].table,
                                                              report->time[k])));
            text_table_add(&table, format_fixed(a, s.value, SURVIVAL_DECIMALS));
            text_table_add(&table, format_fixed(a, s.std_error, SURVIVAL_DECIMALS));
            add_limits(&table, s.lower, s.upper);
        }
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_steps(FILE *stream, const atr_km_report *report,
                        const atr_km_group *group)
{
    text_table               table = text_table_begin("rrrrrrl");
    char                     a[FORMAT_SIZE];
    static const char *const heads[] = {"time",     "at risk",   "events", "censored",
                                        "survival", "std. err.", "CI"};
    for (size_t j = 0; j < sizeof heads / sizeof *heads; j++)
        text_table_add(&table, heads[j]);
    for (size_t k = 0; k < group->table->n; k++) {
        text_table_addf(&table, "%.10g", group->table->time[k]);
        text_table_add(&table, format_count(a, group->table->at_risk[k]));
        text_table_add(&table, format_count(a, group->table->events[k]));
        text_table_add(&table, format_count(a, group->table->censored[k]));
        text_table_add(&table,
                       format_fixed(a, group->curve->survival[k], SURVIVAL_DECIMALS));
        text_table_add(&table,
                       format_fixed(a, group->curve->std_error[k], SURVIVAL_DECIMALS));
        add_limits(&table, group->curve->lower[k], group->curve->upper[k]);
    }
    fprintf(stream, "\n%s%s%s\n",
            report->patients->group_name ? report->patients->group_name : "",
            report->patients->group_name ? " = " : "", group->label);
    text_table_end(&table, stream);
}

void atr_report_km_text(FILE *stream, const atr_km_report *report)
{
    fputs("Kaplan-Meier estimate\n", stream);
    describe_patients_text(stream, report->patients);
    fprintf(stream,
            "%g%% confidence limits: %s scale, Greenwood's variance; quantiles at the %s "
            "of a flat piece\n\n",
            100 * report->group[0].curve->level,
            atr_scale_name(report->group[0].curve->scale),
            quantile_rule(report->group[0].curve));
    write_summary(stream, report);
    if (report->n_times) write_times(stream, report);
    for (size_t g = 0; report->steps && g < report->n_groups; g++)
        write_steps(stream, report, &report->group[g]);
}

void atr_report_km_csv(FILE *stream, const atr_km_report *report)
{
    fputs("group,time,n_risk,n_event,n_censor,survival,std_error,lower,upper\n", stream);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_events *t = report->group[g].table;
        const atr_curve  *c = report->group[g].curve;
        for (size_t k = 0; k < t->n; k++) {
            csv_text(stream, report->group[g].label);
            csv_number(stream, t->time[k]);
            csv_number(stream, t->at_risk[k]);
            csv_number(stream, t->events[k]);
            csv_number(stream, t->censored[k]);
            csv_number(stream, c->survival[k]);
            csv_number(stream, c->std_error[k]);
            csv_number(stream, c->lower[k]);
            csv_number(stream, c->upper[k]);
            fputc('\n', stream);
        }
    }
}

static json_t *quantiles_to_json(const atr_km_report *report, const atr_km_group *group)
{
    json_t *list = json_array();
    for (size_t q = 0; q < report->n_quantiles; q++) {
        json_t *object = json_from_estimate(&group->quantile[q]);
        json_object_del(object, "std_error");
        json_object_set_new(object, "prob", json_from_number(report->prob[q]));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *times_to_json(const atr_km_report *report, const atr_km_group *group)
{
    json_t *list = json_array();
    for (size_t k = 0; k < report->n_times; k++) {
        const atr_estimate s = atr_curve_at(group->curve, report->time[k]);
        json_t            *object = json_from_estimate(&s);
        json_object_set_new(object, "time", json_from_number(report->time[k]));
        json_object_set_new(
            object, "n_risk",
            json_from_number(atr_events_at_risk(group->table, report->time[k])));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *group_to_json(const atr_km_report *report, const atr_km_group *group)
{
    const atr_events *t = group->table;
    const atr_curve  *c = group->curve;
    json_t           *object = json_object();
    json_object_set_new(object, "group", json_from_text(group->label));
    json_object_set_new(object, "n", json_from_number(t->subjects));
    json_object_set_new(object, "events", json_from_number(total(t->events, t->n)));
    json_object_set_new(object, "quantiles", quantiles_to_json(report, group));
    json_object_set_new(object, "at_times", times_to_json(report, group));
    json_object_set_new(object, "time", json_from_numbers(t->time, t->n));
    json_object_set_new(object, "n_risk", json_from_numbers(t->at_risk, t->n));
    json_object_set_new(object, "n_event", json_from_numbers(t->events, t->n));
    json_object_set_new(object, "n_censor", json_from_numbers(t->censored, t->n));
    json_object_set_new(object, "survival", json_from_numbers(c->survival, c->n));
    json_object_set_new(object, "std_error", json_from_numbers(c->std_error, c->n));
    json_object_set_new(object, "lower", json_from_numbers(c->lower, c->n));
    json_object_set_new(object, "upper", json_from_numbers(c->upper, c->n));
    return object;
}

atr_status atr_report_km_json(FILE *stream, const atr_km_report *report, atr_error *err)
{
    const atr_curve *first = report->group[0].curve;
    json_t          *document = json_document("atrisk-km/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "conf_level", json_from_number(first->level));
    json_object_set_new(document, "conf_type", json_string(atr_scale_name(first->scale)));
    json_object_set_new(document, "quantile_rule", json_string(quantile_rule(first)));
    json_t *groups = json_array();
    for (size_t g = 0; g < report->n_groups; g++)
        json_array_append_new(groups, group_to_json(report, &report->group[g]));
    json_object_set_new(document, "groups", groups);
    return json_write(stream, document, err);
}
