/* test_proportion.c - proportions against R and against their own laws. */
#include "atrisk/codes.h"
#include "atrisk/proportion.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 32, MAX_LINE = 2048 };

static FILE *open_golden(const char *name)
{
    char path[512], header[MAX_LINE];
    snprintf(path, sizeof path, "%s/%s", GOLDEN_DIR, name);
    FILE *file = fopen(path, "r");
    cr_assert(file && fgets(header, sizeof header, file), "%s", path);
    return file;
}

/* The numbers of the next line; false at the end of the file. */
static bool read_numbers(FILE *file, double *number, int n)
{
    char line[MAX_LINE];
    if (!fgets(line, sizeof line, file)) return false;
    const char *rest = line;
    for (int i = 0; i < n; i++) {
        char *end;
        number[i] = strtod(rest, &end);
        cr_assert(end != rest && *end == (i + 1 < n ? ',' : '\n'), "field %d: %s", i + 1,
                  line);
        rest = end + 1;
    }
    return true;
}

static atr_two_by_two compare(double k1, double n1, double k2, double n2, double level)
{
    atr_two_by_two t;
    atr_error      err = {0};
    cr_assert(atr_two_by_two_test(k1, n1, k2, n2, level, &t, &err) == ATR_OK, "%s",
              err.message);
    return t;
}

static atr_estimate wilson(double k, double n)
{
    atr_estimate e;
    cr_assert(atr_proportion_wilson(k, n, 0.95, &e, NULL) == ATR_OK);
    return e;
}

static atr_estimate exact(double k, double n)
{
    atr_estimate e;
    cr_assert(atr_proportion_exact(k, n, 0.95, &e, NULL) == ATR_OK);
    return e;
}

/* --- golden ---------------------------------------------------------------- */

Test(proportion, agrees_with_prop_test_and_binom_test)
{
    enum { K, N, LEVEL, VALUE, STD_ERROR, WILSON_LOW, WILSON_HIGH, LOW, HIGH, FIELDS };
    FILE  *golden = open_golden("proportion_one.csv");
    double g[FIELDS];
    int    rows = 0;
    for (; read_numbers(golden, g, FIELDS); rows++) {
        atr_estimate w, e;
        cr_assert(atr_proportion_wilson(g[K], g[N], g[LEVEL], &w, NULL) == ATR_OK);
        cr_assert(atr_proportion_exact(g[K], g[N], g[LEVEL], &e, NULL) == ATR_OK);
        cr_expect(w.value == g[VALUE] && e.value == g[VALUE], "%g/%g", g[K], g[N]);
        cr_expect(close_relative(w.std_error, g[STD_ERROR], 1e-14));
        cr_expect(close_relative(e.std_error, g[STD_ERROR], 1e-14));
        /* prop.test subtracts nearly equal numbers where k is small */
        cr_expect(close_to(w.lower, g[WILSON_LOW], 1e-15), "%.17g", w.lower);
        cr_expect(close_to(w.upper, g[WILSON_HIGH], 1e-15), "%.17g", w.upper);
        cr_expect(close_relative(e.lower, g[LOW], 1e-12), "%g/%g: %.17g", g[K], g[N],
                  e.lower);
        cr_expect(close_relative(e.upper, g[HIGH], 1e-12), "%g/%g: %.17g", g[K], g[N],
                  e.upper);
    }
    fclose(golden);
    cr_expect(rows == 13);
}

static void expect_estimate(const atr_estimate *got, const double *g, double tolerance,
                            const char *what, const double *table)
{
    const double values[] = {got->value, got->std_error, got->lower, got->upper};
    for (int i = 0; i < 4; i++) {
        cr_expect(close_relative(values[i], g[i], tolerance),
                  "%s[%d] of %g/%g and %g/%g: %.17g, not %.17g", what, i, table[0],
                  table[1], table[2], table[3], values[i], g[i]);
    }
}

static void expect_test(const atr_test *got, const double *g, const char *what,
                        const double *table)
{
    const double values[] = {got->statistic, got->p, got->log_p};
    cr_expect(got->df == 1);
    for (int i = 0; i < 3; i++) {
        /* p multiplies the relative error of the statistic by about half of it */
        cr_expect(close_relative(values[i], g[i], 1e-11),
                  "%s[%d] of %g/%g and %g/%g: %.17g, not %.17g", what, i, table[0],
                  table[1], table[2], table[3], values[i], g[i]);
    }
}

