/* residuals.c - what follows from a proportional hazards fit: residuals, tests of
 * proportional hazards (kind cox_zph too), concordance. */
#include "models.h"

#include "atrisk/concordance.h"
#include "atrisk/phtest.h"
#include "atrisk/residuals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double sum, square, size, least, greatest; /* size: sum of absolute values */
} moments;

static moments moments_of(const double *x, size_t n, size_t stride)
{
    moments m = {0, 0, 0, INFINITY, -INFINITY};
    for (size_t i = 0; i < n; i++) {
        const double v = x[i * stride];
        m.sum += v;
        m.square += v * v;
        m.size += fabs(v);
        m.least = fmin(m.least, v);
        m.greatest = fmax(m.greatest, v);
    }
    return m;
}

/* Residuals agree to 1e-7 of the largest of them, or absolutely. */
static tolerance residual_tolerance(moments m)
{
    return scaled(COX_RESIDUAL, fmax(fabs(m.least), fabs(m.greatest)));
}

static void check_column(block *b, json_t *all, const char *key, const double *got,
                         size_t n)
{
    json_t       *part = json_object_get(all, key);
    const moments m = moments_of(got, n, 1);
    char          path[PATH_SIZE];
    if (!part) return;
    memcpy(path, b->path, sizeof path);
    block_at(b, "%.60s%s.", path, key);
    check_number(b, part, "n", (double)n, EXACT);
    check_number(b, part, "sum", m.sum, scaled(COX_RESIDUAL, m.size));
    check_number(b, part, "sumsq", m.square, scaled(COX_RESIDUAL, m.square));
    check_number(b, part, "min", m.least, residual_tolerance(m));
    check_number(b, part, "max", m.greatest, residual_tolerance(m));
    long_table rows = table_open(b, part, n);
    table_column(b, part, &rows, "values", got, residual_tolerance(m));
    table_close(b, &rows);
    memcpy(b->path, path, sizeof path);
}

/* The rows that are listed, of n. */
static void check_rows(block *b, json_t *part, const double *got, size_t n, size_t p,
                       const tolerance *t)
{
    const json_t *row = json_object_get(part, "row"),
                 *values = json_object_get(part, "values");
    const size_t listed = row ? json_array_size(row) : n;
    const bool   fits = check_size(b, "values", values, listed);
    for (size_t i = 0; i < listed && fits; i++) {
        const size_t k = row ? (size_t)json_integer_value(json_array_get(row, i)) - 1 : i;
        for (size_t j = 0; j < p; j++)
            check_value(b, "values", i * p + j,
                        number_of(json_array_get(json_array_get(values, i), j)),
                        k < n ? got[k * p + j] : NAN, t[j]);
    }
    json_object_del(part, "row");
    json_object_del(part, "values");
}

static void check_columns(block *b, json_t *all, const char *key, const double *got,
                          size_t n, size_t p)
{
    json_t    *part = json_object_get(all, key);
    tolerance *t = must_alloc(p, sizeof *t);
    char       path[PATH_SIZE];
    memcpy(path, b->path, sizeof path);
    block_at(b, "%.60s%s.", path, key);
    const bool fits = part && number_of(json_object_get(part, "nrow")) == (double)n;
    if (part) check_number(b, part, "nrow", (double)n, EXACT);
    for (size_t j = 0; j < p && fits; j++) {
        const moments m = moments_of(got + j, n, p);
        const json_t *sums = json_object_get(part, "colsum");
        const json_t *squares = json_object_get(part, "colsumsq");
        t[j] = residual_tolerance(m);
        check_value(b, "colsum", j, number_of(json_array_get(sums, j)), m.sum,
                    scaled(COX_RESIDUAL, m.size));
        check_value(b, "colsumsq", j, number_of(json_array_get(squares, j)), m.square,
                    scaled(COX_RESIDUAL, m.square));
    }
    if (fits) {
        check_rows(b, part, got, n, p, t);
        json_object_del(part, "colsum");
        json_object_del(part, "colsumsq");
    }
    free(t);
    memcpy(b->path, path, sizeof path);
}

static void check_residuals(block *b, const atr_residuals *got, atr_ties ties)
{
    json_t *all = json_object_get(b->result, "residuals");
    block_at(b, "residuals.");
    check_column(b, all, "martingale", got->martingale, got->n);
    const bool again = ties == ATR_TIES_EXACT && json_object_get(b->spec, "entry");
    if (again) remark_count(&b->score->accepted, b->kind, RULE_DEVIANCE, b->case_name);
    check_column(b, all, "deviance", again ? got->martingale : got->deviance, got->n);
    check_columns(b, all, "score", got->score, got->n, got->p);
    check_columns(b, all, "dfbeta", got->dfbeta, got->n, got->p);
    check_columns(b, all, "dfbetas", got->dfbetas, got->n, got->p);
    check_columns(b, all, "schoenfeld", got->schoenfeld, got->events, got->p);
    check_columns(b, all, "scaled_schoenfeld", got->scaled_schoenfeld, got->events, got->p);
    block_at(b, "");
}

/* The library may refuse what it does not have for late entries, offsets or exact ties:
 * that is left out; any other refusal is a mismatch. */
bool left_out(block *b, const study *s, const atr_cox *fit, const char *const *parts,
              size_t n_parts, const atr_error *err)
{
    const char *why = s->entry    ? "the library has none with entry times"
                      : s->offset ? "the library has none with offsets"
                                  : "the library has none with exact ties";
    const bool  known = s->entry || s->offset || fit->ties == ATR_TIES_EXACT;
    for (size_t k = 0; known && k < n_parts; k++) omit(b, b->result, parts[k], why);
    if (!known) refused(b, err);
    return known;
}

