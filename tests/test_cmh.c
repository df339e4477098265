/* test_cmh.c - stratified 2x2 tables against R and against their own laws. */
#include "atrisk/cmh.h"
#include "atrisk/codes.h"
#include "atrisk/proportion.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MAX_STRATA = 16 };

static atr_cmh combine(const atr_stratum *stratum, size_t n)
{
    atr_cmh   r;
    atr_error err = {0};
    cr_assert(atr_cmh_test(stratum, n, 0.95, &r, &err) == ATR_OK, "%s", err.message);
    return r;
}

/* The strata of a named set of tables, whose cells are a, b, c, d. */
static size_t read_strata(const char *set, atr_stratum *stratum)
{
    golden_table g = golden_table_read("cmh_strata.csv");
    size_t       n = 0;
    for (size_t i = 0; i < g.n; i++) {
        if (strcmp(golden_text(&g, i, "set"), set) != 0) continue;
        const double a = golden_number(&g, i, "a"), c = golden_number(&g, i, "c");
        cr_assert(n < MAX_STRATA);
        stratum[n++] = (atr_stratum){a, a + golden_number(&g, i, "b"), c,
                                     c + golden_number(&g, i, "d")};
    }
    golden_table_free(&g);
    return n;
}

static void expect_estimate(const golden_table *g, size_t row, const char *name,
                            const atr_estimate *e)
{
    static const char *const parts[] = {"value", "std_error", "lower", "upper"};
    const double             got[] = {e->value, e->std_error, e->lower, e->upper};
    for (int i = 0; i < 4; i++) {
        char column[32];
        snprintf(column, sizeof column, "%s_%s", name, parts[i]);
        golden_expect(g, row, column, got[i], 1e-12);
    }
}

static void expect_test(const golden_table *g, size_t row, const char *name,
                        const atr_test *test)
{
    char column[32];
    snprintf(column, sizeof column, "%s_statistic", name);
    /* sums of differences: |sum (O - E)| - 1/2 may be small */
    golden_expect(g, row, column, test->statistic, 1e-10);
    snprintf(column, sizeof column, "%s_p", name);
    golden_expect(g, row, column, test->p, 1e-10);
}

/* --- golden ---------------------------------------------------------------- */

Test(cmh, agrees_with_mantelhaen_test_and_the_formulas)
{
    golden_table g = golden_table_read("cmh.csv");
    cr_assert(g.n == 8);
    for (size_t i = 0; i < g.n; i++) {
        atr_stratum  stratum[MAX_STRATA];
        const size_t n = read_strata(golden_text(&g, i, "set"), stratum);
        atr_cmh      r;
        cr_assert(atr_cmh_test(stratum, n, golden_number(&g, i, "level"), &r, NULL) ==
                  ATR_OK);
        cr_expect(r.strata == n);
        expect_estimate(&g, i, "or", &r.odds_ratio);
        expect_estimate(&g, i, "rr", &r.risk_ratio);
        expect_estimate(&g, i, "rd", &r.risk_difference);
        expect_test(&g, i, "cmh", &r.cmh);
        expect_test(&g, i, "continuity", &r.cmh_continuity);
        expect_test(&g, i, "breslow_day", &r.breslow_day);
        expect_test(&g, i, "tarone", &r.tarone);
        expect_test(&g, i, "woolf", &r.woolf);
    }
    golden_table_free(&g);
}

