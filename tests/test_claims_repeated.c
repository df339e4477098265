/* test_claims_repeated.c - the same quantity printed twice. */
#include "claims_builder.h"

#include <criterion/criterion.h>

static const double arms[MOST_ARMS] = {197, 198};

/* Two rows about the same quantity: the second against the first. */
static checked *repeat(claim_row first, claim_row second)
{
    first.id = "first";
    second.id = "second";
    first.endpoint = second.endpoint = "PFS";
    second.statistic = first.statistic;
    const claim_row rows[] = {first, second};
    return check_rows(arms, rows, 2);
}

Test(claims_repeated, compares_figures_over_their_rounding)
{
    static const struct {
        const char *first, *second;
        atr_verdict verdict;
        const char *says;
    } cases[] = {
        {"66.2%", "66%", ATR_VERDICT_CONSISTENT, "also printed as 66.2% in claim first"},
        {"66%", "66.2%", ATR_VERDICT_CONSISTENT, "also printed as 66%"},
        {"50.1%", "50.2%", ATR_VERDICT_INCONSISTENT, "one unit in the last digit"},
        {"63.2%", "83.2%", ATR_VERDICT_INCONSISTENT, "differ in one digit"},
        {"50.1%", "50.15%", ATR_VERDICT_CONSISTENT, "also printed"},
        {"50.1%", "50.17%", ATR_VERDICT_INCONSISTENT, "cut off"},
        {"63.2%", "0.632", ATR_VERDICT_INCONSISTENT, "factor of a hundred"},
        {"63.2%", "6.32%", ATR_VERDICT_INCONSISTENT, "factor of ten"},
        {"63.2%", "41.9%", ATR_VERDICT_INCONSISTENT, "41.9% here, 63.2% in claim first"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        checked *c = repeat((claim_row){.of = "A",
                                        .statistic = ATR_STATISTIC_SURVIVAL,
                                        .value = cases[i].first,
                                        .time = 60},
                            (claim_row){.of = "A", .value = cases[i].second, .time = 60});
        cr_expect_eq(verdict_on(c, "second"), cases[i].verdict, "%s", cases[i].second);
        cr_expect(line_says(c, "second", ATR_CHECK_REPEATED, cases[i].says), "%s",
                  cases[i].second);
        cr_expect_null(finding_about(c, "first", ATR_CHECK_REPEATED));
        checked_free(c);
    }
}

Test(claims_repeated, keeps_different_times_endpoints_and_arms_apart)
{
    static const claim_row rows[] = {
        {"a", "PFS", "A", ATR_STATISTIC_SURVIVAL, "90%", .time = 12},
        {"b", "PFS", "B", ATR_STATISTIC_SURVIVAL, "80%", .time = 12},
        {"c", "OS", "A", ATR_STATISTIC_SURVIVAL, "95%", .time = 12},
        {"d", "PFS", "A", ATR_STATISTIC_SURVIVAL, "70%", .time = 24},
        {"e", "PFS", "A", ATR_STATISTIC_SURVIVAL, "91%", .time = 12, .population = "PP"},
    };
    checked *c = check_rows(arms, rows, 5);
    for (size_t i = 0; i < c->findings.n; i++) {
        cr_expect_neq(c->findings.finding[i].check, ATR_CHECK_REPEATED);
    }
    checked_free(c);
}

static const claim_row cepheus = {.of = "A vs B",
                                  .statistic = ATR_STATISTIC_HR,
                                  .value = "0.57",
                                  .low = "0.41",
                                  .high = "0.79",
                                  .level = 0.95};

Test(claims_repeated, knows_a_ratio_the_other_way_round)
{
    checked *c = repeat(
        cepheus,
        (claim_row){
            .of = "B vs A", .value = "1.75", .low = "1.27", .high = "2.44", .level = 0.95});
    cr_expect_eq(verdict_of(c, "second", ATR_CHECK_REPEATED), ATR_VERDICT_CONSISTENT);
    cr_expect(
        line_says(c, "second", ATR_CHECK_REPEATED, "1.75 is 0.57 the other way round"));
    checked_free(c);
}

Test(claims_repeated, knows_an_inverse_under_the_wrong_name)
{
    checked *c = repeat(
        cepheus,
        (claim_row){
            .of = "A vs B", .value = "1.75", .low = "1.27", .high = "2.44", .level = 0.95});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "second", ATR_CHECK_REPEATED, "its inverse"));
    checked_free(c);

    c = repeat(
        cepheus,
        (claim_row){
            .of = "B vs A", .value = "0.57", .low = "0.41", .high = "0.79", .level = 0.95});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_repeated, negates_a_difference_the_other_way_round)
{
    checked *c = repeat(
        (claim_row){.of = "A vs B",
                    .statistic = ATR_STATISTIC_RD,
                    .value = "10.6",
                    .low = "1.0",
                    .high = "20.2"},
        (claim_row){.of = "B vs A", .value = "-10.6", .low = "-20.2", .high = "-1.0"});
    cr_expect_eq(verdict_of(c, "second", ATR_CHECK_REPEATED), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_repeated, compares_limits_and_p_too)
{
    checked *c =
        repeat((claim_row){.of = "A vs B",
                           .statistic = ATR_STATISTIC_HR,
                           .value = "0.70",
                           .low = "0.52",
                           .high = "0.95"},
               (claim_row){.of = "A vs B", .value = "0.70", .low = "0.52", .high = "0.94"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    cr_expect(
        line_says(c, "second", ATR_CHECK_REPEATED, "the upper limit 0.94 here, 0.95"));
    checked_free(c);

    c = repeat((claim_row){.of = "A vs B", .statistic = ATR_STATISTIC_P, .p = "0.003"},
               (claim_row){.of = "A vs B", .p = "0.0026"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = repeat((claim_row){.of = "A vs B", .statistic = ATR_STATISTIC_P, .p = "0.01"},
               (claim_row){.of = "A vs B", .p = "0.0160"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "second", ATR_CHECK_REPEATED, "as if cut off"));
    checked_free(c);

    c = repeat((claim_row){.of = "A vs B", .statistic = ATR_STATISTIC_P, .p = "<0.001"},
               (claim_row){.of = "A vs B", .p = "0.0009"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

/* IMROZ: 0.41-0.88 at 98.5% and 0.44-0.81 at 95%. */
Test(claims_repeated, compares_intervals_of_two_levels_by_their_width)
{
    checked *c = repeat(
        (claim_row){.of = "A vs B",
                    .statistic = ATR_STATISTIC_HR,
                    .value = "0.60",
                    .low = "0.41",
                    .high = "0.88",
                    .level = 0.985},
        (claim_row){
            .of = "A vs B", .value = "0.60", .low = "0.44", .high = "0.81", .level = 0.95});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "second", ATR_CHECK_REPEATED, "the same over the rounding"));
    checked_free(c);

    c = repeat(
        (claim_row){.of = "A vs B",
                    .statistic = ATR_STATISTIC_HR,
                    .value = "0.60",
                    .low = "0.41",
                    .high = "0.88",
                    .level = 0.985},
        (claim_row){
            .of = "A vs B", .value = "0.60", .low = "0.41", .high = "0.88", .level = 0.95});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_repeated, compares_medians_that_are_not_reached)
{
    claim_row nr = {.of = "A", .statistic = ATR_STATISTIC_MEDIAN, .value = "NR"};
    checked  *c = repeat(nr, (claim_row){.of = "A", .value = "not reached"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = repeat(nr, (claim_row){.of = "A", .value = "54.3"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_repeated, compares_dates_as_far_as_they_go_and_words_only_when_equal)
{
    claim_row date = {.statistic = ATR_STATISTIC_CUTOFF, .value = "2024-01"};
    claim_row text = {.statistic = ATR_STATISTIC_TEXT, .value = "immature"};
    checked  *c = repeat(date, (claim_row){.value = "2024-01-31"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = repeat(date, (claim_row){.value = "2023-09-26"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);

    c = repeat(text, (claim_row){.value = "immature"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = repeat(text, (claim_row){.value = "R-ISS"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

/* 50.1% of 331 cannot be: 50.2%, printed later, is no contradiction of it. */
Test(claims_repeated, compares_with_a_row_that_can_be_right)
{
    checked *c =
        repeat((claim_row){.of = "A",
                           .statistic = ATR_STATISTIC_PERCENT,
                           .value = "50.1%",
                           .n = 331,
                           .population = "safety"},
               (claim_row){.of = "A", .value = "50.2%", .n = 331, .population = "safety"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_of(c, "first", ATR_CHECK_REPEATED), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_repeated, finds_the_same_p_beside_an_estimate)
{
    static const claim_row rows[] = {
        {"hr", "PFS", "A vs B", ATR_STATISTIC_HR, "0.63", .p = "0.016"},
        {"p", "PFS", "A vs B", ATR_STATISTIC_P, .p = "0.016"},
        {"other", "PFS", "A vs B", ATR_STATISTIC_P, .p = "0.020", .population = "PP"},
    };
    checked *c = check_rows(arms, rows, 3);
    cr_expect_eq(verdict_on(c, "p"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "other"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

Test(claims_repeated, does_not_call_rows_that_differ_printed_alike)
{
    checked *c = repeat(
        cepheus,
        (claim_row){
            .of = "A vs B", .value = "0.57", .low = "0.41", .high = "0.78", .level = 0.95});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    cr_expect_not(line_says(c, "second", ATR_CHECK_REPEATED, "also printed"));
    checked_free(c);
}

Test(claims_repeated, inverts_the_whole_rounding)
{
    claim_row first = {.of = "A vs B", .statistic = ATR_STATISTIC_HR, .value = "0.57"};
    checked  *c = repeat(first, (claim_row){.of = "B vs A", .value = "1.74"});
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_CONSISTENT); /* 0.573 to 0.576 */
    checked_free(c);

    c = repeat(first, (claim_row){.of = "B vs A", .value = "1.73"}); /* 0.576 to 0.580 */
    cr_expect_eq(verdict_on(c, "second"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_repeated, knows_that_a_one_sided_p_is_half_a_two_sided_one)
{
    static const struct {
        const char *p;
        int         first, second;
        atr_verdict verdict;
    } cases[] = {
        {"0.009", 2, 1, ATR_VERDICT_CONSISTENT},
        {"0.009", 2, 2, ATR_VERDICT_INCONSISTENT},
        {"0.009", 0, 0, ATR_VERDICT_CONSISTENT},
        {"0.009", 2, 0, ATR_VERDICT_CONSISTENT},
        {"0.018", 2, 1, ATR_VERDICT_INCONSISTENT},
        {"0.004", 0, 0, ATR_VERDICT_INCONSISTENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const claim_row rows[] = {
            {"a", "PFS", "A vs B", ATR_STATISTIC_P, .p = "0.018", .sided = cases[i].first},
            {"b", "PFS", "A vs B", ATR_STATISTIC_P, .p = cases[i].p,
             .sided = cases[i].second},
        };
        checked *c = check_rows((const double[MOST_ARMS]){100, 100}, rows, 2);
        cr_expect_eq(verdict_on(c, "b"), cases[i].verdict, "%s, %d, %d", cases[i].p,
                     cases[i].first, cases[i].second);
        checked_free(c);
    }
}
