/* report_fit_numbers.c - parametric models with every digit. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/fit_words.h"
#include "out/json.h"

#include <math.h>

/* --- CSV ------------------------------------------------------------------------------ */

/* The first cells of a row. */
typedef struct {
    FILE       *stream;
    const char *group, *family;
} row;

static void write_row(const row *r, const char *quantity, const char *of,
                      const atr_estimate *e, double p)
{
    csv_text(r->stream, r->group);
    fprintf(r->stream, ",%s,%s,", r->family, quantity);
    csv_text(r->stream, of);
    csv_number(r->stream, e->value);
    csv_number(r->stream, e->std_error);
    csv_number(r->stream, e->lower);
    csv_number(r->stream, e->upper);
    csv_number(r->stream, p);
    fputc('\n', r->stream);
}

static void write_number(const row *r, const char *quantity, double x)
{
    write_row(r, quantity, "", &(atr_estimate){x, NAN, NAN, NAN}, NAN);
}

/* The same about a time. */
static void write_at(const row *r, const char *quantity, double time, const atr_estimate *e)
{
    char text[32];
    snprintf(text, sizeof text, "%.17g", time);
    write_row(r, quantity, text, e, NAN);
}

static void write_fit(const row *r, const atr_fit_report *report, const atr_parametric *fit)
{
    char name[DESCRIBE_TERM_SIZE];
    write_number(r, "parameters", (double)fit_estimated(fit));
    write_number(r, "loglik", fit->loglik);
    write_number(r, "aic", fit->aic);
    write_number(r, "bic", fit->bic);
    write_number(r, "bic_events", fit->bic_events);
    for (size_t i = 0; i < fit->m; i++)
        write_row(r, "parameter", fit_parameter_name(name, fit, report->design, i),
                  &fit->parameter[i], fit->p_value[i]);
    for (size_t j = 0; j < fit->p; j++) {
        const atr_estimate hazard = fit_hazard_ratio(fit, j), time = fit_time_ratio(fit, j);
        describe_term(name, &report->design->term[j]);
        if (fit_multiplies_hazard(fit->family))
            write_row(r, "hazard_ratio", name, &hazard, fit->p_value[1 + j]);
        if (fit_stretches_time(fit->family))
            write_row(r, "time_ratio", name, &time, fit->p_value[1 + j]);
    }
}

void atr_report_fit_csv(FILE *stream, const atr_fit_report *report)
{
    fputs("group,family,quantity,of,value,std_error,lower,upper,p\n", stream);
    for (size_t g = 0; g < report->n_groups; g++)
        for (size_t f = 0; f < report->n_models; f++) {
            const atr_fit_model *model = &report->group[g].model[f];
            const row            r = {stream, report->group[g].label,
                                      atr_family_name(model->fit->family)};
            write_row(&r, "outcome", atr_fit_outcome_name(model->fit),
                      &(atr_estimate){model->fit->converged, NAN, NAN, NAN}, NAN);
            if (!model->fit->converged) continue;
            write_fit(&r, report, model->fit);
            write_row(&r, "median", "", &model->median, NAN);
            write_row(&r, "mean", "", &model->mean, NAN);
            write_at(&r, "rmst", report->horizon, &model->rmst);
            for (size_t k = 0; k < report->n_times; k++)
                write_at(&r, "survival", report->time[k], &model->survival[k]);
        }
}

/* --- JSON ----------------------------------------------------------------------------- */

static json_t *parameter_to_json(const atr_fit_report *report, const atr_parametric *fit,
                                 size_t i)
{
    char       name[DESCRIBE_TERM_SIZE];
    const bool covariate = i >= 1 && i <= fit->p;
    json_t    *object = json_from_estimate(&fit->parameter[i]);
    json_object_set_new(object, "name",
                        json_from_text(fit_parameter_name(name, fit, report->design, i)));
    json_object_set_new(object, "z", json_from_number(fit->z[i]));
    json_object_set_new(object, "p", json_from_number(fit->p_value[i]));
    if (!covariate) return object;
    json_t *term = describe_term_json(&report->design->term[i - 1]);
    json_object_update(object, term);
    json_decref(term);
    json_object_set_new(object, "mean", json_from_number(fit->mean[i - 1]));
    const atr_estimate hazard = fit_hazard_ratio(fit, i - 1);
    const atr_estimate time = fit_time_ratio(fit, i - 1);
    if (fit_multiplies_hazard(fit->family)) {
        json_object_set_new(object, "hr", json_from_number(hazard.value));
        json_object_set_new(object, "hr_lower", json_from_number(hazard.lower));
        json_object_set_new(object, "hr_upper", json_from_number(hazard.upper));
    }
    if (fit_stretches_time(fit->family)) {
        json_object_set_new(object, "time_ratio", json_from_number(time.value));
        json_object_set_new(object, "time_ratio_lower", json_from_number(time.lower));
        json_object_set_new(object, "time_ratio_upper", json_from_number(time.upper));
    }
    return object;
}