Test(proportion, agrees_with_chisq_test_and_the_equations_behind_fisher_test)
{
    enum {
        K1,
        N1,
        K2,
        N2,
        LEVEL,
        RD,
        RR = RD + 4,
        OR = RR + 4,
        FISHER = OR + 4,
        PEARSON = FISHER + 3,
        YATES = PEARSON + 3,
        P = YATES + 3,
        LESS,
        GREATER,
        FIELDS
    };
    FILE  *golden = open_golden("proportion_two.csv");
    double g[FIELDS];
    int    rows = 0;
    for (; read_numbers(golden, g, FIELDS); rows++) {
        const atr_two_by_two t = compare(g[K1], g[N1], g[K2], g[N2], g[LEVEL]);
        const double         f[] = {g[FISHER], NAN, g[FISHER + 1], g[FISHER + 2]};

        expect_estimate(&t.risk_difference, g + RD, 1e-13, "risk difference", g);
        expect_estimate(&t.risk_ratio, g + RR, 1e-13, "risk ratio", g);
        expect_estimate(&t.odds_ratio, g + OR, 1e-13, "odds ratio", g);
        expect_estimate(&t.fisher, f, 1e-11, "Fisher's odds ratio", g);
        expect_test(&t.chi_square, g + PEARSON, "Pearson", g);
        expect_test(&t.chi_square_yates, g + YATES, "Yates", g);
        cr_expect(close_relative(t.fisher_p, g[P], 1e-11), "%.17g", t.fisher_p);
        cr_expect(close_relative(t.fisher_p_less, g[LESS], 1e-11), "%.17g",
                  t.fisher_p_less);
        cr_expect(close_relative(t.fisher_p_greater, g[GREATER], 1e-11));
    }
    fclose(golden);
    cr_expect(rows == 24);
}

Test(proportion, further_limits_and_tests_agree_with_r)
{
    golden_table g = golden_table_read("proportion_more.csv");
    cr_assert(g.n == 34);
    for (size_t i = 0; i < g.n; i++) {
        const atr_two_by_two t =
            compare(golden_number(&g, i, "k1"), golden_number(&g, i, "n1"),
                    golden_number(&g, i, "k2"), golden_number(&g, i, "n2"),
                    golden_number(&g, i, "level"));
        golden_expect(&g, i, "newcombe_lower", t.difference_score.lower, 1e-12);
        golden_expect(&g, i, "newcombe_upper", t.difference_score.upper, 1e-12);
        golden_expect(&g, i, "haldane_value", t.odds_ratio_haldane.value, 1e-14);
        golden_expect(&g, i, "haldane_std_error", t.odds_ratio_haldane.std_error, 1e-14);
        golden_expect(&g, i, "haldane_lower", t.odds_ratio_haldane.lower, 1e-13);
        golden_expect(&g, i, "haldane_upper", t.odds_ratio_haldane.upper, 1e-13);
        /* a difference of terms up to 1e4 times larger */
        golden_expect(&g, i, "g_statistic", t.likelihood_ratio.statistic, 1e-11);
        golden_expect(&g, i, "g_p", t.likelihood_ratio.p, 1e-10);
        golden_expect(&g, i, "g_log_p", t.likelihood_ratio.log_p, 1e-10);
        golden_expect(&g, i, "mid_p", t.fisher_mid_p, 1e-11);
        const double difference = fabs(t.k1 / t.n1 - t.k2 / t.n2);
        cr_expect(close_relative(t.needed_to_treat, 1 / difference, 1e-14));
    }
    golden_table_free(&g);
}

/* Newcombe (1998), Table II, method 10: 56/70 - 48/80 and 10/10 - 0/10. */
Test(proportion, gives_the_limits_of_newcombes_table)
{
    const atr_two_by_two a = compare(56, 70, 48, 80, 0.95);
    cr_expect(fabs(a.difference_score.lower - 0.0524) < 5e-5);
    cr_expect(fabs(a.difference_score.upper - 0.3339) < 5e-5);
    const atr_two_by_two b = compare(10, 10, 0, 10, 0.95);
    cr_expect(fabs(b.difference_score.lower - 0.6075) < 5e-5);
    cr_expect(b.difference_score.upper == 1);
}

