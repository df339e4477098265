/* test_weights.c - weighted log-rank tests, the test for trend and the hazard ratios of
 * the log-rank against R and their own laws. */
#include "atrisk/codes.h"
#include "atrisk/logrank.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static atr_logrank_options options_named(const char *name)
{
    static const struct {
        const char         *name;
        atr_logrank_options options;
    } known[] = {
        {"logrank", {.weight = ATR_WEIGHT_LOGRANK}},
        {"gehan", {.weight = ATR_WEIGHT_GEHAN}},
        {"tarone_ware", {.weight = ATR_WEIGHT_TARONE_WARE}},
        {"peto_peto", {.weight = ATR_WEIGHT_PETO_PETO}},
        {"modified_peto", {.weight = ATR_WEIGHT_MODIFIED_PETO}},
        {"fh_1_0", {.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .p = 1}},
        {"fh_0_1", {.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .q = 1}},
        {"fh_0.5_2", {.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .p = 0.5, .q = 2}},
        {"mb_0.5", {.weight = ATR_WEIGHT_MAGIRR_BURMAN, .floor = 0.5}},
    };
    size_t i = 0;
    while (i < sizeof known / sizeof *known && strcmp(known[i].name, name) != 0) i++;
    cr_assert(i < sizeof known / sizeof *known, "no weight %s", name);
    return known[i].options;
}

static atr_logrank test(const tables *t, const char *weight)
{
    const atr_logrank_options options = options_named(weight);
    atr_logrank               r;
    atr_error                 err = {0};
    cr_assert(atr_logrank_test(t->table, t->n_groups, t->n_strata, &options, &r, &err) ==
                  ATR_OK,
              "%s", err.message);
    return r;
}

static atr_logrank golden_test(const golden_csv *golden, size_t row, const char *weight)
{
    tables            t = tables_of_case(case_named(golden_csv_text(golden, "case", row)),
                                         golden_csv_text(golden, "group_by", row),
                                         golden_csv_text(golden, "strata_by", row));
    const atr_logrank r = test(&t, weight);
    tables_free(&t);
    return r;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-9), "%s, row %zu: %.17g, not %.17g", column, row,
              got, want);
}

Test(weights, agree_with_the_sums_written_out_in_R)
{
    golden_csv golden = golden_csv_read("weights_test.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        atr_logrank r = golden_test(&golden, i, golden_csv_text(&golden, "weight", i));
        expect(r.observed[1], &golden, "observed", i);
        expect(r.expected[1], &golden, "expected", i);
        expect(r.variance[r.n_groups + 1], &golden, "variance", i);
        expect(r.variance[1], &golden, "covariance", i);
        expect(r.test.statistic, &golden, "statistic", i);
        expect(r.test.df, &golden, "df", i);
        expect(r.test.p, &golden, "p", i);
        expect(r.z, &golden, "z", i);
        atr_logrank_free(&r);
    }
    golden_csv_free(&golden);
}

static const double scores[] = {1, 2, 4, 8};

Test(weights, have_the_trend_of_R)
{
    golden_csv golden = golden_csv_read("weights_trend.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        atr_logrank r = golden_test(&golden, i, golden_csv_text(&golden, "weight", i));
        atr_trend   t;
        cr_assert(atr_logrank_trend(&r, scores, &t, NULL) == ATR_OK);
        expect(t.score, &golden, "score", i);
        expect(t.variance, &golden, "variance", i);
        expect(t.z, &golden, "z", i);
        expect(t.test.p, &golden, "p", i);
        cr_expect(t.test.df == 1);
        atr_logrank_free(&r);
    }
    golden_csv_free(&golden);
}

Test(weights, have_the_hazard_ratios_of_R)
{
    golden_csv golden = golden_csv_read("weights_hazard.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        atr_logrank        r = golden_test(&golden, i, "logrank");
        const char        *method = golden_csv_text(&golden, "method", i);
        atr_logrank_hazard h;
        cr_assert(atr_logrank_hazard_ratio(&r, 0.95, &h, NULL) == ATR_OK);
        const atr_estimate e = strcmp(method, "peto") == 0   ? h.peto
                               : strcmp(method, "pike") == 0 ? h.pike
                                                             : h.pike_observed;
        expect(e.value, &golden, "value", i);
        expect(e.std_error, &golden, "std_error", i);
        expect(e.lower, &golden, "lower", i);
        expect(e.upper, &golden, "upper", i);
        atr_logrank_free(&r);
    }
    golden_csv_free(&golden);
}

