/* test_firth.c - Firth's penalised fit: its definition, R's numbers, and separated data. */
#include "atrisk/codes.h"
#include "atrisk/firth.h"
#include "core/firth_search.h"
#include "cox_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_firth firth_of(const cox_case *c)
{
    const atr_covariates covariates = cox_case_covariates(c);
    atr_firth            fit;
    atr_error            err = {0};
    cr_assert(atr_firth_fit(&c->sample, &covariates, &c->options, &fit, &err) == ATR_OK,
              "%s", err.message);
    return fit;
}

/* --- golden ----------------------------------------------------------------------- */

/* The reference is maximised by differences: its maxima are good to 1e-8 or so. */
Test(firth, agrees_with_the_definition)
{
    golden_table models = golden_table_read("firth_models.csv");
    golden_table golden = golden_table_read("firth.csv");
    size_t       row = 0;
    for (size_t k = 0; k < models.n; k++) {
        cox_case  c = cox_case_read(&models, k);
        atr_firth fit = firth_of(&c);
        cr_expect(fit.converged, "%s", golden_text(&models, k, "model"));
        golden_expect(&models, k, "null", fit.penalised_null, 1e-12);
        golden_expect(&models, k, "penalised", fit.penalised, 1e-12);
        golden_expect(&models, k, "loglik", fit.loglik, 1e-8);
        cr_expect(close_relative(fit.likelihood_ratio.statistic,
                                 2 * (fit.penalised - fit.penalised_null), 1e-10));
        cr_expect(fit.likelihood_ratio.df == (double)c.p);
        for (size_t j = 0; j < c.p; j++, row++) {
            cr_assert_str_eq(golden_text(&golden, row, "model"),
                             golden_text(&models, k, "model"));
            golden_expect(&golden, row, "coef", fit.coef[j].value, 1e-7);
            golden_expect(&golden, row, "std_error", fit.coef[j].std_error, 1e-8);
            golden_expect(&golden, row, "lower", fit.coef[j].lower, 1e-7);
            golden_expect(&golden, row, "upper", fit.coef[j].upper, 1e-7);
            golden_expect(&golden, row, "chisq", fit.test[j].statistic, 1e-8);
            cr_expect(fit.test[j].df == 1 && fit.kind[j] == ATR_COEF_FINITE);
        }
        atr_firth_free(&fit);
        cox_case_free(&c);
    }
    cr_expect(row == golden.n);
    golden_table_free(&models);
    golden_table_free(&golden);
}

/* --- laws ------------------------------------------------------------------------- */

static void search_for(const cox_case *c, cox_problem *problem, const bool *kept,
                       firth_search *search)
{
    const atr_covariates covariates = cox_case_covariates(c);
    cr_assert(cox_problem_build(&c->sample, &covariates, &c->options, problem, NULL) ==
              ATR_OK);
    cr_assert(firth_search_alloc(search, problem));
    search->problem = problem;
    search->kept = kept;
    search->most_iterations = 100;
}

/* The slope is that of the value: with ties, weights and strata, where the maximum is. */
static void expect_flat(atr_ties ties)
{
    const bool   kept[] = {true, true, true};
    const double h = 1e-4;
    cox_case     c = cox_case_make(40, ties);
    cox_problem  problem;
    firth_search search;
    search_for(&c, &problem, kept, &search);
    firth_search_run(&search, SIZE_MAX);
    cr_expect(search.converged && search.iterations < 12);
    const double top = search.penalised;
    for (size_t j = 0; j < c.p; j++) {
        double beta[3];
        memcpy(beta, search.beta, sizeof beta);
        beta[j] += h;
        const double more = firth_search_value(&search, beta);
        beta[j] -= 2 * h;
        const double less = firth_search_value(&search, beta);
        cr_expect(more < top && less < top);
        /* Off the maximum by b, the ratio would be 2 b / h; its own third derivative
         * makes it about h. */
        cr_expect(fabs(more - less) < 1e-3 * (2 * top - more - less), "column %zu", j + 1);
    }
    firth_search_free(&search);
    cox_problem_free(&problem);
    cox_case_free(&c);
}

