/* competing.c - several causes, and intervals: kinds cif, cif_gray, fine_gray, turnbull. */
#include "models.h"

#include "atrisk/finegray.h"
#include "atrisk/gray.h"
#include "atrisk/incidence.h"
#include "atrisk/turnbull.h"
#include "kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CAUSES = 16 };

typedef struct {
    study             s;
    size_t            n_causes;
    const char       *name[MOST_CAUSES];
    atr_competing     sample;
    atr_cause_events *tables; /* [groups] */
} causes;

/* The covariates of a regression on the same causes in the same case, or NULL. */
static json_t *covariates_of_sibling(const block *b)
{
    size_t  k;
    json_t *sibling;
    json_array_foreach((json_t *)b->siblings, k, sibling)
    {
        json_t *spec = json_object_get(sibling, "spec");
        if (json_equal(json_object_get(spec, "causes"),
                       json_object_get(b->spec, "causes")) &&
            json_object_get(spec, "covariates"))
            return json_object_get(spec, "covariates");
    }
    return NULL;
}

/* The rows of a block, which are those that its case's regressions can use. */
static void build_rows(block *b, study *s)
{
    json_t *covariates = covariates_of_sibling(b), *spec = json_copy((json_t *)b->spec);
    block   complete = *b;
    study   alone;
    if (covariates && !json_object_get(spec, "covariates"))
        json_object_set(spec, "covariates", covariates);
    complete.spec = spec;
    study_build(&complete, s);
    study_build(b, &alone);
    if (alone.n != s->n)
        remark_count(&b->score->accepted, b->kind, RULE_COMPLETE, b->case_name);
    study_free(&alone);
    json_decref(spec);
}

/* The causes of the spec, numbered from 1 in its order. */
static void causes_build(block *b, causes *c)
{
    const char    *name, *status = spec_text(b, "status");
    json_t        *codes;
    unsigned char *cause;
    *c = (causes){0};
    build_rows(b, &c->s);
    cause = study_keep(&c->s, c->s.n, sizeof *cause);
    json_object_foreach(json_object_get(b->spec, "causes"), name, codes)
    {
        if (c->n_causes == MOST_CAUSES) break;
        c->name[c->n_causes++] = name;
        for (size_t i = 0; i < c->s.n; i++)
            for (size_t k = 0; k < json_array_size(codes); k++)
                if (data_number(b->data, status, c->s.row[i]) ==
                    number_of(json_array_get(codes, k)))
                    cause[i] = (unsigned char)c->n_causes;
    }
    c->sample = (atr_competing){.n = c->s.n,
                                .time = c->s.time,
                                .cause = cause,
                                .n_causes = c->n_causes,
                                .weight = c->s.weight,
                                .group = c->s.group.code,
                                .n_groups = c->s.group.n ? c->s.group.n : 1,
                                .n_strata = 1};
}

static bool causes_tables(block *b, causes *c)
{
    atr_error err = {0};
    c->tables = study_keep(&c->s, c->sample.n_groups, sizeof *c->tables);
    if (atr_competing_build(&c->sample, NULL, c->tables, NULL, &err) == ATR_OK) return true;
    refused(b, &err);
    return false;
}

static void causes_free(causes *c)
{
    if (c->tables) atr_competing_free(c->tables, c->sample.n_groups);
    study_free(&c->s);
}

static void check_cause(block *b, json_t *group, long_table *rows, const char *name,
                        const atr_incidence *got, size_t k)
{
    char key[64];
    snprintf(key, sizeof key, "cif_%.50s", name);
    table_column(b, group, rows, key, &got->incidence[k * got->n], ESTIMATE);
    snprintf(key, sizeof key, "se_%.50s", name);
    table_column(b, group, rows, key, &got->jackknife[k * got->n], ESTIMATE);
}

