/* report_rates.c - events per person-time and their comparison. */
#include "atrisk/report_rates.h"

#include "out/against.h"
#include "out/format.h"
#include "out/json.h"
#include "out/quantity.h"

enum { DIGITS = 4 };

static const quantity one[] = {
    {QUANTITY_ESTIMATE, "exact", "exact", offsetof(atr_rates_group, exact)},
    {QUANTITY_ESTIMATE, "wald", "Wald", offsetof(atr_rates_group, wald)},
    {0}};

static const quantity two[] = {
    {QUANTITY_ESTIMATE, "rate_difference", "rate difference (Wald)",
     offsetof(atr_rates, rate_difference)},
    {QUANTITY_ESTIMATE, "rate_ratio", "rate ratio (Wald)", offsetof(atr_rates, rate_ratio)},
    {QUANTITY_ESTIMATE, "rate_ratio_exact", "rate ratio (exact)",
     offsetof(atr_rates, rate_ratio_exact)},
    {QUANTITY_P, "p", "exact", offsetof(atr_rates, p)},
    {QUANTITY_P, "p_less", "exact, ratio below 1", offsetof(atr_rates, p_less)},
    {QUANTITY_P, "p_greater", "exact, ratio above 1", offsetof(atr_rates, p_greater)},
    {0}};

static void write_groups(FILE *stream, const atr_rates_report *report)
{
    char       a[FORMAT_SIZE];
    text_table table = text_table_begin("lrrrll");
    text_table_add(&table, "");
    text_table_add(&table, "events");
    text_table_add(&table, report->expected ? "expected" : "person-time");
    text_table_add(&table, report->expected ? "ratio" : "rate");
    text_table_addf(&table, "%g%% CI (exact)", 100 * report->level);
    text_table_addf(&table, "%g%% CI (Wald)", 100 * report->level);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_rates_group *r = &report->group[g];
        const atr_estimate    *limits[] = {&r->exact, &r->wald};
        text_table_add(&table, r->label);
        text_table_add(&table, format_count(a, r->events));
        text_table_addf(&table, "%.6g", r->person_time);
        text_table_add(&table, format_significant(a, r->exact.value, DIGITS));
        for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
            quantity_limits(&table, limits[i]);
    }
    text_table_end(&table, stream);
}

void atr_report_rates_text(FILE *stream, const atr_rates_report *report)
{
    fputs("Events", stream);
    if (report->expected) fputs(" over those expected: standardised ratios\n", stream);
    else if (report->per == 1) fputs(" per unit of person-time\n", stream);
    else fprintf(stream, " per %g units of person-time\n", report->per);
    if (report->file) fprintf(stream, "%s\n", report->file);
    fputc('\n', stream);
    write_groups(stream, report);
    for (size_t g = 0; report->has_null && g < report->n_groups; g++)
        against_text(stream, report->n_groups > 1 ? report->group[g].label : NULL,
                     &report->group[g].against);
    for (size_t g = 0; g < report->n_groups; g++) {
        if (g == report->reference) continue;
        fprintf(stream, "\n%s vs %s\n\n", report->group[g].label,
                report->group[report->reference].label);
        quantity_text(stream, two, &report->contrast[g], report->level);
    }
}

void atr_report_rates_csv(FILE *stream, const atr_rates_report *report)
{
    quantity_csv_heading(stream);
    for (size_t g = 0; g < report->n_groups; g++) {
        const atr_rates_group *r = &report->group[g];
        quantity_csv(stream, r->label, "", one, r);
        if (report->has_null) quantity_csv(stream, r->label, "", against, &r->against);
    }
    for (size_t g = 0; g < report->n_groups; g++)
        if (g != report->reference)
            quantity_csv(stream, report->group[g].label,
                         report->group[report->reference].label, two, &report->contrast[g]);
}

static json_t *group_json(const atr_rates_group *r, bool has_null)
{
    json_t *object = json_object();
    json_object_set_new(object, "group", json_from_text(r->label));
    json_object_set_new(object, "events", json_from_number(r->events));
    json_object_set_new(object, "person_time", json_from_number(r->person_time));
    quantity_json(object, one, r);
    if (has_null) quantity_json(object, against, &r->against);
    return object;
}

atr_status atr_report_rates_json(FILE *stream, const atr_rates_report *report,
                                 atr_error *err)
{
    json_t *document = json_document("atrisk-rates/1", report->notes);
    json_t *groups = json_array();
    json_t *contrasts = json_array();
    for (size_t g = 0; g < report->n_groups; g++) {
        json_array_append_new(groups, group_json(&report->group[g], report->has_null));
        if (g == report->reference) continue;
        json_t *object = json_object();
        json_object_set_new(object, "group", json_from_text(report->group[g].label));
        json_object_set_new(object, "reference",
                            json_from_text(report->group[report->reference].label));
        quantity_json(object, two, &report->contrast[g]);
        json_array_append_new(contrasts, object);
    }
    json_object_set_new(document, "file", json_from_text(report->file));
    json_object_set_new(document, "conf_level", json_from_number(report->level));
    json_object_set_new(document, "expected", json_boolean(report->expected));
    json_object_set_new(document, "per", json_from_number(report->per));
    json_object_set_new(document, "groups", groups);
    json_object_set_new(document, "comparisons", contrasts);
    return json_write(stream, document, err);
}