Test(cmh, agrees_exactly_with_the_equations_for_the_sum_of_counts)
{
    golden_table g = golden_table_read("cmh_exact.csv");
    cr_assert(g.n == 10);
    for (size_t i = 0; i < g.n; i++) {
        atr_stratum   stratum[MAX_STRATA];
        const size_t  n = read_strata(golden_text(&g, i, "set"), stratum);
        atr_cmh_exact r;
        cr_assert(atr_cmh_exact_test(stratum, n, golden_number(&g, i, "level"), &r, NULL) ==
                  ATR_OK);
        cr_expect(r.strata == n && isnan(r.odds_ratio.std_error));
        golden_expect(&g, i, "value", r.odds_ratio.value, 1e-11);
        golden_expect(&g, i, "lower", r.odds_ratio.lower, 1e-11);
        golden_expect(&g, i, "upper", r.odds_ratio.upper, 1e-11);
        golden_expect(&g, i, "p", r.p, 1e-11);
        golden_expect(&g, i, "p_less", r.p_less, 1e-11);
        golden_expect(&g, i, "p_greater", r.p_greater, 1e-11);
    }
    golden_table_free(&g);
}

/* --- laws ------------------------------------------------------------------ */

/* With one stratum the estimates are those of the table, and the test is Pearson's times
 * (n - 1) / n. */
Test(cmh, of_one_stratum_is_the_table_itself)
{
    const atr_stratum s = {12, 17, 6, 15};
    const atr_cmh     r = combine(&s, 1);
    atr_two_by_two    t;
    cr_assert(atr_two_by_two_test(12, 17, 6, 15, 0.95, &t, NULL) == ATR_OK);
    cr_expect(close_relative(r.odds_ratio.lower, t.odds_ratio.lower, 1e-13));
    cr_expect(close_relative(r.risk_ratio.upper, t.risk_ratio.upper, 1e-13));
    cr_expect(close_relative(r.risk_difference.value, t.risk_difference.value, 1e-13));
    cr_expect(close_relative(r.cmh.statistic, t.chi_square.statistic * 31 / 32, 1e-13));
    cr_expect(r.breslow_day.df == 0 && isnan(r.breslow_day.p) && isnan(r.woolf.statistic));
}

Test(cmh, of_one_stratum_is_exactly_fishers_test)
{
    static const double tables[][4] = {
        {12, 17, 6, 15}, {0, 10, 4, 12}, {40, 41, 8, 9}, {900, 1000, 100, 1000}};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        const double     *k = tables[i];
        const atr_stratum s = {k[0], k[1], k[2], k[3]};
        atr_cmh_exact     r;
        atr_two_by_two    t;
        cr_assert(atr_cmh_exact_test(&s, 1, 0.95, &r, NULL) == ATR_OK);
        cr_assert(atr_two_by_two_test(k[0], k[1], k[2], k[3], 0.95, &t, NULL) == ATR_OK);
        cr_expect(close_relative(r.odds_ratio.value, t.fisher.value, 1e-12));
        cr_expect(close_relative(r.odds_ratio.lower, t.fisher.lower, 1e-12));
        cr_expect(close_relative(r.odds_ratio.upper, t.fisher.upper, 1e-12));
        cr_expect(close_relative(r.p, t.fisher_p, 1e-11));
        cr_expect(close_relative(r.p_less, t.fisher_p_less, 1e-11));
        cr_expect(close_relative(r.p_greater, t.fisher_p_greater, 1e-11));
    }
}

static const atr_stratum three[] = {{12, 17, 6, 15}, {7, 15, 9, 20}, {30, 100, 22, 112}};

Test(cmh, inverts_its_ratios_when_the_groups_change_places)
{
    atr_stratum swapped[3];
    for (int i = 0; i < 3; i++)
        swapped[i] = (atr_stratum){three[i].k2, three[i].n2, three[i].k1, three[i].n1};
    const atr_cmh a = combine(three, 3), b = combine(swapped, 3);
    cr_expect(close_relative(a.odds_ratio.lower, 1 / b.odds_ratio.upper, 1e-13));
    cr_expect(close_relative(a.risk_ratio.lower, 1 / b.risk_ratio.upper, 1e-13));
    cr_expect(close_relative(a.risk_difference.lower, -b.risk_difference.upper, 1e-13));
    cr_expect(close_relative(a.cmh.statistic, b.cmh.statistic, 1e-13));
    cr_expect(close_relative(a.tarone.statistic, b.tarone.statistic, 1e-11));
    cr_expect(close_relative(a.woolf.statistic, b.woolf.statistic, 1e-12));
}

