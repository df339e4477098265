/* report_one_stage.c - patients of several studies pooled. */
#include "atrisk/report_one_stage.h"

#include "atrisk/report.h"
#include "atrisk/report_meta.h"
#include "out/cox_terms.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

#include <math.h>

enum { DIGITS = 4, PERCENT_DECIMALS = 1 };

/* From a logarithm to a ratio; the standard error stays that of the logarithm. */
static atr_estimate ratio_of(const atr_estimate *log)
{
    return (atr_estimate){exp(log->value), log->std_error, exp(log->lower),
                          exp(log->upper)};
}

static size_t count_events(const atr_sample *sample)
{
    size_t events = 0;
    for (size_t i = 0; i < sample->n; i++) events += sample->event[i] != 0;
    return events;
}

/* --- text ------------------------------------------------------------------------- */

static void add_count(text_table *table, double events, size_t n)
{
    char a[FORMAT_SIZE];
    text_table_addf(table, "%s / %zu", format_count(a, events), n);
}

static void add_ratio(text_table *table, const atr_estimate *log, double p)
{
    char               a[FORMAT_SIZE];
    const atr_estimate ratio = ratio_of(log);
    text_table_add(table, format_significant(a, ratio.value, DIGITS));
    quantity_limits(table, &ratio);
    text_table_add(table, format_p(a, p, NAN));
}

static void add_pooled(text_table *table, const char *name, const atr_estimate *log,
                       double p)
{
    text_table_add(table, name);
    text_table_add(table, "");
    text_table_add(table, "");
    add_ratio(table, log, p);
}

static void write_studies(FILE *stream, const atr_one_stage_report *report)
{
    const atr_one_stage *fit = report->fit;
    text_table           table = text_table_begin("lrrrlr");
    text_table_add(&table, "events / patients");
    text_table_add(&table, report->treatment);
    text_table_add(&table, report->control);
    text_table_add(&table, "hazard ratio");
    text_table_addf(&table, "%g%% CI", 100 * fit->common.level);
    text_table_add(&table, "p");
    for (size_t s = 0; s < fit->n_studies; s++) {
        text_table_add(&table, report->pooled->study[s]);
        add_count(&table, fit->events[1][s], fit->n[1][s]);
        add_count(&table, fit->events[0][s], fit->n[0][s]);
        add_ratio(&table, &fit->log_hr[s], fit->p[s]);
    }
    add_pooled(&table, "one stage", &fit->common.coef[0], fit->common.p_value[0]);
    if (report->fixed)
        add_pooled(&table, "two stages, fixed", &report->fixed->effect, report->fixed->p);
    if (report->random)
        add_pooled(&table, "two stages, random", &report->random->effect,
                   report->random->p);
    text_table_end(&table, stream);
}

static void write_covariates(FILE *stream, const atr_one_stage_report *report)
{
    char       a[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    text_table table = text_table_begin("lrlr");
    if (report->design->columns.p == 0) return;
    fputs("\nadjusted for, in one stage\n", stream);
    text_table_add(&table, "");
    text_table_add(&table, "hazard ratio");
    text_table_addf(&table, "%g%% CI", 100 * report->fit->common.level);
    text_table_add(&table, "p");
    for (size_t j = 0; j < report->design->columns.p; j++) {
        const atr_estimate ratio = ratio_of(&report->fit->common.coef[j + 1]);
        text_table_add(&table, describe_term(name, &report->design->term[j]));
        text_table_add(&table, format_significant(a, ratio.value, DIGITS));
        quantity_limits(&table, &ratio);
        text_table_add(&table, format_p(a, report->fit->common.p_value[j + 1], NAN));
    }
    text_table_end(&table, stream);
}

static void write_test(FILE *stream, const char *words, const atr_test *test)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    fprintf(stream, "%s: chi-square %s, df %g, p %s\n", words,
            format_significant(a, test->statistic, DIGITS), test->df,
            format_p(b, test->p, test->log_p));
}