static void expect_same_test(const tables *t, const atr_logrank_options *a,
                             const atr_logrank_options *b)
{
    atr_logrank ra, rb;
    cr_assert(atr_logrank_test(t->table, t->n_groups, t->n_strata, a, &ra, NULL) == ATR_OK);
    cr_assert(atr_logrank_test(t->table, t->n_groups, t->n_strata, b, &rb, NULL) == ATR_OK);
    cr_expect(close_relative(ra.test.statistic, rb.test.statistic, 1e-13));
    cr_expect(close_relative(ra.observed[0], rb.observed[0], 1e-13));
    atr_logrank_free(&ra);
    atr_logrank_free(&rb);
}

Test(weights, of_all_times_alike_are_none)
{
    const atr_logrank_options zero = {.weight = ATR_WEIGHT_FLEMING_HARRINGTON};
    const atr_logrank_options one = {.weight = ATR_WEIGHT_MAGIRR_BURMAN, .floor = 1};
    tables                    t = tables_of_case(case_named("lung"), "ph.ecog", "sex");
    expect_same_test(&t, NULL, &zero);
    expect_same_test(&t, NULL, &one);
    tables_free(&t);
}

/* For a floor that S never reaches the weight is 1 / S, and 1 / S = S^-1. */
Test(weights, of_magirr_and_burman_end_at_the_floor)
{
    const double        time[] = {1, 2, 3, 4};
    const unsigned char event[] = {1, 1, 1, 1};
    const uint32_t      group[] = {0, 1, 0, 1};
    const atr_sample    s = sample_of(4, time, event, group, 2);
    tables              t = tables_of(&s);
    atr_logrank         r = test(&t, "mb_0.5");
    cr_expect(close_to(r.observed[0], 1 + 1 / 0.5, 1e-15));      /* S = 1 and 1/2         */
    cr_expect(close_to(r.observed[1], 4. / 3 + 1 / 0.5, 1e-15)); /* 3/4, and 1/4 cut */
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(weights, that_look_late_are_nought_at_the_first_time)
{
    const double        time[] = {1, 2, 3};
    const unsigned char event[] = {1, 1, 0};
    const uint32_t      group[] = {0, 1, 0};
    const atr_sample    s = sample_of(3, time, event, group, 2);
    tables              t = tables_of(&s);
    atr_logrank         r = test(&t, "fh_0_1");
    cr_expect(r.observed[0] == 0 && close_to(r.observed[1], 1. / 3, 1e-15));
    atr_logrank_free(&r);
    tables_free(&t);
}

/* Gehan's statistic is Mann and Whitney's: here O - E counts, over all pairs that can be
 * ordered, those in which the subject of group 1 goes first, less the others. */
Test(weights, of_gehan_count_pairs)
{
    const double        time[] = {3, 5, 5, 8, 9, 2, 4, 5, 8, 10};
    const unsigned char event[] = {1, 1, 0, 1, 0, 1, 0, 1, 1, 1};
    const uint32_t      group[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    const atr_sample    s = sample_of(10, time, event, group, 2);
    double              pairs = 0;
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 5; j < 10; j++) {
            if (event[j] && (time[j] < time[i] || (time[j] == time[i] && !event[i])))
                pairs++;
            if (event[i] && (time[i] < time[j] || (time[i] == time[j] && !event[j])))
                pairs--;
        }
    }
    tables      t = tables_of(&s);
    atr_logrank r = test(&t, "gehan");
    cr_expect(close_to(r.observed[1] - r.expected[1], pairs, 1e-14));
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(weights, give_a_z_whose_square_is_the_statistic)
{
    static const char *const names[] = {"logrank", "gehan", "peto_peto", "fh_0_1"};
    tables                   t = tables_of_case(case_named("aml"), "x", "-");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        atr_logrank r = test(&t, names[i]);
        cr_expect(close_relative(r.z * r.z, r.test.statistic, 1e-12));
        cr_expect((r.z > 0) == (r.observed[1] > r.expected[1]));
        atr_logrank_free(&r);
    }
    tables_free(&t);
}