Test(cmh, cuts_the_limits_of_a_difference_at_one_and_minus_one)
{
    atr_stratum  sparse[MAX_STRATA], swapped[MAX_STRATA];
    const size_t n = read_strata("sparse", sparse);
    for (size_t i = 0; i < n; i++)
        swapped[i] = (atr_stratum){sparse[i].k2, sparse[i].n2, sparse[i].k1, sparse[i].n1};
    cr_expect(combine(sparse, n).risk_difference.upper == 1);
    cr_expect(combine(swapped, n).risk_difference.lower == -1);
}

/* Expected counts of 1e-5 beside 500000: either way of counting must find them. */
Test(cmh, tests_homogeneity_alike_whatever_is_counted_and_compared)
{
    static const atr_stratum strata[] = {{500000, 1000000, 10, 10}, {2, 1000000, 9, 10}};
    atr_stratum              without[2], swapped[2];
    for (int i = 0; i < 2; i++) {
        const atr_stratum s = strata[i];
        without[i] = (atr_stratum){s.n1 - s.k1, s.n1, s.n2 - s.k2, s.n2};
        swapped[i] = (atr_stratum){s.k2, s.n2, s.k1, s.n1};
    }
    const double  want = combine(strata, 2).breslow_day.statistic;
    const atr_cmh a = combine(without, 2), b = combine(swapped, 2);
    cr_expect(close_relative(a.breslow_day.statistic, want, 1e-12));
    cr_expect(close_relative(b.breslow_day.statistic, want, 1e-12));
    cr_expect(a.tarone.statistic > 0 && a.tarone.df == 1);
}

Test(cmh, learns_nothing_from_a_stratum_of_one_group_or_one_outcome)
{
    const atr_stratum more[] = {three[0], {5, 9, 0, 0}, three[1],     {0, 0, 3, 4},
                                three[2], {0, 6, 0, 5}, {0, 0, 0, 0}, {4, 4, 7, 7}};
    const atr_cmh     a = combine(three, 3), b = combine(more, 8);
    cr_expect(b.strata == 8 && b.informative == 3);
    cr_expect(a.odds_ratio.value == b.odds_ratio.value);
    cr_expect(a.odds_ratio.std_error == b.odds_ratio.std_error);
    cr_expect(a.cmh.statistic == b.cmh.statistic);
    cr_expect(a.breslow_day.statistic == b.breslow_day.statistic && b.breslow_day.df == 2);
    cr_expect(a.woolf.statistic == b.woolf.statistic);
    /* nobody with the outcome in two groups says that the difference is small */
    cr_expect(fabs(b.risk_difference.value) < fabs(a.risk_difference.value));
}

/* The same odds ratio of 3 in both strata, with whole numbers. */
Test(cmh, finds_nothing_between_strata_of_one_odds_ratio)
{
    const atr_stratum same[] = {{30, 40, 10, 20}, {60, 80, 10, 20}, {9, 12, 4, 8}};
    const atr_cmh     r = combine(same, 3);
    cr_expect(close_relative(r.odds_ratio.value, 3, 1e-14));
    cr_expect(r.breslow_day.statistic < 1e-20 && r.tarone.statistic < 1e-20);
    cr_expect(r.woolf.statistic < 1e-20 && close_to(r.woolf.p, 1, 1e-14));
}