static void write_heterogeneity(FILE *stream, const atr_one_stage_report *report)
{
    char            a[FORMAT_SIZE], b[FORMAT_SIZE];
    const atr_meta *random = report->random;
    fputc('\n', stream);
    write_test(stream, "one stage, treatment by study, likelihood ratio test",
               &report->fit->heterogeneity);
    if (report->fixed && report->fixed->n > 1)
        write_test(stream, "two stages, Q", &report->fixed->heterogeneity);
    if (!random) return;
    fprintf(stream, "between the studies (%s): tau2 %s, I2 %s%%\n",
            atr_meta_method_name(random->method),
            format_significant(a, random->tau2.value, DIGITS),
            format_fixed(b, 100 * random->i2.value, PERCENT_DECIMALS));
    if (!isnan(random->prediction_lower))
        fprintf(stream, "prediction interval of a further study: %s to %s\n",
                format_significant(a, exp(random->prediction_lower), DIGITS),
                format_significant(b, exp(random->prediction_upper), DIGITS));
}

void atr_report_one_stage_text(FILE *stream, const atr_one_stage_report *report)
{
    const atr_patients *p = &report->pooled->patients;
    fprintf(
        stream,
        "Pooled hazard ratio, %s vs %s: Cox model of all patients, stratified by study, %s "
        "ties\n",
        report->treatment, report->control, cox_ties_title(report->fit->common.ties));
    char origin[DESCRIBE_ORIGIN_SIZE];
    fprintf(stream, "%zu %spatients, %zu events, %zu %s\n", p->sample.n,
            describe_origin(origin, p), count_events(&p->sample), report->fit->n_studies,
            report->fit->n_studies == 1 ? "study" : "studies");
    if (p->n_dropped)
        fprintf(stream, "%zu of %zu rows left out: a value is missing\n", p->n_dropped,
                p->n_read);
    fputc('\n', stream);
    write_studies(stream, report);
    write_covariates(stream, report);
    write_heterogeneity(stream, report);
}

/* --- CSV and JSON ----------------------------------------------------------------- */

/* What a row of CSV can hold; NaN is left empty. */
typedef struct {
    double       n, events, n_control, events_control;
    atr_estimate ratio;
    double       statistic, df, p;
} csv_row;

static const atr_estimate no_ratio = {NAN, NAN, NAN, NAN};

static void write_row(FILE *stream, const char *kind, const char *name, const csv_row *row)
{
    const double cell[] = {row->n,
                           row->events,
                           row->n_control,
                           row->events_control,
                           row->ratio.value,
                           row->ratio.std_error,
                           row->ratio.lower,
                           row->ratio.upper,
                           row->statistic,
                           row->df,
                           row->p};
    fprintf(stream, "%s,", kind);
    csv_text(stream, name);
    for (size_t c = 0; c < sizeof cell / sizeof *cell; c++) csv_number(stream, cell[c]);
    fputc('\n', stream);
}

static void ratio_to_csv(FILE *stream, const char *kind, const char *name,
                         const atr_estimate *log, double p)
{
    write_row(stream, kind, name,
              &(csv_row){NAN, NAN, NAN, NAN, ratio_of(log), NAN, NAN, p});
}

static void test_to_csv(FILE *stream, const char *kind, const atr_test *test)
{
    write_row(stream, kind, "",
              &(csv_row){NAN, NAN, NAN, NAN, no_ratio, test->statistic, test->df, test->p});
}

void atr_report_one_stage_csv(FILE *stream, const atr_one_stage_report *report)
{
    const atr_one_stage *fit = report->fit;
    const atr_meta      *random = report->random;
    char                 name[DESCRIBE_TERM_SIZE];
    fputs(
        "kind,name,n,events,n_control,events_control,hr,std_error,lower,upper,statistic,df,"
        "p\n",
        stream);
    for (size_t s = 0; s < fit->n_studies; s++)
        write_row(stream, "study", report->pooled->study[s],
                  &(csv_row){(double)fit->n[1][s], fit->events[1][s], (double)fit->n[0][s],
                             fit->events[0][s], ratio_of(&fit->log_hr[s]), NAN, NAN,
                             fit->p[s]});
    ratio_to_csv(stream, "one_stage", "", &fit->common.coef[0], fit->common.p_value[0]);
    for (size_t j = 0; j < report->design->columns.p; j++)
        ratio_to_csv(stream, "covariate", describe_term(name, &report->design->term[j]),
                     &fit->common.coef[j + 1], fit->common.p_value[j + 1]);
    if (report->fixed)
        ratio_to_csv(stream, "fixed", "", &report->fixed->effect, report->fixed->p);
    if (random) {
        const atr_estimate prediction = {NAN, NAN, random->prediction_lower,
                                         random->prediction_upper};
        ratio_to_csv(stream, "random", "", &random->effect, random->p);
        ratio_to_csv(stream, "prediction", "", &prediction, NAN);
    }
    test_to_csv(stream, "interaction", &fit->heterogeneity);
    if (report->fixed) test_to_csv(stream, "q", &report->fixed->heterogeneity);
}

