/* cox.c - proportional hazards: kinds cox, cox_known, cox_separation. */
#include "models.h"

#include "kinds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

atr_cox_options cox_options(const block *b, const study *s)
{
    const char     *ties = spec_text(b, "ties");
    atr_cox_options options = {.level = spec_number(b, "conf", 0.95),
                               .exact_times = s->exact_times,
                               .offset = s->offset,
                               .cluster = s->cluster.code};
    if (ties && strcmp(ties, "breslow") == 0) options.ties = ATR_TIES_BRESLOW;
    if (ties && strcmp(ties, "exact") == 0) options.ties = ATR_TIES_EXACT;
    /* with broken weights the reference turns to a robust variance */
    options.robust = json_object_get(b->result, "naive_var") != NULL;
    return options;
}

bool cox_fit(block *b, study *s, atr_cox *got)
{
    const atr_cox_options options = cox_options(b, s);
    atr_error             err = {0};
    *got = (atr_cox){0};
    if (atr_cox_fit(&s->sample, &s->covariates, &options, got, &err) == ATR_OK) return true;
    refused(b, &err);
    return false;
}

/* A spec without columns is about the subjects of another block of its case, whose rows
 * are to be joined. */
static void build(block *b, study *s)
{
    size_t  k;
    json_t *sibling, *spec = NULL;
    block   other = *b;
    if (spec_text(b, "time")) {
        study_build(b, s);
        return;
    }
    json_array_foreach((json_t *)b->siblings, k, sibling)
    {
        json_t *candidate = json_object_get(sibling, "spec");
        if (!spec && json_object_get(candidate, "entry") &&
            json_object_get(candidate, "covariates"))
            spec = candidate;
    }
    other.spec = spec;
    study_build(&other, s);
    study_join(s, b, "id");
    s->entry = NULL;
    s->sample.entry = NULL;
}

static void check_terms(block *b, const study *s)
{
    const json_t *terms = json_object_get(b->result, "terms");
    bool          agree = json_array_size(terms) == s->p;
    for (size_t j = 0; j < s->p && agree; j++)
        agree = strcmp(json_string_value(json_array_get(terms, j)), s->term[j]) == 0;
    check_value(b, "terms", NO_INDEX, true, agree, EXACT);
    json_object_del(b->result, "terms");
}

tolerance scaled(tolerance t, double floor)
{
    t.floor = fmax(t.floor, floor);
    return t;
}

/* The column takes no value but -1, 0 and 1: R does not centre it. */
static bool is_indicator(const study *s, size_t j)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->x[j][i] != -1 && s->x[j][i] != 0 && s->x[j][i] != 1) return false;
    return true;
}

typedef enum { COEF, HR, SE, Z, P, LCL, UCL, MEAN, COLUMNS } column;

static double coefficient(const atr_cox *got, size_t j, column c)
{
    const atr_estimate *e = &got->coef[j];
    switch (c) {
    case COEF: return e->value;
    case HR: return exp(e->value);
    case SE: return e->std_error;
    case Z: return got->z[j];
    case P: return got->p_value[j];
    case LCL: return exp(e->lower);
    case UCL: return exp(e->upper);
    case MEAN: return got->mean[j];
    case COLUMNS: break;
    }
    return NAN;
}

static tolerance coefficient_tolerance(const atr_cox *got, size_t j, column c)
{
    const double se = fmax(fabs(got->coef[j].std_error), 0);
    const double z = fmax(fabs(got->z[j]), 1);
    tolerance    t = COX_ERROR;
    if (c == COEF) t = scaled(COX_COEF, se);
    if (c == HR)
        t.relative = COX_COEF.relative * fmax(1, fmax(fabs(got->coef[j].value), se));
    if (c == LCL || c == UCL) t.relative *= fmax(1, fmax(fabs(got->coef[j].value), 2 * se));
    if (c == Z) t.floor = 1;
    if (c == P) t.relative *= z * z;
    if (c == MEAN) t = ESTIMATE;
    return t;
}