/* At 1 the expected counts of Breslow and Day are products of margins. */
Test(cmh, expects_products_of_margins_when_the_common_odds_ratio_is_one)
{
    const atr_stratum opposite[] = {{15, 20, 10, 20}, {10, 20, 15, 20}};
    const atr_cmh     r = combine(opposite, 2);
    cr_expect(close_relative(r.odds_ratio.value, 1, 1e-14));
    /* A = 12.5 and V = 1 / (2/12.5 + 2/7.5) in both strata */
    cr_expect(close_relative(r.breslow_day.statistic, 12.5 * (2 / 12.5 + 2 / 7.5), 1e-13));
    cr_expect(r.cmh.statistic < 1e-25 && r.cmh_continuity.statistic == 0 &&
              r.cmh_continuity.p == 1);
}

Test(cmh, says_nan_where_no_stratum_tells)
{
    const atr_stratum none[] = {{0, 5, 0, 7}, {3, 3, 0, 0}};
    const atr_cmh     r = combine(none, 2);
    cr_expect(r.informative == 0 && isnan(r.odds_ratio.value) && isnan(r.cmh.p));
    cr_expect(r.risk_difference.value == 0);
    const atr_stratum one_sided[] = {{0, 5, 3, 7}, {0, 8, 2, 9}};
    const atr_cmh     zero = combine(one_sided, 2);
    cr_expect(zero.odds_ratio.value == 0 && isnan(zero.odds_ratio.upper));
    cr_expect(isnan(zero.breslow_day.p) && zero.breslow_day.df == 1);
    cr_expect(zero.cmh.p < 0.1 && isfinite(zero.woolf.statistic));
    const atr_stratum apart[] = {{3, 3, 0, 0}, {0, 0, 2, 4}};
    const atr_cmh     lonely = combine(apart, 2);
    cr_expect(isnan(lonely.risk_difference.value) && isnan(lonely.risk_difference.upper));
}

/* --- refusals -------------------------------------------------------------- */

Test(cmh, names_the_group_and_the_stratum_of_a_bad_count)
{
    static const struct {
        atr_stratum bad;
        const char *named;
    } cases[] = {
        {{1.5, 4, 1, 2}, "a count of 1.5 in group 1 of stratum 2"},
        {{1, 4, 5, 2}, "a count of 5 in group 2 of stratum 2 is above"},
        {{1, 4, 1, 0}, "a total of 0 in group 2 of stratum 2"},
        {{1, NAN, 1, 2}, "in group 1 of stratum 2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const atr_stratum stratum[] = {three[0], cases[i].bad};
        atr_cmh           r = {.strata = 7};
        atr_error         err = {0};
        cr_expect(atr_cmh_test(stratum, 2, 0.95, &r, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_TABLE && strstr(err.message, cases[i].named),
                  "message was: %s", err.message);
        cr_expect(r.strata == 0 && err.hint[0]);
    }
}

Test(cmh, refuses_what_is_too_large_to_be_exact)
{
    const atr_stratum huge[] = {{100, 15000, 90, 20000}, {9000, 20000, 9000, 15000}};
    atr_cmh_exact     r = {.strata = 7};
    atr_error         err = {0};
    cr_expect(atr_cmh_exact_test(huge, 2, 0.95, &r, &err) == ATR_OK);
    const atr_stratum huger[] = {huge[1], huge[1]};
    cr_expect(atr_cmh_exact_test(huger, 2, 0.95, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_TABLE && strstr(err.message, "30000") && err.hint[0],
              "message was: %s", err.message);
    cr_expect(r.strata == 0 && r.p == 0);
    cr_expect(atr_cmh_exact_test(three, 0, 0.95, &r, &err) == ATR_EARGUMENT);
}

Test(cmh, refuses_no_stratum_and_no_level)
{
    atr_cmh   r = {.strata = 7};
    atr_error err = {0};
    cr_expect(atr_cmh_test(three, 0, 0.95, &r, &err) == ATR_EARGUMENT && r.strata == 0);
    cr_expect(err.code == ATR_CODE_BAD_TABLE && strstr(err.message, "no stratum"));
    cr_expect(atr_cmh_test(three, 3, 95, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && strstr(err.message, "95"));
}
