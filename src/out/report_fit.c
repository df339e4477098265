/* report_fit.c - parametric models, for people. */
#include "atrisk/report.h"
#include "out/fit_words.h"
#include "out/format.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4, TIME_DIGITS = 5, LIKELIHOOD_DECIMALS = 2, SURVIVAL_DECIMALS = 4 };

static void add_limits(text_table *table, const atr_estimate *e, int digits)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(e->lower)) text_table_add(table, "-");
    else
        text_table_addf(table, "%s to %s", format_significant(a, e->lower, digits),
                        format_significant(b, e->upper, digits));
}

/* A time that the model never reaches is "NR". */
static const char *format_median(char buffer[FORMAT_SIZE], double x)
{
    return isinf(x) ? format_time(buffer, NAN) : format_significant(buffer, x, TIME_DIGITS);
}

static void write_group_name(FILE *stream, const atr_fit_report *report,
                             const atr_fit_group *group)
{
    char a[FORMAT_SIZE];
    if (report->patients->group_name)
        fprintf(stream, "%s = %s: ", report->patients->group_name, group->label);
    fprintf(stream, "%zu patient%s, %s event%s, followed to %g\n", group->n,
            group->n == 1 ? "" : "s", format_count(a, group->events),
            group->events == 1 ? "" : "s", group->last);
}

static void compare_heading(text_table *table, const atr_fit_report *report)
{
    static const char *const heads[] = {"family", "", "k", "log-lik.", "AIC", "BIC"};
    for (size_t j = 0; j < sizeof heads / sizeof *heads; j++)
        text_table_add(table, heads[j]);
    text_table_add(table, "median");
    text_table_addf(table, "%g%% CI", 100 * report->level);
    text_table_add(table, "mean");
    text_table_addf(table, "mean to %g", report->horizon);
}

static void write_comparison(FILE *stream, const atr_fit_report *report,
                             const atr_fit_group *group)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("llrrrrrlrr");
    compare_heading(&table, report);
    for (size_t f = 0; f < report->n_models; f++) {
        const atr_fit_model  *model = &group->model[f];
        const atr_parametric *fit = model->fit;
        const bool            known = fit->converged;
        text_table_add(&table, atr_family_name(fit->family));
        text_table_add(&table, known && f == 0 && report->n_models > 1 ? "*" : "");
        if (known) text_table_addf(&table, "%zu", fit_estimated(fit));
        else text_table_add(&table, "-");
        const double criteria[] = {fit->loglik, fit->aic, fit->bic};
        for (size_t k = 0; k < sizeof criteria / sizeof *criteria; k++)
            text_table_add(&table,
                           format_fixed(a, known ? criteria[k] : NAN, LIKELIHOOD_DECIMALS));
        text_table_add(&table, format_median(a, model->median.value));
        add_limits(&table, &model->median, TIME_DIGITS);
        text_table_add(&table, format_significant(a, model->mean.value, TIME_DIGITS));
        text_table_add(&table, format_significant(a, model->rmst.value, TIME_DIGITS));
    }
    text_table_end(&table, stream);
}

static void write_survival(FILE *stream, const atr_fit_report *report,
                           const atr_fit_group *group)
{
    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    bool       beyond = false;
    text_table table = text_table_begin("lrrlrl");
    text_table_add(&table, "family");
    text_table_add(&table, "time");
    text_table_add(&table, "survival");
    text_table_add(&table, "");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    for (size_t f = 0; f < report->n_models; f++)
        for (size_t k = 0; k < report->n_times; k++) {
            const atr_estimate *s = &group->model[f].survival[k];
            const bool          extrapolated = report->time[k] > group->last;
            text_table_add(&table, atr_family_name(group->model[f].fit->family));
            text_table_addf(&table, "%g", report->time[k]);
            text_table_add(&table, format_fixed(a, s->value, SURVIVAL_DECIMALS));
            text_table_add(&table, extrapolated ? "+" : "");
            text_table_add(&table, format_fixed(a, s->std_error, SURVIVAL_DECIMALS));
            if (isnan(s->lower)) text_table_add(&table, "-");
            else
                text_table_addf(&table, "%s to %s",
                                format_fixed(a, s->lower, SURVIVAL_DECIMALS),
                                format_fixed(b, s->upper, SURVIVAL_DECIMALS));
            beyond = beyond || extrapolated;
        }
    fputc('\n', stream);
    text_table_end(&table, stream);
    if (beyond)
        fprintf(stream, "+ extrapolated: nobody was followed beyond %g\n", group->last);
}

