/* report_logrank.c - results of the log-rank test. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4 };

void atr_report_logrank_text(FILE *stream, const atr_logrank_report *report)
{
    const atr_logrank *r = report->result;
    const char        *name = report->patients->group_name;
    fprintf(stream, "Log-rank test%s\n",
            report->patients->sample.n_strata > 1 ? ", stratified" : "");
    describe_patients_text(stream, report->patients);
    fputc('\n', stream);

    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table table = text_table_begin("lrrrr");
    text_table_add(&table, name ? name : "");
    text_table_add(&table, "n");
    text_table_add(&table, "observed");
    text_table_add(&table, "expected");
    text_table_add(&table, "O/E");
    for (size_t g = 0; g < r->n_groups; g++) {
        text_table_add(&table, report->patients->group[g]);
        text_table_add(&table, format_count(a, r->subjects[g]));
        text_table_add(&table, format_count(a, r->observed[g]));
        text_table_add(&table, format_fixed(a, r->expected[g], 2));
        text_table_add(&table, format_fixed(a, r->observed[g] / r->expected[g], 3));
    }
    text_table_end(&table, stream);
    if (isnan(r->test.statistic)) {
        fputs("\nthe test is not defined: no event happened while more than one group was "
              "at risk\n",
              stream);
        return;
    }
    fprintf(stream, "\nchi-square = %s on %g degree%s of freedom, p = %s\n",
            format_significant(a, r->test.statistic, DIGITS), r->test.df,
            r->test.df == 1 ? "" : "s", format_p(b, r->test.p, r->test.log_p));
}

void atr_report_logrank_csv(FILE *stream, const atr_logrank_report *report)
{
    const atr_logrank *r = report->result;
    fputs("group,n,observed,expected,chi_square,df,p\n", stream);
    for (size_t g = 0; g < r->n_groups; g++) {
        csv_text(stream, report->patients->group[g]);
        csv_number(stream, r->subjects[g]);
        csv_number(stream, r->observed[g]);
        csv_number(stream, r->expected[g]);
        csv_number(stream, r->test.statistic);
        csv_number(stream, r->test.df);
        csv_number(stream, r->test.p);
        fputc('\n', stream);
    }
}

atr_status atr_report_logrank_json(FILE *stream, const atr_logrank_report *report,
                                   atr_error *err)
{
    const atr_logrank *r = report->result;
    json_t            *document = json_document("atrisk-logrank/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "test", json_from_test(&r->test));
    json_t *groups = json_array();
    for (size_t g = 0; g < r->n_groups; g++) {
        json_t *object = json_object();
        json_object_set_new(object, "group", json_from_text(report->patients->group[g]));
        json_object_set_new(object, "n", json_from_number(r->subjects[g]));
        json_object_set_new(object, "observed", json_from_number(r->observed[g]));
        json_object_set_new(object, "expected", json_from_number(r->expected[g]));
        json_object_set_new(object, "variance",
                            json_from_numbers(r->variance + g * r->n_groups, r->n_groups));
        json_array_append_new(groups, object);
    }
    json_object_set_new(document, "groups", groups);
    return json_write(stream, document, err);
}
