/* test_finegray_predict.c - incidences that Fine and Gray's model predicts, against
 * survfit, and laws. */
#include "atrisk/codes.h"
#include "atrisk/finegray.h"
#include "competing_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 2, ROWS = 3, MOST_STRATA = 4 };

/* A model and its curves for three rows. */
typedef struct {
    competing_case       c;
    double              *x[COLUMNS];
    atr_covariates       covariates;
    atr_finegray         fit;
    atr_baseline         curve[MOST_STRATA];
    atr_baseline_options how;
} prediction;

static const double rows_of_bmt[] = {0, 0, 30, 25, 45, 20};
static const double rows_of_mgus2[] = {0, 0, 50, 1.2, 80, 2.5};

static prediction predict(const char *name, const char *strata, size_t cause,
                          const atr_finegray_options *options)
{
    const bool bmt = !strcmp(name, "bmt");
    prediction p = {.c = competing_case_read(name, "-", strata)};
    atr_error  err = {0};
    p.x[0] = competing_case_column(&p.c, bmt ? "z1" : "age");
    p.x[1] = competing_case_column(&p.c, bmt ? "z2" : "mspike");
    const atr_covariates covariates = {COLUMNS, (const double *const *)p.x};
    p.how = (atr_baseline_options){
        .n_rows = ROWS, .rows = bmt ? rows_of_bmt : rows_of_mgus2, .scale = ATR_SCALE_LOG};
    cr_assert(p.c.sample.n_strata <= MOST_STRATA);
    cr_assert(!atr_finegray_fit(&p.c.sample, cause, &covariates, options, &p.fit, &err),
              "%s", err.message);
    /* finegray leaves no trace of the censoring distribution having been estimated */
    memcpy(p.fit.model.variance, p.fit.sandwich, COLUMNS * COLUMNS * sizeof(double));
    cr_assert(
        !atr_finegray_predict(&p.c.sample, &covariates, &p.fit, &p.how, p.curve, &err),
        "%s", err.message);
    return p;
}

static void release(prediction *p)
{
    for (size_t s = 0; s < p->c.sample.n_strata; s++) atr_baseline_free(&p->curve[s]);
    atr_finegray_free(&p->fit);
    free(p->x[0]);
    free(p->x[1]);
    competing_case_free(&p->c);
}

static void expect_cell(const golden_table *t, size_t i, const prediction *p)
{
    const atr_baseline *curve = &p->curve[(size_t)golden_number(t, i, "stratum")];
    const size_t        row = (size_t)golden_number(t, i, "row");
    const double        H = golden_number(t, i, "hazard");
    const double        error = golden_number(t, i, "std_error");
    const atr_estimate  F =
        atr_finegray_incidence(curve, row, golden_number(t, i, "time"), .95, ATR_SCALE_LOG);
    cr_expect(close_relative(F.value, -expm1(-H), 1e-9), "row %zu: %.17g", i, F.value);
    cr_expect(close_relative(F.std_error, exp(-H) * error, 1e-9), "row %zu: error %.17g", i,
              F.std_error);
}

/* Rows of one model follow one another. */
static bool same_model(const golden_table *t, size_t i, size_t k)
{
    static const char *const names[] = {"data", "strata", "cause", "ties"};
    for (size_t c = 0; c < sizeof names / sizeof *names; c++)
        if (strcmp(golden_text(t, i, names[c]), golden_text(t, k, names[c]))) return false;
    return true;
}

Test(finegray_predict, agrees_with_survfit_on_weighted_data)
{
    golden_table t = golden_table_read("finegray_predict.csv");
    cr_assert(t.n > 0);
    for (size_t i = 0, k; i < t.n; i = k) {
        const bool                 efron = !strcmp(golden_text(&t, i, "ties"), "efron");
        const atr_finegray_options options = {.efron = efron};
        prediction p = predict(golden_text(&t, i, "data"), golden_text(&t, i, "strata"),
                               (size_t)golden_number(&t, i, "cause"), &options);
        for (k = i; k < t.n && same_model(&t, i, k); k++) expect_cell(&t, k, &p);
        release(&p);
    }
    golden_table_free(&t);
}

/* --- laws ------------------------------------------------------------------------- */

/* log(1 - F) of two rows differ by the factor exp of the predictor's difference. */
Test(finegray_predict, has_proportional_subdistribution_hazards)
{
    prediction    p = predict("mgus2", "-", 2, NULL);
    const double *b = p.how.rows, b0 = p.fit.model.coef[0].value;
    const double  ratio = exp(b0 * b[2] + p.fit.model.coef[1].value * b[3]);
    const size_t  n = p.curve[0].n;
    cr_assert(n > 100);
    for (size_t k = 0; k < n; k++)
        cr_expect(
            close_relative(p.curve[0].hazard[n + k], ratio * p.curve[0].hazard[k], 1e-12));
    release(&p);
}

