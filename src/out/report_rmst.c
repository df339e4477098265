/* report_rmst.c - restricted mean survival times. */
#include "atrisk/report.h"
#include "base/utf8.h"
#include "out/bootstrap.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/ensemble_json.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>
#include <stdlib.h>

enum { DIGITS = 5 };

static const char *label(const atr_rmst_report *report, size_t g)
{
    return report->patients->group ? report->patients->group[g] : "all";
}

static void add_estimate(text_table *table, const atr_estimate *e)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table_add(table, format_significant(a, e->value, DIGITS));
    text_table_addf(table, "%s to %s", format_significant(a, e->lower, DIGITS),
                    format_significant(b, e->upper, DIGITS));
}

static void write_groups(FILE *stream, const atr_rmst_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrrlrl");
    text_table_add(&table,
                   report->patients->group_name ? report->patients->group_name : "");
    text_table_add(&table, "mean");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * report->rmst[0].level);
    text_table_add(&table, "time lost");
    text_table_addf(&table, "%g%% CI", 100 * report->rmst[0].level);
    for (size_t g = 0; g < report->patients->sample.n_groups; g++) {
        const atr_rmst *r = &report->rmst[g];
        char            b[FORMAT_SIZE];
        text_table_add(&table, label(report, g));
        text_table_add(&table, format_significant(a, r->mean.value, DIGITS));
        text_table_add(&table, format_significant(a, r->mean.std_error, DIGITS));
        text_table_addf(&table, "%s to %s", format_significant(a, r->mean.lower, DIGITS),
                        format_significant(b, r->mean.upper, DIGITS));
        add_estimate(&table, &r->lost);
    }
    text_table_end(&table, stream);
}

