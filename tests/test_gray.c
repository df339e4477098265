/* test_gray.c - Gray's test against cmprsk, and its laws. */
#include "atrisk/codes.h"
#include "atrisk/gray.h"
#include "competing_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static atr_gray weighted_test(const atr_competing *sample, size_t cause, double rho)
{
    const size_t      n = sample->n_groups * sample->n_strata;
    atr_cause_events *tables = calloc(n, sizeof *tables);
    atr_gray          result;
    atr_error         err = {0};
    cr_assert(!atr_competing_build(sample, NULL, tables, NULL, &err), "%s", err.message);
    cr_assert(!atr_gray_weighted_test(tables, sample->n_groups, sample->n_strata, cause,
                                      rho, &result, &err),
              "%s", err.message);
    atr_competing_free(tables, n);
    free(tables);
    return result;
}

static atr_gray test(const atr_competing *sample, size_t cause)
{
    return weighted_test(sample, cause, 0);
}

Test(gray, agrees_with_cmprsk_also_in_strata)
{
    static const struct {
        const char *data, *group, *golden_strata, *stratum;
    } cases[] = {{"bmt", "group", "-", "-"},
                 {"mgus2", "sex", "-", "-"},
                 {"competing_ties", "group", "-", "-"},
                 {"competing_ties", "group", "stratum", "stratum"}};
    golden_table t = golden_table_read("gray.csv");
    size_t       compared = 0;
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        competing_case c =
            competing_case_read(cases[k].data, cases[k].group, cases[k].stratum);
        for (size_t i = 0; i < t.n; i++) {
            if (strcmp(golden_text(&t, i, "data"), cases[k].data)) continue;
            if (strcmp(golden_text(&t, i, "strata"), cases[k].golden_strata)) continue;
            atr_gray g = weighted_test(&c.sample, (size_t)golden_number(&t, i, "cause"),
                                       golden_number(&t, i, "rho"));
            golden_expect(&t, i, "chisq", g.test.statistic, 1e-11);
            golden_expect(&t, i, "df", g.test.df, 0);
            golden_expect(&t, i, "p", g.test.p, 1e-11);
            atr_gray_free(&g);
            compared++;
        }
        competing_case_free(&c);
    }
    cr_expect_eq(compared, t.n);
    golden_table_free(&t);
}

Test(gray, has_scores_and_variances_that_sum_to_zero)
{
    competing_case c = competing_case_read("competing_ties", "group", "stratum");
    atr_gray       g = test(&c.sample, 2);
    double         score = 0;
    for (size_t i = 0; i < g.n_groups; i++) {
        double row = 0;
        score += g.observed[i] - g.expected[i];
        for (size_t j = 0; j < g.n_groups; j++) {
            row += g.variance[i * g.n_groups + j];
            cr_expect_eq(g.variance[i * g.n_groups + j], g.variance[j * g.n_groups + i]);
        }
        cr_expect(close_to(row, 0, 1e-13), "row %zu: %g", i, row);
    }
    cr_expect(close_to(score, 0, 1e-13), "%g", score);
    atr_gray_free(&g);
    competing_case_free(&c);
}

Test(gray, does_not_depend_on_the_order_of_the_groups)
{
    competing_case c = competing_case_read("bmt", "group", "-");
    atr_gray       g = test(&c.sample, 1);
    uint32_t      *turned = malloc(c.sample.n * sizeof *turned);
    for (size_t i = 0; i < c.sample.n; i++) turned[i] = 2 - c.sample.group[i];
    atr_competing other = c.sample;
    other.group = turned;
    atr_gray h = test(&other, 1);
    cr_expect(close_to(g.test.statistic, h.test.statistic, 1e-12));
    cr_expect_eq(g.observed[0], h.observed[2]);
    atr_gray_free(&g);
    atr_gray_free(&h);
    free(turned);
    competing_case_free(&c);
}