/* With one cause the incidence is what a Cox model leaves of survival. */
Test(finegray_predict, is_that_of_a_cox_model_where_there_is_one_cause)
{
    prediction     p = predict("bmt", "-", 1, NULL);
    const size_t   n = p.c.sample.n;
    unsigned char *any = malloc(n);
    for (size_t i = 0; i < n; i++) any[i] = p.c.sample.cause[i] != 0;
    atr_competing        single = p.c.sample;
    const atr_covariates x = {COLUMNS, (const double *const *)p.x};
    const atr_sample     sample = {
            .n = n, .time = single.time, .event = any, .n_groups = 1, .n_strata = 1};
    const atr_cox_options breslow = {.ties = ATR_TIES_BRESLOW};
    atr_finegray          f;
    atr_cox               cox;
    atr_baseline          of_f, of_cox;
    single.cause = any;
    single.n_causes = 1;
    cr_assert(!atr_finegray_fit(&single, 1, &x, NULL, &f, NULL));
    cr_assert(!atr_cox_fit(&sample, &x, &breslow, &cox, NULL));
    memcpy(f.model.variance, cox.variance, COLUMNS * COLUMNS * sizeof(double));
    cr_assert(!atr_finegray_predict(&single, &x, &f, &p.how, &of_f, NULL));
    cr_assert(!atr_baseline_find(&sample, &x, &cox, &p.how, &of_cox, NULL));
    cr_assert_eq(of_f.n, of_cox.n);
    for (size_t k = 0; k < ROWS * of_f.n; k++) {
        cr_expect(close_relative(of_f.hazard[k], of_cox.hazard[k], 1e-11));
        cr_expect(close_relative(of_f.std_error[k], of_cox.std_error[k], 1e-11));
    }
    atr_baseline_free(&of_f);
    atr_baseline_free(&of_cox);
    atr_finegray_free(&f);
    atr_cox_free(&cox);
    free(any);
    release(&p);
}

Test(finegray_predict, is_nothing_before_the_first_event_and_constant_after_the_last)
{
    prediction          p = predict("bmt", "-", 1, NULL);
    const atr_baseline *curve = &p.curve[0];
    const double        first = curve->time[0], last = curve->time[curve->n - 1];
    atr_estimate F = atr_finegray_incidence(curve, 1, first - 1e-6, .95, ATR_SCALE_PLAIN);
    cr_expect(F.value == 0 && F.std_error == 0 && isnan(F.lower) && isnan(F.upper));
    F = atr_finegray_incidence(curve, 1, last, .95, ATR_SCALE_PLAIN);
    const atr_estimate G = atr_finegray_incidence(curve, 1, 2 * last, .95, ATR_SCALE_PLAIN);
    cr_expect(F.value == G.value && F.lower == G.lower && F.upper == G.upper);
    cr_expect(close_relative(F.upper - F.value, F.value - F.lower, 1e-12));
    cr_expect(
        close_relative(F.upper - F.lower, 2 * 1.959963984540054 * F.std_error, 1e-12));
    release(&p);
}

/* --- refusals --------------------------------------------------------------------- */

Test(finegray_predict, refuses_what_is_not_of_the_fit)
{
    prediction           p = predict("bmt", "-", 1, NULL);
    const atr_covariates one = {1, (const double *const *)p.x};
    const atr_covariates both = {COLUMNS, (const double *const *)p.x};
    atr_baseline_options how = p.how;
    atr_baseline         curve;
    atr_error            err = {0};
    cr_expect_eq(atr_finegray_predict(&p.c.sample, &one, &p.fit, &how, &curve, &err),
                 ATR_EARGUMENT);
    cr_expect_eq(err.code, ATR_CODE_BAD_FIT);
    how.offset = p.x[0];
    cr_expect_eq(atr_finegray_predict(&p.c.sample, &both, &p.fit, &how, &curve, &err),
                 ATR_EARGUMENT);
    cr_expect_str_eq(err.message, "the fit was made without an offset");
    how = p.how;
    how.level = 1;
    cr_expect_eq(atr_finegray_predict(&p.c.sample, &both, &p.fit, &how, &curve, &err),
                 ATR_EARGUMENT);
    how = p.how;
    how.rows = (const double[]){0, 0, 0, INFINITY, 0, 0};
    cr_expect_eq(atr_finegray_predict(&p.c.sample, &both, &p.fit, &how, &curve, &err),
                 ATR_EDATA);
    cr_expect_eq(err.code, ATR_CODE_BAD_COVARIATE);
    cr_expect(curve.n == 0 && !curve.time);
    p.fit.model.kind[1] = ATR_COEF_INFINITE;
    cr_expect_eq(atr_finegray_predict(&p.c.sample, &both, &p.fit, &p.how, &curve, &err),
                 ATR_EDATA);
    cr_expect_eq(err.code, ATR_CODE_INFINITE_COEFFICIENT);
    release(&p);
}
