/* test_ensemble.c - results over draws: combined, and read from a file of draws. */
#include "atrisk/codes.h"
#include "atrisk/ensemble.h"
#include "atrisk/patients.h"
#include "files.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_ensemble combine(const double *value, const double *std_error, size_t n)
{
    atr_ensemble e;
    atr_error    err = {0};
    cr_assert(atr_ensemble_combine(value, std_error, n, 0.95, &e, &err) == ATR_OK, "%s",
              err.message);
    return e;
}

static void expect_near(double x, double expected)
{
    cr_expect(fabs(x - expected) <= 1e-12 * fabs(expected), "%.17g, not %.17g", x,
              expected);
}

/* By hand: mean 2, B = 1, W = 14/3, T = 14/3 + 4/3 = 6, df = 2 (1 + 3.5)^2 = 40.5;
 * R: qt(0.975, 40.5). */
Test(ensemble, adds_up_both_errors_as_rubin_does)
{
    const double       value[] = {3, 1, 2}, error[] = {1, 2, 3};
    const atr_ensemble e = combine(value, error, 3);
    expect_near(e.mean, 2);
    expect_near(e.between, 1);
    expect_near(e.within, 14. / 3);
    expect_near(e.df, 40.5);
    expect_near(e.total.value, 2);
    expect_near(e.total.std_error, sqrt(6));
    expect_near(e.total.upper - 2, 2.0202984281854333 * sqrt(6));
    expect_near(2 - e.total.lower, 2.0202984281854333 * sqrt(6));
    cr_expect(e.lower == 1 && e.upper == 3, "of three draws 95%% are the range");
}

Test(ensemble, takes_order_statistics_for_the_reconstruction_interval)
{
    double value[199];
    for (size_t i = 0; i < 199; i++) value[i] = (double)((i * 71) % 199) + 1;
    const atr_ensemble e = combine(value, NULL, 199);
    expect_near(e.lower, 5); /* 0.025 * 200 */
    expect_near(e.upper, 195);
    cr_expect(isnan(e.within) && isnan(e.total.std_error) && isnan(e.total.lower));
}

Test(ensemble, is_sampling_error_alone_where_draws_agree)
{
    const double       value[] = {5, 5, 5, 5}, error[] = {2, 2, 2, 2};
    const atr_ensemble e = combine(value, error, 4);
    cr_expect(e.lower == 5 && e.upper == 5 && e.between == 0);
    expect_near(e.total.std_error, 2);
    expect_near(e.total.upper - 5, 2 * 1.959963984540054);
}

Test(ensemble, keeps_what_is_not_reached)
{
    const double       value[] = {INFINITY, 4, 3, INFINITY};
    const atr_ensemble e = combine(value, NULL, 4);
    cr_expect(e.lower == 3 && e.upper == INFINITY && isnan(e.mean) && isnan(e.between));
}

Test(ensemble, refuses_what_cannot_be_combined)
{
    const double value[] = {1, NAN};
    atr_ensemble e;
    atr_error    err = {0};
    cr_expect(atr_ensemble_combine(value, NULL, 2, 0.95, &e, &err) == ATR_EARGUMENT &&
              err.code == ATR_CODE_BAD_ENSEMBLE && strstr(err.message, "draw 2"));
    cr_expect(atr_ensemble_combine(value, NULL, 0, 0.95, &e, &err) == ATR_EARGUMENT);
    cr_expect(atr_ensemble_combine(value, NULL, 1, 1, &e, &err) == ATR_EARGUMENT &&
              err.code == ATR_CODE_BAD_LEVEL);
}

/* ---- files ------------------------------------------------------------------------- */

static const char text[] = "draw,time,event,arm,age\n"
                           "0,1,1,a,50\n0,2,0,b,60\n0,9,,a,1\n"
                           "1,3,1,b,60\n1,4,1,a,50\n1,5,0,a,70\n"
                           "2,6,0,a,50\n";

static atr_status read(const char *content, const atr_patients_options *options,
                       atr_patients *patients, atr_error *err)
{
    const scratch    file = scratch_text(content);
    const atr_status status = atr_patients_read(file.path, options, patients, NULL, err);
    scratch_remove(&file);
    return status;
}

Test(ensemble, reads_the_patients_of_every_draw)
{
    const char *const          age = "age";
    const atr_patients_options options = {.group = "arm",
                                          .covariate = &age,
                                          .n_covariates = 1,
                                          .draws = "draw",
                                          .draws_optional = true};
    atr_patients               all, one;
    atr_error                  err = {0};
    cr_assert(read(text, &options, &all, &err) == ATR_OK, "%s", err.message);
    cr_expect(all.n_draws == 2 && all.sample.n == 2 && all.n_dropped == 1);
    cr_expect(all.sample.n_groups == 2 && all.sample.time[1] == 2);

    cr_assert(atr_patients_draw(&all, 1, &one, &err) == ATR_OK);
    cr_expect(one.sample.n == 3 && one.n_draws == 0 && one.sample.n_groups == 2);
    cr_expect(one.sample.time[0] == 3 && one.sample.event[2] == 0);
    cr_expect_str_eq(one.group[one.sample.group[0]], "b");
    cr_expect(one.covariate[0].value[2] == 70 && all.covariate[0].value[0] == 50);
    atr_patients_free(&one);

    cr_assert(atr_patients_draw(&all, 2, &one, &err) == ATR_OK);
    cr_expect(one.sample.n == 1 && one.sample.time[0] == 6);
    atr_patients_free(&one);
    atr_patients_free(&all);
}

Test(ensemble, takes_a_column_for_draws_only_when_it_looks_like_it)
{
    const atr_patients_options automatic = {.draws = "draw", .draws_optional = true};
    static const char *const   others[] = {
          "draw,time,event\nmonday,1,1\ntuesday,2,0\n", "draw,time,event\n7,1,1\n,2,0\n",
          "draw,time,event\n0,1,1\n0,2,0\n", "draw,time,event\n0.5,1,1\n0,2,0\n"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        atr_patients p;
        atr_error    err = {0};
        cr_assert(read(others[i], &automatic, &p, &err) == ATR_OK, "%s", err.message);
        cr_expect(p.n_draws == 0 && p.sample.n == 2, "file %zu", i);
        atr_patients_free(&p);
    }
}

Test(ensemble, refuses_draws_out_of_order)
{
    const atr_patients_options automatic = {.draws = "draw", .draws_optional = true};
    const atr_patients_options named = {.draws = "draw"};
    static const char          mixed[] = "draw,time,event\n0,1,1\n1,2,1\n0,3,1\n";
    static const char          gap[] = "draw,time,event\n0,1,1\n2,2,1\n";
    static const char          late[] = "draw,time,event\n1,1,1\n2,2,1\n";
    atr_patients               p;
    atr_error                  err = {0};
    cr_expect(read(mixed, &automatic, &p, &err) == ATR_EDATA && err.line == 4 &&
              err.code == ATR_CODE_BAD_ENSEMBLE);
    cr_expect(read(gap, &automatic, &p, &err) == ATR_EDATA && err.line == 3);
    cr_expect(read(late, &named, &p, &err) == ATR_EDATA && err.line == 2);
    cr_expect(read("time,event\n1,1\n", &named, &p, &err) == ATR_EDATA);
}
