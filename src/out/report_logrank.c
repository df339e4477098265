/* report_logrank.c - results of the log-rank family of tests. */
#include "atrisk/report.h"
#include "out/describe.h"
#include "out/format.h"
#include "out/text_table.h"

#include <math.h>

enum { DIGITS = 4, Z_DECIMALS = 2 };

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

const char *atr_maxcombo_weight_name(size_t weight)
{
    static const char *const names[ATR_MAXCOMBO_MOST] = {"(0, 0)", "(0, 1)", "(1, 0)",
                                                         "(1, 1)"};
    return names[weight];
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

static void write_survival(FILE *stream, const char *group, const atr_estimate *e)
{
    char a[FORMAT_SIZE], b[FORMAT_SIZE], c[FORMAT_SIZE];
    fprintf(stream, "  %s %s (%s to %s)\n", group, format_fixed(a, e->value, DIGITS),
            format_fixed(b, e->lower, DIGITS), format_fixed(c, e->upper, DIGITS));
}

static void write_fixed_time(FILE *stream, const atr_logrank_report *report)
{
    const atr_fixed_time *f = report->fixed_time;
    const char *const    *group = report->patients->group;
    const struct {
        const char         *name;
        const atr_contrast *contrast;
    } scales[] = {{"plain", &f->difference},
                  {"log", &f->log},
                  {"log-log", &f->cloglog},
                  {"arcsine", &f->arcsine},
                  {"logit", &f->logit}};
    char       a[FORMAT_SIZE], b[FORMAT_SIZE];
    text_table table = text_table_begin("lrlrr");
    fprintf(stream, "\nsurvival at %g (%g%% CI, log scale)\n", f->time,
            100 * report->level);
    write_survival(stream, group[0], &f->reference);
    write_survival(stream, group[1], &f->group);
    if (f->extrapolated)
        fputs("  a curve ends before that time: its last value was taken\n", stream);
    fprintf(stream, "difference, %s less %s, by scale\n", group[1], group[0]);
    text_table_add(&table, "");
    text_table_add(&table, "difference");
    text_table_addf(&table, "%g%% CI", 100 * report->level);
    text_table_add(&table, "z");
    text_table_add(&table, "p");
    for (size_t k = 0; k < sizeof scales / sizeof *scales; k++) {
        const atr_contrast *c = scales[k].contrast;
        text_table_add(&table, scales[k].name);
        text_table_add(&table, format_fixed(a, c->estimate.value, DIGITS));
        if (isnan(c->estimate.lower)) text_table_add(&table, "-");
        else
            text_table_addf(&table, "%s to %s", format_fixed(a, c->estimate.lower, DIGITS),
                            format_fixed(b, c->estimate.upper, DIGITS));
        text_table_add(&table, format_fixed(a, c->z, Z_DECIMALS));
        text_table_add(&table, format_p(a, c->test.p, c->test.log_p));
    }
    text_table_end(&table, stream);
}

/* The tests that the maximum was taken of, and their correlations. */
static void write_maxcombo(FILE *stream, const atr_maxcombo *m)
{
    static const char *const alignment[] = {"lrrrr", "lrrrrr", "lrrrrrr"}; /* of 2, 3, 4 */
    char                     a[FORMAT_SIZE];
    text_table               table = text_table_begin(alignment[m->n - 2]);
    fprintf(stream, "\nMaxCombo: the largest of %zu Fleming-Harrington tests\n", m->n);
    text_table_add(&table, "(p, q)");
    text_table_add(&table, "O-E");
    text_table_add(&table, "z");
    for (size_t b = 0; b < m->n; b++)
        text_table_addf(&table, "r %s", atr_maxcombo_weight_name(b));
    for (size_t k = 0; k < m->n; k++) {
        text_table_add(&table, atr_maxcombo_weight_name(k));
        text_table_add(&table, format_fixed(a, m->score[k], Z_DECIMALS));
        text_table_add(&table, format_fixed(a, m->z[k], Z_DECIMALS));
        for (size_t b = 0; b < m->n; b++)
            text_table_add(&table, format_fixed(a, m->correlation[k][b], DIGITS));
    }
    text_table_end(&table, stream);
    if (isnan(m->p)) {
        fputs("none of them is defined\n", stream);
        return;
    }
    fprintf(stream, "largest |z| = %s at %s; ", format_fixed(a, m->maximum, Z_DECIMALS),
            atr_maxcombo_weight_name(m->best));
    fprintf(stream, "of the maximum p = %s\n", format_p(a, m->p, log(m->p)));
    fprintf(stream, "one-sided: fewer events in the second group p = %s, ",
            format_p(a, m->p_lower, log(m->p_lower)));
    fprintf(stream, "more p = %s\n", format_p(a, m->p_upper, log(m->p_upper)));
}

static void write_permutation(FILE *stream, const atr_logrank_report *report)
{
    const atr_permutation *t = report->permutation;
    const char            *second = report->patients->group[1];
    char                   a[FORMAT_SIZE], b[FORMAT_SIZE];
    if (t->exact)
        fprintf(stream, "\nexact permutation test: all %.15g ways to deal out the groups\n",
                t->arrangements);
    else
        fprintf(stream,
                "\npermutation test: %.15g random ways to deal out the groups, seed %ld\n",
                t->arrangements, report->seed);
    fprintf(stream, "  O-E at least as far from 0          p = %s\n",
            format_p(a, t->p, log(t->p)));
    fprintf(stream, "  chi-square at least as large        p = %s\n",
            format_p(a, t->p_statistic, log(t->p_statistic)));
    fprintf(stream, "  one-sided: as few events in %s p = %s, as many p = %s\n", second,
            format_p(a, t->p_lower, log(t->p_lower)),
            format_p(b, t->p_upper, log(t->p_upper)));
}

void atr_report_logrank_text(FILE *stream, const atr_logrank_report *report)
{
    write_title(stream, report);
    describe_patients_text(stream, report->patients);
    if (!isnan(report->from)) describe_landmark_text(stream, report->from);
    fputc('\n', stream);
    write_groups(stream, report);
    write_test(stream, &report->result->test);
    if (report->hazard) write_hazard(stream, report);
    if (report->trend) write_trend(stream, report->trend);
    if (report->pairwise) write_pairs(stream, report);
    if (report->fixed_time) write_fixed_time(stream, report);
    if (report->maxcombo) write_maxcombo(stream, report->maxcombo);
    if (report->permutation) write_permutation(stream, report);
}