Test(firth, the_penalised_likelihood_is_flat_at_the_estimate)
{
    expect_flat(ATR_TIES_EFRON);
    expect_flat(ATR_TIES_BRESLOW);
}

Test(firth, a_held_coefficient_stays_and_the_others_do_as_well_as_they_can)
{
    const bool   kept[] = {true, true, true};
    cox_case     c = cox_case_make(40, ATR_TIES_EFRON);
    cox_problem  problem;
    firth_search search;
    search_for(&c, &problem, kept, &search);
    search.beta[1] = 0.25;
    firth_search_run(&search, 1);
    cr_expect(search.beta[1] == 0.25 && search.converged);
    for (size_t j = 0; j < c.p; j += 2) {
        double beta[3];
        memcpy(beta, search.beta, sizeof beta);
        beta[j] += 1e-3;
        cr_expect(firth_search_value(&search, beta) < search.penalised);
        beta[j] -= 2e-3;
        cr_expect(firth_search_value(&search, beta) < search.penalised);
    }
    firth_search_free(&search);
    cox_problem_free(&problem);
    cox_case_free(&c);
}

Test(firth, is_finite_where_the_likelihood_rises_for_ever)
{
    golden_table models = golden_table_read("firth_models.csv");
    cox_case     c = cox_case_named(&models, "separated_efron");
    atr_cox      plain = cox_case_fit(&c);
    atr_firth    fit = firth_of(&c);
    cr_expect(plain.kind[0] == ATR_COEF_INFINITE);
    cr_expect(fit.converged && fit.kind[0] == ATR_COEF_FINITE);
    cr_expect(fit.iterations <= 6, "%d iterations", fit.iterations);
    cr_expect(isfinite(fit.coef[0].lower) && isfinite(fit.coef[0].upper));
    cr_expect(fit.coef[0].lower < fit.coef[0].value &&
              fit.coef[0].value < fit.coef[0].upper);
    cr_expect(fit.loglik < plain.loglik);
    atr_cox_free(&plain);
    atr_firth_free(&fit);
    cox_case_free(&c);
    golden_table_free(&models);
}

Test(firth, swapping_0_and_1_mirrors_everything)
{
    golden_table models = golden_table_read("firth_models.csv");
    cox_case     c = cox_case_named(&models, "empty_arm_efron");
    atr_firth    fit = firth_of(&c);
    for (size_t i = 0; i < c.n; i++) c.number[2 * c.n + i] = 1 - c.number[2 * c.n + i];
    atr_firth swapped = firth_of(&c);
    cr_expect(close_relative(swapped.coef[0].value, -fit.coef[0].value, 1e-10));
    cr_expect(close_relative(swapped.coef[0].lower, -fit.coef[0].upper, 1e-8));
    cr_expect(close_relative(swapped.coef[0].upper, -fit.coef[0].lower, 1e-8));
    cr_expect(close_relative(swapped.penalised, fit.penalised, 1e-13));
    cr_expect(close_relative(swapped.test[0].p, fit.test[0].p, 1e-10));
    atr_firth_free(&fit);
    atr_firth_free(&swapped);
    cox_case_free(&c);
    golden_table_free(&models);
}

Test(firth, the_unit_of_a_covariate_does_not_matter)
{
    cox_case  c = cox_case_make(50, ATR_TIES_EFRON);
    atr_firth fit = firth_of(&c);
    for (size_t i = 0; i < c.n; i++)
        c.number[3 * c.n + i] = 1000 * (c.number[3 * c.n + i] - 17);
    atr_firth scaled = firth_of(&c);
    cr_expect(close_relative(scaled.coef[1].value, fit.coef[1].value / 1000, 1e-9));
    cr_expect(close_relative(scaled.coef[1].lower, fit.coef[1].lower / 1000, 1e-8));
    cr_expect(close_relative(scaled.coef[0].value, fit.coef[0].value, 1e-9));
    cr_expect(close_relative(scaled.likelihood_ratio.statistic,
                             fit.likelihood_ratio.statistic, 1e-9));
    cr_expect(close_relative(scaled.penalised, fit.penalised + log(1000), 1e-12));
    atr_firth_free(&fit);
    atr_firth_free(&scaled);
    cox_case_free(&c);
}

