/* test_cox.c - the proportional hazards model against R's coxph, and its refusals. */
#include "atrisk/codes.h"
#include "atrisk/cox.h"
#include "atrisk/design.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 12 };

/* --- a model of tests/golden/cox_models.csv, read without the library ----------- */

typedef struct {
    golden_table  data;
    size_t       *row; /* the complete ones */
    size_t        n;
    size_t        n_covariates;
    char          name[MOST_COLUMNS][32];
    atr_covariate covariate[MOST_COLUMNS];
    atr_patients  patients;
    atr_design    design;
} model;

static bool missing(const char *cell)
{
    return !*cell || !strcmp(cell, "NA");
}

static void split_names(model *m, const char *joined)
{
    while (*joined) {
        const size_t length = strcspn(joined, "+");
        snprintf(m->name[m->n_covariates++], sizeof *m->name, "%.*s", (int)length, joined);
        joined += length + (joined[length] == '+');
    }
}

static void keep_complete_rows(model *m, const char *const *used, size_t n_used)
{
    m->row = malloc(m->data.n * sizeof *m->row);
    for (size_t i = 0; i < m->data.n; i++) {
        bool complete = true;
        for (size_t u = 0; u < n_used; u++)
            if (*used[u] && missing(golden_text(&m->data, i, used[u]))) complete = false;
        if (complete) m->row[m->n++] = i;
    }
}

