/* test_ridge.c - the ridge penalty: R's numbers, and what the penalty must do. */
#include "atrisk/codes.h"
#include "atrisk/ridge.h"
#include "cox_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_ridge ridge_of(const cox_case *c, double theta, bool scaled)
{
    const atr_covariates    covariates = cox_case_covariates(c);
    const atr_ridge_options options = {theta, scaled};
    atr_ridge               fit;
    atr_error               err = {0};
    cr_assert(atr_ridge_fit(&c->sample, &covariates, &c->options, &options, &fit, &err) ==
                  ATR_OK,
              "%s", err.message);
    return fit;
}

/* --- golden ----------------------------------------------------------------------- */

Test(ridge, agrees_with_R)
{
    golden_table models = golden_table_read("firth_models.csv");
    golden_table golden = golden_table_read("ridge.csv");
    golden_table variance = golden_table_read("ridge_variance.csv");
    size_t       v = 0;
    for (size_t row = 0; row < golden.n;) {
        cox_case  c = cox_case_named(&models, golden_text(&golden, row, "model"));
        atr_ridge fit = ridge_of(&c, golden_number(&golden, row, "theta"),
                                 golden_number(&golden, row, "scaled") == 1);
        cr_expect(fit.converged);
        for (size_t j = 0; j < c.p; j++, row++) {
            golden_expect(&golden, row, "coef", fit.coef[j], 1e-9);
            golden_expect(&golden, row, "loglik", fit.loglik, 1e-11);
            golden_expect(&golden, row, "penalty", fit.penalty, 1e-9);
            golden_expect(&golden, row, "df", fit.df, 1e-9);
        }
        for (size_t at = 0; at < c.p * c.p; at++, v++) {
            golden_expect(&variance, v, "variance", fit.variance[at], 1e-9);
            golden_expect(&variance, v, "sandwich", fit.sandwich[at], 1e-9);
        }
        atr_ridge_free(&fit);
        cox_case_free(&c);
    }
    cr_expect(v == variance.n);
    golden_table_free(&models);
    golden_table_free(&golden);
    golden_table_free(&variance);
}

/* --- laws ------------------------------------------------------------------------- */

Test(ridge, a_vanishing_penalty_is_the_plain_model)
{
    cox_case  c = cox_case_make(80, ATR_TIES_EFRON);
    atr_cox   plain = cox_case_fit(&c);
    atr_ridge fit = ridge_of(&c, 1e-12, true);
    for (size_t j = 0; j < c.p; j++) {
        cr_expect(close_relative(fit.coef[j], plain.coef[j].value, 1e-9));
        cr_expect(close_relative(fit.variance[j * c.p], plain.variance[j * c.p], 1e-9));
        cr_expect(close_relative(fit.sandwich[j * c.p], plain.variance[j * c.p], 1e-9));
    }
    cr_expect(close_to(fit.df, 3, 1e-9) && close_to(fit.loglik, plain.loglik, 1e-12));
    cr_expect(fit.loglik_null == plain.loglik_null);
    atr_cox_free(&plain);
    atr_ridge_free(&fit);
    cox_case_free(&c);
}

Test(ridge, a_stronger_penalty_shrinks_the_coefficients_and_their_number)
{
    cox_case c = cox_case_make(80, ATR_TIES_BRESLOW);
    double   df = 3, size = INFINITY, loglik = 0;
    for (double theta = 0.1; theta < 1e7; theta *= 100) {
        atr_ridge fit = ridge_of(&c, theta, true);
        double    sum = 0; /* of what the penalty measures */
        sum = 2 * fit.penalty / theta;
        cr_expect(fit.converged && fit.df < df && sum < size);
        cr_expect(theta < 1 || fit.loglik < loglik);
        df = fit.df;
        size = sum;
        loglik = fit.loglik;
        atr_ridge_free(&fit);
    }
    cr_expect(df < 0.01);
    cox_case_free(&c);
}

Test(ridge, scaled_coefficients_do_not_depend_on_the_unit_and_raw_ones_do)
{
    cox_case  c = cox_case_make(80, ATR_TIES_EFRON);
    atr_ridge scaled = ridge_of(&c, 5, true), raw = ridge_of(&c, 5, false);
    for (size_t i = 0; i < c.n; i++) c.number[4 * c.n + i] *= 100;
    atr_ridge scaled_after = ridge_of(&c, 5, true), raw_after = ridge_of(&c, 5, false);
    cr_expect(close_relative(scaled_after.coef[2], scaled.coef[2] / 100, 1e-10));
    cr_expect(close_relative(scaled_after.coef[0], scaled.coef[0], 1e-10));
    cr_expect(fabs(raw_after.coef[2]) > 1.2 * fabs(raw.coef[2]) / 100);
    atr_ridge_free(&scaled);
    atr_ridge_free(&raw);
    atr_ridge_free(&scaled_after);
    atr_ridge_free(&raw_after);
    cox_case_free(&c);
}

Test(ridge, equal_columns_share_a_coefficient)
{
    cox_case c = cox_case_make(80, ATR_TIES_EFRON);
    c.column[2] = c.column[0];
    atr_ridge both = ridge_of(&c, 2, false);
    c.p = 1;
    cr_expect(both.converged);
    cr_expect(close_relative(both.coef[2], both.coef[0], 1e-12) && both.coef[0] != 0);
    atr_ridge_free(&both);
    cox_case_free(&c);
}

Test(ridge, a_constant_column_has_coefficient_0)
{
    cox_case c = cox_case_make(80, ATR_TIES_EFRON);
    for (size_t i = 0; i < c.n; i++) c.number[4 * c.n + i] = 7;
    for (int scaled = 0; scaled < 2; scaled++) {
        atr_ridge fit = ridge_of(&c, 2, scaled);
        cr_expect(fit.coef[2] == 0 && fit.converged && fit.coef[0] != 0);
        cr_expect(fit.sandwich[8] == 0);
        atr_ridge_free(&fit);
    }
    cox_case_free(&c);
}

/* --- refusals --------------------------------------------------------------------- */

Test(ridge, refuses_a_penalty_that_is_not_positive)
{
    cox_case                c = cox_case_make(30, ATR_TIES_EFRON);
    const atr_covariates    covariates = cox_case_covariates(&c);
    const atr_ridge_options bad[] = {
        {0, false}, {-1, true}, {NAN, false}, {INFINITY, false}};
    for (size_t k = 0; k < 4; k++) {
        atr_ridge fit;
        atr_error err = {0};
        cr_expect(atr_ridge_fit(&c.sample, &covariates, NULL, bad + k, &fit, &err) ==
                  ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "a penalty of"));
        cr_expect(fit.coef == NULL);
    }
    cox_case_free(&c);
}

Test(ridge, refuses_what_the_plain_model_refuses)
{
    cox_case                c = cox_case_make(30, ATR_TIES_EFRON);
    const atr_covariates    covariates = cox_case_covariates(&c);
    const atr_ridge_options options = {1, false};
    atr_ridge               fit;
    atr_error               err = {0};
    c.event[3] = 9;
    cr_expect(atr_ridge_fit(&c.sample, &covariates, NULL, &options, &fit, &err) ==
              ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_EVENT && strstr(err.message, "subject 4"));
    atr_ridge_free(&fit);
    cox_case_free(&c);
}
