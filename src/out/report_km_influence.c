/* report_km_influence.c - the patients that survival depends on most. */
#include "out/csv.h"
#include "out/format.h"
#include "out/json.h"
#include "out/km_parts.h"
#include "out/text_table.h"

enum { DECIMALS = 4 };

/* What a patient, or the cluster he stands for, is called; "" when by row only. */
static const char *name_of(const atr_patients *patients, size_t row)
{
    const atr_labels *labels = &patients->cluster;
    return labels->code ? labels->level[labels->code[row]] : "";
}

static const atr_km_group *group_of(const atr_km_report *report, size_t row)
{
    const uint32_t *group = report->patients->sample.group;
    return &report->group[group ? group[row] : 0];
}

static double survival_at(const atr_km_report *report, const atr_km_influential *it,
                          size_t t)
{
    return atr_curve_at(group_of(report, it->row)->curve, report->influence_time[t]).value;
}

void km_influence_text(FILE *stream, const atr_km_report *report)
{
    const atr_patients      *patients = report->patients;
    const bool               clusters = patients->cluster.code;
    char                     a[FORMAT_SIZE];
    text_table               table = text_table_begin(clusters ? "lrrrlrrrr" : "rrrrlrrrr");
    static const char *const heads[] = {"line", "time",     "event",   "",
                                        "at",   "survival", "without", "change"};
    fputs("\nmost influential, without whom survival would be about\n", stream);
    text_table_add(&table, clusters ? "cluster" : "row");
    for (size_t c = 0; c < sizeof heads / sizeof *heads; c++)
        text_table_add(&table, heads[c]);
    for (size_t k = 0; k < report->n_influential; k++) {
        const atr_km_influential *it = &report->influential[k];
        const double change = it->change[it->most], S = survival_at(report, it, it->most);
        if (clusters) text_table_add(&table, name_of(patients, it->row));
        else text_table_addf(&table, "%zu", it->row + 1);
        text_table_addf(&table, "%zu", atr_patients_line(patients, it->row));
        text_table_addf(&table, "%.10g", patients->sample.time[it->row]);
        text_table_addf(&table, "%d", patients->sample.event[it->row]);
        text_table_add(&table, group_of(report, it->row)->label);
        text_table_addf(&table, "%.10g", report->influence_time[it->most]);
        text_table_add(&table, format_fixed(a, S, DECIMALS));
        text_table_add(&table, format_fixed(a, S - change, DECIMALS));
        text_table_add(&table, format_fixed(a, -change, DECIMALS));
    }
    text_table_end(&table, stream);
}

void atr_report_km_influence_csv(FILE *stream, const atr_km_report *report)
{
    const atr_patients *patients = report->patients;
    fputs("rank,row,line,cluster,group,time,event,at,survival,survival_without\n", stream);
    for (size_t k = 0; k < report->n_influential; k++)
        for (size_t t = 0; t < report->n_times; t++) {
            const atr_km_influential *it = &report->influential[k];
            const double              S = survival_at(report, it, t);
            fprintf(stream, "%zu,%zu,%zu,", k + 1, it->row + 1,
                    atr_patients_line(patients, it->row));
            csv_text(stream, name_of(patients, it->row));
            fputc(',', stream);
            csv_text(stream, group_of(report, it->row)->label);
            csv_number(stream, patients->sample.time[it->row]);
            fprintf(stream, ",%d", patients->sample.event[it->row]);
            csv_number(stream, report->influence_time[t]);
            csv_number(stream, S);
            csv_number(stream, S - it->change[t]);
            fputc('\n', stream);
        }
}

json_t *km_influence_json(const atr_km_report *report)
{
    const atr_patients *patients = report->patients;
    const bool          clusters = patients->cluster.code;
    json_t             *list = json_array();
    for (size_t k = 0; k < report->n_influential; k++) {
        const atr_km_influential *it = &report->influential[k];
        json_t                   *object = json_object(), *without = json_array();
        for (size_t t = 0; t < report->n_times; t++)
            json_array_append_new(
                without, json_from_number(survival_at(report, it, t) - it->change[t]));
        json_object_set_new(object, "row", json_integer((json_int_t)it->row + 1));
        json_object_set_new(object, "line",
                            json_integer((json_int_t)atr_patients_line(patients, it->row)));
        json_object_set_new(object, "cluster",
                            json_from_text(clusters ? name_of(patients, it->row) : NULL));
        json_object_set_new(object, "group",
                            json_from_text(group_of(report, it->row)->label));
        json_object_set_new(object, "time",
                            json_from_number(patients->sample.time[it->row]));
        json_object_set_new(object, "event", json_integer(patients->sample.event[it->row]));
        json_object_set_new(object, "at",
                            json_from_numbers(report->influence_time, report->n_times));
        json_object_set_new(object, "survival_without", without);
        json_array_append_new(list, object);
    }
    return list;
}