Test(proportion, leads_to_the_figures_printed_about_published_trials)
{
    const atr_two_by_two mrd = compare(144, 331, 112, 329, 0.95);
    cr_expect(fabs(mrd.fisher.value - 1.491) < 5e-4 && fabs(mrd.fisher_p - 0.0134) < 5e-5);
    /* Whole-number sums confirm 2.07051; R's fisher.test stops at 2.07045. */
    cr_expect(fabs(mrd.fisher.lower - 1.0756) < 5e-5);
    cr_expect(fabs(mrd.fisher.upper - 2.07051) < 5e-6);
    const atr_two_by_two cr = compare(198, 265, 116, 181, 0.95);
    cr_expect(fabs(cr.chi_square.p - 0.0158) < 5e-5 && fabs(cr.fisher_p - 0.0200) < 5e-5);
    cr_expect(fabs(compare(50, 135, 23, 135, 0.95).fisher_p - 0.00033) < 5e-6);
}

/* --- laws ------------------------------------------------------------------ */

static const double pairs[][4] = {{198, 265, 116, 181}, {144, 331, 112, 329},
                                  {3, 4, 1, 4},         {7, 90, 12, 31},
                                  {1, 2, 1, 2},         {40, 41, 8, 9}};
enum { N_PAIRS = sizeof pairs / sizeof *pairs };

static void expect_inverse(const atr_estimate *a, const atr_estimate *b)
{
    cr_expect(close_relative(a->value, 1 / b->value, 1e-12));
    cr_expect(close_relative(a->lower, 1 / b->upper, 1e-12));
    cr_expect(close_relative(a->upper, 1 / b->lower, 1e-12));
}

Test(proportion, ratios_are_inverted_when_the_groups_change_places)
{
    for (size_t i = 0; i < N_PAIRS; i++) {
        const double        *k = pairs[i];
        const atr_two_by_two a = compare(k[0], k[1], k[2], k[3], 0.95);
        const atr_two_by_two b = compare(k[2], k[3], k[0], k[1], 0.95);
        expect_inverse(&a.risk_ratio, &b.risk_ratio);
        expect_inverse(&a.odds_ratio, &b.odds_ratio);
        expect_inverse(&a.fisher, &b.fisher);
        cr_expect(close_to(a.risk_difference.lower, -b.risk_difference.upper, 1e-15));
        cr_expect(close_to(a.risk_difference.upper, -b.risk_difference.lower, 1e-15));
        cr_expect(close_relative(a.fisher_p, b.fisher_p, 1e-12));
        cr_expect(close_relative(a.fisher_p_less, b.fisher_p_greater, 1e-12));
        cr_expect(close_relative(a.chi_square.statistic, b.chi_square.statistic, 1e-13));
    }
}

Test(proportion, rows_and_columns_may_be_exchanged)
{
    for (size_t i = 0; i < N_PAIRS; i++) {
        const double        *k = pairs[i];
        const double         successes = k[0] + k[2], failures = k[1] + k[3] - successes;
        const atr_two_by_two a = compare(k[0], k[1], k[2], k[3], 0.95);
        const atr_two_by_two b = compare(k[0], successes, k[1] - k[0], failures, 0.95);
        cr_expect(close_relative(a.odds_ratio.value, b.odds_ratio.value, 1e-13));
        cr_expect(close_relative(a.odds_ratio.upper, b.odds_ratio.upper, 1e-13));
        cr_expect(close_relative(a.fisher.value, b.fisher.value, 1e-12));
        cr_expect(close_relative(a.fisher.lower, b.fisher.lower, 1e-12));
        cr_expect(close_relative(a.chi_square.statistic, b.chi_square.statistic, 1e-12));
        cr_expect(close_relative(a.chi_square_yates.statistic, b.chi_square_yates.statistic,
                                 1e-12));
        cr_expect(close_relative(a.fisher_p, b.fisher_p, 1e-12));
    }
}

static double width(const atr_estimate *e)
{
    return e->upper - e->lower;
}

Test(proportion, twice_the_counts_narrow_every_interval)
{
    for (size_t i = 0; i < N_PAIRS; i++) {
        const double        *k = pairs[i];
        const atr_two_by_two a = compare(k[0], k[1], k[2], k[3], 0.95);
        const atr_two_by_two b = compare(2 * k[0], 2 * k[1], 2 * k[2], 2 * k[3], 0.95);
        cr_expect(width(&b.risk_difference) < width(&a.risk_difference));
        cr_expect(width(&b.risk_ratio) < width(&a.risk_ratio));
        cr_expect(width(&b.odds_ratio) < width(&a.odds_ratio));
        cr_expect(width(&b.fisher) < width(&a.fisher));
        cr_expect(
            close_relative(b.chi_square.statistic, 2 * a.chi_square.statistic, 1e-13));

        const atr_estimate w1 = wilson(k[0], k[1]), w2 = wilson(2 * k[0], 2 * k[1]);
        const atr_estimate e1 = exact(k[0], k[1]), e2 = exact(2 * k[0], 2 * k[1]);
        cr_expect(width(&w2) < width(&w1) && width(&e2) < width(&e1));
    }
}

