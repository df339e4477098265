/* report_logrank.c - results of the log-rank family of tests. */
#include "atrisk/report.h"
#include "out/csv.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/json.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4 };

const char *atr_weight_name(atr_weight weight)
{
    switch (weight) {
    case ATR_WEIGHT_LOGRANK: return "log-rank";
    case ATR_WEIGHT_GEHAN: return "Gehan-Breslow";
    case ATR_WEIGHT_TARONE_WARE: return "Tarone-Ware";
    case ATR_WEIGHT_PETO_PETO: return "Peto-Peto";
    case ATR_WEIGHT_MODIFIED_PETO: return "modified Peto-Peto";
    case ATR_WEIGHT_FLEMING_HARRINGTON: return "Fleming-Harrington";
    case ATR_WEIGHT_MAGIRR_BURMAN: return "Magirr-Burman";
    }
    return "";
}

const char *atr_adjustment_name(atr_adjustment adjustment)
{
    switch (adjustment) {
    case ATR_ADJUST_HOLM: return "Holm";
    case ATR_ADJUST_BONFERRONI: return "Bonferroni";
    case ATR_ADJUST_SIDAK: return "Sidak";
    case ATR_ADJUST_HOCHBERG: return "Hochberg";
    case ATR_ADJUST_HOMMEL: return "Hommel";
    case ATR_ADJUST_BH: return "Benjamini-Hochberg";
    case ATR_ADJUST_BY: return "Benjamini-Yekutieli";
    case ATR_ADJUST_NONE: return "none";
    }
    return "";
}

static void write_title(FILE *stream, const atr_logrank_report *report)
{
    const atr_logrank_options *o = &report->result->options;
    const bool                 plain = o->weight == ATR_WEIGHT_LOGRANK;
    fprintf(stream, "%s test", plain ? "Log-rank" : atr_weight_name(o->weight));
    if (o->weight == ATR_WEIGHT_FLEMING_HARRINGTON)
        fprintf(stream, ", p = %g, q = %g", o->p, o->q);
    if (o->weight == ATR_WEIGHT_MAGIRR_BURMAN) fprintf(stream, ", floor %g", o->floor);
    if (report->patients->sample.n_strata > 1) fputs(", stratified", stream);
    fputc('\n', stream);
}

static void write_groups(FILE *stream, const atr_logrank_report *report)
{
    const atr_logrank *r = report->result;
    const char        *name = report->patients->group_name;
    char               a[FORMAT_SIZE];
    text_table         table = text_table_begin("lrrrr");
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
}

static void write_test(FILE *stream, const atr_test *test)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (isnan(test->statistic))
        fputs(
            "\nthe test is not defined: no event happened while more than one group was at "
            "risk\n",
            stream);
    else
        fprintf(stream, "\nchi-square = %s on %g degree%s of freedom, p = %s\n",
                format_significant(a, test->statistic, DIGITS), test->df,
                test->df == 1 ? "" : "s", format_p(b, test->p, test->log_p));
}

static void write_ratio(FILE *stream, const char *name, const atr_estimate *e, double level)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream, "  %s %s (%g%% CI %s to %s)\n", name,
            format_significant(a, e->value, DIGITS), 100 * level,
            format_significant(b, e->lower, DIGITS),
            format_significant(c, e->upper, DIGITS));
}

static void write_hazard(FILE *stream, const atr_logrank_report *report)
{
    const char *const *group = report->patients->group;
    fprintf(stream,
            "\nhazard ratio from the test, %s vs %s (neither is that of a Cox model)\n",
            group[1], group[0]);
    write_ratio(stream, "Peto, exp((O-E)/V)      ", &report->hazard->peto, report->level);
    write_ratio(stream, "Pike, ratio of the O/E's", &report->hazard->pike, report->level);
}

static void write_pairs(FILE *stream, const atr_logrank_report *report)
{
    const atr_pairwise *pairs = report->pairwise;
    char                a[FORMAT_SIZE];
    text_table          table = text_table_begin("lrrr");
    text_table_add(&table, "");
    text_table_add(&table, "chi-square");
    text_table_add(&table, "p");
    text_table_add(&table, "adjusted p");
    for (size_t k = 0; k < pairs->n; k++) {
        const atr_pair *pair = &pairs->pair[k];
        text_table_addf(&table, "%s vs %s", report->patients->group[pair->second],
                        report->patients->group[pair->first]);
        text_table_add(&table, format_significant(a, pair->test.statistic, DIGITS));
        text_table_add(&table, format_p(a, pair->test.p, pair->test.log_p));
        text_table_add(&table, format_significant(a, pair->adjusted_p, 3));
    }
    fprintf(stream, "\nall pairs, adjustment: %s\n",
            atr_adjustment_name(pairs->adjustment));
    text_table_end(&table, stream);
}

static void write_trend(FILE *stream, const atr_trend *trend)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE];
    fprintf(stream, "\ntest for trend: z = %s, p = %s\n",
            format_significant(a, trend->z, DIGITS),
            format_p(b, trend->test.p, trend->test.log_p));
}

