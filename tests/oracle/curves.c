/* curves.c - what is read off curves: kinds quantile, quantile_known, median_print,
 * surv_at_times, rmst, life_table, bands, timefix_map. */
#include "curves.h"

#include "atrisk/bands.h"
#include "atrisk/cumulative.h"
#include "atrisk/life_table.h"
#include "atrisk/rmst.h"
#include "kinds.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static size_t read_numbers(const json_t *array, double *x, size_t most)
{
    const size_t n = json_array_size(array) < most ? json_array_size(array) : most;
    for (size_t i = 0; i < n; i++) x[i] = number_of(json_array_get(array, i));
    return n;
}

enum { MOST_ASKED = 256 };

/* Quantiles of one curve at the probabilities p. */
static void check_quantiles_of(block *b, json_t *group, const atr_curve *curve,
                               const char *scale, const double *p, size_t n)
{
    double       value[MOST_ASKED], lower[MOST_ASKED], upper[MOST_ASKED];
    char         key[32];
    atr_estimate q = {0};
    atr_error    err = {0};
    for (size_t i = 0; i < n; i++) {
        if (atr_curve_quantile(curve, p[i], &q, &err) != ATR_OK) {
            refused(b, &err);
            return;
        }
        value[i] = q.value;
        lower[i] = q.lower;
        upper[i] = q.upper;
    }
    check_numbers(b, group, "estimate", value, n, TIME);
    snprintf(key, sizeof key, "lcl_%s", scale);
    check_numbers(b, group, key, lower, n, TIME);
    snprintf(key, sizeof key, "ucl_%s", scale);
    check_numbers(b, group, key, upper, n, TIME);
}

void check_quantiles(block *b, study *s, json_t *groups, const atr_events *tables)
{
    json_t *group;
    size_t  g;
    double  p[MOST_ASKED];
    study_jackknife(b, s, tables);
    json_array_foreach(groups, g, group)
    {
        const size_t n = read_numbers(json_object_get(group, "probs"), p, MOST_ASKED);
        if (g >= s->sample.n_groups) break;
        const basis of = basis_of(s, tables, g);
        block_at(b, "groups[%zu].", g);
        check_text(b, group, "level", s->group.n ? s->group.label[g] : "all");
        json_object_del(group, "probs");
        for (size_t k = 0; k < SCALES; k++) {
            atr_curve curve;
            if (!curve_fit(b, &of, scale_names[k].scale, ATR_LOWER_GREENWOOD, &curve))
                return;
            check_quantiles_of(b, group, &curve, scale_names[k].name, p, n);
            atr_curve_free(&curve);
        }
    }
}

static void kind_quantile(block *b)
{
    study s;
    study_build(b, &s);
    if (study_tables(b, &s))
        check_quantiles(b, &s, json_object_get(b->result, "groups"), s.tables);
    study_free(&s);
}

/* Without groups the result is one array, otherwise one per group. */
static void check_known(block *b, const char *key, size_t g, bool grouped,
                        const double *got, size_t n)
{
    json_t *array = json_object_get(b->result, key);
    if (grouped) array = json_array_get(array, g);
    if (json_array_size(array) != n)
        check_value(b, key, g, (double)json_array_size(array), (double)n, EXACT);
    else
        for (size_t i = 0; i < n; i++)
            check_value(b, key, g * n + i, number_of(json_array_get(array, i)), got[i],
                        TIME);
}

static void kind_quantile_known(block *b)
{
    study        s;
    double       level[MOST_ASKED], value[3][MOST_ASKED];
    const size_t n =
        read_numbers(json_object_get(b->spec, "surv_levels"), level, MOST_ASKED);
    const atr_scale scale = scale_named(spec_text(b, "conf_type"));
    study_build(b, &s);
    for (size_t g = 0; study_tables(b, &s) && g < s.sample.n_groups; g++) {
        atr_curve    curve;
        atr_estimate q = {0};
        if (!curve_fit(b, &(basis){.table = &s.tables[g]}, scale, ATR_LOWER_GREENWOOD,
                       &curve))
            break;
        for (size_t i = 0; i < n; i++) {
            atr_curve_quantile(&curve, 1 - level[i], &q, NULL);
            value[0][i] = q.value;
            value[1][i] = q.lower;
            value[2][i] = q.upper;
        }
        check_known(b, "quantile", g, s.group.n > 0, value[0], n);
        check_known(b, "lower", g, s.group.n > 0, value[1], n);
        check_known(b, "upper", g, s.group.n > 0, value[2], n);
        atr_curve_free(&curve);
        atr_events_free(s.tables, s.n_tables);
    }
    json_object_clear(b->result);
    study_free(&s);
}

