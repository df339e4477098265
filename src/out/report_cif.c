/* report_cif.c - competing causes. */
#include "atrisk/report.h"
#include "out/cif_predictions.h"
#include "out/cox_terms.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DECIMALS = 4, DIGITS = 4 };

const char *atr_incidence_error_name(atr_incidence_error error)
{
    switch (error) {
    case ATR_INCIDENCE_JACKKNIFE: return "jackknife";
    case ATR_INCIDENCE_AALEN: return "aalen";
    }
    return "";
}

static const char *group_heading(const atr_cif_report *report)
{
    return report->patients->group_name ? report->patients->group_name : "";
}

/* How many left by a cause (0: censored)? */
static double total(const atr_cause_events *table, size_t cause)
{
    double sum = 0;
    for (size_t k = 0; k < table->n; k++) sum += table->exits[cause * table->n + k];
    return sum;
}

/* The number at risk just before a time. */
static double at_risk(const atr_cause_events *table, double time)
{
    size_t k = 0;
    while (k < table->n && table->time[k] < time) k++;
    return k < table->n ? table->at_risk[k] : 0;
}

static void write_counts(FILE *stream, const atr_cif_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrrlr");
    text_table_add(&table, group_heading(report));
    text_table_add(&table, "n");
    text_table_add(&table, "censored");
    text_table_add(&table, "cause");
    text_table_add(&table, "events");
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_cause_events *t = report->group[g].table;
        for (size_t c = 1; c <= t->n_causes; c++) {
            text_table_add(&table, c == 1 ? report->group[g].label : "");
            text_table_add(&table, c == 1 ? format_count(a, t->subjects) : "");
            text_table_add(&table, c == 1 ? format_count(a, total(t, 0)) : "");
            text_table_add(&table, report->patients->cause_name[c - 1]);
            text_table_add(&table, format_count(a, total(t, c)));
        }
    }
    text_table_end(&table, stream);
}

static void write_incidence(text_table *table, const atr_cif_report *report, size_t cause,
                            size_t g, double time)
{
    char               a[FORMAT_SIZE], b[FORMAT_SIZE];
    const atr_estimate F = atr_incidence_at(report->group[g].incidence, cause, time);
    text_table_add(table, report->patients->cause_name[cause - 1]);
    text_table_add(table, report->group[g].label);
    text_table_addf(table, "%g", time);
    text_table_add(table, format_count(a, at_risk(report->group[g].table, time)));
    text_table_add(table, format_fixed(a, F.value, DECIMALS));
    text_table_add(table, format_fixed(a, F.std_error, DECIMALS));
    if (isnan(F.lower)) text_table_add(table, "-");
    else
        text_table_addf(table, "%s to %s", format_fixed(a, F.lower, DECIMALS),
                        format_fixed(b, F.upper, DECIMALS));
}

static void write_times(FILE *stream, const atr_cif_report *report)
{
    const atr_incidence *first = report->group[0].incidence;
    text_table           table = text_table_begin("llrrrrl");
    text_table_add(&table, "cause");
    text_table_add(&table, group_heading(report));
    text_table_add(&table, "time");
    text_table_add(&table, "at risk");
    text_table_add(&table, "incidence");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * first->level);
    for (size_t c = 1; c <= first->n_causes; c++)
        for (size_t g = 0; g < report->n_groups; g++)
            for (size_t k = 0; k < report->n_times; k++)
                write_incidence(&table, report, c, g, report->time[k]);
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_gray(FILE *stream, const atr_cif_report *report)
{
    char         a[FORMAT_SIZE];
    text_table   table = text_table_begin("lrrr");
    const double rho = report->gray[0].rho;
    if (rho == 0) text_table_add(&table, "Gray's test");
    else text_table_addf(&table, "Gray's test, rho = %g", rho);
    text_table_add(&table, "chi-square");
    text_table_add(&table, "df");
    text_table_add(&table, "p");
    for (size_t c = 0; c < report->patients->n_causes; c++) {
        const atr_test *test = &report->gray[c].test;
        text_table_add(&table, report->patients->cause_name[c]);
        text_table_add(&table, format_significant(a, test->statistic, DIGITS));
        text_table_addf(&table, "%g", test->df);
        text_table_add(&table, format_p(a, test->p, test->log_p));
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
    if (report->n_strata > 1) fprintf(stream, "stratified: %zu strata\n", report->n_strata);
}

static void write_wald(FILE *stream, const atr_test *wald)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(wald->statistic)) return;
    fprintf(stream, "Wald test: chi-square %s, df %g, p %s\n",
            format_significant(a, wald->statistic, DIGITS), wald->df,
            format_p(b, wald->p, wald->log_p));
}

