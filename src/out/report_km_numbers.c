/* report_km_numbers.c - survival curves with every digit. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/ensemble_json.h"
#include "out/json.h"
#include "out/km_parts.h"

#include <math.h>

static atr_estimate band_at(const atr_km_group *group, double time)
{
    if (!group->band) return (atr_estimate){NAN, NAN, NAN, NAN};
    return atr_bands_at(group->band, time);
}

/* --- CSV ------------------------------------------------------------------------------ */

static void write_row(FILE *stream, const char *label, const double *cell, size_t n)
{
    csv_text(stream, label);
    for (size_t i = 0; i < n; i++) csv_number(stream, cell[i]);
    fputc('\n', stream);
}

static void write_steps(FILE *stream, const atr_km_group *group)
{
    const atr_events     *t = group->table;
    const atr_curve      *c = group->curve;
    const atr_cumulative *h = group->hazard;
    for (size_t k = 0; k < t->n; k++) {
        const atr_estimate band = band_at(group, t->time[k]);
        const double       cell[] = {t->time[k],
                                     t->at_risk[k],
                                     t->events[k],
                                     t->censored[k],
                                     c->survival[k],
                                     c->std_error[k],
                                     c->lower[k],
                                     c->upper[k],
                               h ? h->hazard[k] : NAN,
                               h ? h->std_error[k] : NAN,
                                     band.lower,
                                     band.upper};
        write_row(stream, group->label, cell, sizeof cell / sizeof *cell);
    }
}

static void write_life(FILE *stream, const atr_km_group *group)
{
    for (size_t k = 0; k < group->life->n; k++) {
        const atr_life_row *r = &group->life->row[k];
        const double cell[] = {r->start,   r->end,           r->entering, r->censored,
                               r->exposed, r->events,        r->survival, r->survival_error,
                               r->density, r->density_error, r->hazard,   r->hazard_error};
        write_row(stream, group->label, cell, sizeof cell / sizeof *cell);
    }
}

void atr_report_km_csv(FILE *stream, const atr_km_report *report)
{
    const bool life = report->group[0].life != NULL;
    fputs(life ? "group,start,end,entering,censored,exposed,events,survival,"
                 "survival_std_error,density,density_std_error,hazard,hazard_std_error\n"
               : "group,time,n_risk,n_event,n_censor,survival,std_error,lower,upper,"
                 "cumulative_hazard,cumulative_hazard_std_error,band_lower,band_upper\n",
          stream);
    for (size_t g = 0; g < report->n_groups; g++)
        if (life) write_life(stream, &report->group[g]);
        else write_steps(stream, &report->group[g]);
}

/* --- JSON ----------------------------------------------------------------------------- */

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
        const double time = report->time[k];
        json_t      *object = json_from_estimate(&group->at[k]);
        json_object_set_new(object, "time", json_from_number(time));
        json_object_set_new(object, "n_risk",
                            json_from_number(atr_events_at_risk(group->table, time)));
        if (group->hazard) {
            const atr_estimate h = atr_cumulative_at(group->hazard, time);
            json_object_set_new(object, "cumulative_hazard", json_from_number(h.value));
            json_object_set_new(object, "cumulative_hazard_std_error",
                                json_from_number(h.std_error));
        }
        if (report->band) {
            const atr_estimate band = band_at(group, time);
            json_object_set_new(object, "band_lower", json_from_number(band.lower));
            json_object_set_new(object, "band_upper", json_from_number(band.upper));
        }
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *band_to_json(const atr_bands *band)
{
    if (!band) return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "a_from", json_from_number(band->a_from));
    json_object_set_new(object, "a_to", json_from_number(band->a_to));
    json_object_set_new(object, "critical", json_from_number(band->critical));
    json_object_set_new(object, "time", json_from_numbers(band->time, band->n));
    json_object_set_new(object, "lower", json_from_numbers(band->lower, band->n));
    json_object_set_new(object, "upper", json_from_numbers(band->upper, band->n));
    return object;
}

