/* report_power.c - the size of a trial. */
#include "atrisk/report_power.h"

#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

#include <math.h>

enum { DIGITS = 4, COUNT_DECIMALS = 2 };

/* Rounding up is not to add a patient for an error in the last digits. */
static const double SLACK = 1e-9;

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

void atr_report_power_text(FILE *stream, const atr_power_report *report)
{
    const atr_power_design *d = &report->design;
    const atr_recruitment  *r = &report->recruitment;
    fprintf(stream, "Log-rank test of two groups, formula of %s\n",
            formula_name(d->formula));
    fprintf(stream, "hazard ratio %g, %s-sided alpha %g, allocation %g:1\n",
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

static void write_rows(FILE *stream, const quantity *table, const atr_power_report *report)
{
    for (const quantity *q = table; q->name; q++) {
        fputs(q->name, stream);
        csv_number(stream, *(const double *)((const char *)report + q->offset));
        fputc('\n', stream);
    }
}

void atr_report_power_csv(FILE *stream, const atr_power_report *report)
{
    fprintf(stream, "quantity,value\nsides,%d\n", report->design.sides);
    write_rows(stream, design, report);
    if (report->has_size) write_rows(stream, recruitment, report);
}

atr_status atr_report_power_json(FILE *stream, const atr_power_report *report,
                                 atr_error *err)
{
    json_t *document = json_document("atrisk-power/1", NULL);
    json_object_set_new(document, "formula",
                        json_string(formula_name(report->design.formula)));
    json_object_set_new(document, "sides", json_integer(report->design.sides));
    quantity_json(document, design, report);
    if (report->has_size) quantity_json(document, recruitment, report);
    return json_write(stream, document, err);
}