static json_t *ratio_json(const atr_estimate *log, double p)
{
    const atr_estimate ratio = ratio_of(log);
    json_t            *object = json_object();
    json_object_set_new(object, "hr", json_from_estimate(&ratio));
    json_object_set_new(object, "p", json_from_number(p));
    return object;
}

static json_t *studies_json(const atr_one_stage_report *report)
{
    const atr_one_stage *fit = report->fit;
    json_t              *list = json_array();
    for (size_t s = 0; s < fit->n_studies; s++) {
        json_t *object = ratio_json(&fit->log_hr[s], fit->p[s]);
        json_object_set_new(object, "study", json_from_text(report->pooled->study[s]));
        json_object_set_new(object, "n", json_integer((json_int_t)fit->n[1][s]));
        json_object_set_new(object, "events", json_from_number(fit->events[1][s]));
        json_object_set_new(object, "n_control", json_integer((json_int_t)fit->n[0][s]));
        json_object_set_new(object, "events_control", json_from_number(fit->events[0][s]));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *meta_json(const atr_meta *m)
{
    json_t *object = ratio_json(&m->effect, m->p);
    json_object_set_new(object, "method", json_string(atr_meta_method_name(m->method)));
    json_object_set_new(object, "q", json_from_test(&m->heterogeneity));
    json_object_set_new(object, "i2", json_from_estimate(&m->i2));
    json_object_set_new(object, "tau2", json_from_estimate(&m->tau2));
    json_object_set_new(object, "prediction_lower",
                        json_from_number(exp(m->prediction_lower)));
    json_object_set_new(object, "prediction_upper",
                        json_from_number(exp(m->prediction_upper)));
    return object;
}

static json_t *covariates_json(const atr_one_stage_report *report)
{
    json_t *list = json_array();
    for (size_t j = 0; j < report->design->columns.p; j++) {
        json_t *object = describe_term_json(&report->design->term[j]);
        json_t *ratio = ratio_json(&report->fit->common.coef[j + 1],
                                   report->fit->common.p_value[j + 1]);
        json_object_update(object, ratio);
        json_decref(ratio);
        json_array_append_new(list, object);
    }
    return list;
}

atr_status atr_report_one_stage_json(FILE *stream, const atr_one_stage_report *report,
                                     atr_error *err)
{
    const atr_one_stage *fit = report->fit;
    const atr_patients  *p = &report->pooled->patients;
    json_t              *document = json_document("atrisk-meta-patients/1", report->notes);
    json_object_set_new(document, "patients", json_integer((json_int_t)p->sample.n));
    json_object_set_new(document, "dropped", json_integer((json_int_t)p->n_dropped));
    json_object_set_new(document, "events",
                        json_integer((json_int_t)count_events(&p->sample)));
    json_object_set_new(document, "origin", json_from_text(atr_origin_word(p->origin)));
    json_object_set_new(document, "treatment", json_from_text(report->treatment));
    json_object_set_new(document, "control", json_from_text(report->control));
    json_object_set_new(document, "ties", json_string(atr_ties_name(fit->common.ties)));
    json_object_set_new(document, "conf_level", json_from_number(fit->common.level));
    json_object_set_new(document, "studies", studies_json(report));
    json_object_set_new(document, "one_stage",
                        ratio_json(&fit->common.coef[0], fit->common.p_value[0]));
    json_object_set_new(document, "covariates", covariates_json(report));
    json_object_set_new(document, "treatment_by_study",
                        json_from_test(&fit->heterogeneity));
    json_object_set_new(document, "loglik", json_from_number(fit->common.loglik));
    json_object_set_new(document, "loglik_separate",
                        json_from_number(fit->loglik_separate));
    if (report->fixed) json_object_set_new(document, "fixed", meta_json(report->fixed));
    if (report->random) json_object_set_new(document, "random", meta_json(report->random));
    return json_write(stream, document, err);
}