/* Coefficients times covariates; a redundant one counts for nothing, and so does an offset,
 * as in the reference. */
static double *risk_of(study *s, const atr_cox *fit)
{
    double *risk = study_keep(s, s->n, sizeof *risk);
    for (size_t i = 0; i < s->n; i++) {
        for (size_t j = 0; j < s->p; j++)
            if (fit->kind[j] == ATR_COEF_FINITE)
                risk[i] += fit->coef[j].value * (s->x[j][i] - fit->mean[j]);
    }
    return risk;
}

static void check_concordance(block *b, study *s, const atr_cox *fit,
                              atr_concordance_kind kind, const char *name)
{
    static const char *const      parts[] = {"concordance"};
    const atr_concordance_options options = {.kind = kind, .exact_times = s->exact_times};
    json_t         *part = json_object_get(json_object_get(b->result, "concordance"), name);
    atr_concordance got;
    atr_error       err = {0};
    if (!part) return;
    if (atr_concordance_find(&s->sample, risk_of(s, fit), &options, &got, &err) != ATR_OK) {
        left_out(b, s, fit, parts, 1, &err);
        return;
    }
    block_at(b, "concordance.%s.", name);
    check_number(b, part, "c", got.index.value, CONCORDANCE);
    check_number(b, part, "se", got.index.std_error, CONCORDANCE_ERROR);
    check_number(b, part, "concordant", got.concordant, CONCORDANCE);
    check_number(b, part, "discordant", got.discordant, CONCORDANCE);
    check_number(b, part, "tied_x", got.tied_risk, CONCORDANCE);
    check_number(b, part, "tied_y", got.tied_time, CONCORDANCE);
    check_number(b, part, "tied_xy", got.tied_both, CONCORDANCE);
    block_at(b, "");
}

static const struct {
    const char        *name;
    atr_time_transform transform;
} transforms[] = {{"km", ATR_TIME_KM},
                  {"rank", ATR_TIME_RANK},
                  {"identity", ATR_TIME_IDENTITY},
                  {"log", ATR_TIME_LOG}};

/* A term is one covariate or, when there are as many terms as columns, one column. */
static void check_zph(block *b, study *s, const atr_cox *fit, json_t *part,
                      atr_time_transform transform)
{
    static const char *const parts[] = {"zph"};
    const bool single = json_array_size(json_object_get(part, "chisq")) == s->p + 1;
    const atr_phtest_options options = {transform, single ? 0 : s->of[s->p - 1] + 1,
                                        single ? NULL : s->of};
    atr_phtest               got;
    atr_error                err = {0};
    const json_t *chisq = json_object_get(part, "chisq"), *df = json_object_get(part, "df"),
                 *p = json_object_get(part, "p");
    if (!part) return;
    if (atr_phtest_find(&s->sample, &s->covariates, fit, &options, &got, &err) != ATR_OK) {
        left_out(b, s, fit, parts, 1, &err);
        return;
    }
    check_value(b, "terms", NO_INDEX, (double)json_array_size(chisq),
                (double)got.n_terms + 1, EXACT);
    for (size_t k = 0; k < json_array_size(chisq) && k <= got.n_terms; k++) {
        const atr_test *test = k < got.n_terms ? &got.term[k] : &got.global;
        tolerance       t = COX_ERROR;
        check_value(b, "chisq", k, number_of(json_array_get(chisq, k)), test->statistic,
                    scaled(t, 1e-3));
        check_value(b, "df", k, number_of(json_array_get(df, k)), test->df, EXACT);
        t.relative *= fmax(1, test->statistic);
        check_value(b, "p", k, number_of(json_array_get(p, k)), test->p, t);
    }
    json_object_clear(part);
    atr_phtest_free(&got);
}

static void check_all_zph(block *b, study *s, const atr_cox *fit, json_t *all)
{
    for (size_t k = 0; k < sizeof transforms / sizeof *transforms; k++) {
        block_at(b, "%s%s.", all == b->result ? "" : "zph.", transforms[k].name);
        check_zph(b, s, fit, json_object_get(all, transforms[k].name),
                  transforms[k].transform);
    }
    block_at(b, "");
}

static void check_all_residuals(block *b, study *s, const atr_cox *fit)
{
    static const char *const parts[] = {"residuals"};
    atr_residuals            got;
    atr_error                err = {0};
    if (!json_object_get(b->result, "residuals")) return;
    if (atr_residuals_find(&s->sample, &s->covariates, fit, &got, &err) == ATR_OK)
        check_residuals(b, &got, fit->ties);
    else left_out(b, s, fit, parts, 1, &err);
    atr_residuals_free(&got);
}

void check_after_fit(block *b, study *s, const atr_cox *fit)
{
    check_all_residuals(b, s, fit);
    check_concordance(b, s, fit, ATR_CONCORDANCE_HARRELL, "harrell");
    check_concordance(b, s, fit, ATR_CONCORDANCE_UNO, "uno_n_over_G2");
    check_concordance(b, s, fit, ATR_CONCORDANCE_UNO, "S_over_G");
    check_concordance(b, s, fit, ATR_CONCORDANCE_SURVIVAL, "wt_S");
    if (json_object_get(b->result, "zph"))
        check_all_zph(b, s, fit, json_object_get(b->result, "zph"));
}

void kind_cox_zph(block *b)
{
    study   s;
    atr_cox got;
    study_build(b, &s);
    if (cox_fit(b, &s, &got)) check_all_zph(b, &s, &got, b->result);
    atr_cox_free(&got);
    study_free(&s);
}