static double *read_numbers(const model *m, const char *column)
{
    double *value = malloc(m->n * sizeof *value);
    for (size_t i = 0; i < m->n; i++) value[i] = golden_number(&m->data, m->row[i], column);
    return value;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Levels sorted by code point; returns their number. */
static size_t read_levels(const model *m, const char *column, uint32_t **code,
                          const char ***level)
{
    const char **all = malloc(m->n * sizeof *all);
    for (size_t i = 0; i < m->n; i++) all[i] = golden_text(&m->data, m->row[i], column);
    qsort(all, m->n, sizeof *all, by_text);
    size_t levels = 1;
    for (size_t i = 1; i < m->n; i++)
        if (strcmp(all[i], all[levels - 1])) all[levels++] = all[i];

    *code = malloc(m->n * sizeof **code);
    for (size_t i = 0; i < m->n; i++)
        for (size_t l = 0; l < levels; l++)
            if (!strcmp(all[l], golden_text(&m->data, m->row[i], column)))
                (*code)[i] = (uint32_t)l;
    *level = all;
    return levels;
}

static void read_sample(model *m, const golden_table *models, size_t k)
{
    const char    *event_column = golden_text(models, k, "event");
    const double   value = golden_number(models, k, "value");
    unsigned char *event = malloc(m->n);
    for (size_t i = 0; i < m->n; i++)
        event[i] = golden_number(&m->data, m->row[i], event_column) == value;

    atr_sample *sample = &m->patients.sample;
    *sample = (atr_sample){.n = m->n, .event = event, .n_groups = 1, .n_strata = 1};
    sample->time = read_numbers(m, golden_text(models, k, "time"));
    const char *weight = golden_text(models, k, "weight");
    if (*weight) sample->weight = read_numbers(m, weight);
    const char *strata = golden_text(models, k, "strata");
    if (*strata) {
        uint32_t    *code;
        const char **label;
        sample->n_strata = read_levels(m, strata, &code, &label);
        sample->stratum = code;
        free(label);
    }
}

static void read_covariates(model *m, const char *categorical)
{
    for (size_t j = 0; j < m->n_covariates; j++) {
        atr_covariate *c = m->covariate + j;
        c->name = m->name[j];
        if (!strcmp(m->name[j], categorical)) {
            uint32_t    *code;
            const char **level;
            c->n_levels = read_levels(m, m->name[j], &code, &level);
            c->code = code;
            c->level = level;
        } else {
            c->value = read_numbers(m, m->name[j]);
        }
    }
    m->patients.covariate = m->covariate;
    m->patients.n_covariates = m->n_covariates;
}

static void read_model(model *m, const golden_table *models, size_t k)
{
    char file[128];
    *m = (model){0};
    snprintf(file, sizeof file, "data/%s.csv", golden_text(models, k, "data"));
    m->data = golden_table_read(file);
    split_names(m, golden_text(models, k, "covariates"));

    const char *used[MOST_COLUMNS + 4] = {
        golden_text(models, k, "time"), golden_text(models, k, "event"),
        golden_text(models, k, "strata"), golden_text(models, k, "weight")};
    for (size_t j = 0; j < m->n_covariates; j++) used[4 + j] = m->name[j];
    keep_complete_rows(m, used, 4 + m->n_covariates);
    read_sample(m, models, k);
    read_covariates(m, golden_text(models, k, "categorical"));
    cr_assert(atr_design_build(&m->patients, NULL, &m->design, NULL) == ATR_OK);
}

static void free_model(model *m)
{
    atr_design_free(&m->design);
    for (size_t j = 0; j < m->n_covariates; j++) {
        free((void *)m->covariate[j].value);
        free((void *)m->covariate[j].code);
        free((void *)m->covariate[j].level);
    }
    free((void *)m->patients.sample.time);
    free((void *)m->patients.sample.event);
    free((void *)m->patients.sample.weight);
    free((void *)m->patients.sample.stratum);
    free(m->row);
    golden_table_free(&m->data);
}

static atr_cox fit_model(const model *m, const golden_table *models, size_t k)
{
    const bool            breslow = !strcmp(golden_text(models, k, "ties"), "breslow");
    const atr_cox_options options = {.ties = breslow ? ATR_TIES_BRESLOW : ATR_TIES_EFRON,
                                     .exact_times =
                                         golden_number(models, k, "timefix") == 0};
    atr_cox               fit;
    atr_error             err = {0};
    cr_assert(atr_cox_fit(&m->patients.sample, &m->design.columns, &options, &fit, &err) ==
                  ATR_OK,
              "%s", err.message);
    return fit;
}

/* --- golden ----------------------------------------------------------------------- */

/* Where R iterates towards infinity it stays exp(-25) short of the supremum. */
static double tolerance_of(const golden_table *models, size_t k)
{
    return golden_number(models, k, "infinite") > 0 ? 1e-8 : 1e-9;
}

typedef struct {
    const golden_table *table;
    size_t              row;
    const char         *model;
    double              tolerance;
} expectation;

static void expect(const expectation *e, const char *column, double got)
{
    const double want = golden_number(e->table, e->row, column);
    cr_expect(close_relative(got, want, e->tolerance), "%s: %s is %.17g, not %.17g",
              e->model, column, got, want);
}

Test(cox, agrees_with_coxph_on_likelihoods_and_tests)
{
    golden_table models = golden_table_read("cox_models.csv");
    for (size_t k = 0; k < models.n; k++) {
        model m;
        read_model(&m, &models, k);
        atr_cox           fit = fit_model(&m, &models, k);
        const expectation e = {&models, k, golden_text(&models, k, "model"),
                               tolerance_of(&models, k)};

        cr_expect(fit.converged, "%s", e.model);
        cr_expect((double)fit.n == golden_number(&models, k, "subjects"), "%s", e.model);
        expect(&e, "events", fit.events);
        expect(&e, "rank", fit.likelihood_ratio.df);
        expect(&e, "rank", fit.score.df);
        expect(&e, "rank", fit.wald.df);
        expect(&e, "loglik_null", fit.loglik_null);
        expect(&e, "loglik", fit.loglik);
        expect(&e, "lr", fit.likelihood_ratio.statistic);
        expect(&e, "lr_log_p", fit.likelihood_ratio.log_p);
        expect(&e, "score", fit.score.statistic);
        expect(&e, "wald", fit.wald.statistic);
        atr_cox_free(&fit);
        free_model(&m);
    }
    golden_table_free(&models);
}

static void expect_coefficients(const golden_table *golden, size_t *row, const char *name,
                                const atr_cox *fit, double tolerance)
{
    for (size_t j = 0; j < fit->p; j++, (*row)++) {
        const expectation e = {golden, *row, name, tolerance};
        cr_assert_str_eq(golden_text(golden, *row, "model"), name);
        expect(&e, "coef", fit->coef[j].value);
        expect(&e, "std_error", fit->coef[j].std_error);
        expect(&e, "lower", fit->coef[j].lower);
        expect(&e, "upper", fit->coef[j].upper);
        expect(&e, "z", fit->z[j]);
        const expectation p = {golden, *row, name, 10 * tolerance * (1 + fabs(fit->z[j]))};
        expect(&p, "p", fit->p_value[j]);

        const atr_coef_kind kind = isnan(fit->coef[j].value)   ? ATR_COEF_REDUNDANT
                                   : isinf(fit->coef[j].value) ? ATR_COEF_INFINITE
                                                               : ATR_COEF_FINITE;
        cr_expect(fit->kind[j] == kind, "%s: kind of coefficient %zu", name, j + 1);
    }
}

Test(cox, agrees_with_coxph_on_coefficients)
{
    golden_table models = golden_table_read("cox_models.csv");
    golden_table golden = golden_table_read("cox_coefficients.csv");
    size_t       row = 0;
    for (size_t k = 0; k < models.n; k++) {
        model m;
        read_model(&m, &models, k);
        atr_cox fit = fit_model(&m, &models, k);
        expect_coefficients(&golden, &row, golden_text(&models, k, "model"), &fit,
                            tolerance_of(&models, k));
        atr_cox_free(&fit);
        free_model(&m);
    }
    cr_expect(row == golden.n);
    golden_table_free(&golden);
    golden_table_free(&models);
}

/* Relative to the standard errors: a covariance may be nearly 0. */
Test(cox, agrees_with_coxph_on_the_variance)
{
    golden_table models = golden_table_read("cox_models.csv");
    golden_table golden = golden_table_read("cox_variance.csv");
    size_t       row = 0;
    for (size_t k = 0; k < models.n; k++) {
        model m;
        read_model(&m, &models, k);
        atr_cox fit = fit_model(&m, &models, k);
        for (size_t i = 0; i < fit.p * fit.p; i++, row++) {
            const double want = golden_number(&golden, row, "variance");
            const double a = fit.variance[i % fit.p * (fit.p + 1)];
            const double b = fit.variance[i / fit.p * (fit.p + 1)];
            cr_expect(fabs(fit.variance[i] - want) <=
                          2 * tolerance_of(&models, k) * sqrt(a * b),
                      "%s", golden_text(&models, k, "model"));
        }
        atr_cox_free(&fit);
        free_model(&m);
    }
    cr_expect(row == golden.n);
    golden_table_free(&golden);
    golden_table_free(&models);
}

/* --- refusals ---------------------------------------------------------------------- */

static const double        three[] = {1, 2, 3};
static const unsigned char all_die[] = {1, 1, 1};
static const atr_sample    small = {
       .n = 3, .time = three, .event = all_die, .n_groups = 1, .n_strata = 1};

static atr_status refuse(const atr_sample *sample, size_t p, const double *const *x,
                         const atr_cox_options *options, atr_error *err)
{
    const atr_covariates covariates = {p, x};
    atr_cox              fit;
    *err = (atr_error){0};
    memset(&fit, 0xff, sizeof fit);
    const atr_status status = atr_cox_fit(sample, &covariates, options, &fit, err);
    cr_expect(status == err->status);
    cr_expect(!fit.coef && !fit.kind && !fit.z, "a failed call leaves nothing to free");
    return status;
}

Test(cox, names_the_subject_and_the_covariate_that_is_not_a_number)
{
    const double        bad[] = {1, NAN, 3};
    const double *const x[] = {three, bad};
    atr_error           err;
    cr_expect(refuse(&small, 2, x, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_COVARIATE);
    cr_expect(strstr(err.message, "subject 2"), "message was: %s", err.message);
    cr_expect(strstr(err.message, "covariate 2"), "message was: %s", err.message);
    cr_expect(*err.hint);
}

Test(cox, refuses_an_infinite_covariate)
{
    const double        bad[] = {1, 2, -INFINITY};
    const double *const x[] = {bad};
    atr_error           err;
    cr_expect(refuse(&small, 1, x, NULL, &err) == ATR_EDATA);
    cr_expect(strstr(err.message, "subject 3: covariate 1 is -inf"), "%s", err.message);
}

Test(cox, refuses_a_model_without_covariates)
{
    atr_error err;
    cr_expect(refuse(&small, 0, NULL, NULL, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT);
    cr_expect(strstr(err.message, "without covariates"));
}

Test(cox, refuses_a_level_outside_0_and_1)
{
    static const double levels[] = {-0.5, 1, 95, NAN};
    const double *const x[] = {three};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const atr_cox_options options = {.level = levels[i]};
        atr_error             err;
        cr_expect(refuse(&small, 1, x, &options, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_LEVEL);
    }
}

Test(cox, refuses_ties_it_does_not_know_and_a_negative_limit)
{
    const double *const   x[] = {three};
    const atr_cox_options ties = {.ties = (atr_ties)7}, limit = {.max_iterations = -1};
    atr_error             err;
    cr_expect(refuse(&small, 1, x, &ties, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "7"));
    cr_expect(refuse(&small, 1, x, &limit, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "-1"));
}

Test(cox, refuses_a_sample_that_is_not_one)
{
    const double        weight[] = {1, 0, 1};
    const double *const x[] = {three};
    atr_sample          sample = small;
    atr_error           err;
    sample.weight = weight;
    cr_expect(refuse(&sample, 1, x, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_WEIGHT && strstr(err.message, "subject 2"));
}

Test(cox, freeing_a_zeroed_fit_is_harmless)
{
    atr_cox fit = {0};
    atr_cox_free(&fit);
    cr_expect(fit.p == 0 && !fit.coef);
}
