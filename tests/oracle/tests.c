/* tests.c - comparisons of groups: kinds logrank, trend, pairwise, hr_logrank,
 * fixed_time_diff. */
#include "combined.h"
#include "curves.h"
#include "kinds.h"

#include "atrisk/fixed_time.h"
#include "atrisk/logrank.h"
#include "atrisk/pairwise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "logrank", "fh_0.5_1", "mw_0.5", ... */
static bool weight_named(const char *name, atr_logrank_options *options)
{
    static const struct {
        const char *name;
        atr_weight  weight;
    } plain[] = {{"logrank", ATR_WEIGHT_LOGRANK},
                 {"gehan", ATR_WEIGHT_GEHAN},
                 {"tarone_ware", ATR_WEIGHT_TARONE_WARE},
                 {"peto_peto", ATR_WEIGHT_PETO_PETO},
                 {"modified_peto", ATR_WEIGHT_MODIFIED_PETO}};
    char *end = NULL;
    *options = (atr_logrank_options){0};
    for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
        if (strcmp(name, plain[k].name) == 0) {
            options->weight = plain[k].weight;
            return true;
        }
    if (strncmp(name, "fh_", 3) == 0) {
        options->weight = ATR_WEIGHT_FLEMING_HARRINGTON;
        options->p = strtod(name + 3, &end);
        if (*end != '_') return false;
        options->q = strtod(end + 1, &end);
    } else if (strncmp(name, "mw_", 3) == 0) {
        options->weight = ATR_WEIGHT_MAGIRR_BURMAN;
        options->floor = strtod(name + 3, &end);
    }
    return end && *end == '\0';
}

/* The test that survdiff of R gives, when it is listed as well. */
static void check_survdiff(block *b, json_t *test, const atr_test *got, const char *name)
{
    json_t *survdiff = json_object_get(test, "survdiff");
    if (!survdiff) return;
    block_at(b, "tests.%s.survdiff.", name);
    check_test(b, survdiff, NULL, got, STATISTIC);
}

