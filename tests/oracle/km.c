/* km.c - Kaplan-Meier curves: kinds km, conditional_km, landmark, reverse_km,
 * km_conf_lower, km_id, km_robust, km_influence. */
#include "curves.h"

#include "atrisk/cumulative.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const scale_name scale_names[SCALES] = {{"plain", ATR_SCALE_PLAIN},
                                        {"log", ATR_SCALE_LOG},
                                        {"loglog", ATR_SCALE_LOGLOG},
                                        {"logit", ATR_SCALE_LOGIT},
                                        {"arcsin", ATR_SCALE_ARCSINE}};

atr_scale scale_named(const char *name)
{
    size_t k = 0;
    if (!name) return ATR_SCALE_LOG;
    if (strcmp(name, "log-log") == 0) return ATR_SCALE_LOGLOG;
    while (k + 1 < SCALES && strcmp(scale_names[k].name, name) != 0) k++;
    return scale_names[k].scale;
}

basis basis_of(const study *s, const atr_events *tables, size_t g)
{
    const atr_jackknife *j = s->jackknife ? &s->jackknife[g] : NULL;
    return (basis){&tables[g], s->weight ? j : NULL,
                   s->robust && j ? j->survival_error : NULL};
}

bool curve_fit(block *b, const basis *of, atr_scale scale, atr_lower_limit lower,
               atr_curve *curve)
{
    atr_error               err = {0};
    const atr_curve_options options = {.level = spec_number(b, "conf", 0.95),
                                       .scale = scale,
                                       .lower_limit = lower,
                                       .std_error = of->robust};
    if (atr_curve_fit(of->table, &options, curve, &err) == ATR_OK) return true;
    refused(b, &err);
    return false;
}

/* The rule by which limits may differ in each row of a curve: before the first event, on
 * scales that have no interval there, and once survival is 0. */
static const difference **limit_rules(study *s, const atr_curve *curve)
{
    const difference **rule = study_keep(s, curve->n, sizeof *rule);
    const bool always = curve->scale == ATR_SCALE_PLAIN || curve->scale == ATR_SCALE_LOG;
    for (size_t i = 0; i < curve->n; i++) {
        if (curve->survival[i] == 1 && !always) rule[i] = &RULE_BEFORE_FIRST_EVENT;
        if (curve->survival[i] == 0) rule[i] = &RULE_AFTER_LAST;
    }
    return rule;
}

static void check_limits(block *b, study *s, json_t *group, long_table *rows,
                         const basis *of)
{
    char      key[32];
    atr_curve curve;
    for (size_t k = 0; k < SCALES; k++) {
        if (!curve_fit(b, of, scale_names[k].scale, ATR_LOWER_GREENWOOD, &curve)) return;
        rows->rule = limit_rules(s, &curve);
        snprintf(key, sizeof key, "lcl_%s", scale_names[k].name);
        table_column(b, group, rows, key, curve.lower, ESTIMATE);
        snprintf(key, sizeof key, "ucl_%s", scale_names[k].name);
        table_column(b, group, rows, key, curve.upper, ESTIMATE);
        rows->rule = NULL;
        atr_curve_free(&curve);
    }
}

static void check_survival(block *b, study *s, json_t *group, long_table *rows,
                           const basis *of)
{
    atr_curve curve;
    if (!curve_fit(b, of, ATR_SCALE_LOG, ATR_LOWER_GREENWOOD, &curve)) return;
    double            *log_error = study_keep(s, curve.n, sizeof *log_error);
    const difference **rule = limit_rules(s, &curve);
    for (size_t i = 0; i < curve.n; i++)
        log_error[i] = curve.std_error[i] / curve.survival[i];
    table_column(b, group, rows, "surv", curve.survival, ESTIMATE);
    rows->rule = rule;
    table_column(b, group, rows, "se", curve.std_error, ESTIMATE);
    table_column(b, group, rows, "se_log", log_error, ESTIMATE);
    rows->rule = NULL;
    atr_curve_free(&curve);
}

/* With weights the ties of Fleming and Harrington are those of rows. */
static void check_tied(block *b, study *s, json_t *group, long_table *rows, const basis *of)
{
    const size_t n = of->ties->n;
    double      *survival = study_keep(s, n, sizeof *survival);
    for (size_t i = 0; i < n; i++) survival[i] = exp(-of->ties->tied_hazard[i]);
    table_column(b, group, rows, "cumhaz_fh", of->ties->tied_hazard, ESTIMATE);
    table_column(b, group, rows, "se_cumhaz_fh",
                 of->robust ? of->ties->tied_error : of->ties->tied_naive, ESTIMATE);
    table_column(b, group, rows, "surv_fh", survival, ESTIMATE);
}

