/* report_power.c - the size of a trial. */
#include "atrisk/report_power.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

#include <math.h>

enum { DIGITS = 4, COUNT_DECIMALS = 2 };

/* Rounding up is not to add a patient for an error in the last digits. */
static const double SLACK = 1e-14;

static const quantity design[] = {
    {QUANTITY_NUMBER, "hazard_ratio", "hazard ratio",
     offsetof(atr_power_report, design.hazard_ratio)},
    {QUANTITY_NUMBER, "alpha", "alpha", offsetof(atr_power_report, design.alpha)},
    {QUANTITY_NUMBER, "allocation", "allocation",
     offsetof(atr_power_report, design.allocation)},
    {QUANTITY_NUMBER, "power", "power", offsetof(atr_power_report, power)},
    {QUANTITY_NUMBER, "events", "events", offsetof(atr_power_report, events)},
    {0}};

static const quantity recruitment[] = {
    {QUANTITY_NUMBER, "control_hazard", "hazard of the control group",
     offsetof(atr_power_report, recruitment.control_hazard)},
    {QUANTITY_NUMBER, "accrual", "accrual",
     offsetof(atr_power_report, recruitment.accrual)},
    {QUANTITY_NUMBER, "follow_up", "follow-up after the last entry",
     offsetof(atr_power_report, recruitment.follow_up)},
    {QUANTITY_NUMBER, "loss_hazard", "hazard of loss",
     offsetof(atr_power_report, recruitment.loss_hazard)},
    {QUANTITY_NUMBER, "p_event1", "events seen in group 1",
     offsetof(atr_power_report, size.p_event1)},
    {QUANTITY_NUMBER, "p_event2", "events seen in group 2",
     offsetof(atr_power_report, size.p_event2)},
    {QUANTITY_NUMBER, "p_event", "events seen", offsetof(atr_power_report, size.p_event)},
    {QUANTITY_NUMBER, "patients", "patients", offsetof(atr_power_report, size.patients)},
    {QUANTITY_NUMBER, "group1", "of them in group 1",
     offsetof(atr_power_report, size.group1)},
    {QUANTITY_NUMBER, "group2", "of them in group 2",
     offsetof(atr_power_report, size.group2)},
    {0}};

static const quantity simulated[] = {
    {QUANTITY_NUMBER, "power", "power", offsetof(atr_power_simulation, power.value)},
    {QUANTITY_NUMBER, "std_error", "Monte-Carlo standard error",
     offsetof(atr_power_simulation, power.std_error)},
    {QUANTITY_NUMBER, "lower", "95% CI", offsetof(atr_power_simulation, power.lower)},
    {QUANTITY_NUMBER, "upper", "95% CI", offsetof(atr_power_simulation, power.upper)},
    {QUANTITY_NUMBER, "against", "significant the other way",
     offsetof(atr_power_simulation, against)},
    {QUANTITY_NUMBER, "undefined", "without a test",
     offsetof(atr_power_simulation, undefined)},
    {QUANTITY_NUMBER, "mean_patients", "patients",
     offsetof(atr_power_simulation, patients)},
    {QUANTITY_NUMBER, "mean_events", "events", offsetof(atr_power_simulation, events)},
    {QUANTITY_NUMBER, "mean_date", "date", offsetof(atr_power_simulation, date)},
    {QUANTITY_NUMBER, "mean_hazard_ratio", "hazard ratio",
     offsetof(atr_power_simulation, hazard_ratio)},
    {0}};

static const char *formula_name(atr_power_formula formula)
{
    switch (formula) {
    case ATR_POWER_SCHOENFELD: return "Schoenfeld";
    case ATR_POWER_FREEDMAN: return "Freedman";
    }
    return "";
}

static double rounded_up(double count)
{
    return ceil(count * (1 - SLACK));
}

static void add_count(text_table *table, const char *words, double whole, double count)
{
    char a[FORMAT_SIZE];
    text_table_add(table, words);
    text_table_addf(table, "%.0f (%s)", whole, format_fixed(a, count, COUNT_DECIMALS));
}

static void add_percent(text_table *table, const char *words, double share)
{
    text_table_add(table, words);
    text_table_addf(table, "%.*g%%", DIGITS, 100 * share);
}

static void add_size(text_table *table, const atr_sample_size *size)
{
    const double first = rounded_up(size->group1), second = rounded_up(size->group2);
    add_percent(table, "patients whose event is seen", size->p_event);
    add_percent(table, "  in group 1", size->p_event1);
    add_percent(table, "  in group 2", size->p_event2);
    add_count(table, "patients", first + second, size->patients);
    add_count(table, "  in group 1", first, size->group1);
    add_count(table, "  in group 2", second, size->group2);
}

static void write_formula(FILE *stream, const atr_power_report *report)
{
    const atr_power_design *d = &report->design;
    const atr_recruitment  *r = &report->recruitment;
    fprintf(stream, "Log-rank test of two groups, formula of %s\n",
            formula_name(d->formula));
    fprintf(stream, "hazard ratio %.10g, %s-sided alpha %.10g, allocation %g:1\n",
            d->hazard_ratio, d->sides == 1 ? "one" : "two", d->alpha, d->allocation);
    if (report->has_size)
        fprintf(stream,
                "control hazard %.5g, accrual %g, follow-up %g, hazard of loss %g\n",
                r->control_hazard, r->accrual, r->follow_up, r->loss_hazard);
    fputc('\n', stream);
    text_table table = text_table_begin("ll");
    add_percent(&table, "power", report->power);
    add_count(&table, "events", rounded_up(report->events), report->events);
    if (report->has_size) add_size(&table, &report->size);
    text_table_end(&table, stream);
}

