/* report_meta.c - pooled ratios. */
#include "atrisk/report_meta.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

#include <math.h>

enum { DIGITS = 4, PERCENT_DECIMALS = 1 };

const char *atr_meta_method_name(atr_meta_method method)
{
    switch (method) {
    case ATR_META_FIXED: return "fixed";
    case ATR_META_DERSIMONIAN_LAIRD: return "DerSimonian-Laird";
    case ATR_META_REML: return "REML";
    case ATR_META_PAULE_MANDEL: return "Paule-Mandel";
    }
    return "";
}

/* From a logarithm to a ratio; the standard error stays that of the logarithm. */
static atr_estimate ratio_of(const atr_estimate *log)
{
    return (atr_estimate){exp(log->value), log->std_error, exp(log->lower),
                          exp(log->upper)};
}

static const atr_meta *asked_for(const atr_meta_report *report)
{
    return report->random ? report->random : report->fixed;
}

static void add_percent(text_table *table, double share)
{
    char a[FORMAT_SIZE];
    text_table_addf(table, "%s%%", format_fixed(a, 100 * share, PERCENT_DECIMALS));
}

static void add_pooled(text_table *table, const char *label, const atr_meta *m)
{
    char               a[FORMAT_SIZE];
    const atr_estimate ratio = ratio_of(&m->effect);
    text_table_add(table, label);
    text_table_add(table, format_significant(a, ratio.value, DIGITS));
    quantity_limits(table, &ratio);
    text_table_add(table, format_p(a, m->p, NAN));
}

static void write_table(FILE *stream, const atr_meta_report *report)
{
    char            a[FORMAT_SIZE];
    const atr_meta *random = report->random;
    text_table      table = text_table_begin(random ? "lrlrrr" : "lrlrr");
    text_table_add(&table, "");
    text_table_add(&table, "ratio");
    text_table_addf(&table, "%g%% CI", 100 * report->fixed->level);
    text_table_add(&table, "p");
    text_table_add(&table, "weight (fixed)");
    if (random) text_table_add(&table, "weight (random)");
    for (size_t i = 0; i < report->n; i++) {
        const atr_reported_hr *study = &report->study[i];
        text_table_add(&table, report->label[i]);
        text_table_add(&table, format_significant(a, study->hr.value, DIGITS));
        quantity_limits(&table, &study->hr);
        text_table_add(&table, format_p(a, study->p, NAN));
        add_percent(&table, report->fixed->weight[i]);
        if (random) add_percent(&table, random->weight[i]);
    }
    add_pooled(&table, "fixed effect", report->fixed);
    add_percent(&table, 1);
    if (random) {
        text_table_add(&table, "-");
        add_pooled(&table, "random effects", random);
        text_table_add(&table, "-");
        add_percent(&table, 1);
    }
    text_table_end(&table, stream);
}

static void write_random(FILE *stream, const atr_meta *m)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream, "random effects: %s, tau2 = %s (%s to %s)%s\n",
            atr_meta_method_name(m->method), format_significant(a, m->tau2.value, DIGITS),
            format_significant(b, m->tau2.lower, DIGITS),
            format_significant(c, m->tau2.upper, DIGITS),
            m->hartung_knapp ? ", limits of Hartung and Knapp" : "");
    if (isnan(m->prediction_lower)) return;
    fprintf(stream, "prediction interval of a further study: %s to %s\n",
            format_significant(a, exp(m->prediction_lower), DIGITS),
            format_significant(b, exp(m->prediction_upper), DIGITS));
}

static void write_heterogeneity(FILE *stream, const atr_meta *m)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream, "\nheterogeneity: Q = %s, df = %g, p = %s; ",
            format_significant(a, m->heterogeneity.statistic, DIGITS), m->heterogeneity.df,
            format_p(b, m->heterogeneity.p, m->heterogeneity.log_p));
    fprintf(stream, "I2 = %s%% (%s to %s)\n",
            format_fixed(a, 100 * m->i2.value, PERCENT_DECIMALS),
            format_fixed(b, 100 * m->i2.lower, PERCENT_DECIMALS),
            format_fixed(c, 100 * m->i2.upper, PERCENT_DECIMALS));
}

