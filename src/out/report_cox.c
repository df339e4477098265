/* report_cox.c - results of a Cox model. */
#include "atrisk/report.h"
#include "out/bootstrap.h"
#include "out/cox_terms.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/ensemble_json.h"
#include "out/format.h"
#include "out/influence.h"
#include "out/json.h"
#include "out/predictions.h"
#include "out/text_table.h"

#include <math.h>
#include <stdlib.h>

enum { DIGITS = 4 };

const char *atr_ties_name(atr_ties ties)
{
    switch (ties) {
    case ATR_TIES_EFRON: return "efron";
    case ATR_TIES_BRESLOW: return "breslow";
    case ATR_TIES_EXACT: return "exact";
    }
    return "";
}

const char *atr_time_transform_name(atr_time_transform transform)
{
    switch (transform) {
    case ATR_TIME_KM: return "km";
    case ATR_TIME_RANK: return "rank";
    case ATR_TIME_IDENTITY: return "identity";
    case ATR_TIME_LOG: return "log";
    }
    return "";
}

static void write_tests(FILE *stream, const atr_cox *fit)
{
    const struct {
        const char     *name;
        const atr_test *test;
    } tests[] = {{"likelihood ratio test", &fit->likelihood_ratio},
                 {"score test", &fit->score},
                 {"Wald test", &fit->wald},
                 {"robust score test", &fit->robust_score}};
    const size_t n = sizeof tests / sizeof *tests - !fit->robust;
    char         a[FORMAT_SIZE];
    text_table   table = text_table_begin("lrrr");
    text_table_add(&table, "");
    text_table_add(&table, "chi-square");
    text_table_add(&table, "df");
    text_table_add(&table, "p");
    for (size_t k = 0; k < n; k++) {
        text_table_add(&table, tests[k].name);
        text_table_add(&table, format_significant(a, tests[k].test->statistic, DIGITS));
        text_table_addf(&table, "%g", tests[k].test->df);
        text_table_add(&table, format_p(a, tests[k].test->p, tests[k].test->log_p));
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

/* For sentences, and for programs. */
static const char *concordance_words(atr_concordance_kind kind)
{
    switch (kind) {
    case ATR_CONCORDANCE_HARRELL: break;
    case ATR_CONCORDANCE_UNO: return "Uno's C";
    case ATR_CONCORDANCE_SURVIVAL: return "C weighted by survival";
    }
    return "Harrell's C";
}

static const char *concordance_name(atr_concordance_kind kind)
{
    switch (kind) {
    case ATR_CONCORDANCE_HARRELL: break;
    case ATR_CONCORDANCE_UNO: return "uno";
    case ATR_CONCORDANCE_SURVIVAL: return "survival";
    }
    return "harrell";
}

static void write_concordance(FILE *stream, const atr_concordance *c)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    fprintf(stream, "\nconcordance (%s) %s, std. err. %s\n", concordance_words(c->kind),
            format_fixed(a, c->index.value, DIGITS),
            format_fixed(b, c->index.std_error, DIGITS));
}

/* The tests of all terms, and after them that of `global` if there is one. */
static void write_term_tests(FILE *stream, const atr_design *design, const atr_test *test,
                             const atr_test *global)
{
    char       a[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    text_table table = text_table_begin("lrrr");
    text_table_add(&table, "");
    text_table_add(&table, "chi-square");
    text_table_add(&table, "df");
    text_table_add(&table, "p");
    for (size_t t = 0; t < design->n_terms + (global != NULL); t++) {
        const bool      last = t == design->n_terms;
        const atr_test *of = last ? global : &test[t];
        text_table_add(&table, last ? "all together" : describe_numbered(name, design, t));
        text_table_add(&table, format_significant(a, of->statistic, DIGITS));
        text_table_addf(&table, "%g", of->df);
        text_table_add(&table, format_p(a, of->p, of->log_p));
    }
    text_table_end(&table, stream);
}

static void write_phtest(FILE *stream, const atr_cox_report *report)
{
    const atr_phtest *test = report->phtest;
    fprintf(stream, "\nproportional hazards, score test against a change with time (%s)\n",
            atr_time_transform_name(test->transform));
    write_term_tests(stream, report->design, test->term, &test->global);
}

static void write_terms(FILE *stream, const atr_cox_report *report)
{
    fprintf(stream, "\neach term, %s\n",
            report->terms_by_wald ? "Wald test of its coefficients"
                                  : "likelihood ratio test against the model without it");
    write_term_tests(stream, report->design, report->term_test, NULL);
}

static void write_bootstrap(FILE *stream, const atr_cox_report *report)
{
    const size_t n = report->bootstrap->n;
    const char **label = calloc(n, sizeof *label);
    char(*name)[DESCRIBE_TERM_SIZE] = calloc(n, sizeof *name);
    for (size_t j = 0; label && name && j < n; j++)
        label[j] = describe_term(name[j], &report->design->term[j]);
    if (label && name)
        bootstrap_text(stream, report->bootstrap, "hazard ratio", label, true);
    free(label);
    free(name);
}

void atr_report_cox_text(FILE *stream, const atr_cox_report *report)
{
    const atr_patients *patients = report->patients;
    fprintf(stream, "Cox proportional hazards model%s, %s ties%s",
            patients->sample.n_strata > 1 ? ", stratified" : "",
            cox_ties_title(report->fit->ties),
            report->fit->robust ? ", robust variance" : "");
    if (patients->cluster.code)
        fprintf(stream, " (%zu clusters)", patients->cluster.n_levels);
    fputs(patients->offset ? ", offset\n" : "\n", stream);
    describe_patients_text(stream, patients);
    fputc('\n', stream);
    cox_terms_text(stream, report->fit, report->design->term, "hazard ratio");
    write_tests(stream, report->fit);
    if (report->bootstrap) write_bootstrap(stream, report);
    if (report->concordance) write_concordance(stream, report->concordance);
    if (report->term_test) write_terms(stream, report);
    if (report->phtest) write_phtest(stream, report);
    if (report->influence) influence_text(stream, report->influence);
    if (report->predictions) predictions_text(stream, report->predictions);
    if (report->ensemble) atr_report_ensemble_text(stream, report->ensemble);
}

static void term_to_csv(FILE *stream, const atr_term *term)
{
    csv_text(stream, term->covariate);
    fputc(',', stream);
    csv_text(stream, term->level ? term->level : "");
    fputc(',', stream);
    csv_text(stream, term->reference ? term->reference : "");
}

void atr_report_cox_bootstrap_csv(FILE *stream, const atr_cox_report *report)
{
    fputs("term,level,reference", stream);
    bootstrap_csv_names(stream);
    for (size_t j = 0; j < report->bootstrap->n; j++) {
        term_to_csv(stream, &report->design->term[j]);
        bootstrap_csv(stream, report->bootstrap, j);
    }
}

static json_t *bootstrap_to_json(const atr_cox_report *report)
{
    json_t *object = bootstrap_json(report->bootstrap), *terms = json_array();
    for (size_t j = 0; j < report->bootstrap->n; j++) {
        json_t *term = describe_term_json(&report->design->term[j]);
        json_object_set_new(term, "coef",
                            bootstrap_statistic_json(&report->bootstrap->statistic[j]));
        json_array_append_new(terms, term);
    }
    json_object_set_new(object, "terms", terms);
    return object;
}

void atr_report_cox_csv(FILE *stream, const atr_cox_report *report)
{
    const atr_cox *fit = report->fit;
    fputs("term,level,reference,coef,std_error,hr,lower,upper,z,p,kind\n", stream);
    for (size_t j = 0; j < fit->p; j++) {
        term_to_csv(stream, &report->design->term[j]);
        cox_term_csv(stream, fit, j);
        fputc('\n', stream);
    }
}

static const char *term_test_name(const atr_cox_report *report)
{
    return report->terms_by_wald ? "wald" : "lr";
}

void atr_report_term_tests_csv(FILE *stream, const atr_cox_report *report)
{
    char name[DESCRIBE_TERM_SIZE];
    fputs("term,test,chi_square,df,p\n", stream);
    for (size_t t = 0; t < report->design->n_terms; t++) {
        csv_text(stream, describe_numbered(name, report->design, t));
        fprintf(stream, ",%s", term_test_name(report));
        csv_number(stream, report->term_test[t].statistic);
        csv_number(stream, report->term_test[t].df);
        csv_number(stream, report->term_test[t].p);
        fputc('\n', stream);
    }
}

static json_t *concordance_to_json(const atr_concordance *c)
{
    json_t *object = json_from_estimate(&c->index);
    json_object_set_new(object, "kind", json_string(concordance_name(c->kind)));
    json_object_set_new(object, "concordant", json_from_number(c->concordant));
    json_object_set_new(object, "discordant", json_from_number(c->discordant));
    json_object_set_new(object, "tied_risk", json_from_number(c->tied_risk));
    json_object_set_new(object, "tied_time", json_from_number(c->tied_time));
    json_object_set_new(object, "tied_both", json_from_number(c->tied_both));
    return object;
}

static json_t *term_tests_to_json(const atr_test *test, const atr_design *design)
{
    json_t *terms = json_array();
    char    name[DESCRIBE_TERM_SIZE];
    for (size_t t = 0; t < design->n_terms; t++) {
        json_t *term = json_from_test(&test[t]);
        json_object_set_new(term, "term",
                            json_from_text(describe_numbered(name, design, t)));
        json_array_append_new(terms, term);
    }
    return terms;
}

static json_t *phtest_to_json(const atr_phtest *test, const atr_design *design)
{
    json_t *object = json_object();
    json_object_set_new(object, "transform",
                        json_string(atr_time_transform_name(test->transform)));
    json_object_set_new(object, "terms", term_tests_to_json(test->term, design));
    json_object_set_new(object, "global", json_from_test(&test->global));
    return object;
}

atr_status atr_report_cox_json(FILE *stream, const atr_cox_report *report, atr_error *err)
{
    const atr_cox *fit = report->fit;
    json_t        *document = json_document("atrisk-cox/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "ties", json_string(atr_ties_name(fit->ties)));
    json_object_set_new(document, "conf_level", json_from_number(fit->level));
    json_object_set_new(document, "converged", json_boolean(fit->converged));
    json_object_set_new(document, "iterations", json_integer(fit->iterations));
    json_object_set_new(document, "loglik_null", json_from_number(fit->loglik_null));
    json_object_set_new(document, "loglik", json_from_number(fit->loglik));
    json_object_set_new(document, "robust", json_boolean(fit->robust));
    json_object_set_new(document, "clusters",
                        report->patients->cluster.code
                            ? json_integer((json_int_t)report->patients->cluster.n_levels)
                            : json_null());
    json_object_set_new(document, "offset", json_boolean(fit->has_offset));
    json_object_set_new(document, "likelihood_ratio_test",
                        json_from_test(&fit->likelihood_ratio));
    json_object_set_new(document, "score_test", json_from_test(&fit->score));
    json_object_set_new(document, "wald_test", json_from_test(&fit->wald));
    if (fit->robust)
        json_object_set_new(document, "robust_score_test",
                            json_from_test(&fit->robust_score));
    json_t *variance = json_array();
    for (size_t j = 0; j < fit->p; j++)
        json_array_append_new(variance,
                              json_from_numbers(fit->variance + j * fit->p, fit->p));
    json_object_set_new(document, "terms", cox_terms_json(fit, report->design->term));
    json_object_set_new(document, "variance", variance);
    if (report->bootstrap)
        json_object_set_new(document, "bootstrap", bootstrap_to_json(report));
    if (report->concordance)
        json_object_set_new(document, "concordance",
                            concordance_to_json(report->concordance));
    if (report->term_test) {
        json_object_set_new(document, "term_test_kind",
                            json_string(term_test_name(report)));
        json_object_set_new(document, "term_tests",
                            term_tests_to_json(report->term_test, report->design));
    }
    if (report->phtest)
        json_object_set_new(document, "proportional_hazards",
                            phtest_to_json(report->phtest, report->design));
    if (report->influence)
        json_object_set_new(document, "influential", influence_json(report->influence));
    if (report->predictions)
        json_object_set_new(document, "predictions", predictions_json(report->predictions));
    if (report->ensemble) ensemble_json(document, report->ensemble);
    return json_write(stream, document, err);
}