static void check_weighted(block *b, study *s, const char *name, json_t *test,
                           const atr_events *tables)
{
    atr_logrank         got;
    atr_error           err = {0};
    atr_logrank_options options;
    if (!weight_named(name, &options)) return; /* left over, and so reported */
    if (atr_logrank_test(tables, s->sample.n_groups, s->sample.n_strata, &options, &got,
                         &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    block_at(b, "tests.%s.", name);
    check_numbers(b, test, "obs", got.observed, got.n_groups, STATISTIC);
    check_numbers(b, test, "exp", got.expected, got.n_groups, STATISTIC);
    check_matrix(b, test, "var", (matrix){got.variance, got.n_groups, got.n_groups},
                 STATISTIC);
    check_number(b, test, "z", got.z, STATISTIC);
    check_test(b, test, NULL, &got.test, STATISTIC);
    check_survdiff(b, test, &got.test, name);
    atr_logrank_free(&got);
}

/* The groups and how many are in them, strata taken together. */
static void check_levels(block *b, study *s, json_t *result, const atr_events *tables)
{
    double *n = study_keep(s, s->sample.n_groups, sizeof *n);
    for (size_t k = 0; k < s->n_tables; k++) n[k % s->group.n] += tables[k].subjects;
    check_texts(b, result, "levels", s->group.label, s->group.n);
    check_numbers(b, result, "n", n, s->group.n, COUNT);
}

/* Observed and expected of one stratum, those of its tables alone. */
static void check_strata(block *b, study *s, json_t *by, const atr_events *tables)
{
    const size_t groups = s->sample.n_groups, strata = s->sample.n_strata;
    double      *observed = study_keep(s, groups * strata, sizeof *observed);
    double      *expected = study_keep(s, groups * strata, sizeof *expected);
    json_t      *label;
    size_t       k;
    if (!by) return;
    json_array_foreach(json_object_get(by, "strata"), k, label)
    {
        size_t stratum = 0;
        while (stratum < strata &&
               strcmp(s->stratum.label[stratum], json_string_value(label)) != 0)
            stratum++;
        atr_logrank got;
        if (k >= strata || stratum == strata ||
            atr_logrank_test(&tables[stratum * groups], groups, 1, NULL, &got, NULL) !=
                ATR_OK)
            continue;
        memcpy(&observed[k * groups], got.observed, groups * sizeof *observed);
        memcpy(&expected[k * groups], got.expected, groups * sizeof *expected);
        atr_logrank_free(&got);
    }
    block_at(b, "by_stratum.");
    json_object_del(by, "strata");
    check_matrix(b, by, "obs", (matrix){observed, strata, groups}, STATISTIC);
    check_matrix(b, by, "exp", (matrix){expected, strata, groups}, STATISTIC);
}

void check_logrank(block *b, study *s, json_t *result, const atr_events *tables)
{
    const char *name;
    json_t     *test;
    check_levels(b, s, result, tables);
    json_object_foreach(json_object_get(result, "tests"), name, test)
    {
        check_weighted(b, s, name, test, tables);
    }
    check_strata(b, s, json_object_get(result, "by_stratum"), tables);
}

static void kind_logrank(block *b)
{
    study s;
    study_build(b, &s);
    if (study_tables(b, &s)) check_logrank(b, &s, b->result, s.tables);
    study_free(&s);
}

static void check_trend(block *b, study *s, const char *name, json_t *test,
                        const double *scores)
{
    atr_logrank         got = {0};
    atr_trend           trend;
    atr_error           err = {0};
    atr_logrank_options options;
    if (!weight_named(name, &options)) return;
    if (atr_logrank_test(s->tables, s->sample.n_groups, s->sample.n_strata, &options, &got,
                         &err) != ATR_OK ||
        atr_logrank_trend(&got, scores, &trend, &err) != ATR_OK) {
        atr_logrank_free(&got);
        refused(b, &err);
        return;
    }
    block_at(b, "tests.%s.", name);
    check_number(b, test, "u", trend.score, STATISTIC);
    check_number(b, test, "var", trend.variance, STATISTIC);
    check_number(b, test, "z", trend.z, STATISTIC);
    check_test(b, test, NULL, &trend.test, STATISTIC);
    atr_logrank_free(&got);
}

static void kind_trend(block *b)
{
    study       s;
    const char *name;
    json_t     *test;
    study_build(b, &s);
    if (study_tables(b, &s)) {
        const json_t *given = json_object_get(b->spec, "scores");
        double       *scores = study_keep(&s, s.group.n, sizeof *scores);
        for (size_t g = 0; g < s.group.n; g++)
            scores[g] = number_of(json_array_get(given, g));
        check_levels(b, &s, b->result, s.tables);
        check_numbers(b, b->result, "scores", scores, s.group.n, EXACT);
        json_object_foreach(json_object_get(b->result, "tests"), name, test)
        {
            check_trend(b, &s, name, test, scores);
        }
    }
    study_free(&s);
}

static void check_adjusted(block *b, json_t *part, const double *p, size_t n)
{
    static const struct {
        const char    *name;
        atr_adjustment adjustment;
    } method[] = {{"bonferroni", ATR_ADJUST_BONFERRONI},
                  {"holm", ATR_ADJUST_HOLM},
                  {"hochberg", ATR_ADJUST_HOCHBERG},
                  {"hommel", ATR_ADJUST_HOMMEL},
                  {"BH", ATR_ADJUST_BH},
                  {"BY", ATR_ADJUST_BY},
                  {"sidak", ATR_ADJUST_SIDAK}};
    double *adjusted = must_alloc(n, sizeof *adjusted);
    for (size_t k = 0; k < sizeof method / sizeof *method; k++) {
        atr_error err = {0};
        if (atr_p_adjust(p, n, method[k].adjustment, adjusted, &err) != ATR_OK)
            refused(b, &err);
        check_numbers(b, part, method[k].name, adjusted, n, P_VALUE);
    }
    free(adjusted);
}

static void check_pairs(block *b, study *s, const char *name, json_t *part)
{
    atr_pairwise_options options = {.adjustment = ATR_ADJUST_NONE};
    atr_pairwise         got;
    atr_error            err = {0};
    if (!weight_named(name, &options.test)) return;
    if (atr_pairwise_test(s->tables, s->sample.n_groups, s->sample.n_strata, &options, &got,
                          &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    double *chisq = study_keep(s, got.n, sizeof *chisq);
    double *p = study_keep(s, got.n, sizeof *p);
    for (size_t k = 0; k < got.n; k++) {
        chisq[k] = got.pair[k].test.statistic;
        p[k] = got.pair[k].test.p;
    }
    block_at(b, "%s.", name);
    check_numbers(b, part, "chisq", chisq, got.n, STATISTIC);
    check_numbers(b, part, "p", p, got.n, P_VALUE);
    check_adjusted(b, part, p, got.n);
    atr_pairwise_free(&got);
}

static void check_pair_names(block *b, study *s)
{
    const size_t n = s->group.n;
    const char **first = study_keep(s, n * n, sizeof *first);
    const char **second = study_keep(s, n * n, sizeof *second);
    size_t       k = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++, k++) {
            first[k] = s->group.label[i];
            second[k] = s->group.label[j];
        }
    check_texts(b, b->result, "i", first, k);
    check_texts(b, b->result, "j", second, k);
}

static void kind_pairwise(block *b)
{
    study       s;
    const char *name;
    json_t     *part;
    study_build(b, &s);
    if (study_tables(b, &s)) {
        check_pair_names(b, &s);
        json_object_foreach(b->result, name, part)
        {
            check_pairs(b, &s, name, part);
        }
    }
    study_free(&s);
}

static void check_ratio(block *b, const char *key, const atr_estimate *ratio)
{
    json_t *part = json_object_get(b->result, key);
    block_at(b, "%s.", key);
    check_number(b, part, "log_hr", log(ratio->value), STATISTIC);
    check_number(b, part, "hr", ratio->value, STATISTIC);
    check_interval(b, part, ratio, STATISTIC);
}

static void kind_hr_logrank(block *b)
{
    study              s;
    atr_logrank        got = {0};
    atr_logrank_hazard ratio;
    atr_error          err = {0};
    study_build(b, &s);
    if (study_tables(b, &s)) {
        const double level = spec_number(b, "conf", 0.95);
        char         direction[128];
        snprintf(direction, sizeof direction, "%.50s vs %.50s", s.group.label[1],
                 s.group.label[0]);
        if (atr_logrank_test(s.tables, s.sample.n_groups, s.sample.n_strata, NULL, &got,
                             &err) != ATR_OK ||
            atr_logrank_hazard_ratio(&got, level, &ratio, &err) != ATR_OK) {
            refused(b, &err);
        } else {
            check_text(b, b->result, "direction", direction);
            check_numbers(b, b->result, "obs", got.observed, got.n_groups, STATISTIC);
            check_numbers(b, b->result, "exp", got.expected, got.n_groups, STATISTIC);
            check_number(b, b->result, "var", got.variance[0], STATISTIC);
            check_number(b, b->result, "conf", level, EXACT);
            check_ratio(b, "peto", &ratio.peto);
            check_ratio(b, "pike", &ratio.pike);
            check_ratio(b, "pike_se_obs", &ratio.pike_observed);
        }
        atr_logrank_free(&got);
    }
    study_free(&s);
}

/* num and var of a test on one scale; the test is that of the contrast. */
static void check_scale(block *b, json_t *tests, const char *name,
                        const atr_contrast *contrast, double sign)
{
    json_t *test = json_object_get(tests, name);
    block_at(b, "tests.%s.", name);
    check_number(b, test, "num", sign * contrast->estimate.value, STATISTIC);
    check_number(b, test, "var",
                 contrast->estimate.std_error * contrast->estimate.std_error, STATISTIC);
    check_test(b, test, NULL, &contrast->test, STATISTIC);
}

static void check_fixed_time(block *b, study *s, const atr_fixed_time *got)
{
    const double survival[] = {got->reference.value, got->group.value};
    const double greenwood[] = {pow(got->reference.std_error / got->reference.value, 2),
                                pow(got->group.std_error / got->group.value, 2)};
    json_t      *tests = json_object_get(b->result, "tests");
    check_number(b, b->result, "time", got->time, EXACT);
    check_levels(b, s, b->result, s->tables);
    check_numbers(b, b->result, "surv", survival, 2, ESTIMATE);
    check_numbers(b, b->result, "greenwood_sum", greenwood, 2, ESTIMATE);
    check_contrast(b, b->result, "diff", &got->difference, ESTIMATE);
    check_scale(b, tests, "plain", &got->difference, 1);
    check_scale(b, tests, "log", &got->log, 1);
    check_scale(b, tests, "cloglog", &got->cloglog, 1);
    check_scale(b, tests, "arcsine", &got->arcsine, 1);
    check_scale(b, tests, "logit", &got->logit, 1);
}

static void kind_fixed_time_diff(block *b)
{
    study          s;
    atr_curve      curve[2] = {0};
    atr_fixed_time got;
    atr_error      err = {0};
    study_build(b, &s);
    if (study_tables(b, &s) &&
        curve_fit(b, &(basis){.table = &s.tables[0]}, ATR_SCALE_LOG, ATR_LOWER_GREENWOOD,
                  &curve[0]) &&
        curve_fit(b, &(basis){.table = &s.tables[1]}, ATR_SCALE_LOG, ATR_LOWER_GREENWOOD,
                  &curve[1])) {
        if (atr_fixed_time_test(&curve[1], &curve[0], spec_number(b, "time0", 0),
                                spec_number(b, "conf", 0.95), &got, &err) == ATR_OK)
            check_fixed_time(b, &s, &got);
        else refused(b, &err);
    }
    atr_curve_free(&curve[0]);
    atr_curve_free(&curve[1]);
    study_free(&s);
}

#define SUBJECTS " time status event entry weights group strata timefix conf "

const kind test_kinds[] = {{"logrank", kind_logrank, SUBJECTS},
                           {"trend", kind_trend, SUBJECTS "scores "},
                           {"pairwise", kind_pairwise, SUBJECTS},
                           {"hr_logrank", kind_hr_logrank, SUBJECTS},
                           {"fixed_time_diff", kind_fixed_time_diff, SUBJECTS "time0 "},
                           {"maxcombo", kind_maxcombo, SUBJECTS},
                           {"permutation", kind_permutation, SUBJECTS},
                           {NULL, NULL, NULL}};