/* Rows of studies pooled in part, named by label[i], with what it is that they name. */
static void write_parts(FILE *stream, const atr_meta_report *report, const char *heading,
                        const char *const *label, const atr_meta_part *part, size_t n)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrlrrr");
    text_table_add(&table, heading);
    text_table_add(&table, "ratio");
    text_table_addf(&table, "%g%% CI", 100 * report->fixed->level);
    text_table_add(&table, "p");
    text_table_add(&table, "tau2");
    text_table_add(&table, "I2");
    for (size_t i = 0; i < n; i++) {
        const atr_estimate ratio = ratio_of(&part[i].effect);
        text_table_add(&table, label[i]);
        text_table_add(&table, format_significant(a, ratio.value, DIGITS));
        quantity_limits(&table, &ratio);
        text_table_add(&table, format_p(a, part[i].p, NAN));
        text_table_add(&table, format_significant(a, part[i].tau2, DIGITS));
        if (isnan(part[i].i2)) text_table_add(&table, "-");
        else add_percent(&table, part[i].i2);
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_subgroups(FILE *stream, const atr_meta_report *report)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    write_parts(stream, report, report->subgroup_name, report->subgroup_label,
                report->subgroup, report->n_subgroups);
    fprintf(stream, "between the subgroups: Q = %s, df = %g, p = %s\n",
            format_significant(a, report->between->statistic, DIGITS), report->between->df,
            format_p(b, report->between->p, report->between->log_p));
}

void atr_report_meta_text(FILE *stream, const atr_meta_report *report)
{
    fprintf(stream, "Pooled ratio of %zu %s\n%s\n\n", report->n,
            report->n == 1 ? "study" : "studies", report->file);
    write_table(stream, report);
    if (report->n > 1) write_heterogeneity(stream, asked_for(report));
    if (report->n > 1 && report->random) write_random(stream, report->random);
    if (report->without)
        write_parts(stream, report, "without", report->label, report->without, report->n);
    if (report->upto)
        write_parts(stream, report, "up to", report->label, report->upto, report->n);
    if (report->subgroup_name) write_subgroups(stream, report);
}

/* What a row of CSV can hold; NaN is left empty. */
typedef struct {
    atr_estimate ratio;
    double       p, weight_fixed, weight_random;
    atr_test     heterogeneity;
    double       tau2, i2;
} csv_row;

static void write_row(FILE *stream, const char *kind, const char *study, const csv_row *row)
{
    const double cell[] = {row->ratio.value,
                           row->ratio.std_error,
                           row->ratio.lower,
                           row->ratio.upper,
                           row->p,
                           row->weight_fixed,
                           row->weight_random,
                           row->heterogeneity.statistic,
                           row->heterogeneity.df,
                           row->heterogeneity.p,
                           row->tau2,
                           row->i2};
    fprintf(stream, "%s,", kind);
    csv_text(stream, study);
    for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) csv_number(stream, cell[c]);
    fputc('\n', stream);
}

static void pooled_to_csv(FILE *stream, const char *kind, const atr_meta *m)
{
    write_row(stream, kind, "",
              &(csv_row){ratio_of(&m->effect), m->p, NAN, NAN, m->heterogeneity,
                         m->tau2.value, m->i2.value});
}

static void parts_to_csv(FILE *stream, const char *kind, const char *const *label,
                         const atr_meta_part *part, size_t n)
{
    for (size_t i = 0; i < n; i++)
        write_row(stream, kind, label[i],
                  &(csv_row){ratio_of(&part[i].effect), part[i].p, NAN, NAN,
                             part[i].heterogeneity, part[i].tau2, part[i].i2});
}

void atr_report_meta_csv(FILE *stream, const atr_meta_report *report)
{
    static const atr_estimate no_ratio = {NAN, NAN, NAN, NAN};
    static const atr_test     no_test = {NAN, NAN, NAN, NAN};
    const atr_meta           *random = report->random;
    fputs("kind,study,ratio,std_error,lower,upper,p,weight_fixed,weight_random,q,df,q_p,"
          "tau2,i2\n",
          stream);
    for (size_t i = 0; i < report->n; i++)
        write_row(stream, "study", report->label[i],
                  &(csv_row){report->study[i].hr, report->study[i].p,
                             report->fixed->weight[i], random ? random->weight[i] : NAN,
                             no_test, NAN, NAN});
    pooled_to_csv(stream, "fixed", report->fixed);
    if (random) {
        const atr_estimate prediction = {NAN, NAN, exp(random->prediction_lower),
                                         exp(random->prediction_upper)};
        pooled_to_csv(stream, "random", random);
        write_row(stream, "prediction", "",
                  &(csv_row){prediction, NAN, NAN, NAN, no_test, NAN, NAN});
    }
    if (report->without)
        parts_to_csv(stream, "without", report->label, report->without, report->n);
    if (report->upto) parts_to_csv(stream, "upto", report->label, report->upto, report->n);
    if (!report->subgroup_name) return;
    parts_to_csv(stream, "subgroup", report->subgroup_label, report->subgroup,
                 report->n_subgroups);
    write_row(stream, "between", "",
              &(csv_row){no_ratio, NAN, NAN, NAN, *report->between, NAN, NAN});
}