static void check_incidence(block *b, const causes *c, json_t *group,
                            const atr_cause_events *table)
{
    atr_incidence got;
    atr_error     err = {0};
    if (atr_incidence_fit(table, NULL, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    long_table rows = table_open(b, group, table->n);
    table_column(b, group, &rows, "time", table->time, EXACT);
    table_column(b, group, &rows, "n_risk", table->at_risk, COUNT);
    for (size_t k = 0; k < c->n_causes; k++) {
        char key[64];
        snprintf(key, sizeof key, "n_event_%.50s", c->name[k]);
        table_column(b, group, &rows, key, &table->exits[(k + 1) * table->n], COUNT);
        check_cause(b, group, &rows, c->name[k], &got, k);
    }
    table_column(b, group, &rows, "event_free", got.event_free, ESTIMATE);
    table_column(b, group, &rows, "se_event_free", got.event_free_error, ESTIMATE);
    table_close(b, &rows);
    atr_incidence_free(&got);
}

static void kind_cif(block *b)
{
    causes  c;
    json_t *group;
    size_t  g;
    causes_build(b, &c);
    const bool good = causes_tables(b, &c);
    json_array_foreach(json_object_get(b->result, "groups"), g, group)
    {
        if (!good || g >= c.sample.n_groups) break;
        block_at(b, "groups[%zu].", g);
        check_text(b, group, "level", c.s.group.n ? c.s.group.label[g] : "all");
        check_number(b, group, "n", c.tables[g].subjects, COUNT);
        check_incidence(b, &c, group, &c.tables[g]);
    }
    causes_free(&c);
}

static size_t cause_named(const causes *c, const char *name)
{
    size_t k = 0;
    while (k < c->n_causes && strcmp(c->name[k], name) != 0) k++;
    return k + 1;
}

static void check_curve(block *b, const causes *c, json_t *curve, const json_t *times)
{
    const atr_incidence_options options = {.error = ATR_INCIDENCE_AALEN};
    const char                 *level = json_string_value(json_object_get(curve, "level"));
    const char                 *name = json_string_value(json_object_get(curve, "cause"));
    const size_t                cause = cause_named(c, name), n = json_array_size(times);
    size_t                      g = 0;
    atr_incidence               got;
    atr_error                   err = {0};
    while (g < c->s.group.n && strcmp(c->s.group.label[g], level) != 0) g++;
    if (g == c->s.group.n || cause > c->n_causes) return; /* left over, and so reported */
    if (atr_incidence_fit(&c->tables[g], &options, &got, &err) != ATR_OK) {
        refused(b, &err);
        return;
    }
    double *value = must_alloc(2 * n, sizeof *value), *variance = value + n;
    for (size_t i = 0; i < n; i++) {
        const atr_estimate at =
            atr_incidence_at(&got, cause, number_of(json_array_get(times, i)));
        value[i] = at.value;
        variance[i] = at.std_error * at.std_error;
    }
    check_numbers(b, curve, "cif", value, n, ESTIMATE);
    check_numbers(b, curve, "var", variance, n, ESTIMATE);
    json_object_del(curve, "level");
    json_object_del(curve, "cause");
    free(value);
    atr_incidence_free(&got);
}

static void kind_cif_gray(block *b)
{
    causes        c;
    json_t       *curve, *test;
    size_t        k;
    const json_t *times = json_object_get(b->spec, "times");
    const char   *name;
    causes_build(b, &c);
    const bool good = causes_tables(b, &c);
    json_object_del(b->result, "times");
    json_array_foreach(json_object_get(b->result, "curves"), k, curve)
    {
        block_at(b, "curves[%zu].", k);
        if (good) check_curve(b, &c, curve, times);
    }
    json_object_foreach(json_object_get(b->result, "gray"), name, test)
    {
        atr_gray     got;
        atr_error    err = {0};
        const size_t cause = cause_named(&c, name);
        if (!good || cause > c.n_causes) break;
        block_at(b, "gray.%s.", name);
        if (atr_gray_test(c.tables, c.sample.n_groups, 1, cause, &got, &err) == ATR_OK)
            check_test(b, test, NULL, &got.test, GRAY);
        else refused(b, &err);
        atr_gray_free(&got);
    }
    causes_free(&c);
}

/* Coefficients, one of the variances, and the log-likelihoods. */
static void check_model(block *b, json_t *part, const atr_cox *got,
                        const char *variance_key, const double *variance, tolerance t)
{
    const json_t *coef = json_object_get(part, "coef");
    const double  loglik[] = {got->loglik_null, got->loglik};
    if (!check_size(b, "coef", coef, got->p)) return;
    for (size_t j = 0; j < got->p; j++)
        check_value(b, "coef", j, number_of(json_array_get(coef, j)), got->coef[j].value,
                    scaled(t, sqrt(variance[j * got->p + j])));
    json_object_del(part, "coef");
    check_covariance(b, part, variance_key, variance, got->p,
                     (tolerance){fmax(t.relative, COX_ERROR.relative), 0});
    if (json_is_array(json_object_get(part, "loglik")))
        check_numbers(b, part, "loglik", loglik, 2, COX_LOGLIK);
    check_number(b, part, "loglik", got->loglik, COX_LOGLIK);
    check_number(b, part, "loglik_null", got->loglik_null, COX_LOGLIK);
}

static void check_weighted(block *b, const causes *c, size_t cause, const char *key,
                           const atr_finegray_options *options)
{
    json_t      *part = key ? json_object_get(b->result, key) : b->result;
    atr_finegray got;
    atr_error    err = {0};
    if (!part) return;
    if (atr_finegray_fit(&c->sample, cause, &c->s.covariates, options, &got, &err) !=
        ATR_OK) {
        refused(b, &err);
        return;
    }
    block_at(b, "%s%s", key ? key : "", key ? "." : "");
    if (key) check_model(b, part, &got.model, "robust_var", got.sandwich, WEIGHTED_COX);
    else check_model(b, part, &got.model, "var", got.model.variance, CRR_COEF);
    atr_finegray_free(&got);
}

static void check_cause_specific(block *b, const causes *c, size_t cause)
{
    json_t   *part = json_object_get(b->result, "cause_specific_cox_efron");
    atr_cox   got;
    atr_error err = {0};
    if (!part) return;
    if (atr_cause_specific_fit(&c->sample, cause, &c->s.covariates, NULL, &got, &err) !=
        ATR_OK) {
        refused(b, &err);
        return;
    }
    block_at(b, "cause_specific_cox_efron.");
    check_model(b, part, &got, "var", got.variance, COX_COEF);
    atr_cox_free(&got);
}

static void kind_fine_gray(block *b)
{
    causes c;
    causes_build(b, &c);
    const size_t cause = cause_named(&c, spec_text(b, "cause"));
    if (cause <= c.n_causes) {
        check_text(b, b->result, "cause", c.name[cause - 1]);
        check_number(b, b->result, "n", (double)c.s.n, EXACT);
        check_weighted(b, &c, cause, NULL,
                       &(atr_finegray_options){.order = ATR_CENSORING_TOGETHER});
        check_weighted(b, &c, cause, "weighted_cox", NULL);
        check_weighted(b, &c, cause, "weighted_cox_efron",
                       &(atr_finegray_options){.efron = true});
        check_cause_specific(b, &c, cause);
    }
    causes_free(&c);
}

/* (left, right], an empty cell being without end; nobody has weight 0. */
static size_t read_intervals(const block *b, double *left, double *right, double *weight)
{
    const char *weights = spec_text(b, "weights");
    size_t      n = 0;
    for (size_t i = 0; i < b->data->rows; i++) {
        const double l = data_number(b->data, spec_text(b, "left"), i);
        const double r = data_number(b->data, spec_text(b, "right"), i);
        weight[n] = weights ? data_number(b->data, weights, i) : 1;
        left[n] = isnan(l) ? -INFINITY : l;
        right[n] = isnan(r) ? INFINITY : r;
        n += weight[n] > 0;
    }
    return n;
}

/* Only intervals with mass are listed. */
static const double MASS = 1e-9;

static void check_turnbull(block *b, const atr_turnbull *got)
{
    const json_t *closed = json_object_get(b->result, "left_closed");
    double       *column = must_alloc(5 * got->n, sizeof *column), gradient = 0;
    double       *left = column, *right = column + got->n, *mass = column + 2 * got->n,
           *after = column + 3 * got->n, *point = column + 4 * got->n;
    size_t n = 0;
    for (size_t k = 0; k < got->n; k++) {
        gradient = fmax(gradient, got->gradient[k]);
        if (got->mass[k] <= MASS) continue;
        left[n] = got->left[k];
        right[n] = got->right[k];
        mass[n] = got->mass[k];
        after[n] = got->survival[k];
        point[n++] = got->left[k] == got->right[k];
    }
    for (size_t k = 0; k < n && k < json_array_size(closed); k++)
        check_value(b, "left_closed", k, json_is_true(json_array_get(closed, k)), point[k],
                    EXACT);
    json_object_del(b->result, "left_closed");
    check_numbers(b, b->result, "intervals_left", left, n, EXACT);
    check_numbers(b, b->result, "intervals_right", right, n, EXACT);
    check_numbers(b, b->result, "mass", mass, n, TURNBULL_MASS);
    check_numbers(b, b->result, "surv_after_right_end", after, n, TURNBULL_MASS);
    check_number(b, b->result, "n_candidate_intervals", (double)got->n, EXACT);
    check_number(b, b->result, "kkt_max_gradient", gradient, TURNBULL_MASS);
    free(column);
}

static void kind_turnbull(block *b)
{
    const size_t        rows = b->data->rows;
    double             *cell = must_alloc(3 * rows, sizeof *cell);
    const size_t        n = read_intervals(b, cell, cell + rows, cell + 2 * rows);
    const atr_intervals intervals = {n, cell, cell + rows, cell + 2 * rows};
    atr_turnbull        got = {0};
    atr_error           err = {0};
    if (atr_turnbull_fit(&intervals, NULL, &got, NULL, &err) == ATR_OK) {
        check_number(b, b->result, "n", (double)n, EXACT);
        check_number(b, b->result, "n_weighted", got.subjects, COUNT);
        check_number(b, b->result, "loglik", got.loglik, TURNBULL_LOGLIK);
        check_turnbull(b, &got);
    } else {
        refused(b, &err);
    }
    atr_turnbull_free(&got);
    free(cell);
}

#define SUBJECTS " time status causes censor group weights "

const kind competing_kinds[] = {
    {"cif", kind_cif, SUBJECTS "estimator se "},
    {"cif_gray", kind_cif_gray, SUBJECTS "estimator times "},
    {"fine_gray", kind_fine_gray, SUBJECTS "covariates categorical cause "},
    {"turnbull", kind_turnbull, " left right convention weights "},
    {NULL, NULL, NULL}};
