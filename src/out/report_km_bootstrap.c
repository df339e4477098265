/* report_km_bootstrap.c - quantiles of event times from samples drawn with replacement. */
#include "out/bootstrap.h"
#include "out/csv.h"
#include "out/json.h"
#include "out/km_parts.h"

#include <stdlib.h>

enum { HEADING_SIZE = 40 };

void km_bootstrap_text(FILE *stream, const atr_km_report *report)
{
    const char **label = calloc(report->n_groups, sizeof *label);
    char         heading[HEADING_SIZE];
    for (size_t g = 0; label && g < report->n_groups; g++)
        label[g] = report->group[g].label;
    for (size_t q = 0; label && q < report->n_quantiles; q++) {
        if (report->prob[q] == 0.5) snprintf(heading, sizeof heading, "median");
        else snprintf(heading, sizeof heading, "q%g", report->prob[q]);
        bootstrap_text(stream, &report->bootstrap[q], heading, label, false);
    }
    free(label);
}

void atr_report_km_bootstrap_csv(FILE *stream, const atr_km_report *report)
{
    fputs("quantity,prob,group", stream);
    bootstrap_csv_names(stream);
    for (size_t q = 0; q < report->n_quantiles; q++)
        for (size_t g = 0; g < report->n_groups; g++) {
            fputs("quantile", stream);
            csv_number(stream, report->prob[q]);
            fputc(',', stream);
            csv_text(stream, report->group[g].label);
            bootstrap_csv(stream, &report->bootstrap[q], g);
        }
}

json_t *km_bootstrap_json(const atr_km_report *report)
{
    json_t *object = bootstrap_json(&report->bootstrap[0]), *list = json_array();
    for (size_t q = 0; q < report->n_quantiles; q++)
        for (size_t g = 0; g < report->n_groups; g++) {
            json_t *one = bootstrap_statistic_json(&report->bootstrap[q].statistic[g]);
            json_object_set_new(one, "prob", json_from_number(report->prob[q]));
            json_object_set_new(one, "group", json_from_text(report->group[g].label));
            json_array_append_new(list, one);
        }
    json_object_set_new(object, "quantiles", list);
    return object;
}