static json_t *pooled_json(const atr_meta *m)
{
    const atr_estimate ratio = ratio_of(&m->effect);
    json_t            *object = json_object();
    json_object_set_new(object, "method", json_string(atr_meta_method_name(m->method)));
    json_object_set_new(object, "hartung_knapp", json_boolean(m->hartung_knapp));
    json_object_set_new(object, "ratio", json_from_estimate(&ratio));
    json_object_set_new(object, "statistic", json_from_number(m->statistic));
    json_object_set_new(object, "df", json_from_number(m->df));
    json_object_set_new(object, "p", json_from_number(m->p));
    if (m->method == ATR_META_FIXED) return object;
    json_object_set_new(object, "tau2", json_from_estimate(&m->tau2));
    json_object_set_new(object, "prediction_lower",
                        json_from_number(exp(m->prediction_lower)));
    json_object_set_new(object, "prediction_upper",
                        json_from_number(exp(m->prediction_upper)));
    return object;
}

static json_t *studies_json(const atr_meta_report *report)
{
    json_t *list = json_array();
    for (size_t i = 0; i < report->n; i++) {
        json_t *object = json_object();
        json_object_set_new(object, "study", json_from_text(report->label[i]));
        if (report->subgroup_name)
            json_object_set_new(
                object, "subgroup",
                json_from_text(report->subgroup_label[report->subgroup_of[i]]));
        json_object_set_new(object, "ratio", json_from_estimate(&report->study[i].hr));
        json_object_set_new(object, "p", json_from_number(report->study[i].p));
        json_object_set_new(object, "weight_fixed",
                            json_from_number(report->fixed->weight[i]));
        if (report->random)
            json_object_set_new(object, "weight_random",
                                json_from_number(report->random->weight[i]));
        json_array_append_new(list, object);
    }
    return list;
}

/* Objects that `name` says the label of. */
static json_t *parts_json(const char *name, const char *const *label,
                          const atr_meta_part *part, size_t n)
{
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        const atr_estimate ratio = ratio_of(&part[i].effect);
        json_t            *object = json_object();
        json_object_set_new(object, name, json_from_text(label[i]));
        json_object_set_new(object, "ratio", json_from_estimate(&ratio));
        json_object_set_new(object, "p", json_from_number(part[i].p));
        json_object_set_new(object, "q", json_from_test(&part[i].heterogeneity));
        json_object_set_new(object, "tau2", json_from_number(part[i].tau2));
        json_object_set_new(object, "i2", json_from_number(part[i].i2));
        json_array_append_new(list, object);
    }
    return list;
}

static void set_subgroups(json_t *document, const atr_meta_report *report)
{
    json_object_set_new(document, "subgroups",
                        parts_json("subgroup", report->subgroup_label, report->subgroup,
                                   report->n_subgroups));
    json_object_set_new(document, "between_subgroups", json_from_test(report->between));
}

atr_status atr_report_meta_json(FILE *stream, const atr_meta_report *report, atr_error *err)
{
    const atr_meta *m = asked_for(report);
    json_t         *document = json_document("atrisk-meta/1", report->notes);
    json_t         *heterogeneity = json_object();
    json_object_set_new(heterogeneity, "q", json_from_test(&m->heterogeneity));
    json_object_set_new(heterogeneity, "i2", json_from_estimate(&m->i2));
    json_object_set_new(heterogeneity, "h2", json_from_number(m->h2));
    json_object_set_new(document, "file", json_from_text(report->file));
    json_object_set_new(document, "conf_level", json_from_number(m->level));
    json_object_set_new(document, "studies", studies_json(report));
    json_object_set_new(document, "fixed", pooled_json(report->fixed));
    if (report->random)
        json_object_set_new(document, "random", pooled_json(report->random));
    json_object_set_new(document, "heterogeneity", heterogeneity);
    if (report->without)
        json_object_set_new(document, "leave_one_out",
                            parts_json("study", report->label, report->without, report->n));
    if (report->upto)
        json_object_set_new(document, "cumulative",
                            parts_json("study", report->label, report->upto, report->n));
    if (report->subgroup_name) set_subgroups(document, report);
    return json_write(stream, document, err);
}
