/* test_claims_sum.c - arms that add up, and parts within their wholes. */
#include "claims_builder.h"

#include <criterion/criterion.h>
#include <math.h>

static const double imroz[MOST_ARMS] = {265, 181};
static const double hd7[MOST_ARMS] = {331, 329};
static const double none[MOST_ARMS] = {0};

Test(claims_sum, confirms_arms_that_add_up)
{
    static const claim_row rows[] = {
        {"all", "Randomised", NULL, ATR_STATISTIC_N, "446"},
        {"a", "Randomised", "A", ATR_STATISTIC_N, "265"},
        {"b", "Randomised", "B", ATR_STATISTIC_N, "181"},
    };
    checked *c = check_rows(imroz, rows, 3);
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "b"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "all", ATR_CHECK_SUM, "265 + 181 = 446"));
    checked_free(c);
}

/* GMMG-HD7: 660 and 662, beside arms of 331 and 329. */
Test(claims_sum, finds_662_against_331_and_329)
{
    static const claim_row rows[] = {
        {"all", "Randomised", NULL, ATR_STATISTIC_N, "660"},
        {"a", "Randomised", "A", ATR_STATISTIC_N, "331"},
        {"b", "Randomised", "B", ATR_STATISTIC_N, "329"},
        {"review", "Randomised", NULL, ATR_STATISTIC_N, "662"},
    };
    checked *c = check_rows(hd7, rows, 4);
    cr_expect_eq(verdict_on(c, "review"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "review", ATR_CHECK_SUM, "331 + 329 = 660, not 662"));
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "b"), ATR_VERDICT_CONFIRMED);
    checked_free(c);
}

Test(claims_sum, finds_662_against_the_sizes_of_the_arms_alone)
{
    claim_row row = {"all", "Randomised", NULL, ATR_STATISTIC_N, "662"};
    checked  *c = check_rows(hd7, &row, 1);
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "all", ATR_CHECK_SUM, "660 in arms.csv"));
    checked_free(c);

    row.value = "660";
    c = check_rows(hd7, &row, 1);
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_sum, lets_another_population_be_smaller_and_does_not_judge_a_larger_one)
{
    claim_row row = {
        "n", "Included", NULL, ATR_STATISTIC_N, "662", .population = "included"};
    checked *c = check_rows(hd7, &row, 1);
    cr_expect_eq(verdict_on(c, "n"), ATR_VERDICT_NOT_CHECKABLE);
    cr_expect(line_says(c, "n", ATR_CHECK_PART, "662 patients of \"included\" are more"));
    checked_free(c);

    row.value = "658";
    c = check_rows(hd7, &row, 1);
    cr_expect_eq(verdict_on(c, "n"), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_sum, finds_an_arm_of_another_size)
{
    const claim_row row = {"n", "Randomised", "B", ATR_STATISTIC_N, "265"};
    checked        *c = check_rows(imroz, &row, 1);
    cr_expect_eq(verdict_on(c, "n"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "n", ATR_CHECK_SUM, "181 in arms.csv, and printed are 265"));
    checked_free(c);
}

/* 484 for 446: the arms stand before it. */
Test(claims_sum, lays_a_wrong_sum_to_what_stands_later)
{
    static const claim_row rows[] = {
        {"a", "Randomised", "A", ATR_STATISTIC_N, "265"},
        {"b", "Randomised", "B", ATR_STATISTIC_N, "181"},
        {"all", "Randomised", NULL, ATR_STATISTIC_N, "484"},
    };
    checked *c = check_rows(imroz, rows, 3);
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

/* 64/265 and 102/265 beside 162 events and a control arm of 181. */
Test(claims_sum, finds_events_that_do_not_add_up)
{
    static const claim_row rows[] = {
        {"all", "PFS", NULL, ATR_STATISTIC_EVENTS, "162"},
        {"a", "PFS", "A", ATR_STATISTIC_EVENTS, "64", .n = 265},
        {"b", "PFS", "B", ATR_STATISTIC_EVENTS, "102", .n = 265},
    };
    checked *c = check_rows(imroz, rows, 3);
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_NOT_CHECKABLE);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "b"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "a", ATR_CHECK_SUM, "64 + 102 = 166, not 162"));
    cr_expect(line_says(c, "b", ATR_CHECK_PART, "265 patients are more than the 181 of B"));
    cr_expect_null(finding_about(c, "a", ATR_CHECK_PART));
    checked_free(c);
}