/* P(first cell = x) with all margins of the table given, by factorials. */
static double table_weight(const double *k, double x, double odds_ratio)
{
    const double m = k[0] + k[2];
    return exp(x * log(odds_ratio) - lgamma(x + 1) - lgamma(k[1] - x + 1) -
               lgamma(m - x + 1) - lgamma(k[3] - m + x + 1) + lgamma(k[1] / 2 + 1) * 2 +
               lgamma(k[3] / 2 + 1) * 2);
}

Test(proportion, fishers_limits_leave_half_of_alpha_outside)
{
    for (size_t i = 0; i < N_PAIRS; i++) {
        const double        *k = pairs[i], level = 0.9;
        const atr_two_by_two t = compare(k[0], k[1], k[2], k[3], level);
        double               low = 0, low_all = 0, high = 0, high_all = 0;
        for (double x = fmax(0, k[0] + k[2] - k[3]); x <= fmin(k[0] + k[2], k[1]); x++) {
            low_all += table_weight(k, x, t.fisher.lower);
            high_all += table_weight(k, x, t.fisher.upper);
            if (x >= k[0]) low += table_weight(k, x, t.fisher.lower);
            if (x <= k[0]) high += table_weight(k, x, t.fisher.upper);
        }
        const bool whole = k[0] == fmin(k[0] + k[2], k[1]);
        cr_expect(close_relative(low / low_all, 0.05, 1e-10), "%g", low / low_all);
        cr_expect(whole || close_relative(high / high_all, 0.05, 1e-10));
        cr_expect(t.fisher.lower < t.fisher.value && t.fisher.value < t.fisher.upper);
    }
}

Test(proportion, both_one_sided_p_values_count_the_table_itself)
{
    for (double k = 0; k <= 9; k++) {
        const atr_two_by_two t = compare(k, 9, 5, 11, 0.95);
        const double         m = k + 5;
        /* C(9, k) C(11, 5) / C(20, m) */
        const double itself =
            exp(lgamma(10) - lgamma(k + 1) - lgamma(10 - k) + lgamma(12) - lgamma(6) -
                lgamma(7) - lgamma(21) + lgamma(m + 1) + lgamma(21 - m));
        cr_expect(close_to(t.fisher_p_less + t.fisher_p_greater, 1 + itself, 1e-13));
        cr_expect(t.fisher_p <= 1 &&
                  t.fisher_p >= fmin(t.fisher_p_less, t.fisher_p_greater));
    }
}

Test(proportion, limits_stay_inside_and_around_the_estimate)
{
    static const double totals[] = {1, 2, 7, 50};
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++) {
        const double n = totals[i];
        for (double k = 0; k <= n; k++) {
            const atr_estimate w = wilson(k, n), e = exact(k, n), mirror = exact(n - k, n);
            cr_expect(w.lower >= 0 && w.lower <= w.value && w.value <= w.upper &&
                      w.upper <= 1);
            cr_expect(e.lower >= 0 && e.lower <= e.value && e.value <= e.upper &&
                      e.upper <= 1);
            cr_expect(close_to(e.lower, 1 - mirror.upper, 1e-14));
            cr_expect(close_to(w.lower, 1 - wilson(n - k, n).upper, 1e-15));
        }
        cr_expect(wilson(0, n).lower == 0 && wilson(n, n).upper == 1);
        cr_expect(exact(0, n).lower == 0 && exact(n, n).upper == 1);
        /* Nobody of n: (1 - upper)^n = alpha / 2. */
        cr_expect(close_relative(exact(0, n).upper, 1 - pow(0.025, 1 / n), 1e-13));
    }
}

Test(proportion, wilsons_limits_are_z_standard_errors_from_the_estimate)
{
    const double z = 1.959963984540054; /* R: qnorm(0.975) */
    for (double k = 1; k < 30; k++) {
        const atr_estimate w = wilson(k, 30);
        cr_expect(close_relative((w.value - w.lower) / sqrt(w.lower * (1 - w.lower) / 30),
                                 z, 1e-12));
        cr_expect(close_relative((w.upper - w.value) / sqrt(w.upper * (1 - w.upper) / 30),
                                 z, 1e-12));
    }
}