static void check_coefficients(block *b, const study *s, const atr_cox *got)
{
    static const char *const key[COLUMNS] = {"coef", "hr",  "se",  "z",
                                             "p",    "lcl", "ucl", "means"};
    for (column c = 0; c < COLUMNS; c++) {
        const json_t *want = json_object_get(b->result, key[c]);
        const bool    fits = want && check_size(b, key[c], want, s->p);
        for (size_t j = 0; j < s->p && fits; j++) {
            const difference *rule = NULL;
            if (c == MEAN && is_indicator(s, j)) rule = &RULE_MEANS;
            check_value(b, key[c], j, number_of(json_array_get(want, j)),
                        coefficient(got, j, c),
                        unless(coefficient_tolerance(got, j, c), rule));
        }
        json_object_del(b->result, key[c]);
    }
}

void check_covariance(block *b, json_t *object, const char *key, const double *variance,
                      size_t p, tolerance t)
{
    const json_t *want = json_object_get(object, key);
    if (!want) return;
    if (!check_size(b, key, want, p)) p = 0;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            check_value(b, key, i * p + j,
                        number_of(json_array_get(json_array_get(want, i), j)),
                        variance[i * p + j],
                        scaled(t, sqrt(fabs(variance[i * p + i] * variance[j * p + j]))));
    json_object_del(object, key);
}

static size_t rank_of(const atr_cox *got)
{
    size_t rank = 0;
    for (size_t j = 0; j < got->p; j++) rank += got->kind[j] != ATR_COEF_REDUNDANT;
    return rank;
}

static double count_events(const study *s)
{
    double n = 0;
    for (size_t i = 0; i < s->n; i++) n += s->event[i];
    return n;
}

/* b' V^-1 b of the reference's own coefficients and variance; NaN when V is singular.
 * Gaussian elimination on V scaled to a unit diagonal. */
static double own_wald(const json_t *result)
{
    const json_t *coef = json_object_get(result, "coef"),
                 *var = json_object_get(result, "var");
    const size_t p = json_array_size(coef);
    double      *a = must_alloc(p * (p + 1), sizeof *a), wald = 0;
    for (size_t i = 0; i < p; i++) {
        const json_t *row = json_array_get(var, i);
        const double  si = sqrt(number_of(json_array_get(row, i)));
        for (size_t j = 0; j < p; j++)
            a[i * (p + 1) + j] =
                number_of(json_array_get(row, j)) /
                (si * sqrt(number_of(json_array_get(json_array_get(var, j), j))));
        a[i * (p + 1) + p] = number_of(json_array_get(coef, i)) / si;
    }
    for (size_t k = 0; k < p; k++) { /* the pivots of LDL' make a sum of squares */
        const double pivot = a[k * (p + 1) + k], z = a[k * (p + 1) + p];
        wald += z * z / pivot;
        for (size_t i = k + 1; i < p; i++) {
            const double f = a[i * (p + 1) + k] / pivot;
            for (size_t j = k; j <= p; j++) a[i * (p + 1) + j] -= f * a[k * (p + 1) + j];
        }
    }
    free(a);
    return wald;
}

/* A reference whose Wald statistic is not that of its own coefficients and variance is
 * wrong; the library's must then agree with those. */
static void check_wald(block *b, const atr_cox *got, double own)
{
    const json_t *test = json_object_get(b->result, "wald_test");
    const double  want = number_of(json_object_get(test, "chisq"));
    if (test && fabs(own - want) > COX_ERROR.relative * fmax(1, want)) {
        json_object_set_new(json_object_get(b->result, "wald_test"), "chisq",
                            json_real(own));
        omit(b, json_object_get(b->result, "wald_test"), "p", RULE_WALD);
        omit(b, json_object_get(b->result, "wald_test"), "log_p", RULE_WALD);
    }
    check_test(b, b->result, "wald_test", &got->wald, (tolerance){COX_ERROR.relative, 1});
}

