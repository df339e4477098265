/* test_pairwise.c - tests of all pairs and adjusted p-values against R and their laws. */
#include "atrisk/codes.h"
#include "atrisk/pairwise.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* In the order of the enumeration. */
static const char *const columns[] = {"holm",   "bonferroni", "sidak", "hochberg",
                                      "hommel", "BH",         "BY",    "p"};
enum { ADJUSTMENTS = sizeof columns / sizeof *columns, MOST = 16 };

static atr_pairwise compare(const tables *t, atr_adjustment adjustment)
{
    const atr_pairwise_options options = {.adjustment = adjustment};
    atr_pairwise               r;
    atr_error                  err = {0};
    cr_assert(atr_pairwise_test(t->table, t->n_groups, t->n_strata, &options, &r, &err) ==
                  ATR_OK,
              "%s", err.message);
    return r;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-9), "%s, row %zu: %.17g, not %.17g", column, row,
              got, want);
}

/* The rows of one grouping, from `row` on; returns how many. */
static size_t expect_pairs(const golden_csv *golden, size_t row)
{
    tables t = tables_of_case(case_named(golden_csv_text(golden, "case", row)),
                              golden_csv_text(golden, "group_by", row),
                              golden_csv_text(golden, "strata_by", row));
    size_t n = 0;
    for (size_t a = 0; a < ADJUSTMENTS; a++) {
        atr_pairwise r = compare(&t, (atr_adjustment)a);
        n = r.n;
        for (size_t k = 0; k < r.n; k++) {
            const atr_pair *pair = &r.pair[k];
            cr_expect((double)pair->first == golden_csv_number(golden, "first", row + k));
            cr_expect((double)pair->second == golden_csv_number(golden, "second", row + k));
            expect(pair->test.statistic, golden, "statistic", row + k);
            expect(pair->test.p, golden, "p", row + k);
            expect(pair->adjusted_p, golden, columns[a], row + k);
            cr_expect(close_relative(pair->z * pair->z, pair->test.statistic, 1e-12));
        }
        atr_pairwise_free(&r);
    }
    tables_free(&t);
    return n;
}

Test(pairwise, agrees_with_survdiff_and_p_adjust)
{
    golden_csv golden = golden_csv_read("pairwise.csv");
    for (size_t i = 0; i < golden.rows;) i += expect_pairs(&golden, i);
    golden_csv_free(&golden);
}

Test(adjust, agrees_with_p_adjust)
{
    golden_csv golden = golden_csv_read("pairwise_adjust.csv");
    for (size_t i = 0, n; i < golden.rows; i += n) {
        const double list = golden_csv_number(&golden, "list", i);
        double       p[MOST], q[MOST];
        for (n = 0; i + n < golden.rows; n++) {
            if (golden_csv_number(&golden, "list", i + n) != list) break;
            p[n] = golden_csv_number(&golden, "p", i + n);
        }
        for (size_t a = 0; a < ADJUSTMENTS; a++) {
            cr_assert(atr_p_adjust(p, n, (atr_adjustment)a, q, NULL) == ATR_OK);
            for (size_t k = 0; k < n; k++) expect(q[k], &golden, columns[a], i + k);
        }
    }
    golden_csv_free(&golden);
}

static const double some[] = {0.04, 0.001, 0.03, 0.3, 0.012, 0.02, 0.7};
enum { SOME = sizeof some / sizeof *some };

/* Every adjusted p is at least p; the order of strictness is known. */
Test(adjust, is_stricter_or_milder_in_a_known_order)
{
    double q[ADJUSTMENTS][SOME];
    for (size_t a = 0; a < ADJUSTMENTS; a++)
        cr_assert(atr_p_adjust(some, SOME, (atr_adjustment)a, q[a], NULL) == ATR_OK);
    for (size_t k = 0; k < SOME; k++) {
        for (size_t a = 0; a < ADJUSTMENTS; a++) cr_expect(q[a][k] >= some[k]);
        cr_expect(q[ATR_ADJUST_BH][k] <= q[ATR_ADJUST_HOMMEL][k]);
        cr_expect(q[ATR_ADJUST_HOMMEL][k] <= q[ATR_ADJUST_HOCHBERG][k]);
        cr_expect(q[ATR_ADJUST_HOCHBERG][k] <= q[ATR_ADJUST_HOLM][k]);
        cr_expect(q[ATR_ADJUST_HOLM][k] <= q[ATR_ADJUST_BONFERRONI][k]);
        cr_expect(q[ATR_ADJUST_SIDAK][k] <= q[ATR_ADJUST_BONFERRONI][k]);
    }
}