/* With one column the profile is the likelihood itself. */
Test(firth, the_likelihood_has_fallen_at_the_limits_by_what_the_level_allows)
{
    const bool   kept[] = {true};
    golden_table models = golden_table_read("firth_models.csv");
    cox_case     c = cox_case_named(&models, "fractional_efron");
    atr_firth    fit = firth_of(&c);
    cox_problem  problem;
    firth_search search;
    search_for(&c, &problem, kept, &search);
    const double at = fit.coef[0].value * problem.scale[0];
    const double ends[] = {fit.coef[0].lower * problem.scale[0],
                           fit.coef[0].upper * problem.scale[0]};
    const double top = firth_search_value(&search, &at);
    for (size_t k = 0; k < 2; k++)
        cr_expect(close_relative(2 * (top - firth_search_value(&search, ends + k)),
                                 3.841458820694124, 1e-9));
    firth_search_free(&search);
    cox_problem_free(&problem);
    atr_firth_free(&fit);
    cox_case_free(&c);
    golden_table_free(&models);
}

/* Three columns and three events, one of them an outlier's: the others follow a coefficient
 * so closely that it takes a good start to find its limits. */
Test(firth, finds_limits_also_where_columns_are_hard_to_tell_apart)
{
    const double        time[] = {6, 8, 1, 2, 5, 9};
    const unsigned char event[] = {1, 0, 0, 1, 0, 1};
    const double        x[3][6] = {{0, 0, 0, 0, 0, 1},
                                   {1, 0, 0, 1, 1, 0},
                                   {0.181327673395215, 174.30320506303408, 0.05622668100940264,
                                    1.384159820991963, -1.296678628990401, 126.7983117600473}};
    const double *const columns[] = {x[0], x[1], x[2]};
    const atr_sample    s = {
           .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_covariates covariates = {3, columns};
    atr_firth            fit;
    cr_assert(atr_firth_fit(&s, &covariates, NULL, &fit, NULL) == ATR_OK);
    cr_expect(fit.converged);
    cr_expect(fit.penalised > fit.penalised_null + 1);
    for (size_t j = 0; j < 3; j++) {
        cr_expect(isfinite(fit.coef[j].lower) && isfinite(fit.coef[j].upper));
        cr_expect((fit.coef[j].lower > 0) ==
                  (fit.test[j].p < 0.05 && fit.coef[j].value > 0));
    }
    atr_firth_free(&fit);
}

Test(firth, a_redundant_column_is_left_out)
{
    cox_case c = cox_case_make(50, ATR_TIES_EFRON);
    c.column[2] = c.column[0];
    atr_firth all = firth_of(&c);
    c.p = 2;
    atr_firth two = firth_of(&c);
    cr_expect(all.kind[2] == ATR_COEF_REDUNDANT && isnan(all.coef[2].value));
    cr_expect(isnan(all.coef[2].upper) && isnan(all.test[2].p) && all.variance[8] == 0);
    cr_expect(close_relative(all.coef[0].value, two.coef[0].value, 1e-10));
    cr_expect(close_relative(all.penalised, two.penalised, 1e-12));
    cr_expect(all.likelihood_ratio.df == 2);
    atr_firth_free(&all);
    atr_firth_free(&two);
    cox_case_free(&c);
}

Test(firth, without_events_every_coefficient_is_redundant)
{
    cox_case c = cox_case_make(30, ATR_TIES_EFRON);
    memset(c.event, 0, c.n);
    atr_firth fit = firth_of(&c);
    cr_expect(fit.kind[0] == ATR_COEF_REDUNDANT && isnan(fit.coef[0].value));
    cr_expect(fit.likelihood_ratio.df == 0 && isnan(fit.likelihood_ratio.p));
    cr_expect(fit.penalised == 0 && fit.loglik == 0);
    atr_firth_free(&fit);
    cox_case_free(&c);
}

Test(firth, stops_at_its_limit_of_iterations_and_says_so)
{
    cox_case c = cox_case_make(30, ATR_TIES_EFRON);
    c.options.max_iterations = 1;
    atr_firth fit = firth_of(&c);
    cr_expect(!fit.converged && fit.iterations == 1);
    atr_firth_free(&fit);
    cox_case_free(&c);
}

Test(firth, a_subject_in_two_rows_is_one)
{
    cox_case  c = cox_case_make(50, ATR_TIES_EFRON), rows = cox_case_split(&c, 4);
    atr_firth whole = firth_of(&c), parts = firth_of(&rows);
    cr_expect(close_relative(parts.penalised, whole.penalised, 1e-12));
    for (size_t j = 0; j < c.p; j++) {
        cr_expect(close_relative(parts.coef[j].value, whole.coef[j].value, 1e-9));
        cr_expect(close_relative(parts.coef[j].upper, whole.coef[j].upper, 1e-8));
    }
    atr_firth_free(&whole);
    atr_firth_free(&parts);
    cox_case_free(&c);
    cox_case_free(&rows);
}

/* An offset is a column whose coefficient is known. */
Test(firth, an_offset_of_a_held_coefficient_is_as_good_as_its_column)
{
    const bool   both[] = {true, true}, one[] = {true};
    cox_case     c = cox_case_make(40, ATR_TIES_EFRON);
    double       offset[40];
    cox_problem  problem, rest;
    firth_search search, alone;
    c.p = 2;
    search_for(&c, &problem, both, &search);
    search.beta[1] = 0.3 * problem.scale[1];
    firth_search_run(&search, 1);

    for (size_t i = 0; i < c.n; i++) offset[i] = 0.3 * c.column[1][i];
    c.p = 1;
    c.options.offset = offset;
    search_for(&c, &rest, one, &alone);
    const double at = search.beta[0];
    /* The penalties differ, of two columns and of one; the likelihoods do not. */
    firth_search_value(&alone, &at);
    cr_expect(close_relative(alone.point.loglik, search.loglik, 1e-12));
    firth_search_run(&alone, SIZE_MAX);
    cr_expect(alone.converged);
    const double top = alone.penalised;
    const double less = alone.beta[0] - 1e-4, more = alone.beta[0] + 1e-4;
    const double down = top - firth_search_value(&alone, &less);
    const double up = top - firth_search_value(&alone, &more);
    cr_expect(down > 0 && close_relative(up, down, 1e-3));
    firth_search_free(&search);
    firth_search_free(&alone);
    cox_problem_free(&problem);
    cox_problem_free(&rest);
    cox_case_free(&c);
}

/* --- refusals --------------------------------------------------------------------- */

Test(firth, refuses_what_the_plain_model_refuses)
{
    cox_case             c = cox_case_make(30, ATR_TIES_EFRON);
    const atr_covariates covariates = cox_case_covariates(&c);
    const atr_covariates none = {0};
    atr_firth            fit;
    atr_error            err = {0};
    cr_expect(atr_firth_fit(&c.sample, &none, NULL, &fit, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT);
    c.number[3 * c.n + 4] = NAN;
    cr_expect(atr_firth_fit(&c.sample, &covariates, NULL, &fit, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_BAD_COVARIATE);
    cr_expect(strstr(err.message, "subject 5") && strstr(err.message, "covariate 2"));
    cr_expect(fit.coef == NULL);
    atr_firth_free(&fit);
    cox_case_free(&c);
}

Test(firth, refuses_exact_ties)
{
    cox_case             c = cox_case_make(30, ATR_TIES_EXACT);
    const atr_covariates covariates = cox_case_covariates(&c);
    atr_firth            fit;
    atr_error            err = {0};
    cr_expect(atr_firth_fit(&c.sample, &covariates, &c.options, &fit, &err) ==
              ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_FIT && strstr(err.message, "exact ties"));
    cr_expect(fit.coef == NULL);
    cox_case_free(&c);
}