static void write_model(FILE *stream, const atr_cif_report *report, const atr_cif_model *m)
{
    const char    *cause = report->patients->cause_name[m->cause - 1];
    const atr_cox *incidence = &m->subdistribution->model, *hazard = m->cause_specific;
    fprintf(stream, "\nincidence of cause %s: Fine and Gray's model, %s ties\n", cause,
            cox_ties_title(incidence->ties));
    cox_terms_text(stream, incidence, m->design->term, "subdistribution HR");
    write_wald(stream, &incidence->wald);
    fprintf(stream, "\nhazard of cause %s: Cox model, other causes censored, %s ties\n",
            cause, cox_ties_title(hazard->ties));
    cox_terms_text(stream, hazard, m->design->term, "cause-specific HR");
    write_wald(stream, &hazard->wald);
    if (report->patients->cluster.code) {
        fputs("both models: ", stream);
        describe_robust_text(stream, report->patients, false);
        fputc('\n', stream);
    }
    if (m->curve) cif_predictions_text(stream, report, m);
}

void atr_report_cif_text(FILE *stream, const atr_cif_report *report)
{
    const atr_incidence *first = report->group[0].incidence;
    fputs("Cumulative incidence of competing causes (Aalen-Johansen)\n", stream);
    describe_patients_text(stream, report->patients);
    fprintf(stream, "%g%% confidence limits: %s scale, %s\n\n", 100 * first->level,
            atr_scale_name(first->scale),
            first->error == ATR_INCIDENCE_AALEN ? "Aalen's variance"
                                                : "infinitesimal jackknife");
    write_counts(stream, report);
    write_times(stream, report);
    if (report->gray) write_gray(stream, report);
    for (size_t k = 0; k < report->n_models; k++)
        write_model(stream, report, &report->model[k]);
}

static void csv_curves(FILE *stream, const atr_cif_report *report, size_t g)
{
    const atr_cause_events *t = report->group[g].table;
    const atr_incidence    *f = report->group[g].incidence;
    const double *error = f->error == ATR_INCIDENCE_AALEN ? f->aalen : f->jackknife;
    for (size_t c = 1; c <= t->n_causes; c++)
        for (size_t k = 0; k < t->n; k++) {
            const size_t at = (c - 1) * t->n + k;
            csv_text(stream, report->group[g].label);
            fputc(',', stream);
            csv_text(stream, report->patients->cause_name[c - 1]);
            csv_number(stream, t->time[k]);
            csv_number(stream, t->at_risk[k]);
            csv_number(stream, t->exits[c * t->n + k]);
            csv_number(stream, t->exits[k]);
            csv_number(stream, f->incidence[at]);
            csv_number(stream, error[at]);
            csv_number(stream, f->lower[at]);
            csv_number(stream, f->upper[at]);
            fputc('\n', stream);
        }
}

static void csv_terms(FILE *stream, const atr_cif_report *report, const atr_cif_model *m,
                      const char *hazard, const atr_cox *fit)
{
    for (size_t j = 0; j < fit->p; j++) {
        const atr_term *term = &m->design->term[j];
        csv_text(stream, report->patients->cause_name[m->cause - 1]);
        fprintf(stream, ",%s,", hazard);
        csv_text(stream, term->covariate);
        fputc(',', stream);
        csv_text(stream, term->level ? term->level : "");
        fputc(',', stream);
        csv_text(stream, term->reference ? term->reference : "");
        cox_term_csv(stream, fit, j);
        fputc('\n', stream);
    }
}

void atr_report_cif_csv(FILE *stream, const atr_cif_report *report)
{
    if (report->rows) {
        cif_predictions_csv(stream, report);
        return;
    }
    if (report->n_models) {
        fputs("cause,hazard,term,level,reference,coef,std_error,hr,lower,upper,z,p,kind\n",
              stream);
        for (size_t k = 0; k < report->n_models; k++) {
            const atr_cif_model *m = &report->model[k];
            csv_terms(stream, report, m, "subdistribution", &m->subdistribution->model);
            csv_terms(stream, report, m, "cause-specific", m->cause_specific);
        }
        return;
    }
    fputs("group,cause,time,n_risk,n_event,n_censor,incidence,std_error,lower,upper\n",
          stream);
    for (size_t g = 0; g < report->n_groups; g++) csv_curves(stream, report, g);
}