static json_t *survival_to_json(const atr_fit_report *report, const atr_fit_group *group,
                                const atr_fit_model *model)
{
    json_t *list = json_array();
    for (size_t k = 0; k < report->n_times; k++) {
        json_t *object = json_from_estimate(&model->survival[k]);
        json_object_set_new(object, "time", json_from_number(report->time[k]));
        json_object_set_new(object, "extrapolated",
                            json_boolean(report->time[k] > group->last));
        json_array_append_new(list, object);
    }
    return list;
}

static void add_fit(json_t *object, const atr_fit_report *report, const atr_parametric *fit)
{
    json_t *parameters = json_array(), *variance = json_array();
    for (size_t i = 0; i < fit->m; i++) {
        json_array_append_new(parameters, parameter_to_json(report, fit, i));
        json_array_append_new(variance,
                              json_from_numbers(fit->variance + i * fit->m, fit->m));
    }
    json_object_set_new(object, "k", json_integer((json_int_t)fit_estimated(fit)));
    json_object_set_new(object, "loglik", json_from_number(fit->loglik));
    json_object_set_new(object, "aic", json_from_number(fit->aic));
    json_object_set_new(object, "bic", json_from_number(fit->bic));
    json_object_set_new(object, "bic_events", json_from_number(fit->bic_events));
    json_object_set_new(object, "parameters", parameters);
    json_object_set_new(object, "variance", variance);
    if (fit->n_knots)
        json_object_set_new(object, "knots", json_from_numbers(fit->knot, fit->n_knots));
    json_object_set_new(object, "cured", json_from_number(atr_parametric_cured(fit, NULL)));
}

static json_t *model_to_json(const atr_fit_report *report, const atr_fit_group *group,
                             const atr_fit_model *model)
{
    const atr_parametric *fit = model->fit;
    json_t               *object = json_object();
    json_object_set_new(object, "family", json_string(atr_family_name(fit->family)));
    json_object_set_new(object, "outcome", json_string(atr_fit_outcome_name(fit)));
    json_object_set_new(object, "iterations", json_integer(fit->iterations));
    if (!fit->converged) return object;
    add_fit(object, report, fit);
    json_object_set_new(object, "median", json_from_estimate(&model->median));
    json_object_set_new(object, "mean", json_from_estimate(&model->mean));
    json_object_set_new(object, "rmst", json_from_estimate(&model->rmst));
    json_object_set_new(object, "at_times", survival_to_json(report, group, model));
    return object;
}

atr_status atr_report_fit_json(FILE *stream, const atr_fit_report *report, atr_error *err)
{
    json_t *document = json_document("atrisk-fit/1", report->notes);
    json_t *groups = json_array();
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_fit_group *group = &report->group[g];
        const bool           best = group->model[0].fit->converged;
        json_t              *object = json_object(), *models = json_array();
        for (size_t f = 0; f < report->n_models; f++)
            json_array_append_new(models, model_to_json(report, group, &group->model[f]));
        json_object_set_new(object, "group", json_from_text(group->label));
        json_object_set_new(object, "n", json_integer((json_int_t)group->n));
        json_object_set_new(object, "events", json_from_number(group->events));
        json_object_set_new(object, "last_time", json_from_number(group->last));
        json_object_set_new(
            object, "least_aic",
            json_from_text(best ? atr_family_name(group->model[0].fit->family) : NULL));
        json_object_set_new(object, "models", models);
        json_array_append_new(groups, object);
    }
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "horizon", json_from_number(report->horizon));
    json_object_set_new(document, "conf_level", json_from_number(report->level));
    json_object_set_new(document, "groups", groups);
    return json_write(stream, document, err);
}