Test(weights, of_three_groups_have_no_z)
{
    tables      t = tables_of_case(case_named("lung"), "ph.ecog", "-");
    atr_logrank r = test(&t, "gehan");
    cr_expect(isnan(r.z));
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(trend, does_not_care_about_the_origin_or_unit_of_the_scores)
{
    tables       t = tables_of_case(case_named("lung"), "ph.ecog", "-");
    atr_logrank  r = test(&t, "logrank");
    const double moved[] = {1e6 - 10, 1e6 - 20, 1e6 - 40, 1e6 - 80};
    atr_trend    a, b;
    cr_assert(atr_logrank_trend(&r, scores, &a, NULL) == ATR_OK);
    cr_assert(atr_logrank_trend(&r, moved, &b, NULL) == ATR_OK);
    cr_expect(close_relative(a.z, -b.z, 1e-12));
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(trend, of_two_groups_is_their_comparison)
{
    tables      t = tables_of_case(case_named("lung"), "sex", "-");
    atr_logrank r = test(&t, "tarone_ware");
    atr_trend   trend;
    cr_assert(atr_logrank_trend(&r, scores, &trend, NULL) == ATR_OK);
    cr_expect(close_relative(trend.z, r.z, 1e-13));
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(trend, of_equal_scores_is_no_test)
{
    tables       t = tables_of_case(case_named("lung"), "sex", "-");
    atr_logrank  r = test(&t, "logrank");
    const double equal[] = {3, 3};
    atr_trend    trend;
    cr_assert(atr_logrank_trend(&r, equal, &trend, NULL) == ATR_OK);
    cr_expect(isnan(trend.z) && trend.test.df == 0 && isnan(trend.test.p));
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(trend, refuses_a_score_that_is_no_number)
{
    tables       t = tables_of_case(case_named("lung"), "sex", "-");
    atr_logrank  r = test(&t, "logrank");
    const double bad[] = {0, NAN};
    atr_trend    trend = {.score = 77};
    atr_error    err = {0};
    cr_expect(atr_logrank_trend(&r, bad, &trend, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_SCORE && strstr(err.message, "group 2"));
    cr_expect(trend.score == 0);
    atr_logrank_free(&r);
    tables_free(&t);
}

static tables one_arm_without_events(void)
{
    static const double        time[] = {1, 2, 3, 4};
    static const unsigned char event[] = {1, 1, 0, 0};
    static const uint32_t      group[] = {0, 0, 1, 1};
    const atr_sample           s = sample_of(4, time, event, group, 2);
    return tables_of(&s);
}

Test(hazard_ratio, of_an_arm_without_events_is_finite_by_peto_and_nought_by_pike)
{
    tables             t = one_arm_without_events();
    atr_logrank        r = test(&t, "logrank");
    atr_logrank_hazard h;
    cr_assert(atr_logrank_hazard_ratio(&r, 0.95, &h, NULL) == ATR_OK);
    cr_expect(h.peto.value > 0 && h.peto.lower > 0 && h.peto.upper < INFINITY);
    cr_expect(h.pike.value == 0 && isnan(h.pike.lower) && isnan(h.pike.upper));
    cr_expect(isinf(h.pike_observed.std_error) && isnan(h.pike_observed.upper));
    atr_logrank_free(&r);
    tables_free(&t);
}

Test(hazard_ratio, refuses_weights_more_groups_and_bad_levels)
{
    tables             t = tables_of_case(case_named("lung"), "ph.ecog", "-");
    tables             two = tables_of_case(case_named("lung"), "sex", "-");
    atr_logrank        four = test(&t, "logrank"), weighted = test(&two, "gehan");
    atr_logrank        plain = test(&two, "logrank");
    atr_logrank_hazard h;
    atr_error          err = {0};
    cr_expect(atr_logrank_hazard_ratio(&four, 0.95, &h, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_ONE_GROUP && strstr(err.message, "not 4"));
    cr_expect(atr_logrank_hazard_ratio(&weighted, 0.95, &h, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_SCORE && strstr(err.message, "weighted"));
    cr_expect(atr_logrank_hazard_ratio(&plain, 1.5, &h, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && h.peto.value == 0);
    atr_logrank_free(&four);
    atr_logrank_free(&weighted);
    atr_logrank_free(&plain);
    tables_free(&t);
    tables_free(&two);
}

Test(weights, outside_their_range_are_refused)
{
    const atr_logrank_options bad[] = {
        {.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .p = -1},
        {.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .q = NAN},
        {.weight = ATR_WEIGHT_MAGIRR_BURMAN},
        {.weight = ATR_WEIGHT_MAGIRR_BURMAN, .floor = 1.5},
    };
    tables t = one_arm_without_events();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        atr_logrank r = {.n_groups = 77};
        atr_error   err = {0};
        cr_expect(atr_logrank_test(t.table, 2, 1, &bad[i], &r, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_SCORE && r.n_groups == 0);
        cr_expect(strstr(err.message, i < 2 ? "powers" : "floor"), "%s", err.message);
    }
    tables_free(&t);
}