static json_t *at_times_to_json(const atr_cif_report *report, size_t g, size_t cause)
{
    json_t *list = json_array();
    for (size_t k = 0; k < report->n_times; k++) {
        const double       time = report->time[k];
        const atr_estimate F = atr_incidence_at(report->group[g].incidence, cause, time);
        json_t            *object = json_from_estimate(&F);
        json_object_set_new(object, "time", json_from_number(time));
        json_object_set_new(object, "n_risk",
                            json_from_number(at_risk(report->group[g].table, time)));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *cause_to_json(const atr_cif_report *report, size_t g, size_t cause)
{
    const atr_cause_events *t = report->group[g].table;
    const atr_incidence    *f = report->group[g].incidence;
    const size_t            n = t->n, at = (cause - 1) * n;
    const double           *error =
        f->error == ATR_INCIDENCE_AALEN ? f->aalen + at : f->jackknife + at;
    json_t *object = json_object();
    json_object_set_new(object, "cause",
                        json_from_text(report->patients->cause_name[cause - 1]));
    json_object_set_new(object, "events", json_from_number(total(t, cause)));
    json_object_set_new(object, "at_times", at_times_to_json(report, g, cause));
    json_object_set_new(object, "n_event", json_from_numbers(t->exits + cause * n, n));
    json_object_set_new(object, "incidence", json_from_numbers(f->incidence + at, n));
    json_object_set_new(object, "std_error", json_from_numbers(error, n));
    json_object_set_new(object, "lower", json_from_numbers(f->lower + at, n));
    json_object_set_new(object, "upper", json_from_numbers(f->upper + at, n));
    return object;
}

static json_t *group_to_json(const atr_cif_report *report, size_t g)
{
    const atr_cause_events *t = report->group[g].table;
    json_t                 *object = json_object(), *causes = json_array();
    for (size_t c = 1; c <= t->n_causes; c++)
        json_array_append_new(causes, cause_to_json(report, g, c));
    json_object_set_new(object, "group", json_from_text(report->group[g].label));
    json_object_set_new(object, "n", json_from_number(t->subjects));
    json_object_set_new(object, "time", json_from_numbers(t->time, t->n));
    json_object_set_new(object, "n_risk", json_from_numbers(t->at_risk, t->n));
    json_object_set_new(object, "n_censor", json_from_numbers(t->exits, t->n));
    json_object_set_new(object, "event_free",
                        json_from_numbers(report->group[g].incidence->event_free, t->n));
    json_object_set_new(object, "causes", causes);
    return object;
}

static json_t *gray_to_json(const atr_cif_report *report)
{
    json_t *list = json_array();
    for (size_t c = 0; c < report->patients->n_causes; c++) {
        const atr_gray *gray = &report->gray[c];
        json_t         *object = json_from_test(&gray->test);
        json_object_set_new(object, "cause",
                            json_from_text(report->patients->cause_name[c]));
        json_object_set_new(object, "rho", json_from_number(gray->rho));
        json_object_set_new(object, "strata", json_integer((json_int_t)report->n_strata));
        json_object_set_new(object, "observed",
                            json_from_numbers(gray->observed, gray->n_groups));
        json_object_set_new(object, "expected",
                            json_from_numbers(gray->expected, gray->n_groups));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *fit_to_json(const atr_cox *fit, const atr_design *design)
{
    json_t *object = json_object();
    json_object_set_new(object, "ties", json_string(atr_ties_name(fit->ties)));
    json_object_set_new(object, "converged", json_boolean(fit->converged));
    json_object_set_new(object, "loglik_null", json_from_number(fit->loglik_null));
    json_object_set_new(object, "loglik", json_from_number(fit->loglik));
    json_object_set_new(object, "likelihood_ratio_test",
                        json_from_test(&fit->likelihood_ratio));
    json_object_set_new(object, "wald_test", json_from_test(&fit->wald));
    json_object_set_new(object, "terms", cox_terms_json(fit, design->term));
    return object;
}

static json_t *models_to_json(const atr_cif_report *report)
{
    json_t *list = json_array();
    for (size_t k = 0; k < report->n_models; k++) {
        const atr_cif_model *m = &report->model[k];
        json_t              *object = json_object();
        json_object_set_new(object, "cause",
                            json_from_text(report->patients->cause_name[m->cause - 1]));
        json_object_set_new(object, "subdistribution_hazard",
                            fit_to_json(&m->subdistribution->model, m->design));
        json_object_set_new(object, "cause_specific_hazard",
                            fit_to_json(m->cause_specific, m->design));
        if (m->curve)
            json_object_set_new(object, "predictions", cif_predictions_json(report, m));
        json_array_append_new(list, object);
    }
    return list;
}

atr_status atr_report_cif_json(FILE *stream, const atr_cif_report *report, atr_error *err)
{
    const atr_incidence *first = report->group[0].incidence;
    json_t              *document = json_document("atrisk-cif/1", report->notes);
    json_t              *groups = json_array();
    for (size_t g = 0; g < report->n_groups; g++)
        json_array_append_new(groups, group_to_json(report, g));
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "conf_level", json_from_number(first->level));
    json_object_set_new(document, "conf_type", json_string(atr_scale_name(first->scale)));
    json_object_set_new(document, "std_error_type",
                        json_string(atr_incidence_error_name(first->error)));
    json_object_set_new(document, "clusters",
                        report->patients->cluster.code
                            ? json_integer((json_int_t)report->patients->cluster.n_levels)
                            : json_null());
    json_object_set_new(document, "predicted_for",
                        json_from_text(report->rows ? report->rows->file : NULL));
    json_object_set_new(document, "groups", groups);
    if (report->gray) json_object_set_new(document, "gray_tests", gray_to_json(report));
    if (report->n_models) json_object_set_new(document, "models", models_to_json(report));
    return json_write(stream, document, err);
}