/* What was drawn. */
static void write_trial(FILE *stream, const atr_power_report *report)
{
    const atr_power_simulation_options *o = &report->simulation;
    fprintf(stream, "%zu simulated trials, test: %s, %s-sided alpha %g\n",
            report->simulated.trials, report->test, o->sides == 1 ? "one" : "two",
            o->alpha);
    fprintf(stream, "group 1: %zu patients, hazard ratio %g", o->experimental.patients,
            report->design.hazard_ratio);
    if (o->experimental.change > 0)
        fprintf(stream, " from %g on, before it is 1", o->experimental.change);
    fprintf(stream,
            "\ngroup 2: %zu patients, median %.5g, shape %g\naccrual %g, analysis at ",
            o->control.patients, o->control.median, o->control.shape, o->trial.accrual);
    if (o->trial.events > 0) fprintf(stream, "event %g", o->trial.events);
    else fprintf(stream, "%g", o->trial.cutoff);
    fprintf(stream, ", hazard of loss %g, seed %llu\n\n", o->trial.loss_hazard,
            (unsigned long long)o->trial.seed);
}

static void write_simulation(FILE *stream, const atr_power_report *report)
{
    const atr_power_simulation *s = &report->simulated;
    text_table                  table = text_table_begin("ll");
    write_trial(stream, report);
    add_percent(&table, "power", s->power.value);
    add_percent(&table, "  Monte-Carlo standard error", s->power.std_error);
    text_table_add(&table, "  95% CI");
    text_table_addf(&table, "%.*g%% to %.*g%%", DIGITS, 100 * s->power.lower, DIGITS,
                    100 * s->power.upper);
    if (report->simulation.sides == 2)
        add_percent(&table, "significant in favour of group 2", s->against);
    if (s->undefined > 0) add_percent(&table, "without a test", s->undefined);
    text_table_add(&table, "patients, on average");
    text_table_addf(&table, "%.*g", DIGITS + 1, s->patients);
    text_table_add(&table, "events, on average");
    text_table_addf(&table, "%.*g", DIGITS + 1, s->events);
    text_table_add(&table, "analysis, on average at");
    text_table_addf(&table, "%.*g", DIGITS, s->date);
    text_table_add(&table, "hazard ratio (Peto's), on average");
    text_table_addf(&table, "%.*g", DIGITS, s->hazard_ratio);
    text_table_end(&table, stream);
    if (!isnan(report->formula_power))
        fprintf(stream, "so many events have a power of %.*g%% by the formula of %s\n",
                DIGITS, 100 * report->formula_power, formula_name(report->design.formula));
}

void atr_report_power_text(FILE *stream, const atr_power_report *report)
{
    if (report->has_formula) write_formula(stream, report);
    if (report->has_formula && report->simulated.trials) fputc('\n', stream);
    if (report->simulated.trials) write_simulation(stream, report);
}

static void write_rows(FILE *stream, const char *prefix, const quantity *table,
                       const void *object)
{
    for (const quantity *q = table; q->name; q++) {
        fprintf(stream, "%s%s", prefix, q->name);
        csv_number(stream, *(const double *)((const char *)object + q->offset));
        fputc('\n', stream);
    }
}

void atr_report_power_csv(FILE *stream, const atr_power_report *report)
{
    fprintf(stream, "quantity,value\nsides,%d\n", report->design.sides);
    if (report->has_formula) write_rows(stream, "", design, report);
    if (report->has_formula && report->has_size)
        write_rows(stream, "", recruitment, report);
    if (report->simulated.trials)
        write_rows(stream, "simulated_", simulated, &report->simulated);
}

static json_t *simulation_to_json(const atr_power_report *report)
{
    const atr_power_simulation_options *o = &report->simulation;
    json_t                             *object = json_object();
    if (!report->simulated.trials) {
        json_decref(object);
        return json_null();
    }
    json_object_set_new(object, "trials",
                        json_integer((json_int_t)report->simulated.trials));
    json_object_set_new(object, "test", json_from_text(report->test));
    json_object_set_new(object, "hazard_ratio",
                        json_from_number(report->design.hazard_ratio));
    json_object_set_new(object, "delay", json_from_number(o->experimental.change));
    json_object_set_new(object, "patients1",
                        json_integer((json_int_t)o->experimental.patients));
    json_object_set_new(object, "patients2", json_integer((json_int_t)o->control.patients));
    json_object_set_new(object, "control_median", json_from_number(o->control.median));
    json_object_set_new(object, "control_shape", json_from_number(o->control.shape));
    json_object_set_new(object, "accrual", json_from_number(o->trial.accrual));
    json_object_set_new(object, "cutoff", json_from_number(o->trial.cutoff));
    json_object_set_new(object, "at_event",
                        o->trial.events > 0 ? json_from_number(o->trial.events)
                                            : json_null());
    json_object_set_new(object, "loss_hazard", json_from_number(o->trial.loss_hazard));
    json_object_set_new(object, "seed", json_integer((json_int_t)o->trial.seed));
    quantity_json(object, simulated, &report->simulated);
    json_object_set_new(object, "formula_power", json_from_number(report->formula_power));
    return object;
}

atr_status atr_report_power_json(FILE *stream, const atr_power_report *report,
                                 atr_error *err)
{
    json_t *document = json_document("atrisk-power/1", NULL);
    json_object_set_new(document, "formula",
                        json_string(formula_name(report->design.formula)));
    json_object_set_new(document, "sides", json_integer(report->design.sides));
    if (report->has_formula) quantity_json(document, design, report);
    if (report->has_formula && report->has_size)
        quantity_json(document, recruitment, report);
    json_object_set_new(document, "simulation", simulation_to_json(report));
    return json_write(stream, document, err);
}
