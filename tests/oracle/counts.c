/* counts.c - numbers in place of patients: kinds rates, table2x2, cmh, hr_from_summary,
 * meta_pool, power. */
#include "study.h"

#include "atrisk/cmh.h"
#include "atrisk/meta.h"
#include "atrisk/power.h"
#include "atrisk/proportion.h"
#include "atrisk/rates.h"
#include "atrisk/reported_hr.h"
#include "kinds.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The first three of an estimate under the names of the results. */
static void check_estimate(block *b, json_t *object, const char *key,
                           const atr_estimate *got, tolerance t)
{
    const atr_contrast contrast = {.estimate = *got};
    check_contrast(b, object, key, &contrast, t);
}

static void check_pair(block *b, json_t *object, const char *key, const atr_estimate *got,
                       tolerance t)
{
    const double limits[] = {got->lower, got->upper};
    check_numbers(b, object, key, limits, 2, t);
}

static void check_rate(block *b, json_t *group, const atr_exposure *exposure, double level)
{
    atr_estimate exact, wald;
    atr_error    err = {0};
    if (atr_rate_exact(exposure, level, &exact, &err) != ATR_OK ||
        atr_rate_wald(exposure, level, &wald, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    check_number(b, group, "events", exposure->events, EXACT);
    check_number(b, group, "person_time", exposure->person_time, COUNT);
    check_number(b, group, "rate", exact.value, ESTIMATE);
    check_number(b, group, "exact_lcl", exact.lower, ESTIMATE);
    check_number(b, group, "exact_ucl", exact.upper, ESTIMATE);
    check_number(b, group, "log_se", wald.std_error, ESTIMATE);
    check_number(b, group, "wald_lcl", wald.lower, ESTIMATE);
    check_number(b, group, "wald_ucl", wald.upper, ESTIMATE);
}

static void check_rate_ratio(block *b, const study *s, const atr_exposure *exposure,
                             double level)
{
    json_t   *ratio = json_object_get(b->result, "rate_ratio");
    atr_rates got;
    atr_error err = {0};
    char      direction[128];
    if (!ratio) return;
    if (atr_rates_test(&exposure[1], &exposure[0], level, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    snprintf(direction, sizeof direction, "%.50s vs %.50s", s->group.label[1],
             s->group.label[0]);
    check_text(b, ratio, "direction", direction);
    check_estimate(b, b->result, "rate_ratio", &got.rate_ratio, ESTIMATE);
    block_at(b, "rate_ratio.");
    check_number(b, ratio, "exact_lcl", got.rate_ratio_exact.lower, ESTIMATE);
    check_number(b, ratio, "exact_ucl", got.rate_ratio_exact.upper, ESTIMATE);
    check_number(b, ratio, "exact_p", got.p, P_VALUE);
}

static void kind_rates(block *b)
{
    study        s;
    json_t      *group;
    size_t       g;
    const double level = spec_number(b, "conf", 0.95);
    study_build(b, &s);
    atr_exposure *exposure = study_keep(&s, s.sample.n_groups, sizeof *exposure);
    for (size_t i = 0; i < s.n; i++) {
        exposure[s.group.code[i]].events += s.event[i];
        exposure[s.group.code[i]].person_time += s.time[i];
    }
    json_array_foreach(json_object_get(b->result, "groups"), g, group)
    {
        if (g >= s.sample.n_groups) break;
        block_at(b, "groups[%zu].", g);
        check_text(b, group, "level", s.group.label[g]);
        check_rate(b, group, &exposure[g], level);
    }
    block_at(b, "");
    if (s.sample.n_groups == 2) check_rate_ratio(b, &s, exposure, level);
    study_free(&s);
}

/* Row `row` (1-based) holds a, b, c, d: with and without the outcome, those exposed
 * first. */
static atr_stratum read_table(const block *b, size_t row)
{
    const double with = data_number(b->data, "a", row - 1),
                 without = data_number(b->data, "b", row - 1),
                 with2 = data_number(b->data, "c", row - 1),
                 without2 = data_number(b->data, "d", row - 1);
    return (atr_stratum){with, with + without, with2, with2 + without2};
}

static void check_limits(block *b, const atr_stratum *t, double level)
{
    json_t *wilson = json_object_get(b->result, "wilson"),
           *exact = json_object_get(b->result, "clopper_pearson");
    atr_estimate share;
    block_at(b, "wilson.");
    atr_proportion_wilson(t->k1, t->n1, level, &share, NULL);
    check_pair(b, wilson, "exposed", &share, ESTIMATE);
    atr_proportion_wilson(t->k2, t->n2, level, &share, NULL);
    check_pair(b, wilson, "unexposed", &share, ESTIMATE);
    block_at(b, "clopper_pearson.");
    atr_proportion_exact(t->k1, t->n1, level, &share, NULL);
    check_pair(b, exact, "exposed", &share, ESTIMATE);
    atr_proportion_exact(t->k2, t->n2, level, &share, NULL);
    check_pair(b, exact, "unexposed", &share, ESTIMATE);
    block_at(b, "");
}

static void check_fisher(block *b, const atr_two_by_two *got)
{
    json_t *fisher = json_object_get(b->result, "fisher");
    block_at(b, "fisher.");
    check_number(b, fisher, "p_two_sided", got->fisher_p, P_VALUE);
    check_number(b, fisher, "p_less", got->fisher_p_less, P_VALUE);
    check_number(b, fisher, "p_greater", got->fisher_p_greater, P_VALUE);
    check_number(b, fisher, "p_midp_doubled", got->fisher_mid_p, P_VALUE);
    check_number(b, fisher, "or_conditional_mle", got->fisher.value, ESTIMATE);
    check_number(b, fisher, "lcl", got->fisher.lower, ESTIMATE);
    check_number(b, fisher, "ucl", got->fisher.upper, ESTIMATE);
    block_at(b, "");
}

static void kind_table2x2(block *b)
{
    const double      level = spec_number(b, "conf", 0.95);
    const atr_stratum t = read_table(b, (size_t)spec_number(b, "row", 1));
    const double      cells[] = {t.k1, t.n1 - t.k1, t.k2, t.n2 - t.k2};
    atr_two_by_two    got;
    atr_error         err = {0};
    if (atr_two_by_two_test(t.k1, t.n1, t.k2, t.n2, level, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    check_numbers(b, b->result, "cells", cells, 4, EXACT);
    check_number(b, b->result, "conf", level, EXACT);
    check_estimate(b, b->result, "odds_ratio", &got.odds_ratio, ESTIMATE);
    check_estimate(b, b->result, "odds_ratio_haldane", &got.odds_ratio_haldane, ESTIMATE);
    check_estimate(b, b->result, "risk_ratio", &got.risk_ratio, ESTIMATE);
    check_estimate(b, b->result, "risk_difference", &got.risk_difference, ESTIMATE);
    check_estimate(b, b->result, "risk_difference_newcombe", &got.difference_score,
                   ESTIMATE);
    check_limits(b, &t, level);
    check_number(b, b->result, "nnt", got.needed_to_treat, ESTIMATE);
    check_test(b, b->result, "pearson", &got.chi_square, STATISTIC);
    check_test(b, b->result, "yates", &got.chi_square_yates, STATISTIC);
    check_test(b, b->result, "g_test", &got.likelihood_ratio, STATISTIC);
    check_fisher(b, &got);
}

enum { MOST_ROWS = 256 };

/* An odds ratio that the reference seeks with a tolerance of its own. */
static void check_root(block *b, const char *key, size_t index, const json_t *want,
                       double got)
{
    const double wanted = number_of(want), size = fmax(fabs(wanted), 1 / fabs(wanted));
    tolerance    t = ESTIMATE;
    if (isfinite(size)) t.relative = ROOT_STOP * size;
    check_value(b, key, index, wanted, got, t);
}

static void check_exact(block *b, const atr_stratum *stratum, size_t n, double level)
{
    json_t       *exact = json_object_get(b->result, "exact_conditional");
    atr_cmh_exact got;
    atr_error     err = {0};
    if (atr_cmh_exact_test(stratum, n, level, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    block_at(b, "exact_conditional.");
    check_number(b, exact, "p", got.p, P_VALUE);
    check_root(b, "or", 0, json_object_get(exact, "or"), got.odds_ratio.value);
    check_root(b, "ci", 0, json_array_get(json_object_get(exact, "ci"), 0),
               got.odds_ratio.lower);
    check_root(b, "ci", 1, json_array_get(json_object_get(exact, "ci"), 1),
               got.odds_ratio.upper);
    json_object_del(exact, "or");
    json_object_del(exact, "ci");
    block_at(b, "");
}

static void kind_cmh(block *b)
{
    const double  level = spec_number(b, "conf", 0.95);
    const json_t *rows = json_object_get(b->spec, "rows");
    atr_stratum   stratum[MOST_ROWS];
    size_t        n = 0;
    atr_cmh       got;
    atr_error     err = {0};
    for (; n < json_array_size(rows) && n < MOST_ROWS; n++)
        stratum[n] = read_table(b, (size_t)number_of(json_array_get(rows, n)));
    if (atr_cmh_test(stratum, n, level, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    check_number(b, b->result, "strata", (double)got.strata, EXACT);
    check_estimate(b, b->result, "mh_or", &got.odds_ratio, ESTIMATE);
    block_at(b, "mh_or.");
    check_number(b, json_object_get(b->result, "mh_or"), "r_estimate", got.odds_ratio.value,
                 ESTIMATE);
    check_pair(b, json_object_get(b->result, "mh_or"), "r_ci", &got.odds_ratio, ESTIMATE);
    block_at(b, "");
    check_estimate(b, b->result, "mh_rr", &got.risk_ratio, ESTIMATE);
    check_test(b, b->result, "cmh", &got.cmh, STATISTIC);
    check_test(b, b->result, "cmh_continuity", &got.cmh_continuity, STATISTIC);
    check_test(b, b->result, "breslow_day", &got.breslow_day, STATISTIC);
    check_test(b, b->result, "breslow_day_tarone", &got.tarone, STATISTIC);
    check_exact(b, stratum, n, level);
}

/* The cells of a row, NaN where they are empty. */
typedef struct {
    double              hr, lower, upper, level, o_minus_e, v, events1, events2, n1, n2;
    atr_reported_p      p;
    atr_reported_median group1, group2;
} report;

static double cell(const block *b, const char *column, size_t row)
{
    return data_has(b->data, column) ? data_number(b->data, column, row) : NAN;
}

static report read_report(const block *b, size_t row)
{
    const double level = cell(b, "conf", row), sides = cell(b, "p_sides", row);
    const double d1 = cell(b, "events_r", row), d2 = cell(b, "events_c", row);
    return (report){.hr = cell(b, "hr", row),
                    .lower = cell(b, "lcl", row),
                    .upper = cell(b, "ucl", row),
                    .level = isnan(level) ? 0.95 : level,
                    .o_minus_e = cell(b, "oe", row),
                    .v = cell(b, "v", row),
                    .events1 = d1,
                    .events2 = d2,
                    .n1 = cell(b, "n_r", row),
                    .n2 = cell(b, "n_c", row),
                    .p = {cell(b, "p", row), isnan(sides) ? 2 : (int)sides,
                          cell(b, "direction", row) < 0 ? -1 : 1},
                    .group1 = {d1, cell(b, "med_r", row)},
                    .group2 = {d2, cell(b, "med_c", row)}};
}

/* The ways in which a paper may report. */
static const char *const ways[] = {"from_ci",
                                   "from_oe_v",
                                   "from_hr_and_p",
                                   "from_p_events_by_arm",
                                   "from_p_total_events_allocation",
                                   "from_p_equal_allocation",
                                   "from_hr_and_events",
                                   "from_medians_exponential"};

enum { WAYS = sizeof ways / sizeof *ways };

static size_t way_named(const char *name)
{
    size_t k = 0;
    while (k < WAYS && strcmp(ways[k], name) != 0) k++;
    return k;
}

/* False when the row has not what the way needs. */
static bool from_report(const report *r, size_t way, atr_reported_hr *got, atr_error *err)
{
    const double total = r->events1 + r->events2;
    switch (way) {
    case 0: return !atr_hr_from_limits(r->hr, r->lower, r->upper, r->level, got, err);
    case 1: return !atr_hr_from_score(r->o_minus_e, r->v, r->level, got, err);
    case 2: return !atr_hr_from_p(r->hr, &r->p, r->level, got, err);
    case 3:
        return !atr_hr_from_p_and_events(&r->p, r->events1, r->events2, r->level, got, err);
    case 4:
        return !atr_hr_from_p_and_total(&r->p, total, r->n1 / r->n2, r->level, got, err);
    case 5: return !atr_hr_from_p_and_total(&r->p, total, 1, r->level, got, err);
    case 6: return !atr_hr_from_events(r->hr, r->events1, r->events2, r->level, got, err);
    case 7: return !atr_hr_from_medians(&r->group1, &r->group2, r->level, got, err);
    default: return false;
    }
}

static void check_reported(block *b, const char *way, const atr_reported_hr *got)
{
    json_t *part = json_object_get(b->result, way);
    block_at(b, "%s.", way);
    check_number(b, part, "log_hr", got->log_hr.value, ESTIMATE);
    check_number(b, part, "se", got->log_hr.std_error, ESTIMATE);
    check_number(b, part, "var", got->variance, ESTIMATE);
    check_number(b, part, "hr", got->hr.value, ESTIMATE);
    check_number(b, part, "lcl", got->hr.lower, ESTIMATE);
    check_number(b, part, "ucl", got->hr.upper, ESTIMATE);
    check_number(b, part, "o_minus_e", got->o_minus_e, STATISTIC);
    check_number(b, part, "v", got->information, STATISTIC);
    block_at(b, "");
    check_number(b, b->result, "ci_asymmetry", got->asymmetry, ESTIMATE);
    check_number(b, b->result, "hr_implied_by_ci_midpoint", got->midpoint, ESTIMATE);
    check_number(b, b->result, "p_implied", got->p, P_VALUE);
}

static void kind_hr_from_summary(block *b)
{
    const report    r = read_report(b, (size_t)spec_number(b, "row", 1) - 1);
    atr_reported_hr got;
    atr_error       err = {0};
    for (size_t way = 0; way < WAYS; way++) {
        if (!json_object_get(b->result, ways[way])) continue;
        if (from_report(&r, way, &got, &err)) check_reported(b, ways[way], &got);
        else refused(b, &err);
    }
}

static void check_pooled(block *b, const atr_studies *studies, atr_meta_method method,
                         const char *key)
{
    const atr_meta_options options = {.method = method};
    json_t                *part = json_object_get(b->result, key);
    atr_meta               got;
    atr_error              err = {0};
    if (atr_meta_fit(studies, &options, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    block_at(b, "%s.", key);
    check_number(b, part, "log_hr", got.effect.value, ESTIMATE);
    check_number(b, part, "se", got.effect.std_error, ESTIMATE);
    block_at(b, "");
    check_number(b, b->result, "q", got.heterogeneity.statistic, STATISTIC);
    check_number(b, b->result, "df", got.heterogeneity.df, EXACT);
    check_number(b, b->result, "p_q", got.heterogeneity.p, P_VALUE);
    check_number(b, b->result, "i2", got.i2.value, ESTIMATE);
    if (method != ATR_META_FIXED)
        check_number(b, b->result, "tau2_dl", got.tau2.value, ESTIMATE);
    atr_meta_free(&got);
}

/* Every row by the first way for which it has the numbers. */
static void kind_meta_pool(block *b)
{
    const json_t *order = json_object_get(b->spec, "order");
    double        value[MOST_ROWS], error[MOST_ROWS];
    size_t        n = 0;
    for (size_t row = 0; row < b->data->rows && n < MOST_ROWS; row++) {
        const report    r = read_report(b, row);
        atr_reported_hr got;
        size_t          k = 0;
        while (k < json_array_size(order) &&
               !from_report(&r, way_named(json_string_value(json_array_get(order, k))),
                            &got, NULL))
            k++;
        if (k == json_array_size(order)) continue;
        value[n] = got.log_hr.value;
        error[n++] = got.log_hr.std_error;
    }
    const atr_studies studies = {n, value, error};
    check_numbers(b, b->result, "log_hr", value, n, ESTIMATE);
    check_numbers(b, b->result, "se", error, n, ESTIMATE);
    check_pooled(b, &studies, ATR_META_FIXED, "fixed");
    check_pooled(b, &studies, ATR_META_DERSIMONIAN_LAIRD, "random_dl");
}

static void check_design(block *b, atr_power_formula formula, const char *name)
{
    const atr_power_design design = {
        formula, spec_number(b, "hr", 1), spec_number(b, "alpha", 0),
        (int)spec_number(b, "sided", 2), spec_number(b, "ratio", 1)};
    const atr_recruitment recruitment = {log(2) / spec_number(b, "median_c", 1),
                                         spec_number(b, "accrual", 0),
                                         spec_number(b, "followup", 0), 0};
    const double          wanted = spec_number(b, "power", 0.8);
    atr_sample_size       size;
    double                power = NAN;
    atr_error             err = {0};
    char                  key[64];
    if (atr_power_patients(&design, &recruitment, wanted, &size, &err) != ATR_OK ||
        atr_power_given_events(&design, spec_number(b, "events_given", 1), &power, &err) !=
            ATR_OK) {
        refused(b, &err);
        return;
    }
    snprintf(key, sizeof key, "events_%s", name);
    check_number(b, b->result, key, size.events, ESTIMATE);
    snprintf(key, sizeof key, "events_%s_ceiling", name);
    check_number(b, b->result, key, ceil(size.events), EXACT);
    snprintf(key, sizeof key, "n_%s", name);
    check_number(b, b->result, key, size.patients, ESTIMATE);
    snprintf(key, sizeof key, "power_%s_given_events", name);
    check_number(b, b->result, key, power, ESTIMATE);
    check_number(b, b->result, "p_event_control", size.p_event2, ESTIMATE);
    check_number(b, b->result, "p_event_experimental", size.p_event1, ESTIMATE);
    check_number(b, b->result, "p_event", size.p_event, ESTIMATE);
}

static void kind_power(block *b)
{
    check_design(b, ATR_POWER_SCHOENFELD, "schoenfeld");
    check_design(b, ATR_POWER_FREEDMAN, "freedman");
}

const kind count_kinds[] = {
    {"rates", kind_rates, " time status event group conf "},
    {"table2x2", kind_table2x2, " row conf "},
    {"cmh", kind_cmh, " rows conf "},
    {"hr_from_summary", kind_hr_from_summary, " row "},
    {"meta_pool", kind_meta_pool, " order rule "},
    {"power", kind_power,
     " hr alpha power sided ratio median_c accrual followup events_given "},
    {NULL, NULL, NULL}};