Test(proportion, keeps_a_finite_log_p_where_p_underflows)
{
    const atr_two_by_two t = compare(1e5, 1e5, 0, 1e5, 0.95);
    const double         x = t.chi_square.statistic;
    cr_expect(close_relative(x, 2e5, 1e-14) && t.chi_square.p == 0);
    /* log erfc(y) = -y^2 - log(y sqrt pi) - 1 / (2 y^2) + ... */
    const double y = sqrt(x / 2);
    cr_expect(close_relative(t.chi_square.log_p,
                             -y * y - log(y * sqrt(3.14159265358979324)) - 1 / (2 * y * y),
                             1e-14));
    cr_expect(t.fisher_p == 0 && t.fisher.value == INFINITY && t.fisher.lower > 1e8);
}

Test(proportion, says_what_does_not_exist_in_a_table_with_zeros)
{
    const atr_two_by_two none = compare(0, 12, 0, 15, 0.95);
    cr_expect(none.risk_difference.value == 0 && isnan(none.risk_ratio.value));
    cr_expect(isnan(none.chi_square.p) && isnan(none.chi_square_yates.log_p));
    cr_expect(isnan(none.fisher.value) && none.fisher_p == 1);
    cr_expect(none.fisher.lower == 0 && none.fisher.upper == INFINITY);

    const atr_two_by_two zero = compare(0, 20, 5, 20, 0.95);
    cr_expect(zero.risk_ratio.value == 0 && isnan(zero.risk_ratio.upper));
    cr_expect(zero.fisher.value == 0 && zero.fisher.lower == 0 && zero.fisher.upper > 0);
    const atr_two_by_two endless = compare(5, 20, 0, 20, 0.95);
    cr_expect(endless.odds_ratio.value == INFINITY && isnan(endless.odds_ratio.std_error));
    cr_expect(endless.fisher.upper == INFINITY && endless.fisher.lower < 5);
}

/* --- refusals -------------------------------------------------------------- */

Test(proportion, refuses_counts_that_are_none)
{
    static const struct {
        double      k, n;
        const char *named;
    } cases[] = {
        {1.5, 4, "a count of 1.5"},     {-1, 4, "a count of -1"},
        {5, 4, "above its total of 4"}, {0, 0, "a total of 0"},
        {1, 4.5, "a total of 4.5"},     {1, -4, "a total of -4"},
        {NAN, 4, "a count of "},        {1, INFINITY, "a total of"},
        {1, 2e8, "a total of 2e+08"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double   k = cases[i].k, n = cases[i].n;
        atr_estimate   e = {1, 1, 1, 1};
        atr_two_by_two t = {.k1 = 1, .fisher_p = 1};
        atr_error      err = {0};
        cr_expect(atr_proportion_wilson(k, n, 0.95, &e, &err) == ATR_EARGUMENT);
        cr_expect(strstr(err.message, cases[i].named), "message was: %s", err.message);
        cr_expect(err.code == ATR_CODE_BAD_TABLE && err.hint[0] && e.value == 0 &&
                  e.upper == 0);
        cr_expect(atr_proportion_exact(k, n, 0.95, &e, &err) == ATR_EARGUMENT);

        cr_expect(atr_two_by_two_test(k, n, 1, 4, 0.95, &t, &err) == ATR_EARGUMENT);
        cr_expect(strstr(err.message, "group 1") && t.k1 == 0 && t.fisher_p == 0);
        cr_expect(atr_two_by_two_test(1, 4, k, n, 0.95, &t, &err) == ATR_EARGUMENT);
        cr_expect(strstr(err.message, "group 2") && strstr(err.message, cases[i].named));
    }
}

Test(proportion, refuses_a_level_outside_0_and_1)
{
    static const double levels[] = {0, 1, -0.5, 95, NAN};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        atr_estimate   e;
        atr_two_by_two t;
        atr_error      err = {0};
        cr_expect(atr_proportion_wilson(1, 2, levels[i], &e, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_LEVEL && strstr(err.message, "level"));
        cr_expect(atr_proportion_exact(1, 2, levels[i], &e, NULL) == ATR_EARGUMENT);
        cr_expect(atr_two_by_two_test(1, 2, 1, 2, levels[i], &t, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_LEVEL && t.n1 == 0);
    }
}