static json_t *life_to_json(const atr_life_table *life)
{
    json_t *list = json_array();
    for (size_t k = 0; k < life->n; k++) {
        const atr_life_row *r = &life->row[k];
        json_t             *object = json_object();
        const struct {
            const char *name;
            double      value;
        } cell[] = {{"start", r->start},       {"end", r->end},
                    {"entering", r->entering}, {"censored", r->censored},
                    {"exposed", r->exposed},   {"events", r->events},
                    {"survival", r->survival}, {"survival_std_error", r->survival_error},
                    {"density", r->density},   {"density_std_error", r->density_error},
                    {"hazard", r->hazard},     {"hazard_std_error", r->hazard_error}};
        for (size_t i = 0; i < sizeof cell / sizeof *cell; i++)
            json_object_set_new(object, cell[i].name, json_from_number(cell[i].value));
        json_array_append_new(list, object);
    }
    return list;
}

static void add_curve(json_t *object, const atr_km_group *group)
{
    const atr_events     *t = group->table;
    const atr_curve      *c = group->curve;
    const atr_cumulative *h = group->hazard;
    json_object_set_new(object, "time", json_from_numbers(t->time, t->n));
    json_object_set_new(object, "n_risk", json_from_numbers(t->at_risk, t->n));
    json_object_set_new(object, "n_event", json_from_numbers(t->events, t->n));
    json_object_set_new(object, "n_censor", json_from_numbers(t->censored, t->n));
    json_object_set_new(object, "survival", json_from_numbers(c->survival, c->n));
    json_object_set_new(object, "std_error", json_from_numbers(c->std_error, c->n));
    json_object_set_new(object, "lower", json_from_numbers(c->lower, c->n));
    json_object_set_new(object, "upper", json_from_numbers(c->upper, c->n));
    if (!h) return;
    json_object_set_new(object, "cumulative_hazard", json_from_numbers(h->hazard, h->n));
    json_object_set_new(object, "cumulative_hazard_std_error",
                        json_from_numbers(h->std_error, h->n));
}

static json_t *group_to_json(const atr_km_report *report, const atr_km_group *group)
{
    const atr_events *t = group->table;
    json_t           *object = json_object();
    json_object_set_new(object, "group", json_from_text(group->label));
    json_object_set_new(object, "n", json_from_number(t->subjects));
    json_object_set_new(object, "events", json_from_number(group->events));
    json_object_set_new(object, "quantiles", quantiles_to_json(report, group));
    json_object_set_new(object, "at_times", times_to_json(report, group));
    add_curve(object, group);
    if (report->band) json_object_set_new(object, "band", band_to_json(group->band));
    if (group->life) json_object_set_new(object, "life_table", life_to_json(group->life));
    return object;
}

static json_t *band_options_to_json(const atr_bands_options *o)
{
    if (!o) return json_null();
    json_t *object = json_object();
    json_object_set_new(object, "kind", json_string(atr_band_name(o->kind)));
    json_object_set_new(object, "conf_level", json_from_number(o->level));
    json_object_set_new(object, "conf_type", json_string(atr_scale_name(o->scale)));
    json_object_set_new(object, "from", json_from_number(o->from));
    json_object_set_new(object, "to", json_from_number(o->to != 0 ? o->to : NAN));
    return object;
}

atr_status atr_report_km_json(FILE *stream, const atr_km_report *report, atr_error *err)
{
    const atr_curve *first = report->group[0].curve;
    json_t          *document = json_document("atrisk-km/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "estimator",
                        json_string(atr_estimator_name(first->estimator)));
    json_object_set_new(document, "conf_level", json_from_number(first->level));
    json_object_set_new(document, "conf_type", json_string(atr_scale_name(first->scale)));
    json_object_set_new(document, "conf_lower",
                        json_string(atr_lower_limit_name(first->lower_limit)));
    json_object_set_new(document, "quantile_rule",
                        json_string(atr_quantile_rule_name(first->quantile)));
    describe_robust_json(document, report->patients, report->robust, report->sampling);
    json_object_set_new(document, "reversed", json_boolean(report->reversed));
    json_object_set_new(document, "from", json_from_number(report->from));
    json_object_set_new(document, "band", band_options_to_json(report->band));
    json_t *groups = json_array();
    for (size_t g = 0; g < report->n_groups; g++)
        json_array_append_new(groups, group_to_json(report, &report->group[g]));
    json_object_set_new(document, "groups", groups);
    if (report->bootstrap)
        json_object_set_new(document, "bootstrap", km_bootstrap_json(report));
    if (report->n_influential)
        json_object_set_new(document, "influence", km_influence_json(report));
    if (report->ensemble) ensemble_json(document, report->ensemble);
    return json_write(stream, document, err);
}
