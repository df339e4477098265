/* report_penalty.c - Cox models under a penalty. */
#include "atrisk/report_penalty.h"

#include "atrisk/report.h"
#include "out/cox_terms.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

#include <math.h>

enum { DIGITS = 4 };

/* What both kinds of fit say of a coefficient. */
typedef struct {
    atr_estimate coef;
    atr_test     test;     /* of coefficient 0          */
    double       sandwich; /* standard error; Firth: NaN */
} coefficient;

static coefficient coefficient_of(const atr_penalty_report *report, size_t j)
{
    const atr_ridge *ridge = report->ridge;
    if (ridge) {
        const atr_contrast c = atr_ridge_coefficient(ridge, j, report->level);
        return (coefficient){c.estimate, c.test, sqrt(ridge->sandwich[j * ridge->p + j])};
    }
    return (coefficient){report->firth->coef[j], report->firth->test[j], NAN};
}

static size_t count(const atr_penalty_report *report)
{
    return report->design->columns.p;
}

static atr_estimate ratio_of(const atr_estimate *coef)
{
    return (atr_estimate){exp(coef->value), NAN, exp(coef->lower), exp(coef->upper)};
}

static void write_terms(FILE *stream, const atr_penalty_report *report)
{
    char       a[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    text_table table = text_table_begin("lrrrlrr");
    text_table_add(&table, "");
    text_table_add(&table, "coef");
    text_table_add(&table, "std. err.");
    text_table_add(&table, "hazard ratio");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    text_table_add(&table, "chi-square");
    text_table_add(&table, "p");
    for (size_t j = 0; j < count(report); j++) {
        const coefficient  c = coefficient_of(report, j);
        const atr_estimate ratio = ratio_of(&c.coef);
        text_table_add(&table, describe_term(name, &report->design->term[j]));
        text_table_add(&table, format_significant(a, c.coef.value, DIGITS));
        text_table_add(&table, format_significant(a, c.coef.std_error, DIGITS));
        text_table_add(&table, format_significant(a, ratio.value, DIGITS));
        quantity_limits(&table, &ratio);
        text_table_add(&table, format_significant(a, c.test.statistic, DIGITS));
        text_table_add(&table, format_p(a, c.test.p, c.test.log_p));
    }
    text_table_end(&table, stream);
}

static void write_firth(FILE *stream, const atr_firth *fit)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    fprintf(stream,
            "\nlimits and tests by the profile of the penalised likelihood\n"
            "penalised likelihood ratio test: chi-square %s, df %g, p %s\n",
            format_significant(a, fit->likelihood_ratio.statistic, DIGITS),
            fit->likelihood_ratio.df,
            format_p(b, fit->likelihood_ratio.p, fit->likelihood_ratio.log_p));
}

static void write_ridge(FILE *stream, const atr_ridge *fit)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream,
            "\nstandard errors from the inverse penalised information\n"
            "effective degrees of freedom %s, log-likelihood %s, penalty %s\n",
            format_significant(a, fit->df, DIGITS), format_fixed(b, fit->loglik, DIGITS),
            format_significant(c, fit->penalty, DIGITS));
}

void atr_report_penalty_text(FILE *stream, const atr_penalty_report *report)
{
    fprintf(stream, "Cox proportional hazards model%s, ",
            report->patients->sample.n_strata > 1 ? ", stratified" : "");
    if (report->firth) fputs("Firth's penalty", stream);
    else
        fprintf(stream, "ridge penalty (theta %g, %s)", report->penalty.theta,
                report->penalty.scaled ? "per standard deviation" : "per unit");
    fprintf(stream, ", %s ties\n", cox_ties_title(report->ties));
    describe_patients_text(stream, report->patients);
    fputc('\n', stream);
    write_terms(stream, report);
    if (report->firth) write_firth(stream, report->firth);
    else write_ridge(stream, report->ridge);
}

void atr_report_penalty_csv(FILE *stream, const atr_penalty_report *report)
{
    fputs("term,level,reference,coef,std_error,hr,lower,upper,chi_square,p,"
          "sandwich_std_error\n",
          stream);
    for (size_t j = 0; j < count(report); j++) {
        const coefficient  c = coefficient_of(report, j);
        const atr_estimate ratio = ratio_of(&c.coef);
        const atr_term    *term = &report->design->term[j];
        const double cell[] = {c.coef.value, c.coef.std_error, ratio.value, ratio.lower,
                               ratio.upper,  c.test.statistic, c.test.p,    c.sandwich};
        csv_text(stream, term->covariate);
        fputc(',', stream);
        csv_text(stream, term->level ? term->level : "");
        fputc(',', stream);
        csv_text(stream, term->reference ? term->reference : "");
        for (size_t k = 0; k < sizeof cell / sizeof *cell; k++) csv_number(stream, cell[k]);
        fputc('\n', stream);
    }
}

static json_t *terms_json(const atr_penalty_report *report)
{
    json_t *terms = json_array();
    for (size_t j = 0; j < count(report); j++) {
        const coefficient  c = coefficient_of(report, j);
        const atr_estimate ratio = ratio_of(&c.coef);
        json_t            *term = describe_term_json(&report->design->term[j]);
        json_object_set_new(term, "coef", json_from_estimate(&c.coef));
        json_object_set_new(term, "hr", json_from_number(ratio.value));
        json_object_set_new(term, "hr_lower", json_from_number(ratio.lower));
        json_object_set_new(term, "hr_upper", json_from_number(ratio.upper));
        json_object_set_new(term, "test", json_from_test(&c.test));
        if (report->ridge)
            json_object_set_new(term, "sandwich_std_error", json_from_number(c.sandwich));
        json_array_append_new(terms, term);
    }
    return terms;
}

static void set_firth(json_t *document, const atr_firth *fit)
{
    json_object_set_new(document, "penalty", json_string("firth"));
    json_object_set_new(document, "converged", json_boolean(fit->converged));
    json_object_set_new(document, "loglik", json_from_number(fit->loglik));
    json_object_set_new(document, "penalised_loglik_null",
                        json_from_number(fit->penalised_null));
    json_object_set_new(document, "penalised_loglik", json_from_number(fit->penalised));
    json_object_set_new(document, "likelihood_ratio_test",
                        json_from_test(&fit->likelihood_ratio));
}

static void set_ridge(json_t *document, const atr_penalty_report *report)
{
    const atr_ridge *fit = report->ridge;
    json_object_set_new(document, "penalty", json_string("ridge"));
    json_object_set_new(document, "theta", json_from_number(report->penalty.theta));
    json_object_set_new(document, "scaled", json_boolean(report->penalty.scaled));
    json_object_set_new(document, "converged", json_boolean(fit->converged));
    json_object_set_new(document, "loglik_null", json_from_number(fit->loglik_null));
    json_object_set_new(document, "loglik", json_from_number(fit->loglik));
    json_object_set_new(document, "penalty_value", json_from_number(fit->penalty));
    json_object_set_new(document, "effective_df", json_from_number(fit->df));
}

atr_status atr_report_penalty_json(FILE *stream, const atr_penalty_report *report,
                                   atr_error *err)
{
    json_t *document = json_document("atrisk-cox-penalised/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "ties", json_string(atr_ties_name(report->ties)));
    json_object_set_new(document, "conf_level", json_from_number(report->level));
    if (report->firth) set_firth(document, report->firth);
    else set_ridge(document, report);
    json_object_set_new(document, "terms", terms_json(report));
    return json_write(stream, document, err);
}