static void write_contrasts(FILE *stream, const atr_rmst_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrlr");
    text_table_add(&table, "");
    text_table_add(&table, "estimate");
    text_table_addf(&table, "%g%% CI", 100 * report->rmst[0].level);
    text_table_add(&table, "p");
    for (size_t g = 1; g < report->patients->sample.n_groups; g++) {
        const atr_rmst_contrast *c = &report->contrast[g - 1];
        const struct {
            const char         *name;
            const atr_contrast *contrast;
        } rows[] = {{"difference of means", &c->difference},
                    {"ratio of means", &c->ratio},
                    {"ratio of times lost", &c->lost_ratio}};
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            const atr_test *test = &rows[k].contrast->test;
            text_table_addf(&table, "%s vs %s: %s", label(report, g), label(report, 0),
                            rows[k].name);
            add_estimate(&table, &rows[k].contrast->estimate);
            text_table_add(&table, format_p(a, test->p, test->log_p));
        }
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

enum { LABEL_SIZE = 256 };

/* The means, then the differences from the first. */
static const char *bootstrap_label(char buffer[LABEL_SIZE], const atr_rmst_report *report,
                                   size_t v)
{
    const size_t n = report->patients->sample.n_groups;
    const char  *own = label(report, v < n ? v : v - n + 1), *first = label(report, 0);
    if (v < n) snprintf(buffer, LABEL_SIZE, "%.*s", atr_utf8_cut(own, 200), own);
    else
        snprintf(buffer, LABEL_SIZE, "%.*s vs %.*s: difference", atr_utf8_cut(own, 100),
                 own, atr_utf8_cut(first, 100), first);
    return buffer;
}

static void write_bootstrap(FILE *stream, const atr_rmst_report *report)
{
    const size_t n = report->bootstrap->n;
    const char **row = calloc(n, sizeof *row);
    char(*name)[LABEL_SIZE] = calloc(n, sizeof *name);
    for (size_t v = 0; row && name && v < n; v++)
        row[v] = bootstrap_label(name[v], report, v);
    if (row && name) bootstrap_text(stream, report->bootstrap, "mean", row, false);
    free(row);
    free(name);
}

void atr_report_rmst_text(FILE *stream, const atr_rmst_report *report)
{
    fprintf(stream, "Restricted mean survival time up to %g\n", report->rmst[0].horizon);
    describe_patients_text(stream, report->patients);
    if (report->robust) {
        describe_robust_text(stream, report->patients, report->sampling);
        fputc('\n', stream);
    }
    fputc('\n', stream);
    write_groups(stream, report);
    if (report->patients->sample.n_groups > 1) write_contrasts(stream, report);
    if (report->ensemble) atr_report_ensemble_text(stream, report->ensemble);
    if (report->bootstrap) write_bootstrap(stream, report);
}

static void estimate_to_csv(FILE *stream, const atr_estimate *e)
{
    csv_number(stream, e->value);
    csv_number(stream, e->std_error);
    csv_number(stream, e->lower);
    csv_number(stream, e->upper);
}

static void contrast_to_csv(FILE *stream, const atr_contrast *c)
{
    static const atr_contrast none = {.estimate = {NAN, NAN, NAN, NAN}, .test = {.p = NAN}};
    if (!c) c = &none;
    estimate_to_csv(stream, &c->estimate);
    csv_number(stream, c->test.p);
}

static void csv_heading(FILE *stream)
{
    static const char *const estimates[] = {"rmst", "rmtl"};
    static const char *const contrasts[] = {"difference", "ratio", "rmtl_ratio"};
    fputs("group,horizon", stream);
    for (size_t k = 0; k < sizeof estimates / sizeof *estimates; k++)
        fprintf(stream, ",%s,%s_std_error,%s_lower,%s_upper", estimates[k], estimates[k],
                estimates[k], estimates[k]);
    for (size_t k = 0; k < sizeof contrasts / sizeof *contrasts; k++)
        fprintf(stream, ",%s,%s_std_error,%s_lower,%s_upper,%s_p", contrasts[k],
                contrasts[k], contrasts[k], contrasts[k], contrasts[k]);
    fputc('\n', stream);
}

void atr_report_rmst_csv(FILE *stream, const atr_rmst_report *report)
{
    csv_heading(stream);
    for (size_t g = 0; g < report->patients->sample.n_groups; g++) {
        const atr_rmst_contrast *c = g > 0 ? &report->contrast[g - 1] : NULL;
        csv_text(stream, label(report, g));
        csv_number(stream, report->rmst[g].horizon);
        estimate_to_csv(stream, &report->rmst[g].mean);
        estimate_to_csv(stream, &report->rmst[g].lost);
        contrast_to_csv(stream, c ? &c->difference : NULL);
        contrast_to_csv(stream, c ? &c->ratio : NULL);
        contrast_to_csv(stream, c ? &c->lost_ratio : NULL);
        fputc('\n', stream);
    }
}

/* The group and the reference that a number of the bootstrap is about; "" for none. */
static const char *group_of(const atr_rmst_report *report, size_t v)
{
    const size_t n = report->patients->sample.n_groups;
    return label(report, v < n ? v : v - n + 1);
}

static const char *reference_of(const atr_rmst_report *report, size_t v)
{
    return v < report->patients->sample.n_groups ? "" : label(report, 0);
}

void atr_report_rmst_bootstrap_csv(FILE *stream, const atr_rmst_report *report)
{
    fputs("quantity,group,reference", stream);
    bootstrap_csv_names(stream);
    for (size_t v = 0; v < report->bootstrap->n; v++) {
        const bool mean = v < report->patients->sample.n_groups;
        fputs(mean ? "rmst," : "difference,", stream);
        csv_text(stream, group_of(report, v));
        fputc(',', stream);
        csv_text(stream, reference_of(report, v));
        bootstrap_csv(stream, report->bootstrap, v);
    }
}

static json_t *bootstrap_to_json(const atr_rmst_report *report)
{
    json_t *object = bootstrap_json(report->bootstrap), *statistics = json_array();
    for (size_t v = 0; v < report->bootstrap->n; v++) {
        const bool mean = v < report->patients->sample.n_groups;
        json_t    *one = bootstrap_statistic_json(&report->bootstrap->statistic[v]);
        json_object_set_new(one, "quantity", json_string(mean ? "rmst" : "difference"));
        json_object_set_new(one, "group", json_from_text(group_of(report, v)));
        json_object_set_new(one, "reference",
                            mean ? json_null() : json_from_text(reference_of(report, v)));
        json_array_append_new(statistics, one);
    }
    json_object_set_new(object, "statistics", statistics);
    return object;
}

atr_status atr_report_rmst_json(FILE *stream, const atr_rmst_report *report, atr_error *err)
{
    json_t *document = json_document("atrisk-rmst/1", report->notes);
    json_t *groups = json_array();
    for (size_t g = 0; g < report->patients->sample.n_groups; g++) {
        const atr_rmst *r = &report->rmst[g];
        json_t         *object = json_object();
        json_object_set_new(object, "group", json_from_text(label(report, g)));
        json_object_set_new(object, "rmst", json_from_estimate(&r->mean));
        json_object_set_new(object, "rmtl", json_from_estimate(&r->lost));
        json_object_set_new(object, "last_time", json_from_number(r->last));
        json_object_set_new(object, "extrapolated", json_boolean(r->extrapolated));
        if (g > 0) {
            const atr_rmst_contrast *c = &report->contrast[g - 1];
            json_object_set_new(object, "reference", json_from_text(label(report, 0)));
            json_object_set_new(object, "difference", json_from_contrast(&c->difference));
            json_object_set_new(object, "ratio", json_from_contrast(&c->ratio));
            json_object_set_new(object, "rmtl_ratio", json_from_contrast(&c->lost_ratio));
        }
        json_array_append_new(groups, object);
    }
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "horizon", json_from_number(report->rmst[0].horizon));
    json_object_set_new(document, "conf_level", json_from_number(report->rmst[0].level));
    describe_robust_json(document, report->patients, report->robust, report->sampling);
    json_object_set_new(document, "groups", groups);
    if (report->ensemble) ensemble_json(document, report->ensemble);
    if (report->bootstrap)
        json_object_set_new(document, "bootstrap", bootstrap_to_json(report));
    return json_write(stream, document, err);
}
