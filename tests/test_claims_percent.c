/* test_claims_percent.c - percentages and the counts that they can come from. */
#include "claims_builder.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double parts[MOST_ARMS] = {27, 46};
static const double none[MOST_ARMS] = {0};

static checked *check_one(const double sizes[MOST_ARMS], claim_row row)
{
    row.id = "it";
    row.endpoint = "CR";
    row.statistic = ATR_STATISTIC_PERCENT;
    return check_rows(sizes, &row, 1);
}

Test(claims_percent, confirms_a_count_that_prints_so)
{
    checked           *c = check_one(none, (claim_row){.value = "92%", .n = 331, .k = 304});
    const atr_finding *f = finding_about(c, "it", ATR_CHECK_PERCENT_COUNT);
    cr_expect_eq(f->verdict, ATR_VERDICT_CONFIRMED);
    cr_expect(close_to(f->value, 100 * 304.0 / 331, 1e-14));
    cr_expect_str_eq(f->line, "304/331 = 91.84%, which prints as 92%");
    checked_free(c);
}

Test(claims_percent, calls_15_of_22_as_63_6_impossible_and_names_14)
{
    checked *c = check_one(none, (claim_row){.value = "63.6%", .n = 22, .k = 15});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "15/22 = 68.18%"));
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "14 of 22 (63.64%) would"));
    checked_free(c);
}

Test(claims_percent, says_when_neither_the_count_nor_any_other_fits)
{
    checked *c = check_one(none, (claim_row){.value = "50.2%", .n = 330, .k = 165});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "no count of 330 would"));
    checked_free(c);
}

Test(claims_percent, names_the_only_count_and_lists_several)
{
    checked *c = check_one(none, (claim_row){.value = "74.7%", .n = 265});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT,
                        "198/265 = 74.72% and no other count prints as 74.7%"));
    checked_free(c);

    c = check_one(none, (claim_row){.value = "53%", .n = 135});
    const atr_finding *f = finding_about(c, "it", ATR_CHECK_PERCENT_COUNT);
    cr_expect_eq(f->verdict, ATR_VERDICT_CONSISTENT);
    cr_expect(close_to(f->lower, 100 * 71.0 / 135, 1e-14));
    cr_expect(close_to(f->upper, 100 * 72.0 / 135, 1e-14));
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "71 or 72 of 135"));
    checked_free(c);
}

/* 20/46 = 43.48, 14/27 = 51.85, 16/46 = 34.78: cut off, or added up from two percentages.
 */
Test(claims_percent, finds_percentages_that_no_count_of_either_part_gives)
{
    static const struct {
        const char *value, *of, *nearest, *other;
        double      n;
    } cases[] = {
        {"43.4%", "B", "20/46 = 43.48%", "nor does any count of 27", 46},
        {"51.8%", "A", "14/27 = 51.85%", "nor does any count of 46", 27},
        {"34.7%", "B", "16/46 = 34.78%", "nor does any count of 27", 46},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        checked *c = check_one(
            parts,
            (claim_row){.value = cases[i].value, .of = cases[i].of, .n = cases[i].n});
        cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_IMPOSSIBLE, "%s", cases[i].value);
        cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, cases[i].nearest));
        cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, cases[i].other));
        cr_expect(
            line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "cut off instead of rounded"));
        cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "two rounded percentages"));
        checked_free(c);
    }
}

Test(claims_percent, names_another_arm_whose_count_fits)
{
    checked *c = check_one(parts, (claim_row){.value = "97.8%", .of = "A", .n = 27});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "45/46 (B) does"));
    cr_expect_not(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "cut off"));
    checked_free(c);
}

Test(claims_percent, takes_the_size_of_the_arm_only_for_those_randomised)
{
    checked *c = check_one(parts, (claim_row){.value = "63.0%", .of = "A"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "17/27"));
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "the size of the arm"));
    checked_free(c);

    c = check_one(parts,
                  (claim_row){.value = "53.1%", .of = "A", .population = "not said"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_NOT_CHECKABLE);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "of how many is not printed"));
    checked_free(c);
}

Test(claims_percent, takes_the_size_of_a_population_from_its_own_claim)
{
    static const claim_row rows[] = {
        {"n", "Treated", "A", ATR_STATISTIC_N, "263", .population = "safety"},
        {"it", "TEAE", "A", ATR_STATISTIC_PERCENT, "91.6%", .population = "safety"},
    };
    static const double sizes[MOST_ARMS] = {265, 181};
    checked            *c = check_rows(sizes, rows, 2);
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "241/263"));
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "as in claim n"));
    checked_free(c);
}