/* 17/27 and 13/46 are 30/73 = 41.1%. */
Test(claims_sum, adds_up_percentages_by_their_counts)
{
    claim_row rows[] = {
        {"all", "IRR", NULL, ATR_STATISTIC_PERCENT, "41.1%", .n = 73,
         .population = "safety"},
        {"a", "IRR", "A", ATR_STATISTIC_PERCENT, "63.0%", .n = 27, .population = "safety"},
        {"b", "IRR", "B", ATR_STATISTIC_PERCENT, "28.3%", .n = 46, .population = "safety"},
    };
    static const double parts[MOST_ARMS] = {27, 46};
    checked            *c = check_rows(parts, rows, 3);
    cr_expect_eq(verdict_on(c, "all"), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "all", ATR_CHECK_SUM, "17 + 13 = 30"));
    checked_free(c);

    rows[0].value = "42.5%"; /* 31/73 */
    c = check_rows(parts, rows, 3);
    cr_expect_eq(verdict_of(c, "b", ATR_CHECK_SUM), ATR_VERDICT_INCONSISTENT);
    checked_free(c);

    rows[0].n = 71; /* other patients: nothing to add up */
    rows[0].value = "42.3%";
    c = check_rows(parts, rows, 3);
    cr_expect_null(finding_about(c, "all", ATR_CHECK_SUM));
    checked_free(c);
}

/* 50% of 27 is 13 or 14 (48.1 and 51.9 print as 48 and 52), of 46 23: nothing is pinned. */
Test(claims_sum, only_goes_with_sums_that_leave_counts_open)
{
    const claim_row rows[] = {
        {"all", "CR", NULL, ATR_STATISTIC_PERCENT, "50%", .n = 500},
        {"a", "CR", "A", ATR_STATISTIC_PERCENT, "50%", .n = 300},
        {"b", "CR", "B", ATR_STATISTIC_PERCENT, "50%", .n = 200},
    };
    static const double sizes[MOST_ARMS] = {300, 200};
    checked            *c = check_rows(sizes, rows, 3);
    cr_expect_eq(verdict_of(c, "all", ATR_CHECK_SUM), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "all", ATR_CHECK_SUM, "149 to 151 + 99 to 101 = 248 to 252"));
    checked_free(c);
}

/* ---- parts ----------------------------------------------------------------------- */

Test(claims_sum, finds_a_part_larger_than_its_whole)
{
    static const claim_row rows[] = {
        {"6", "MRD 6 mo", NULL, ATR_STATISTIC_PERCENT, "22.7%", .n = 22, .k = 5},
        {"12", "MRD 12 mo", NULL, ATR_STATISTIC_PERCENT, "63.6%", .n = 22, .k = 14,
         .part_of = "6"},
    };
    checked *c = check_rows(none, rows, 2);
    cr_expect_eq(verdict_of(c, "12", ATR_CHECK_PERCENT_COUNT), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_of(c, "12", ATR_CHECK_PART), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "12", ATR_CHECK_PART, "14 of 22 is more than the 5 of 22"));
    checked_free(c);
}