static void write_fixed_time(FILE *stream, const atr_logrank_report *report)
{
    const atr_fixed_time *f = report->fixed_time;
    const atr_contrast   *d = &f->difference;
    char                  a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream, "\nsurvival at %g, %s less %s: %s (%g%% CI %s to %s)\n", f->time,
            report->patients->group[1], report->patients->group[0],
            format_fixed(a, d->estimate.value, DIGITS), 100 * report->level,
            format_fixed(b, d->estimate.lower, DIGITS),
            format_fixed(c, d->estimate.upper, DIGITS));
    const struct {
        const char         *scale;
        const atr_contrast *contrast;
    } scales[] = {{"plain", d},
                  {"log", &f->log},
                  {"log-log", &f->cloglog},
                  {"arcsine", &f->arcsine},
                  {"logit", &f->logit}};
    for (size_t k = 0; k < sizeof scales / sizeof *scales; k++)
        fprintf(stream, "  %-8s p = %s\n", scales[k].scale,
                format_p(a, scales[k].contrast->test.p, scales[k].contrast->test.log_p));
    if (f->extrapolated)
        fputs("  a curve ends before that time: its last value was taken\n", stream);
}

void atr_report_logrank_text(FILE *stream, const atr_logrank_report *report)
{
    write_title(stream, report);
    describe_patients_text(stream, report->patients);
    fputc('\n', stream);
    write_groups(stream, report);
    write_test(stream, &report->result->test);
    if (report->hazard) write_hazard(stream, report);
    if (report->trend) write_trend(stream, report->trend);
    if (report->pairwise) write_pairs(stream, report);
    if (report->fixed_time) write_fixed_time(stream, report);
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

static json_t *groups_to_json(const atr_logrank_report *report)
{
    const atr_logrank *r = report->result;
    json_t            *groups = json_array();
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
    return groups;
}

static json_t *pairs_to_json(const atr_logrank_report *report)
{
    const atr_pairwise *pairs = report->pairwise;
    json_t             *object = json_object(), *list = json_array();
    for (size_t k = 0; k < pairs->n; k++) {
        const atr_pair *pair = &pairs->pair[k];
        json_t         *one = json_object();
        json_object_set_new(one, "group",
                            json_from_text(report->patients->group[pair->second]));
        json_object_set_new(one, "reference",
                            json_from_text(report->patients->group[pair->first]));
        json_object_set_new(one, "z", json_from_number(pair->z));
        json_object_set_new(one, "test", json_from_test(&pair->test));
        json_object_set_new(one, "adjusted_p", json_from_number(pair->adjusted_p));
        json_array_append_new(list, one);
    }
    json_object_set_new(object, "adjustment",
                        json_string(atr_adjustment_name(pairs->adjustment)));
    json_object_set_new(object, "pairs", list);
    return object;
}

static json_t *hazard_to_json(const atr_logrank_report *report)
{
    json_t *object = json_object();
    json_object_set_new(object, "group", json_from_text(report->patients->group[1]));
    json_object_set_new(object, "reference", json_from_text(report->patients->group[0]));
    json_object_set_new(object, "conf_level", json_from_number(report->level));
    json_object_set_new(object, "peto", json_from_estimate(&report->hazard->peto));
    json_object_set_new(object, "pike", json_from_estimate(&report->hazard->pike));
    json_object_set_new(object, "pike_observed",
                        json_from_estimate(&report->hazard->pike_observed));
    return object;
}

static json_t *fixed_time_to_json(const atr_logrank_report *report)
{
    const atr_fixed_time *f = report->fixed_time;
    json_t               *object = json_object();
    json_object_set_new(object, "time", json_from_number(f->time));
    json_object_set_new(object, "extrapolated", json_boolean(f->extrapolated));
    json_object_set_new(object, "conf_level", json_from_number(report->level));
    json_object_set_new(object, "difference", json_from_contrast(&f->difference));
    json_object_set_new(object, "log", json_from_contrast(&f->log));
    json_object_set_new(object, "loglog", json_from_contrast(&f->cloglog));
    json_object_set_new(object, "arcsine", json_from_contrast(&f->arcsine));
    json_object_set_new(object, "logit", json_from_contrast(&f->logit));
    return object;
}

static json_t *trend_to_json(const atr_trend *trend)
{
    json_t *object = json_object();
    json_object_set_new(object, "score", json_from_number(trend->score));
    json_object_set_new(object, "variance", json_from_number(trend->variance));
    json_object_set_new(object, "z", json_from_number(trend->z));
    json_object_set_new(object, "test", json_from_test(&trend->test));
    return object;
}

atr_status atr_report_logrank_json(FILE *stream, const atr_logrank_report *report,
                                   atr_error *err)
{
    const atr_logrank_options *o = &report->result->options;
    json_t                    *document = json_document("atrisk-logrank/1", report->notes);
    json_object_set_new(document, "input", describe_patients_json(report->patients));
    json_object_set_new(document, "weight", json_string(atr_weight_name(o->weight)));
    if (o->weight == ATR_WEIGHT_FLEMING_HARRINGTON) {
        json_object_set_new(document, "p_weight", json_from_number(o->p));
        json_object_set_new(document, "q_weight", json_from_number(o->q));
    }
    if (o->weight == ATR_WEIGHT_MAGIRR_BURMAN)
        json_object_set_new(document, "floor", json_from_number(o->floor));
    json_object_set_new(document, "test", json_from_test(&report->result->test));
    json_object_set_new(document, "z", json_from_number(report->result->z));
    json_object_set_new(document, "groups", groups_to_json(report));
    if (report->hazard)
        json_object_set_new(document, "hazard_ratio", hazard_to_json(report));
    if (report->trend) json_object_set_new(document, "trend", trend_to_json(report->trend));
    if (report->pairwise) json_object_set_new(document, "pairwise", pairs_to_json(report));
    if (report->fixed_time)
        json_object_set_new(document, "fixed_time", fixed_time_to_json(report));
    return json_write(stream, document, err);
}