Test(claims_percent, calls_nothing_impossible_of_a_number_that_is_not_printed_beside_it)
{
    static const claim_row rows[] = {
        {"n", "Treated", "A", ATR_STATISTIC_N, "27", .population = "safety"},
        {"own", "TEAE", "A", ATR_STATISTIC_PERCENT, "51.8%", .population = "safety"},
        {"itt", "CR", "A", ATR_STATISTIC_PERCENT, "51.8%"},
        {"counted", "OR", "A", ATR_STATISTIC_PERCENT, "63.6%", .k = 15},
        {"nobody", "CR", "A", ATR_STATISTIC_PERCENT, "51.8%", .population = ""},
    };
    checked *c = check_rows(parts, rows, 5);
    cr_expect_eq(verdict_on(c, "own"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "itt"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "counted"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "nobody"), ATR_VERDICT_NOT_CHECKABLE);
    cr_expect(line_says(c, "nobody", ATR_CHECK_PERCENT_COUNT, "n is not printed"));
    checked_free(c);
}

Test(claims_percent, tries_each_arm_when_nobody_says_of_whom)
{
    checked *c = check_one(parts, (claim_row){.value = "100%", .population = "safety"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "27 of 27, 46 of 46, 73 of 73"));
    checked_free(c);

    c = check_one(parts, (claim_row){.value = "43.4%", .population = "safety"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

Test(claims_percent, understands_less_than)
{
    checked           *c = check_one(none, (claim_row){.value = "<1%", .n = 265});
    const atr_finding *f = finding_about(c, "it", ATR_CHECK_PERCENT_COUNT);
    cr_expect_eq(f->verdict, ATR_VERDICT_CONSISTENT);
    cr_expect_eq(f->lower, 0);
    cr_expect(close_to(f->upper, 100 * 2.0 / 265, 1e-14));
    checked_free(c);
}

Test(claims_percent, refuses_a_number_of_patients_that_is_none)
{
    static const double wrong[] = {-3, 0.5, INFINITY, 1e300};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        checked *c =
            check_one(none, (claim_row){.value = "50%", .of = NULL, .n = wrong[i]});
        cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_NOT_CHECKABLE, "%g", wrong[i]);
        checked_free(c);
    }
}

/* Law: what is found to print as a figure is what the C library prints so.  Ties, where
 * rounding rules differ, are left out. */
static void expect_same_counts(int n, int decimals)
{
    for (int k = 0; k <= n; k++) {
        char text[16];
        snprintf(text, sizeof text, "%.*f", decimals, 100.0 * k / n);
        int first = n, last = 0, tie = 0;
        for (int j = 0; j <= n; j++) {
            char         other[16];
            const double scaled = 100.0 * j / n * pow(10, decimals);
            tie |= fabs(scaled - floor(scaled) - 0.5) < 1e-9;
            snprintf(other, sizeof other, "%.*f", decimals, 100.0 * j / n);
            if (atof(other) == atof(text)) {
                if (j < first) first = j;
                last = j;
            }
        }
        if (tie) continue;
        checked           *c = check_one(none, (claim_row){.value = text, .n = n});
        const atr_finding *f = finding_about(c, "it", ATR_CHECK_PERCENT_COUNT);
        cr_expect_eq(f->verdict, ATR_VERDICT_CONSISTENT, "%s of %d", text, n);
        cr_expect(close_to(f->lower, 100.0 * first / n, 1e-13), "%s of %d", text, n);
        cr_expect(close_to(f->upper, 100.0 * last / n, 1e-13), "%s of %d", text, n);
        checked_free(c);
    }
}

Test(claims_percent, finds_the_counts_that_printf_prints_so)
{
    for (int n = 1; n <= 400; n += 13) {
        expect_same_counts(n, 0);
        expect_same_counts(n, 1);
    }
}

/* ICARIA-MM: 93 of 154 printed as 60.4% (52.2-68.2). */
Test(claims_percent, recomputes_the_limits_of_a_percentage)
{
    checked *c = check_one(
        none,
        (claim_row){
            .value = "60.4%", .low = "52.2", .high = "68.2", .level = 0.95, .n = 154});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "Clopper"));
    checked_free(c);

    c = check_one(none,
                  (claim_row){.value = "60.4%", .low = "50.2", .high = "68.2", .n = 154});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_percent, knows_that_there_are_other_methods_for_limits)
{
    checked *c = check_one(
        none, (claim_row){.value = "35.3%", .low = "27.8", .high = "43.4", .n = 153});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "the limits 27.75%-43.42%"));
    checked_free(c);

    c = check_one(
        none,
        (claim_row){
            .value = "60.4%", .low = "52.5", .high = "67.8", .level = 0.95, .n = 154});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "Wilson"));
    checked_free(c);

    /* 2/27 -/+ 1.96 sqrt(2 25 / 27^3) = -2.5 to 17.3, cut at 0 */
    c = check_one(
        none, (claim_row){.value = "7.4%", .low = "0", .high = "17.3", .n = 27, .k = 2});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_PERCENT_COUNT, "Wald"));
    checked_free(c);
}

Test(claims_percent, is_not_held_up_by_an_absurd_count, .timeout = 10)
{
    checked *c = check_one(none, (claim_row){.value = "50%", .n = 265, .k = 1e300});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect_eq(verdict_of(c, "it", ATR_CHECK_PART), ATR_VERDICT_IMPOSSIBLE);
    checked_free(c);
}