static void kind_median_print(block *b)
{
    study     s;
    atr_curve curve;
    json_t   *table = json_object_get(b->result, "table");
    study_build(b, &s);
    if (study_tables(b, &s) && curve_fit(b, &(basis){.table = s.tables}, ATR_SCALE_LOG,
                                         ATR_LOWER_GREENWOOD, &curve)) {
        atr_estimate q = {0};
        double       events = 0;
        for (size_t i = 0; i < s.tables[0].n; i++) events += s.tables[0].events[i];
        atr_curve_quantile(&curve, 0.5, &q, NULL);
        block_at(b, "table.");
        check_number(b, table, "records", (double)s.n, EXACT);
        check_number(b, table, "n.max", s.tables[0].at_risk[0], EXACT);
        check_number(b, table, "n.start", s.tables[0].at_risk[0], EXACT);
        check_number(b, table, "events", events, EXACT);
        check_value(b, "median", NO_INDEX, number_of(json_object_get(table, "median")),
                    q.value,
                    unless(TIME, fabs(curve.survival[curve.n - 1] - 0.5) < 1e-8
                                     ? &RULE_MEDIAN_AT_END
                                     : NULL));
        json_object_del(table, "median");
        check_number(b, table, "0.95LCL", q.lower, TIME);
        check_number(b, table, "0.95UCL", q.upper, TIME);
        atr_curve_free(&curve);
    }
    study_free(&s);
}

static double hazard_at(const atr_cumulative *sum, double time)
{
    double h = 0;
    for (size_t i = 0; i < sum->n && sum->time[i] <= time; i++) h = sum->hazard[i];
    return h;
}

/* The rule for a time before the first one of a table. */
static const difference *before_first(const double *times, double time)
{
    return time < times[0] && times[0] <= 0 ? &RULE_BEFORE_FIRST_TIME : NULL;
}

/* Estimates at several times, each with the rule by which it may differ. */
static void check_each(block *b, json_t *group, const char *key, const double *got,
                       size_t n, const difference *const *rule)
{
    const json_t *want = json_object_get(group, key);
    const bool    fits = want && check_size(b, key, want, n);
    for (size_t i = 0; i < n && fits; i++)
        check_value(b, key, i, number_of(json_array_get(want, i)), got[i],
                    unless(ESTIMATE, rule[i]));
    json_object_del(group, key);
}

/* With entry times the reference shows those at risk at the next time of its table. */
static void check_risk(block *b, json_t *group, const atr_events *table, const double *time,
                       size_t n)
{
    const json_t *want = json_object_get(group, "n_risk");
    const bool    entries = json_object_get(b->spec, "entry") != NULL;
    const bool    fits = want && check_size(b, "n_risk", want, n);
    for (size_t i = 0; i < n && fits; i++) {
        const double wanted = number_of(json_array_get(want, i));
        size_t       k = 0;
        while (k < table->n && table->time[k] < time[i]) k++;
        const bool next = entries && k < table->n && table->at_risk[k] == wanted;
        check_value(b, "n_risk", i, wanted, atr_events_at_risk(table, time[i]),
                    unless(COUNT, next ? &RULE_NEXT_RISK : NULL));
    }
    json_object_del(group, "n_risk");
}