static void check_hazard(block *b, json_t *group, long_table *rows, const atr_events *table,
                         atr_hazard_kind kind, const double *error)
{
    const bool     aalen = kind == ATR_HAZARD_NELSON_AALEN;
    atr_cumulative sum;
    atr_error      err = {0};
    if (atr_cumulative_fit(table, kind, &sum, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    table_column(b, group, rows, aalen ? "cumhaz_na" : "cumhaz_fh", sum.hazard, ESTIMATE);
    table_column(b, group, rows, aalen ? "se_cumhaz_na" : "se_cumhaz_fh",
                 error ? error : sum.std_error, ESTIMATE);
    table_column(b, group, rows, aalen ? "surv_na" : "surv_fh", sum.survival, ESTIMATE);
    atr_cumulative_free(&sum);
}

/* The error of Tsiatis' estimate here is that of the hazard times Kaplan-Meier's S. */
static void check_tsiatis(block *b, study *s, json_t *group, long_table *rows,
                          const atr_events *table, const double *hazard_error)
{
    atr_cumulative sum = {0};
    atr_curve      curve = {0};
    double        *error = study_keep(s, table->n, sizeof *error);
    if (atr_cumulative_fit(table, ATR_HAZARD_NELSON_AALEN, &sum, NULL) != ATR_OK ||
        atr_curve_fit(table, NULL, &curve, NULL) != ATR_OK)
        return;
    for (size_t i = 0; i < table->n; i++)
        error[i] = curve.survival[i] * (hazard_error ? hazard_error : sum.std_error)[i];
    table_column(b, group, rows, "se_tsiatis", error, ESTIMATE);
    atr_cumulative_free(&sum);
    atr_curve_free(&curve);
}

/* Did a subject of weight 0 have the event? */
static bool weightless_event(const block *b, const study *s)
{
    const char  *weights = spec_text(b, "weights"), *status = spec_text(b, "status");
    const double event = number_of(json_array_get(json_object_get(b->spec, "event"), 0));
    for (size_t i = 0; s->n_weightless > 0 && i < b->data->rows; i++)
        if (data_number(b->data, weights, i) == 0 &&
            data_number(b->data, status, i) == event)
            return true;
    return false;
}

static void omit_split_ties(block *b, json_t *group, long_table *rows)
{
    static const char *const keys[] = {"cumhaz_fh", "se_cumhaz_fh", "surv_fh"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        omit(b, group, keys[i], RULE_WEIGHTLESS_TIES);
        if (rows->colsum) json_object_del(rows->colsum, keys[i]);
    }
}

static void check_rows(block *b, study *s, json_t *group, const atr_events *tables,
                       size_t g)
{
    const atr_events *table = &tables[g];
    const basis       of = basis_of(s, tables, g);
    const double     *error = of.robust ? s->jackknife[g].hazard_error : NULL;
    long_table        rows = table_open(b, group, table->n);
    table_column(b, group, &rows, "time", table->time, EXACT);
    table_column(b, group, &rows, "n_risk", table->at_risk, COUNT);
    table_column(b, group, &rows, "n_event", table->events, COUNT);
    table_column(b, group, &rows, "n_censor", table->censored, COUNT);
    check_bool(b, group, "logse", !of.robust);
    check_survival(b, s, group, &rows, &of);
    check_limits(b, s, group, &rows, &of);
    check_hazard(b, group, &rows, table, ATR_HAZARD_NELSON_AALEN, error);
    if (weightless_event(b, s)) omit_split_ties(b, group, &rows);
    if (of.ties) check_tied(b, s, group, &rows, &of);
    else
        check_hazard(b, group, &rows, table, ATR_HAZARD_FLEMING_HARRINGTON,
                     of.robust ? s->jackknife[g].tied_error : NULL);
    check_tsiatis(b, s, group, &rows, table, error);
    table_close(b, &rows);
}

static size_t subjects_in(const study *s, size_t group, double from)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += (!s->group.n || s->group.code[i] == group) && s->time[i] >= from;
    return n;
}

/* Rows at which nobody with a weight has an event or is censored, taken out of what is
 * wanted. */
static void drop_empty_rows(block *b, json_t *group, const char *why)
{
    const json_t *events = json_object_get(group, "n_event");
    const json_t *censored = json_object_get(group, "n_censor");
    const size_t  n = json_array_size(events);
    const char   *key;
    json_t       *column;
    for (size_t i = n; i-- > 0;) {
        if (number_of(json_array_get(events, i)) != 0 ||
            number_of(json_array_get(censored, i)) != 0)
            continue;
        json_object_foreach(group, key, column)
        {
            if (json_is_array(column)) json_array_remove(column, i);
        }
        remark_count(&b->score->accepted, b->kind, why, b->case_name);
    }
    if (json_array_size(events) != n && json_object_get(group, "nrow"))
        json_object_set_new(group, "nrow",
                            json_integer((json_int_t)json_array_size(events)));
}

static void check_curves(block *b, study *s, json_t *groups, const atr_events *tables,
                         double from)
{
    json_t *group;
    size_t  g;
    study_jackknife(b, s, tables);
    if (json_array_size(groups) != s->sample.n_groups)
        check_value(b, "groups", NO_INDEX, (double)json_array_size(groups),
                    (double)s->sample.n_groups, EXACT);
    json_array_foreach(groups, g, group)
    {
        double events = 0;
        if (g >= s->sample.n_groups) break;
        block_at(b, "groups[%zu].", g);
        for (size_t i = 0; i < tables[g].n; i++) events += tables[g].events[i];
        check_text(b, group, "level", s->group.n ? s->group.label[g] : "all");
        if (s->n_weightless > 0) drop_empty_rows(b, group, RULE_WEIGHTLESS);
        check_number(b, group, "n", (double)(subjects_in(s, g, from) + s->n_weightless),
                     EXACT);
        check_number(b, group, "n_weighted", tables[g].subjects, COUNT);
        check_number(b, group, "events", events, COUNT);
        check_rows(b, s, group, tables, g);
    }
}

void kind_km(block *b)
{
    study s;
    study_build(b, &s);
    if (study_tables(b, &s))
        check_curves(b, &s, json_object_get(b->result, "groups"), s.tables, -INFINITY);
    study_free(&s);
}

/* The tables of those still there at a time; false after having said what is wrong. */
static bool tables_from(block *b, study *s, double start, atr_events *later)
{
    atr_error err = {0};
    for (size_t k = 0; k < s->n_tables; k++)
        if (atr_events_from(&s->tables[k], start, &later[k], &err) != ATR_OK) {
            refused(b, &err);
            return false;
        }
    return true;
}

void kind_conditional_km(block *b)
{
    study s;
    study_build(b, &s);
    if (study_tables(b, &s)) {
        atr_events later = {0};
        if (tables_from(b, &s, spec_number(b, "start_time", 0), &later)) {
            study_jackknife(b, &s, &later);
            check_rows(b, &s, b->result, &later, 0);
        }
        atr_events_free(&later, 1);
    }
    study_free(&s);
}

void kind_landmark(block *b)
{
    study        s;
    const double landmark = spec_number(b, "landmark", 0);
    study_build(b, &s);
    if (study_tables(b, &s)) {
        atr_events *later = study_keep(&s, s.n_tables, sizeof *later);
        double      used = 0;
        if (tables_from(b, &s, landmark, later)) {
            for (size_t k = 0; k < s.n_tables; k++) used += later[k].subjects;
            check_number(b, b->result, "n_used", used, COUNT);
            check_curves(b, &s, json_object_get(json_object_get(b->result, "km"), "groups"),
                         later, landmark);
            block_at(b, "logrank.");
            check_logrank(b, &s, json_object_get(b->result, "logrank"), later);
        }
        atr_events_free(later, s.n_tables);
    }
    study_free(&s);
}

void kind_reverse_km(block *b)
{
    study s;
    study_build(b, &s);
    if (study_tables(b, &s)) {
        atr_events *reversed = study_keep(&s, s.n_tables, sizeof *reversed);
        atr_error   err = {0};
        atr_status  status = ATR_OK;
        for (size_t k = 0; k < s.n_tables && status == ATR_OK; k++)
            status = atr_events_reverse(&s.tables[k], &reversed[k], &err);
        for (size_t i = 0; i < s.n; i++) s.event[i] = !s.event[i];
        if (status != ATR_OK) refused(b, &err);
        else
            check_quantiles(
                b, &s, json_object_get(json_object_get(b->result, "quantiles"), "groups"),
                reversed);
        atr_events_free(reversed, s.n_tables);
    }
    study_free(&s);
}

void kind_km_conf_lower(block *b)
{
    const char           *which = spec_text(b, "conf_lower");
    const atr_lower_limit lower =
        which && strcmp(which, "peto") == 0 ? ATR_LOWER_PETO : ATR_LOWER_MODIFIED;
    study     s;
    atr_curve curve;
    study_build(b, &s);
    if (study_tables(b, &s) &&
        curve_fit(b, &(basis){.table = s.tables}, scale_named(spec_text(b, "conf_type")),
                  lower, &curve)) {
        long_table rows = table_open(b, b->result, curve.n);
        table_column(b, b->result, &rows, "time", curve.time, EXACT);
        rows.rule = limit_rules(&s, &curve);
        table_column(b, b->result, &rows, "lower", curve.lower, ESTIMATE);
        table_column(b, b->result, &rows, "upper", curve.upper, ESTIMATE);
        table_close(b, &rows);
        atr_curve_free(&curve);
    }
    study_free(&s);
}

/* Rows of one subject, joined. */
void kind_km_id(block *b)
{
    study s;
    study_build(b, &s);
    study_join(&s, b, spec_text(b, "id"));
    if (study_tables(b, &s)) {
        drop_empty_rows(b, b->result, RULE_SPLIT);
        check_rows(b, &s, b->result, s.tables, 0);
    }
    study_free(&s);
}

static void check_robust(block *b, study *s, const atr_jackknife *j, const basis *of)
{
    char       key[32];
    atr_curve  curve;
    long_table rows = table_open(b, b->result, s->tables->n);
    table_column(b, b->result, &rows, "time", s->tables->time, EXACT);
    table_column(b, b->result, &rows, "n_risk", s->tables->at_risk, COUNT);
    table_column(b, b->result, &rows, "n_event", s->tables->events, COUNT);
    table_column(b, b->result, &rows, "n_censor", s->tables->censored, COUNT);
    table_column(b, b->result, &rows, "robust_se_cumhaz", j->hazard_error, ESTIMATE);
    for (size_t k = 0; k < SCALES; k++) {
        if (!curve_fit(b, of, scale_names[k].scale, ATR_LOWER_GREENWOOD, &curve)) return;
        table_column(b, b->result, &rows, "surv", curve.survival, ESTIMATE);
        rows.rule = limit_rules(s, &curve);
        table_column(b, b->result, &rows, "robust_se", curve.std_error, ESTIMATE);
        snprintf(key, sizeof key, "lcl_%s", scale_names[k].name);
        table_column(b, b->result, &rows, key, curve.lower, ESTIMATE);
        snprintf(key, sizeof key, "ucl_%s", scale_names[k].name);
        table_column(b, b->result, &rows, key, curve.upper, ESTIMATE);
        rows.rule = NULL;
        atr_curve_free(&curve);
    }
    table_close(b, &rows);
}

void kind_km_robust(block *b)
{
    study s;
    study_build(b, &s);
    s.robust = true;
    if (study_tables(b, &s)) {
        const atr_jackknife *j = study_jackknife(b, &s, s.tables);
        const basis          of = basis_of(&s, s.tables, 0);
        if (j) check_robust(b, &s, j, &of);
    }
    study_free(&s);
}

/* Rows are subjects in the order of their times, columns the times of the table. */
void kind_km_influence(block *b)
{
    static const struct {
        const char        *key;
        atr_influence_kind kind;
    } of[] = {{"surv_km", ATR_INFLUENCE_SURVIVAL},
              {"cumhaz_na", ATR_INFLUENCE_HAZARD},
              {"cumhaz_fh", ATR_INFLUENCE_TIED_HAZARD}};
    study     s;
    atr_error err = {0};
    study_build(b, &s);
    const bool   good = study_tables(b, &s);
    const size_t rows = good ? s.tables->n : 0;
    double      *time = study_keep(&s, rows + 1, sizeof *time);
    double      *got = study_keep(&s, s.n * rows + 1, sizeof *got);
    double      *sorted = study_keep(&s, s.n * rows + 1, sizeof *sorted);
    size_t       m = 0;
    for (size_t k = 0; k < rows; k++) time[m++] = s.tables->time[k];
    for (size_t k = 0; good && k < sizeof of / sizeof *of; k++) {
        if (atr_jackknife_influence(&s.sample, s.tables, of[k].kind, time, m, got, &err) !=
            ATR_OK) {
            refused(b, &err);
            break;
        }
        for (size_t i = 0; i < s.n; i++) {
            size_t before = 0;
            for (size_t j = 0; j < s.n; j++)
                before += s.time[j] < s.time[i] || (s.time[j] == s.time[i] && j < i);
            memcpy(sorted + before * m, got + i * m, m * sizeof *got);
        }
        check_matrix(b, b->result, of[k].key, (matrix){sorted, s.n, m}, ESTIMATE);
    }
    study_free(&s);
}
