/* test_phtest.c - the test of proportional hazards: R's, and what must not change it. */
#include "atrisk/codes.h"
#include "atrisk/phtest.h"
#include "cox_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_phtest test_of(const cox_case *c, const atr_phtest_options *options)
{
    const atr_covariates covariates = cox_case_covariates(c);
    atr_cox              fit = cox_case_fit(c);
    atr_phtest           test;
    atr_error            err = {0};
    cr_assert(atr_phtest_find(&c->sample, &covariates, &fit, options, &test, &err) ==
                  ATR_OK,
              "%s", err.message);
    atr_cox_free(&fit);
    return test;
}

/* --- golden ----------------------------------------------------------------------- */

static atr_time_transform transform_named(const char *name)
{
    if (!strcmp(name, "km")) return ATR_TIME_KM;
    if (!strcmp(name, "rank")) return ATR_TIME_RANK;
    return !strcmp(name, "log") ? ATR_TIME_LOG : ATR_TIME_IDENTITY;
}

Test(phtest, agrees_with_cox_zph)
{
    golden_table models = golden_table_read("residuals_models.csv");
    golden_table golden = golden_table_read("phtest.csv");
    for (size_t row = 0; row < golden.n;) {
        cox_case c = cox_case_named(&models, golden_text(&golden, row, "model"));
        const atr_phtest_options options = {
            .transform = transform_named(golden_text(&golden, row, "transform"))};
        atr_phtest test = test_of(&c, &options);
        cr_assert(test.n_terms == c.p && test.transform == options.transform);
        for (size_t j = 0; j <= c.p; j++, row++) {
            const atr_test *one = j < c.p ? test.term + j : &test.global;
            cr_assert(golden_number(&golden, row, "global") == (j == c.p));
            golden_expect(&golden, row, "chisq", one->statistic, 1e-9);
            golden_expect(&golden, row, "df", one->df, 0);
            golden_expect(&golden, row, "p", one->p, 1e-9);
        }
        atr_phtest_free(&test);
        cox_case_free(&c);
    }
    golden_table_free(&models);
    golden_table_free(&golden);
}

/* --- laws ------------------------------------------------------------------------- */

Test(phtest, a_term_of_all_columns_is_the_global_test)
{
    cox_case                 c = cox_case_make(90, ATR_TIES_EFRON);
    const size_t             together[] = {0, 0, 0}, apart[] = {1, 0, 0};
    const atr_phtest_options one = {.n_terms = 1, .term = together};
    const atr_phtest_options two = {.n_terms = 2, .term = apart};
    atr_phtest               each = test_of(&c, NULL);
    atr_phtest               all = test_of(&c, &one);
    atr_phtest               some = test_of(&c, &two);
    cr_expect(each.global.df == 3 && all.term[0].df == 3 && some.term[0].df == 2);
    cr_expect(close_relative(all.term[0].statistic, each.global.statistic, 1e-12));
    cr_expect(close_relative(some.term[1].statistic, each.term[0].statistic, 1e-12));
    cr_expect(some.term[0].statistic >
              fmax(each.term[1].statistic, each.term[2].statistic));
    cr_expect(some.term[0].statistic < each.global.statistic);
    atr_phtest_free(&each);
    atr_phtest_free(&all);
    atr_phtest_free(&some);
    cox_case_free(&c);
}

static void expect_same(const atr_phtest *a, const atr_phtest *b, double tolerance)
{
    for (size_t j = 0; j < a->n_terms; j++)
        cr_expect(close_relative(a->term[j].statistic, b->term[j].statistic, tolerance));
    cr_expect(close_relative(a->global.statistic, b->global.statistic, tolerance));
    cr_expect(a->global.df == b->global.df);
}

Test(phtest, the_units_of_columns_and_time_do_not_matter)
{
    cox_case                 c = cox_case_make(90, ATR_TIES_EFRON);
    const atr_phtest_options options = {.transform = ATR_TIME_IDENTITY};
    atr_phtest               before = test_of(&c, &options);
    for (size_t i = 0; i < c.n; i++) {
        c.number[i] = 30.5 * c.number[i] + 1e6;
        c.number[3 * c.n + i] = 1e6 - 1e4 * c.number[3 * c.n + i];
    }
    atr_phtest after = test_of(&c, &options);
    expect_same(&before, &after, 1e-8);
    atr_phtest_free(&before);
    atr_phtest_free(&after);
    cox_case_free(&c);
}

/* The score of theta in the model extended by x g(t), by differences of its likelihood:
 * a two-sample problem, one term at each death. */