static void check_at(block *b, json_t *group, const atr_events *table, const double *time,
                     size_t n)
{
    double            events[MOST_ASKED], hazard[MOST_ASKED];
    const difference *rule[MOST_ASKED];
    atr_cumulative    sum = {0};
    atr_error         err = {0};
    size_t            row = 0;
    if (atr_cumulative_fit(table, ATR_HAZARD_NELSON_AALEN, &sum, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        rule[i] = before_first(table->time, time[i]);
        hazard[i] = hazard_at(&sum, time[i]);
        for (events[i] = 0; row < table->n && table->time[row] <= time[i]; row++)
            events[i] += table->events[row];
    }
    check_risk(b, group, table, time, n);
    check_numbers(b, group, "n_event_interval", events, n, COUNT);
    check_each(b, group, "cumhaz_na", hazard, n, rule);
    atr_cumulative_free(&sum);
}

static void check_survival_at(block *b, json_t *group, const atr_curve *curve,
                              const char *scale, const double *time, size_t n)
{
    enum { SURVIVAL, ERROR, LOWER, UPPER, COLUMNS };
    double            got[COLUMNS][MOST_ASKED];
    const difference *rule[COLUMNS][MOST_ASKED];
    char              key[32];
    for (size_t i = 0; i < n; i++) {
        const atr_estimate at = atr_curve_at(curve, time[i]);
        const difference  *early = before_first(curve->time, time[i]);
        const difference  *late = at.value == 0 ? &RULE_AFTER_LAST : early;
        got[SURVIVAL][i] = at.value;
        got[ERROR][i] = at.std_error;
        got[LOWER][i] = at.lower;
        got[UPPER][i] = at.upper;
        rule[SURVIVAL][i] = early;
        rule[ERROR][i] = late;
        rule[LOWER][i] = rule[UPPER][i] =
            !late && at.value == 1 ? &RULE_BEFORE_FIRST_EVENT : late;
    }
    check_each(b, group, "surv", got[SURVIVAL], n, rule[SURVIVAL]);
    check_each(b, group, "se", got[ERROR], n, rule[ERROR]);
    snprintf(key, sizeof key, "lcl_%s", scale);
    check_each(b, group, key, got[LOWER], n, rule[LOWER]);
    snprintf(key, sizeof key, "ucl_%s", scale);
    check_each(b, group, key, got[UPPER], n, rule[UPPER]);
}

static void kind_surv_at_times(block *b)
{
    study   s;
    json_t *group;
    size_t  g;
    double  time[MOST_ASKED];
    study_build(b, &s);
    const bool good = study_tables(b, &s);
    if (good) study_jackknife(b, &s, s.tables);
    json_array_foreach(json_object_get(b->result, "groups"), g, group)
    {
        const size_t n = read_numbers(json_object_get(group, "times"), time, MOST_ASKED);
        if (!good || g >= s.sample.n_groups) break;
        const basis of = basis_of(&s, s.tables, g);
        block_at(b, "groups[%zu].", g);
        check_text(b, group, "level", s.group.n ? s.group.label[g] : "all");
        json_object_del(group, "times");
        check_at(b, group, &s.tables[g], time, n);
        for (size_t k = 0; k < SCALES; k++) {
            atr_curve curve;
            if (!curve_fit(b, &of, scale_names[k].scale, ATR_LOWER_GREENWOOD, &curve))
                break;
            check_survival_at(b, group, &curve, scale_names[k].name, time, n);
            atr_curve_free(&curve);
        }
    }
    study_free(&s);
}

static void check_rmst(block *b, json_t *group, const atr_rmst *rmst)
{
    check_number(b, group, "tau", rmst->horizon, EXACT);
    check_number(b, group, "rmst", rmst->mean.value, ESTIMATE);
    check_number(b, group, "se", rmst->mean.std_error, ESTIMATE);
    check_number(b, group, "lcl", rmst->mean.lower, ESTIMATE);
    check_number(b, group, "ucl", rmst->mean.upper, ESTIMATE);
    check_number(b, group, "rmtl", rmst->lost.value, ESTIMATE);
    check_number(b, group, "last_time", rmst->last, EXACT);
}

static void kind_rmst(block *b)
{
    study     s;
    json_t   *group, *contrast = json_object_get(b->result, "contrast");
    size_t    g;
    atr_rmst  rmst[MOST_ASKED] = {0};
    atr_error err = {0};
    study_build(b, &s);
    const bool good = study_tables(b, &s);
    json_array_foreach(json_object_get(b->result, "groups"), g, group)
    {
        if (!good || g >= s.sample.n_groups || g >= MOST_ASKED) break;
        block_at(b, "groups[%zu].", g);
        check_text(b, group, "level", s.group.n ? s.group.label[g] : "all");
        if (atr_rmst_fit(&s.tables[g], spec_number(b, "tau", 0),
                         spec_number(b, "conf", 0.95), &rmst[g], &err) != ATR_OK)
            refused(b, &err);
        else if (s.robust && atr_jackknife_rmst(&s.sample, s.cluster.code, s.tables, rmst,
                                                &err) != ATR_OK)
            refused(b, &err);
        else check_rmst(b, group, &rmst[g]);
    }
    if (contrast && good && s.sample.n_groups == 2) {
        atr_rmst_contrast compared;
        char              direction[128];
        snprintf(direction, sizeof direction, "%.50s vs %.50s", s.group.label[1],
                 s.group.label[0]);
        block_at(b, "contrast.");
        check_text(b, contrast, "direction", direction);
        if (atr_rmst_test(&rmst[1], &rmst[0], &compared, &err) != ATR_OK) refused(b, &err);
        check_contrast(b, contrast, "diff", &compared.difference, ESTIMATE);
        check_contrast(b, contrast, "ratio", &compared.ratio, ESTIMATE);
        check_contrast(b, contrast, "rmtl_ratio", &compared.lost_ratio, ESTIMATE);
    }
    study_free(&s);
}

static void check_life_table(block *b, json_t *group, const atr_life_table *table)
{
    static const struct {
        const char *key;
        size_t      offset;
        tolerance   t;
    } column[] = {{"nsubs", offsetof(atr_life_row, entering), {0, 1}},
                  {"nlost", offsetof(atr_life_row, censored), {0, 1}},
                  {"nrisk", offsetof(atr_life_row, exposed), {0, 1}},
                  {"nevent", offsetof(atr_life_row, events), {0, 1}},
                  {"surv", offsetof(atr_life_row, survival), {1e-10, 1e-2}},
                  {"pdf", offsetof(atr_life_row, density), {1e-10, 1e-2}},
                  {"hazard", offsetof(atr_life_row, hazard), {1e-10, 1e-2}},
                  {"se.surv", offsetof(atr_life_row, survival_error), {1e-10, 1e-2}},
                  {"se.pdf", offsetof(atr_life_row, density_error), {1e-10, 1e-2}},
                  {"se.hazard", offsetof(atr_life_row, hazard_error), {1e-10, 1e-2}}};
    double got[MOST_ASKED];
    for (size_t c = 0; c < sizeof column / sizeof *column; c++) {
        const bool error =
            strcmp(column[c].key, "se.pdf") == 0 || strcmp(column[c].key, "se.hazard") == 0;
        const json_t *want = json_object_get(group, column[c].key);
        for (size_t i = 0; i < table->n && i < MOST_ASKED; i++)
            memcpy(&got[i], (const char *)&table->row[i] + column[c].offset, sizeof *got);
        if (!want || !check_size(b, column[c].key, want, table->n)) continue;
        for (size_t i = 0; i < table->n; i++)
            check_value(b, column[c].key, i, number_of(json_array_get(want, i)), got[i],
                        unless(column[c].t, error && table->row[i].events == 0
                                                ? &RULE_NO_EVENTS
                                                : NULL));
        json_object_del(group, column[c].key);
    }
}

static void kind_life_table(block *b)
{
    study          s;
    json_t        *group;
    size_t         g;
    double         breaks[MOST_ASKED];
    const size_t   n = read_numbers(json_object_get(b->spec, "breaks"), breaks, MOST_ASKED);
    atr_life_table table;
    atr_error      err = {0};
    study_build(b, &s);
    const bool good = study_tables(b, &s);
    json_array_foreach(json_object_get(b->result, "groups"), g, group)
    {
        if (!good || g >= s.sample.n_groups) break;
        block_at(b, "groups[%zu].", g);
        check_text(b, group, "level", s.group.n ? s.group.label[g] : "all");
        if (atr_life_table_fit(&s.tables[g], breaks, n, &table, &err) == ATR_OK)
            check_life_table(b, group, &table);
        else refused(b, &err);
        atr_life_table_free(&table);
    }
    study_free(&s);
}

/* Limits outside 0 and 1 are cut here. */
static void check_edge(block *b, json_t *bands, const char *key, const double *got,
                       size_t n)
{
    const json_t *want = json_object_get(bands, key);
    if (!want || json_array_size(want) != n) {
        check_numbers(b, bands, key, got, n, ESTIMATE);
        return;
    }
    for (size_t i = 0; i < n; i++)
        check_value(b, key, i, number_of(json_array_get(want, i)), got[i],
                    unless(ESTIMATE, &RULE_BAND_CUT));
    json_object_del(bands, key);
}

static void check_band(block *b, const atr_events *table, atr_bands_options options,
                       const char *scale)
{
    static const char *const names[] = {[ATR_BAND_HALL_WELLNER] = "hw",
                                        [ATR_BAND_EQUAL_PRECISION] = "ep",
                                        [ATR_BAND_EQUAL_PRECISION_EXACT] = "ep_exact"};
    const char              *name = names[options.kind];
    json_t                  *bands = json_object_get(b->result, name);
    atr_bands                band;
    atr_error                err = {0};
    char                     key[32];
    if (atr_bands_fit(table, &options, &band, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    block_at(b, "");
    /* a stretch that is described in words begins and ends with events */
    check_number(b, b->result, "tL", options.from > 0 ? options.from : band.time[0], EXACT);
    check_number(b, b->result, "tU", options.to > 0 ? options.to : band.time[band.n - 1],
                 EXACT);
    check_number(b, b->result, "aL", band.a_from, ESTIMATE);
    check_number(b, b->result, "aU", band.a_to, ESTIMATE);
    check_numbers(b, b->result, "time", band.time, band.n, EXACT);
    check_numbers(b, b->result, "surv", band.survival, band.n, ESTIMATE);
    block_at(b, "critical.");
    check_number(b, json_object_get(b->result, "critical"), name, band.critical, ESTIMATE);
    block_at(b, "%s.", name);
    snprintf(key, sizeof key, "%s_lower", scale);
    check_edge(b, bands, key, band.lower, band.n);
    snprintf(key, sizeof key, "%s_upper", scale);
    check_edge(b, bands, key, band.upper, band.n);
    atr_bands_free(&band);
}

enum { BAND_KINDS = ATR_BAND_EQUAL_PRECISION_EXACT + 1 };

static void kind_bands(block *b)
{
    static const struct {
        const char *name;
        atr_scale   scale;
    } form[] = {{"linear", ATR_SCALE_PLAIN},
                {"loglog", ATR_SCALE_LOGLOG},
                {"arcsine", ATR_SCALE_ARCSINE}};
    const double from = spec_text(b, "tL") ? 0 : spec_number(b, "tL", 0);
    const double to = spec_text(b, "tU") ? 0 : spec_number(b, "tU", 0);
    study        s;
    study_build(b, &s);
    if (study_tables(b, &s)) {
        check_number(b, b->result, "n", (double)s.n, EXACT);
        for (size_t k = 0; k < BAND_KINDS * sizeof form / sizeof *form; k++)
            check_band(b, s.tables,
                       (atr_bands_options){(atr_band_kind)(k % BAND_KINDS),
                                           form[k / BAND_KINDS].scale,
                                           spec_number(b, "conf", 0.95), from, to},
                       form[k / BAND_KINDS].name);
    }
    study_free(&s);
}

/* A time has become the last of the table that is not after it: merged times take the
 * smallest of their run. */
static void kind_timefix_map(block *b)
{
    study s;
    study_build(b, &s);
    if (study_tables(b, &s)) {
        double *fixed = study_keep(&s, s.n, sizeof *fixed);
        for (size_t i = 0; i < s.n; i++)
            for (size_t k = 0; k < s.tables->n && s.tables->time[k] <= s.time[i]; k++)
                fixed[i] = s.tables->time[k];
        check_number(b, b->result, "distinct_fixed", (double)s.tables->n, EXACT);
        check_numbers(b, b->result, "fixed_time", fixed, s.n, EXACT);
        atr_events_free(s.tables, s.n_tables);
        s.exact_times = true;
        if (study_tables(b, &s))
            check_number(b, b->result, "distinct_raw", (double)s.tables->n, EXACT);
    }
    study_free(&s);
}

#define SUBJECTS " time status event entry weights group timefix conf "

const kind curve_kinds[] = {
    {"km", kind_km, SUBJECTS "cluster robust "},
    {"quantile", kind_quantile, SUBJECTS "cluster robust probs "},
    {"surv_at_times", kind_surv_at_times, SUBJECTS "cluster robust times "},
    {"conditional_km", kind_conditional_km,
     SUBJECTS "cluster robust start_time conf_type "},
    {"landmark", kind_landmark, SUBJECTS "landmark rule "},
    {"reverse_km", kind_reverse_km, SUBJECTS},
    {"km_conf_lower", kind_km_conf_lower, SUBJECTS "conf_lower conf_type "},
    {"km_id", kind_km_id, SUBJECTS "id "},
    {"km_robust", kind_km_robust, SUBJECTS "cluster robust "},
    {"km_influence", kind_km_influence, SUBJECTS},
    {"quantile_known", kind_quantile_known, SUBJECTS "conf_type surv_levels "},
    {"median_print", kind_median_print, SUBJECTS},
    {"rmst", kind_rmst, SUBJECTS "tau "},
    {"life_table", kind_life_table, SUBJECTS "breaks "},
    {"bands", kind_bands, SUBJECTS "tL tU "},
    {"timefix_map", kind_timefix_map, SUBJECTS},
    {NULL, NULL, NULL}};