Test(gray, counts_a_weight_of_two_as_two)
{
    competing_case c = competing_case_read("competing_ties", "group", "-");
    const size_t   n = c.sample.n;
    double        *two = malloc(n * sizeof *two), *time = malloc(2 * n * sizeof *time);
    unsigned char *cause = malloc(2 * n);
    uint32_t      *group = malloc(2 * n * sizeof *group);
    for (size_t i = 0; i < 2 * n; i++) {
        two[i % n] = 2;
        time[i] = c.sample.time[i % n];
        cause[i] = c.sample.cause[i % n];
        group[i] = c.sample.group[i % n];
    }
    atr_competing weighted = c.sample, repeated = c.sample;
    weighted.weight = two;
    repeated.n = 2 * n;
    repeated.time = time;
    repeated.cause = cause;
    repeated.group = group;
    atr_gray g = test(&weighted, 1), h = test(&repeated, 1);
    cr_expect(close_relative(g.test.statistic, h.test.statistic, 1e-12));
    cr_expect_eq(g.observed[0], h.observed[0]);
    atr_gray_free(&g);
    atr_gray_free(&h);
    free(two);
    free(time);
    free(cause);
    free(group);
    competing_case_free(&c);
}

static const double        times[] = {1, 2, 3, 4, 5, 6, 7, 8};
static const unsigned char causes[] = {1, 2, 1, 1, 2, 0, 1, 1};
static const uint32_t      arms[] = {0, 1, 0, 1, 0, 1, 0, 1};
static const atr_competing eight = {.n = 8,
                                    .time = times,
                                    .cause = causes,
                                    .n_causes = 2,
                                    .group = arms,
                                    .n_groups = 2,
                                    .n_strata = 1};

/* Worked by hand: at 1, 3, 4, 7, 8 the risk sets R_0, R_1 are (4,4), (3,4), (2,4),
 * (n (1 - F)/S with F, S of arm 0 = 1/2, 1/4 and n = 1: 2; arm 1: S = 1/2, F = 1/4, n = 1:
 * 3/2), (0, 3/2). */
Test(gray, keeps_those_with_another_event_in_the_risk_set)
{
    atr_gray     g = test(&eight, 1);
    const double expected = 4. / 8 + 3. / 7 + 2. / 6 + 2 / 3.5;
    cr_expect_eq(g.observed[0], 3);
    cr_expect_eq(g.observed[1], 2);
    cr_expect(close_to(g.expected[0], expected, 1e-15), "%.17g", g.expected[0]);
    cr_expect(close_to(g.expected[1], 5 - expected, 1e-15));
    atr_gray_free(&g);
}

Test(gray, is_undefined_without_an_event_of_the_cause)
{
    const unsigned char only[] = {2, 2, 2, 2, 2, 0, 2, 2};
    atr_competing       sample = eight;
    sample.cause = only;
    atr_gray g = test(&sample, 1);
    cr_expect_eq(g.test.df, 0);
    cr_expect(isnan(g.test.statistic) && isnan(g.test.p));
    atr_gray_free(&g);
}

Test(gray, leaves_out_a_group_that_nobody_is_in)
{
    atr_competing sample = eight;
    sample.n_groups = 3;
    atr_gray two = test(&eight, 1), three = test(&sample, 1);
    cr_expect_eq(three.test.df, 1);
    cr_expect(close_to(two.test.statistic, three.test.statistic, 1e-14));
    atr_gray_free(&two);
    atr_gray_free(&three);
}

Test(gray, refuses_one_group_and_a_cause_that_is_not_there)
{
    atr_cause_events tables[2] = {{.n_causes = 2}, {.n_causes = 2}};
    atr_gray         g;
    atr_error        err = {0};
    cr_expect_eq(atr_gray_test(tables, 1, 1, 1, &g, &err), ATR_EARGUMENT);
    cr_expect_eq(err.code, ATR_CODE_ONE_GROUP);
    cr_expect_str_eq(err.message, "Gray's test compares two or more groups, not 1");
    cr_expect_eq(atr_gray_test(tables, 2, 1, 3, &g, &err), ATR_EARGUMENT);
    cr_expect_eq(err.code, ATR_CODE_BAD_EVENT);
    cr_expect_str_eq(err.message, "there is no cause 3 to test, but 2 of them");
    cr_expect(!g.observed && g.n_groups == 0);
}