static void check_fit(block *b, const study *s, const atr_cox *got)
{
    const double loglik[] = {got->loglik_null, got->loglik}, k = (double)rank_of(got);
    const double events = count_events(s), own = own_wald(b->result);
    double      *se = must_alloc(s->p, sizeof *se);
    for (size_t j = 0; j < s->p; j++) se[j] = sqrt(got->naive_variance[j * s->p + j]);
    check_number(b, b->result, "conf", got->level, EXACT);
    check_numbers(b, b->result, "naive_se", se, s->p, COX_ERROR);
    check_covariance(b, b->result, "naive_var", got->naive_variance, s->p, COX_ERROR);
    check_test(b, b->result, "robust_score_test", &got->robust_score, COX_SCORE);
    free(se);
    check_coefficients(b, s, got);
    check_covariance(b, b->result, "var", got->variance, s->p, COX_ERROR);
    check_numbers(b, b->result, "loglik", loglik, 2, COX_LOGLIK);
    check_number(b, b->result, "rank", k, EXACT);
    check_number(b, b->result, "aic", 2 * k - 2 * got->loglik, COX_LOGLIK);
    check_number(b, b->result, "bic_nevent", k * log(events) - 2 * got->loglik, COX_LOGLIK);
    check_test(b, b->result, "lr_test", &got->likelihood_ratio, STATISTIC);
    check_wald(b, got, own);
}

void check_diverged(block *b, const study *s, const atr_cox *got)
{
    const json_t *terms = json_object_get(b->result, "diverging_terms");
    double       *direction = must_alloc(s->p, sizeof *direction);
    size_t        n = 0;
    for (size_t j = 0; j < s->p; j++) {
        if (got->kind[j] != ATR_COEF_INFINITE) continue;
        const char *term = json_string_value(json_array_get(terms, n));
        if (terms)
            check_value(b, "diverging_terms", n, true,
                        term && strcmp(term, s->term[j]) == 0, EXACT);
        direction[n++] = got->coef[j].value > 0 ? 1 : -1;
    }
    json_object_del(b->result, "diverging_terms");
    check_bool(b, b->result, "diverged", n > 0);
    check_numbers(b, b->result, "direction", direction, n, EXACT);
    check_number(b, b->result, "loglik_sup", got->loglik, COX_LOGLIK);
    const json_t *loglik = json_object_get(b->result, "loglik");
    if (loglik)
        check_value(b, "loglik", 0, number_of(json_array_get(loglik, 0)), got->loglik_null,
                    COX_LOGLIK);
    json_object_del(b->result, "loglik");
    free(direction);
}

static void kind_cox(block *b)
{
    study   s;
    atr_cox got;
    build(b, &s);
    if (cox_fit(b, &s, &got)) {
        check_number(b, b->result, "n", (double)s.n, EXACT);
        check_number(b, b->result, "nevent", count_events(&s), EXACT);
        check_terms(b, &s);
        check_test(b, b->result, "score_test", &got.score, COX_SCORE);
        if (json_object_get(b->result, "diverged")) check_diverged(b, &s, &got);
        else check_fit(b, &s, &got);
        check_after_fit(b, &s, &got);
        if (json_object_get(b->result, "baseline")) check_predicted(b, &s, &got);
    }
    atr_cox_free(&got);
    study_free(&s);
}

static void kind_cox_separation(block *b)
{
    study   s;
    atr_cox got;
    study_build(b, &s);
    if (cox_fit(b, &s, &got)) {
        bool monotone = false;
        for (size_t j = 0; j < got.p; j++) monotone |= got.kind[j] == ATR_COEF_INFINITE;
        check_bool(b, b->result, "monotone", monotone);
        check_number(b, b->result, "loglik_null", got.loglik_null, COX_LOGLIK);
        check_number(b, b->result, "loglik_sup", got.loglik, COX_LOGLIK);
        check_test(b, b->result, "score_test", &got.score, COX_SCORE);
    }
    atr_cox_free(&got);
    study_free(&s);
}

#define SUBJECTS                                                                           \
    " time status event entry weights strata covariates categorical cluster offset ties "  \
    "timefix conf "

const kind cox_kinds[] = {{"cox", kind_cox, SUBJECTS "note replicate_rows "},
                          {"cox_known", kind_cox_known, SUBJECTS "fixed_beta start "},
                          {"cox_separation", kind_cox_separation, SUBJECTS},
                          {NULL, NULL, NULL}};
