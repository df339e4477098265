/* test_rmst.c - restricted means against R's survfit and their own laws. */
#include "atrisk/codes.h"
#include "atrisk/rmst.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double level = 0.95;

static atr_rmst fit(const atr_events *table, double horizon)
{
    atr_rmst  r;
    atr_error err = {0};
    cr_assert(atr_rmst_fit(table, horizon, level, &r, &err) == ATR_OK, "%s", err.message);
    return r;
}

static atr_rmst fit_sample(const atr_sample *s, double horizon)
{
    tables         t = tables_of(s);
    const atr_rmst r = fit(t.table, horizon);
    tables_free(&t);
    return r;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-10), "%s, row %zu: %.17g, not %.17g", column,
              row, got, want);
}

Test(rmst, agrees_with_survfit)
{
    golden_csv golden = golden_csv_read("rmst.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        const golden_case *data = case_named(golden_csv_text(&golden, "case", i));
        const double       horizon = golden_csv_number(&golden, "horizon", i);
        tables             t = tables_of_case(data, data->by, "-");
        const atr_rmst     a = fit(&t.table[0], horizon), b = fit(&t.table[1], horizon);
        atr_rmst_contrast  c;
        cr_assert(atr_rmst_test(&b, &a, &c, NULL) == ATR_OK);
        expect(a.mean.value, &golden, "mean0", i);
        expect(a.mean.std_error, &golden, "se0", i);
        expect(b.mean.value, &golden, "mean1", i);
        expect(b.mean.std_error, &golden, "se1", i);
        expect(c.difference.estimate.value, &golden, "difference", i);
        expect(c.difference.estimate.std_error, &golden, "difference_se", i);
        expect(c.difference.estimate.lower, &golden, "difference_lower", i);
        expect(c.difference.estimate.upper, &golden, "difference_upper", i);
        expect(c.difference.test.p, &golden, "difference_p", i);
        expect(c.ratio.estimate.value, &golden, "ratio", i);
        expect(c.ratio.estimate.std_error, &golden, "ratio_se", i);
        expect(c.ratio.estimate.lower, &golden, "ratio_lower", i);
        expect(c.ratio.estimate.upper, &golden, "ratio_upper", i);
        expect(c.ratio.test.p, &golden, "ratio_p", i);
        expect(c.lost_ratio.estimate.value, &golden, "lost", i);
        expect(c.lost_ratio.estimate.std_error, &golden, "lost_se", i);
        expect(c.lost_ratio.estimate.lower, &golden, "lost_lower", i);
        expect(c.lost_ratio.estimate.upper, &golden, "lost_upper", i);
        expect(c.lost_ratio.test.p, &golden, "lost_p", i);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

/* S = 3/4 on [1, 3), 3/8 on [3, 4), censored at 2 and 4:  1 + 2 (3/4) + 3/8.
 * Var = (15/8)^2 / (4 3) + (3/8)^2 / (2 1). */
Test(rmst, is_the_area_under_the_steps)
{
    const double        time[] = {1, 2, 3, 4};
    const unsigned char event[] = {1, 0, 1, 0};
    const atr_sample    s = sample_of(4, time, event, NULL, 1);
    const atr_rmst      r = fit_sample(&s, 4);
    cr_expect(close_to(r.mean.value, 2.875, 1e-15));
    const double variance = 1.875 * 1.875 / 12 + 0.375 * 0.375 / 2;
    cr_expect(close_to(r.mean.std_error, sqrt(variance), 1e-15));
    cr_expect(close_to(r.lost.value, 1.125, 1e-15) && !r.extrapolated);
    cr_expect(r.lost.std_error == r.mean.std_error);
    cr_expect(close_to(r.lost.lower, 4 - r.mean.upper, 1e-14));
}

/* Without censoring it is the mean of min(T, horizon), with its binomial variance. */
Test(rmst, is_a_mean_when_nobody_is_censored)
{
    const double        time[] = {1, 2, 2, 5, 7, 11, 13};
    const unsigned char event[] = {1, 1, 1, 1, 1, 1, 1};
    const atr_sample    s = sample_of(7, time, event, NULL, 1);
    const atr_rmst      r = fit_sample(&s, 10);
    double              sum = 0, squares = 0;
    for (size_t i = 0; i < 7; i++) sum += fmin(time[i], 10);
    for (size_t i = 0; i < 7; i++) squares += pow(fmin(time[i], 10) - sum / 7, 2);
    cr_expect(close_to(r.mean.value, sum / 7, 1e-15));
    cr_expect(close_to(r.mean.std_error, sqrt(squares) / 7, 1e-14));
}

Test(rmst, carries_the_last_survival_on_and_says_so)
{
    const double        time[] = {1, 3};
    const unsigned char alive[] = {1, 0}, dead[] = {1, 1};
    const atr_sample    a = sample_of(2, time, alive, NULL, 1);
    const atr_sample    b = sample_of(2, time, dead, NULL, 1);
    const atr_rmst      on = fit_sample(&a, 5), over = fit_sample(&b, 5);
    cr_expect(on.extrapolated && on.mean.value == 1 + 0.5 * 4);
    cr_expect(!over.extrapolated && over.mean.value == 2);
    cr_expect(on.last == 3 && !fit_sample(&a, 3).extrapolated);
}

Test(rmst, does_not_care_what_happens_after_the_horizon)
{
    const double        time[] = {1, 4, 6, 9}, other[] = {1, 4, 600, 900};
    const unsigned char event[] = {1, 1, 1, 1}, censored[] = {1, 1, 0, 0};
    const atr_sample    a = sample_of(4, time, event, NULL, 1);
    const atr_sample    b = sample_of(4, other, censored, NULL, 1);
    const atr_rmst      ra = fit_sample(&a, 5.5), rb = fit_sample(&b, 5.5);
    cr_expect(ra.mean.value == rb.mean.value && ra.mean.std_error == rb.mean.std_error);
}

Test(rmst, scales_with_the_unit_of_time)
{
    tables         t = tables_of_case(case_named("lung"), "-", "-");
    const atr_rmst days = fit(t.table, 730);
    for (size_t k = 0; k < t.table->n; k++) t.table->time[k] /= 30.4375;
    const atr_rmst months = fit(t.table, 730 / 30.4375);
    cr_expect(close_relative(days.mean.value, 30.4375 * months.mean.value, 1e-14));
    cr_expect(close_relative(days.mean.std_error, 30.4375 * months.mean.std_error, 1e-13));
    tables_free(&t);
}

Test(rmst, starts_at_a_negative_first_time)
{
    const double        time[] = {-10, 2};
    const unsigned char event[] = {1, 1};
    const atr_sample    s = sample_of(2, time, event, NULL, 1);
    const atr_rmst      r = fit_sample(&s, 4);
    cr_expect(r.mean.value == -4 && r.lost.value == 8);
    atr_rmst_contrast c;
    cr_assert(atr_rmst_test(&r, &r, &c, NULL) == ATR_OK);
    cr_expect(isnan(c.ratio.estimate.value) && isnan(c.ratio.z) && c.ratio.test.df == 0);
    cr_expect(c.difference.z == 0 && c.lost_ratio.estimate.value == 1);
}

Test(rmst, changes_the_sign_of_z_with_the_order_of_the_groups)
{
    tables            t = tables_of_case(case_named("aml"), "x", "-");
    const atr_rmst    a = fit(&t.table[0], 45), b = fit(&t.table[1], 45);
    atr_rmst_contrast ab, ba;
    cr_assert(atr_rmst_test(&a, &b, &ab, NULL) == ATR_OK);
    cr_assert(atr_rmst_test(&b, &a, &ba, NULL) == ATR_OK);
    cr_expect(ab.difference.z == -ba.difference.z && ab.difference.z > 0);
    cr_expect(close_to(ab.ratio.estimate.value * ba.ratio.estimate.value, 1, 1e-14));
    cr_expect(close_to(ab.lost_ratio.z, -ba.lost_ratio.z, 1e-14) && ab.lost_ratio.z < 0);
    tables_free(&t);
}

Test(rmst, has_no_test_where_nothing_happened)
{
    const double        time[] = {4, 5};
    const unsigned char event[] = {0, 0};
    const atr_sample    s = sample_of(2, time, event, NULL, 1);
    const atr_rmst      r = fit_sample(&s, 3);
    atr_rmst_contrast   c;
    cr_assert(atr_rmst_test(&r, &r, &c, NULL) == ATR_OK);
    cr_expect(r.mean.value == 3 && r.mean.std_error == 0);
    cr_expect(c.difference.estimate.value == 0 && isnan(c.difference.z));
    cr_expect(c.difference.test.df == 0 && isnan(c.difference.test.p));
    cr_expect(isnan(c.lost_ratio.estimate.value));
}

Test(rmst, refuses_a_horizon_that_is_not_after_the_start)
{
    const double        horizons[] = {0, -1, INFINITY, NAN}, time[] = {4, 5};
    const unsigned char event[] = {1, 0};
    const atr_sample    s = sample_of(2, time, event, NULL, 1);
    tables              t = tables_of(&s);
    for (size_t i = 0; i < sizeof horizons / sizeof *horizons; i++) {
        atr_rmst  r = {.last = 77};
        atr_error err = {0};
        cr_expect(atr_rmst_fit(t.table, horizons[i], level, &r, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_HORIZON && r.last == 0);
        cr_expect(strstr(err.message, "horizon"), "message was: %s", err.message);
    }
    tables_free(&t);
}

Test(rmst, refuses_a_level_that_is_no_probability_and_an_empty_table)
{
    const atr_events nobody = {0};
    atr_rmst         r;
    atr_error        err = {0};
    cr_expect(atr_rmst_fit(&nobody, 1, 95, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL);
    cr_expect(atr_rmst_fit(&nobody, 1, 0.95, &r, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE);
}

Test(rmst, refuses_to_compare_means_up_to_different_horizons)
{
    const atr_rmst    a = {.horizon = 12}, b = {.horizon = 24};
    atr_rmst_contrast c = {.ratio.z = 77};
    atr_error         err = {0};
    cr_expect(atr_rmst_test(&a, &b, &c, &err) == ATR_EARGUMENT && c.ratio.z == 0);
    cr_expect(err.code == ATR_CODE_BAD_HORIZON && strstr(err.message, "12"));
}
