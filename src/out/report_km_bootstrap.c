/* report_km_bootstrap.c - quantiles of event times from samples drawn with replacement. */
#include "base/utf8.h"
#include "out/bootstrap.h"
#include "out/csv.h"
#include "out/json.h"
#include "out/km_parts.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEADING_SIZE = 40, LABEL_SIZE = 160 };

/* The quantiles of all groups, then the differences from the first: which group, and which
 * one it is compared with ("" for none). */
static const char *group_of(const atr_km_report *report, size_t v)
{
    const size_t n = report->n_groups;
    return report->group[v < n ? v : v - n + 1].label;
}

static const char *reference_of(const atr_km_report *report, size_t v)
{
    return v < report->n_groups ? "" : report->group[0].label;
}

static const char *label_of(char buffer[LABEL_SIZE], const atr_km_report *report, size_t v)
{
    const char *group = group_of(report, v), *reference = reference_of(report, v);
    if (v < report->n_groups)
        snprintf(buffer, LABEL_SIZE, "%.*s", atr_utf8_cut(group, 75), group);
    else
        snprintf(buffer, LABEL_SIZE, "%.*s vs %.*s: difference", atr_utf8_cut(group, 70),
                 group, atr_utf8_cut(reference, 70), reference);
    return buffer;
}

void km_bootstrap_text(FILE *stream, const atr_km_report *report)
{
    const size_t n = report->bootstrap[0].n;
    const char **label = calloc(n, sizeof *label);
    char(*name)[LABEL_SIZE] = calloc(n, sizeof *name), heading[HEADING_SIZE];
    for (size_t v = 0; label && name && v < n; v++) label[v] = label_of(name[v], report, v);
    for (size_t q = 0; label && name && q < report->n_quantiles; q++) {
        if (report->prob[q] == 0.5) snprintf(heading, sizeof heading, "median");
        else snprintf(heading, sizeof heading, "q%g", report->prob[q]);
        bootstrap_text(stream, &report->bootstrap[q], heading, label, false);
    }
    free(label);
    free(name);
}

void atr_report_km_bootstrap_csv(FILE *stream, const atr_km_report *report)
{
    fputs("quantity,prob,group,reference", stream);
    bootstrap_csv_names(stream);
    for (size_t q = 0; q < report->n_quantiles; q++)
        for (size_t v = 0; v < report->bootstrap[q].n; v++) {
            fputs(v < report->n_groups ? "quantile" : "difference", stream);
            csv_number(stream, report->prob[q]);
            fputc(',', stream);
            csv_text(stream, group_of(report, v));
            fputc(',', stream);
            csv_text(stream, reference_of(report, v));
            bootstrap_csv(stream, &report->bootstrap[q], v);
        }
}

json_t *km_bootstrap_json(const atr_km_report *report)
{
    json_t *object = bootstrap_json(&report->bootstrap[0]), *list = json_array();
    for (size_t q = 0; q < report->n_quantiles; q++)
        for (size_t v = 0; v < report->bootstrap[q].n; v++) {
            const bool own = v < report->n_groups;
            json_t    *one = bootstrap_statistic_json(&report->bootstrap[q].statistic[v]);
            json_object_set_new(one, "quantity",
                                json_string(own ? "quantile" : "difference"));
            json_object_set_new(one, "prob", json_from_number(report->prob[q]));
            json_object_set_new(one, "group", json_from_text(group_of(report, v)));
            json_object_set_new(one, "reference",
                                json_from_text(own ? NULL : reference_of(report, v)));
            json_array_append_new(list, one);
        }
    json_object_set_new(object, "statistics", list);
    return object;
}