/* What the covariates do, family by family. */
static void write_effects(FILE *stream, const atr_fit_report *report,
                          const atr_fit_group *group)
{
    char       a[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    text_table table = text_table_begin("llrlrlr");
    text_table_add(&table, "");
    text_table_add(&table, "family");
    text_table_add(&table, "hazard ratio");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    text_table_add(&table, "time ratio");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    text_table_add(&table, "p");
    for (size_t j = 0; j < report->design->columns.p; j++)
        for (size_t f = 0; f < report->n_models; f++) {
            const atr_parametric *fit = group->model[f].fit;
            if (!fit->converged) continue;
            const atr_estimate hazard = fit_hazard_ratio(fit, j);
            const atr_estimate time = fit_time_ratio(fit, j);
            text_table_add(&table, describe_term(name, &report->design->term[j]));
            text_table_add(&table, atr_family_name(fit->family));
            text_table_add(&table, format_significant(a, hazard.value, DIGITS));
            add_limits(&table, &hazard, DIGITS);
            text_table_add(&table, format_significant(a, time.value, DIGITS));
            add_limits(&table, &time, DIGITS);
            text_table_add(&table, format_significant(a, fit->p_value[1 + j], 3));
        }
    fputc('\n', stream);
    text_table_end(&table, stream);
}

static void write_parameters(FILE *stream, const atr_fit_report *report,
                             const atr_parametric *fit)
{
    char       a[FORMAT_SIZE], name[DESCRIBE_TERM_SIZE];
    text_table table = text_table_begin("lrrlrr");
    text_table_add(&table, "parameter");
    text_table_add(&table, "estimate");
    text_table_add(&table, "std. err.");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    text_table_add(&table, "z");
    text_table_add(&table, "p");
    for (size_t i = 0; i < fit->m; i++) {
        const bool covariate = i >= 1 && i <= fit->p; /* others are not tested against 0 */
        text_table_add(&table, fit_parameter_name(name, fit, report->design, i));
        text_table_add(&table, format_significant(a, fit->parameter[i].value, DIGITS));
        text_table_add(&table, format_significant(a, fit->parameter[i].std_error, DIGITS));
        add_limits(&table, &fit->parameter[i], DIGITS);
        text_table_add(&table, format_fixed(a, covariate ? fit->z[i] : NAN, 2));
        text_table_add(&table, format_significant(a, covariate ? fit->p_value[i] : NAN, 3));
    }
    fputc('\n', stream);
    text_table_end(&table, stream);
    if (fit->n_knots == 0) return;
    fputs("knots of log t:", stream);
    for (size_t k = 0; k < fit->n_knots; k++) fprintf(stream, " %.5g", fit->knot[k]);
    fputc('\n', stream);
}

void atr_report_fit_text(FILE *stream, const atr_fit_report *report)
{
    const atr_parametric *first = report->group[0].model[0].fit;
    const bool            single = report->n_models == 1;
    if (single)
        fprintf(stream, "Parametric survival model, %s: %s, eta = intercept%s\n",
                atr_family_name(first->family), fit_formula(first->family),
                report->design ? " + x'b" : "");
    else fputs("Parametric survival models\n", stream);
    describe_patients_text(stream, report->patients);
    if (report->design)
        fputs("medians, means and survival of a patient with mean covariates\n", stream);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_fit_group *group = &report->group[g];
        fputc('\n', stream);
        write_group_name(stream, report, group);
        write_comparison(stream, report, group);
        if (single && group->model[0].fit->converged)
            write_parameters(stream, report, group->model[0].fit);
        if (report->design && report->design->columns.p)
            write_effects(stream, report, group);
        if (report->n_times) write_survival(stream, report, group);
    }
    fprintf(stream,
            "\n%sk: parameters; BIC counts patients, not events\n"
            "Inf: the mean of the model is infinite; NR: the model never gets there\n",
            single ? "" : "*: least AIC; ");
}