/* Simes' p of the hypotheses in a set given by its bits. */
static double simes(const double *p, size_t n, unsigned set)
{
    double least = 1, m = 0;
    for (size_t k = 0; k < n; k++) m += set >> k & 1;
    for (size_t k = 0; k < n; k++) {
        double rank = 0;
        for (size_t i = 0; i < n; i++) rank += (set >> i & 1) && p[i] <= p[k];
        if (set >> k & 1) least = fmin(least, m * p[k] / rank);
    }
    return least;
}

Test(adjust, by_hommel_closes_the_test_of_simes)
{
    double q[SOME];
    cr_assert(atr_p_adjust(some, SOME, ATR_ADJUST_HOMMEL, q, NULL) == ATR_OK);
    for (size_t k = 0; k < SOME; k++) {
        double greatest = 0;
        for (unsigned set = 1; set < 1u << SOME; set++)
            if (set >> k & 1) greatest = fmax(greatest, simes(some, SOME, set));
        cr_expect(close_relative(q[k], greatest, 1e-14), "%g, not %g", q[k], greatest);
    }
}

Test(adjust, may_work_in_place_and_on_nothing)
{
    double p[] = {0.3, 0.01};
    cr_assert(atr_p_adjust(p, 2, ATR_ADJUST_BONFERRONI, p, NULL) == ATR_OK);
    cr_expect(p[0] == 0.6 && p[1] == 0.02);
    cr_expect(atr_p_adjust(NULL, 0, ATR_ADJUST_HOMMEL, NULL, NULL) == ATR_OK);
}

Test(adjust, refuses_what_is_no_probability)
{
    const double p[] = {0.3, 1.5};
    double       q[] = {77, 77};
    atr_error    err = {0};
    cr_expect(atr_p_adjust(p, 2, ATR_ADJUST_HOLM, q, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_PROBABILITY && strstr(err.message, "p-value 2"));
}

/* Group 2 has left before the first event: only one of three pairs can be tested, and
 * nothing is adjusted. */
Test(pairwise, does_not_count_pairs_that_cannot_be_tested)
{
    const double        time[] = {5, 6, 7, 8, 1, 2};
    const unsigned char event[] = {1, 1, 1, 0, 0, 0};
    const uint32_t      group[] = {0, 1, 0, 1, 2, 2};
    const atr_sample    s = sample_of(6, time, event, group, 3);
    tables              t = tables_of(&s);
    atr_pairwise        r = compare(&t, ATR_ADJUST_BONFERRONI);
    cr_expect(r.n == 3 && r.pair[0].adjusted_p == r.pair[0].test.p);
    cr_expect(isnan(r.pair[1].test.p) && isnan(r.pair[1].adjusted_p));
    cr_expect(r.pair[2].test.df == 0 && isnan(r.pair[2].z));
    atr_pairwise_free(&r);
    tables_free(&t);
}

Test(pairwise, takes_the_weights_of_the_log_rank_tests)
{
    tables                     t = tables_of_case(case_named("aml"), "x", "-");
    const atr_pairwise_options options = {.test.weight = ATR_WEIGHT_GEHAN};
    atr_pairwise               pairs;
    atr_logrank                alone;
    cr_assert(atr_pairwise_test(t.table, 2, 1, &options, &pairs, NULL) == ATR_OK);
    cr_assert(atr_logrank_test(t.table, 2, 1, &options.test, &alone, NULL) == ATR_OK);
    cr_expect(pairs.n == 1 && pairs.pair[0].z == alone.z);
    cr_expect(pairs.pair[0].adjusted_p == alone.test.p);
    atr_pairwise_free(&pairs);
    atr_logrank_free(&alone);
    tables_free(&t);
}

Test(pairwise, refuses_a_single_group_and_bad_weights)
{
    const atr_pairwise_options bad = {
        .test = {.weight = ATR_WEIGHT_FLEMING_HARRINGTON, .p = -1}};
    tables       t = tables_of_case(case_named("aml"), "x", "-");
    atr_pairwise r;
    atr_error    err = {0};
    cr_expect(atr_pairwise_test(t.table, 1, 1, NULL, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_ONE_GROUP && r.n == 0);
    cr_expect(atr_pairwise_test(t.table, 2, 1, &bad, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_SCORE && r.pair == NULL);
    tables_free(&t);
}