Test(claims_sum, compares_percentages_where_no_count_is_known)
{
    claim_row rows[] = {
        {"whole", "CR", NULL, ATR_STATISTIC_PERCENT, "40.0%"},
        {"part", "sCR", NULL, ATR_STATISTIC_PERCENT, "40.0%", .part_of = "whole"},
    };
    checked *c = check_rows(none, rows, 2);
    cr_expect_eq(verdict_of(c, "part", ATR_CHECK_PART), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    rows[1].value = "41.1%";
    c = check_rows(none, rows, 2);
    cr_expect_eq(verdict_of(c, "part", ATR_CHECK_PART), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_sum, lets_a_part_be_as_large_as_its_whole)
{
    static const claim_row rows[] = {
        {"whole", "CR", NULL, ATR_STATISTIC_PERCENT, "40.0%", .n = 100, .k = 40},
        {"part", "sCR", NULL, ATR_STATISTIC_PERCENT, "40.0%", .n = 100, .k = 40,
         .part_of = "whole"},
    };
    checked *c = check_rows(none, rows, 2);
    cr_expect_eq(verdict_of(c, "part", ATR_CHECK_PART), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_sum, says_when_the_whole_is_missing_or_of_another_kind)
{
    static const claim_row rows[] = {
        {"p", "CR", "A vs B", ATR_STATISTIC_P, .p = "0.01"},
        {"lost", "sCR", NULL, ATR_STATISTIC_PERCENT, "40.0%", .n = 100, .part_of = "gone"},
        {"odd", "VGPR", NULL, ATR_STATISTIC_PERCENT, "40.0%", .n = 100, .part_of = "p"},
    };
    checked *c = check_rows(none, rows, 3);
    cr_expect_eq(verdict_of(c, "lost", ATR_CHECK_PART), ATR_VERDICT_NOT_CHECKABLE);
    cr_expect(line_says(c, "lost", ATR_CHECK_PART, "claim gone, which is not among"));
    cr_expect_eq(verdict_of(c, "odd", ATR_CHECK_PART), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

Test(claims_sum, finds_more_events_than_patients)
{
    const claim_row row = {"it", "PFS", "A", ATR_STATISTIC_EVENTS, "266", .n = 265};
    checked        *c = check_rows(imroz, &row, 1);
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_IMPOSSIBLE);
    checked_free(c);
}

Test(claims_sum, finds_a_first_arm_with_too_many_patients)
{
    static const claim_row rows[] = {
        {"n", "Randomised", "A", ATR_STATISTIC_N, "266"},
        {"events", "PFS", "A", ATR_STATISTIC_EVENTS, "84", .n = 266},
    };
    checked *c = check_rows(imroz, rows, 2);
    cr_expect_eq(verdict_on(c, "n"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_sum, adds_up_no_percentage_that_cannot_be)
{
    claim_row rows[] = {
        {"all", "IRR", NULL, ATR_STATISTIC_PERCENT, "41.1%", .n = 73,
         .population = "safety"},
        {"a", "IRR", "A", ATR_STATISTIC_PERCENT, "63.5%", .n = 27, .population = "safety"},
        {"b", "IRR", "B", ATR_STATISTIC_PERCENT, "28.3%", .n = 46, .population = "safety"},
    };
    static const double parts[MOST_ARMS] = {27, 46};
    checked            *c = check_rows(parts, rows, 3);
    cr_expect_null(finding_about(c, "all", ATR_CHECK_SUM));
    checked_free(c);

    rows[0].value = "41.5%";
    rows[1].value = "63.0%";
    c = check_rows(parts, rows, 3);
    cr_expect_null(finding_about(c, "b", ATR_CHECK_SUM));
    checked_free(c);
}

Test(claims_sum, is_not_sure_of_a_sum_of_unsure_counts)
{
    const claim_row rows[] = {
        {"all", "CR", NULL, ATR_STATISTIC_PERCENT, "50%", .n = 500, .k = 250},
        {"a", "CR", "A", ATR_STATISTIC_PERCENT, "50%", .n = 300},
        {"b", "CR", "B", ATR_STATISTIC_PERCENT, "50%", .n = 200},
    };
    static const double sizes[MOST_ARMS] = {300, 200};
    checked            *c = check_rows(sizes, rows, 3);
    cr_expect_eq(verdict_of(c, "a", ATR_CHECK_SUM), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_sum, gives_the_sum_as_the_value_of_the_whole_only)
{
    static const claim_row rows[] = {
        {"all", "Randomised", NULL, ATR_STATISTIC_N, "446"},
        {"a", "Randomised", "A", ATR_STATISTIC_N, "265"},
        {"b", "Randomised", "B", ATR_STATISTIC_N, "181"},
    };
    checked *c = check_rows(imroz, rows, 3);
    cr_expect_eq(finding_about(c, "all", ATR_CHECK_SUM)->value, 446);
    cr_expect(isnan(finding_about(c, "a", ATR_CHECK_SUM)->value));
    cr_expect(isnan(finding_about(c, "b", ATR_CHECK_SUM)->value));
    checked_free(c);
}

Test(claims_sum, compares_a_part_that_no_count_gives_by_its_percentage)
{
    static const claim_row rows[] = {
        {"all", "Any", "B", ATR_STATISTIC_PERCENT, "89.1%", .n = 46,
         .population = "safety"},
        {"3", "Grade 3", "B", ATR_STATISTIC_PERCENT, "43.4%", .n = 46, .part_of = "all",
         .population = "safety"},
        {"4", "Grade 4", "B", ATR_STATISTIC_PERCENT, "28.3%", .n = 46, .part_of = "all",
         .population = "safety"},
    };
    checked *c = check_rows(none, rows, 3);
    cr_expect(line_says(c, "3", ATR_CHECK_PART, "43.4% is no more than the 89.1%"));
    cr_expect(line_says(c, "4", ATR_CHECK_PART, "13 of 46 is no more than the 41 of 46"));
    checked_free(c);
}

/* 80 of 100 evaluated are 80%, 90 of 135 randomised 66.7%: yet 80 are no more than 90. */
Test(claims_sum, compares_a_part_of_other_patients_by_counts)
{
    claim_row rows[] = {
        {"cr", "CR", "A", ATR_STATISTIC_PERCENT, "66.7%", .n = 135, .k = 90},
        {"mrd", "MRD", "A", ATR_STATISTIC_PERCENT, "80%", .n = 100, .part_of = "cr",
         .population = "evaluable"},
    };
    checked *c = check_rows((const double[MOST_ARMS]){135, 135}, rows, 2);
    cr_expect_eq(verdict_on(c, "mrd"), ATR_VERDICT_CONSISTENT);
    checked_free(c);
    rows[1].n = 130;
    c = check_rows((const double[MOST_ARMS]){135, 135}, rows, 2);
    cr_expect_eq(verdict_on(c, "mrd"), ATR_VERDICT_IMPOSSIBLE);
    checked_free(c);
}