Test(phtest, is_the_score_test_worked_out_by_hand)
{
    /* Deaths at 1 (x = 1), 2 (x = 0), 3 (x = 1), 5 (x = 0); one of each arm goes on. */
    const double        time[] = {1, 2, 3, 5, 8, 9}, x[] = {1, 0, 1, 0, 1, 0};
    const unsigned char event[] = {1, 1, 1, 1, 0, 0};
    const double *const columns[] = {x};
    const atr_sample    s = {
           .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates     covariates = {1, columns};
    const atr_phtest_options options = {.transform = ATR_TIME_IDENTITY};
    atr_cox                  fit;
    atr_phtest               test;
    cr_assert(atr_cox_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    cr_assert(atr_phtest_find(&s, &covariates, &fit, &options, &test, NULL) == ATR_OK);

    const double ones[] = {3, 2, 2, 1}, zeros[] = {3, 3, 2, 2}, g[] = {1, 2, 3, 5};
    const double e = exp(fit.coef[0].value);
    double       u = 0, I = 0, cross = 0, both = 0;
    for (size_t k = 0; k < 4; k++) {
        const double m = ones[k] * e / (ones[k] * e + zeros[k]), v = m * (1 - m);
        u += g[k] * (x[k] - m);
        I += v;
        cross += g[k] * v;
        both += g[k] * g[k] * v;
    }
    cr_expect(
        close_relative(test.term[0].statistic, u * u / (both - cross * cross / I), 1e-12));
    atr_phtest_free(&test);
    atr_cox_free(&fit);
}

Test(phtest, with_a_single_event_time_there_is_no_test)
{
    cox_case c = cox_case_make(60, ATR_TIES_EFRON);
    for (size_t i = 0; i < c.n; i++) {
        c.number[i] = c.event[i] ? 5 : 7;
        c.stratum[i] = 0;
    }
    atr_phtest test = test_of(&c, NULL);
    cr_expect(test.global.df == 0 && isnan(test.global.p) && isnan(test.term[1].statistic));
    atr_phtest_free(&test);
    cox_case_free(&c);
}

Test(phtest, a_subject_in_two_rows_is_one)
{
    const atr_time_transform same[] = {ATR_TIME_KM, ATR_TIME_IDENTITY, ATR_TIME_LOG};
    cox_case c = cox_case_make(70, ATR_TIES_EFRON), rows = cox_case_split(&c, 4);
    for (size_t k = 0; k < 3; k++) {
        const atr_phtest_options options = {.transform = same[k]};
        atr_phtest whole = test_of(&c, &options), parts = test_of(&rows, &options);
        expect_same(&parts, &whole, 1e-9);
        atr_phtest_free(&whole);
        atr_phtest_free(&parts);
    }
    cox_case_free(&c);
    cox_case_free(&rows);
}

/* A column that varies at one event time only: x g(t) is a multiple of x, up to rounding.
 */
Test(phtest, a_column_that_has_no_time_to_change_has_no_test)
{
    for (size_t n = 50; n < 70; n++) {
        cox_case c = cox_case_make(n, ATR_TIES_EFRON);
        for (size_t i = 0; i < n; i++) {
            if (c.stratum[i] == 1) c.number[i] = c.event[i] ? 7 : 70;
            else c.number[4 * n + i] = 0;
        }
        atr_phtest test = test_of(&c, NULL);
        cr_expect(test.term[2].df == 0 && isnan(test.term[2].p), "n = %zu", n);
        cr_expect(test.term[0].df == 1 && test.global.df == 2, "n = %zu", n);
        atr_phtest_free(&test);
        cox_case_free(&c);
    }
}

Test(phtest, a_redundant_column_is_left_out)
{
    cox_case c = cox_case_make(60, ATR_TIES_EFRON);
    c.column[2] = c.column[1];
    atr_phtest test = test_of(&c, NULL);
    c.p = 2;
    atr_phtest two = test_of(&c, NULL);
    cr_expect(test.global.df == 2);
    cr_expect(close_relative(test.global.statistic, two.global.statistic, 1e-9));
    atr_phtest_free(&test);
    atr_phtest_free(&two);
    cox_case_free(&c);
}

/* --- refusals --------------------------------------------------------------------- */

Test(phtest, refuses_the_logarithm_of_a_time_that_is_not_positive)
{
    cox_case c = cox_case_make(60, ATR_TIES_EFRON);
    c.event[8] = 1;
    c.number[8] = 0;
    const atr_covariates     covariates = cox_case_covariates(&c);
    const atr_phtest_options options = {.transform = ATR_TIME_LOG};
    atr_cox                  fit = cox_case_fit(&c);
    atr_phtest               test;
    atr_error                err = {0};
    cr_expect(atr_phtest_find(&c.sample, &covariates, &fit, &options, &test, &err) ==
              ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_TIME);
    cr_expect_str_eq(err.message,
                     "the event of subject 9 is at time 0, which has no logarithm");
    cr_expect(test.term == NULL);
    atr_cox_free(&fit);
    cox_case_free(&c);
}

Test(phtest, refuses_a_term_and_a_transformation_that_do_not_exist)
{
    cox_case                 c = cox_case_make(60, ATR_TIES_EFRON);
    const atr_covariates     covariates = cox_case_covariates(&c);
    const size_t             term[] = {0, 2, 1};
    const atr_phtest_options terms = {.n_terms = 2, .term = term};
    const atr_phtest_options transform = {.transform = (atr_time_transform)9};
    atr_cox                  fit = cox_case_fit(&c);
    atr_phtest               test;
    atr_error                err = {0};
    cr_expect(atr_phtest_find(&c.sample, &covariates, &fit, &terms, &test, &err) ==
              ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "column 2"));
    cr_expect(atr_phtest_find(&c.sample, &covariates, &fit, &transform, &test, &err) ==
              ATR_EARGUMENT);
    cr_expect(strstr(err.message, "9 is not a transformation"));
    atr_cox_free(&fit);
    cox_case_free(&c);
}

Test(phtest, refuses_a_fit_of_other_data)
{
    cox_case             c = cox_case_make(60, ATR_TIES_EFRON);
    const atr_covariates fewer = {2, c.column};
    atr_cox              fit = cox_case_fit(&c);
    atr_phtest           test;
    atr_error            err = {0};
    cr_expect(atr_phtest_find(&c.sample, &fewer, &fit, NULL, &test, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "of 3 covariates"));
    atr_cox_free(&fit);
    cox_case_free(&c);
}
