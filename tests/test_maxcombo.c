/* test_maxcombo.c - the maximum of weighted tests against R and its own laws. */
#include "atrisk/codes.h"
#include "atrisk/logrank.h"
#include "atrisk/maxcombo.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_maxcombo test(const tables *t, size_t n)
{
    atr_maxcombo r;
    atr_error    err = {0};
    cr_assert(t->n_groups == 2);
    cr_assert(atr_maxcombo_test(t->table, t->n_strata, n, &r, &err) == ATR_OK, "%s",
              err.message);
    return r;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-9), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

Test(maxcombo, agrees_with_nested_integrals_in_R)
{
    golden_csv golden = golden_csv_read("maxcombo.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        tables t = tables_of_case(case_named(golden_csv_text(&golden, "case", i)),
                                  golden_csv_text(&golden, "group_by", i),
                                  golden_csv_text(&golden, "strata_by", i));
        const atr_maxcombo r = test(&t, (size_t)golden_csv_number(&golden, "n", i));
        expect(r.z[0], &golden, "z0", i);
        expect(r.z[1], &golden, "z1", i);
        expect(r.z[2], &golden, "z2", i);
        expect(r.z[3], &golden, "z3", i);
        expect(r.correlation[0][1], &golden, "r01", i);
        expect(r.correlation[0][2], &golden, "r02", i);
        expect(r.correlation[1][2], &golden, "r12", i);
        expect(r.correlation[1][3], &golden, "r13", i);
        expect(r.correlation[2][3], &golden, "r23", i);
        expect((double)r.best, &golden, "best", i);
        expect(r.p, &golden, "p", i);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

/* Swapping the groups swaps the sides.  A size so large is one on either side, and the
 * smaller p is that of the side where it was found. */
Test(maxcombo, has_two_sides)
{
    tables t = tables_of_case(case_named("lung"), "sex", "ph.ecog");
    for (size_t n = 2; n <= 4; n++) {
        const atr_maxcombo r = test(&t, n);
        for (size_t s = 0; s < t.n_strata; s++) {
            const atr_events first = t.table[2 * s];
            t.table[2 * s] = t.table[2 * s + 1];
            t.table[2 * s + 1] = first;
        }
        const atr_maxcombo swapped = test(&t, n);
        cr_expect(close_to(r.p_lower, swapped.p_upper, 1e-10));
        cr_expect(close_to(r.p_upper, swapped.p_lower, 1e-10));
        const double side = fmin(r.p_lower, r.p_upper);
        cr_expect(2 * side >= r.p - 1e-10 && side <= r.p, "%g of %g", side, r.p);
    }
    tables_free(&t);
}

/* The weights of the late and the early test add up to those of the level one. */
Test(maxcombo, is_made_of_scores_that_add_up)
{
    tables             t = tables_of_case(case_named("lung"), "sex", "ph.ecog");
    const atr_maxcombo r = test(&t, 4);
    cr_expect(close_relative(r.score[0], r.score[1] + r.score[2], 1e-12));
    for (size_t k = 0; k < 4; k++)
        cr_expect(close_relative(r.covariance[0][k],
                                 r.covariance[1][k] + r.covariance[2][k], 1e-12));
    tables_free(&t);
}

/* The p of a maximum lies between the least p and that times the number of tests. */
Test(maxcombo, costs_something_but_less_than_bonferroni)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        tables t = tables_of_case(&golden_cases[c], golden_cases[c].by, "-");
        double before = 0;
        for (size_t n = 2; n <= ATR_MAXCOMBO_MOST; n++) {
            const atr_maxcombo r = test(&t, n);
            const double       least = erfc(r.maximum / sqrt(2));
            cr_expect(r.maximum == fabs(r.z[r.best]));
            cr_expect(r.p > least && r.p < (double)n * least, "%zu: %g", n, r.p);
            cr_expect(r.maximum > fabs(test(&t, 2).z[0]) - 1e-15);
            if (n > 2 && r.maximum == test(&t, n - 1).maximum) cr_expect(r.p > before);
            before = r.p;
        }
        tables_free(&t);
    }
}

Test(maxcombo, does_not_care_which_group_comes_first)
{
    tables       t = tables_of_case(case_named("aml"), "x", "-");
    atr_events   turned[] = {t.table[1], t.table[0]};
    atr_maxcombo a = test(&t, 4), b;
    cr_assert(atr_maxcombo_test(turned, 1, 4, &b, NULL) == ATR_OK);
    cr_expect(close_relative(a.p, b.p, 1e-9) && close_relative(a.z[1], -b.z[1], 1e-9));
    tables_free(&t);
}

/* One event time: the late weight is nought there, the others are 1. */
Test(maxcombo, leaves_out_a_weight_without_variance)
{
    const double        time[] = {1, 1, 2, 2, 2, 3};
    const unsigned char event[] = {1, 1, 0, 0, 0, 0};
    const uint32_t      group[] = {0, 0, 0, 1, 1, 1};
    const atr_sample    s = sample_of(6, time, event, group, 2);
    tables              t = tables_of(&s);
    const atr_maxcombo  r = test(&t, 4);
    cr_expect(isnan(r.z[1]) && isnan(r.z[3]) && r.z[0] == r.z[2]);
    cr_expect(close_relative(r.p, erfc(fabs(r.z[0]) / sqrt(2)), 1e-13));
    tables_free(&t);
}

Test(maxcombo, of_groups_without_events_is_no_test)
{
    const double        time[] = {1, 2};
    const unsigned char event[] = {0, 0};
    const uint32_t      group[] = {0, 1};
    const atr_sample    s = sample_of(2, time, event, group, 2);
    tables              t = tables_of(&s);
    const atr_maxcombo  r = test(&t, 3);
    cr_expect(isnan(r.p) && isnan(r.maximum));
    tables_free(&t);
}

Test(maxcombo, refuses_other_numbers_of_weights)
{
    tables       t = tables_of_case(case_named("aml"), "x", "-");
    const size_t bad[] = {0, 1, 5};
    for (size_t i = 0; i < 3; i++) {
        atr_maxcombo r = {.n = 77};
        atr_error    err = {0};
        cr_expect(atr_maxcombo_test(t.table, 1, bad[i], &r, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_SCORE && r.n == 0);
        cr_expect(strstr(err.message, "2, 3 or 4"));
    }
    tables_free(&t);
}
