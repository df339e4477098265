/* test_claims_survival.c - landmarks, medians and hazard ratios of one endpoint. */
#include "claims_builder.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static const double arms[MOST_ARMS] = {265, 181};

static checked *check_landmarks(const char *first, const char *second, claim_row hr)
{
    hr.id = "hr";
    hr.endpoint = "PFS";
    hr.statistic = ATR_STATISTIC_HR;
    const claim_row rows[] = {
        {"a", "PFS", "A", ATR_STATISTIC_SURVIVAL, first, .time = 60},
        {"b", "PFS", "B", ATR_STATISTIC_SURVIVAL, second, .time = 60},
        hr,
    };
    return check_rows(arms, rows, 3);
}

static const claim_row imroz = {
    .of = "A vs B", .value = "0.60", .low = "0.41", .high = "0.88", .level = 0.985};

Test(claims_survival, compares_two_landmarks_with_the_hazard_ratio)
{
    checked           *c = check_landmarks("63.2%", "45.2%", imroz);
    const atr_finding *f = finding_about(c, "hr", ATR_CHECK_LANDMARK_HR);
    cr_expect_eq(f->verdict, ATR_VERDICT_CONSISTENT);
    cr_expect(close_to(f->value, log(0.632) / log(0.452), 1e-14));
    cr_expect(close_to(f->lower, log(0.6325) / log(0.4515), 1e-14));
    cr_expect(close_to(f->upper, log(0.6315) / log(0.4525), 1e-14));
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "b"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "a", ATR_CHECK_LANDMARK_HR, "= 0.578"));
    checked_free(c);
}

Test(claims_survival, turns_the_landmarks_with_the_comparison)
{
    claim_row turned = {
        .of = "B vs A", .value = "1.67", .low = "1.14", .high = "2.44", .level = 0.985};
    checked           *c = check_landmarks("63.2%", "45.2%", turned);
    const atr_finding *f = finding_about(c, "hr", ATR_CHECK_LANDMARK_HR);
    cr_expect_eq(f->verdict, ATR_VERDICT_CONSISTENT);
    cr_expect(close_to(f->value, log(0.452) / log(0.632), 1e-14));
    checked_free(c);
}

Test(claims_survival, lays_a_contradiction_to_the_hazard_ratio_when_it_stands_last)
{
    checked *c = check_landmarks("83.2%", "45.2%", imroz);
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    cr_expect(
        line_says(c, "hr", ATR_CHECK_LANDMARK_HR, "unless hazards are not proportional"));
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

Test(claims_survival, lays_a_contradiction_to_the_landmarks_when_they_stand_last)
{
    claim_row rows[] = {
        imroz,
        {"a", "PFS", "A", ATR_STATISTIC_SURVIVAL, "83.2%", .time = 60},
        {"b", "PFS", "B", ATR_STATISTIC_SURVIVAL, "45.2%", .time = 60},
    };
    rows[0].id = "hr";
    rows[0].endpoint = "PFS";
    rows[0].statistic = ATR_STATISTIC_HR;
    checked *c = check_rows(arms, rows, 3);
    cr_expect_null(finding_about(c, "hr", ATR_CHECK_LANDMARK_HR));
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "b"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

/* 99.0% of 265 against 97.0% of 181 are 3 and 5 events: SE sqrt(1/3 + 1/5) or so. */
Test(claims_survival, knows_how_little_an_early_landmark_says)
{
    claim_row rows[] = {
        {"hr", "PFS", "A vs B", ATR_STATISTIC_HR, "0.70", "0.52", "0.94", .level = 0.95},
        {"a", "PFS", "A", ATR_STATISTIC_SURVIVAL, "99.0%", .time = 6},
        {"b", "PFS", "B", ATR_STATISTIC_SURVIVAL, "97.0%", .time = 6},
    };
    checked *c = check_rows(arms, rows, 3);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "a", ATR_CHECK_LANDMARK_HR, "the error of the landmarks"));
    checked_free(c);

    rows[1].n = 26500;
    rows[2].n = 18100;
    c = check_rows(arms, rows, 3);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);

    rows[1].n = rows[2].n = 0;
    c = check_rows((const double[MOST_ARMS]){0}, rows, 3);
    cr_expect_eq(verdict_on(c, "a"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "a", ATR_CHECK_LANDMARK_HR, "is not known"));
    checked_free(c);
}

Test(claims_survival, needs_landmarks_of_the_same_time)
{
    static const claim_row rows[] = {
        {"hr", "PFS", "A vs B", ATR_STATISTIC_HR, "0.60", "0.41", "0.88"},
        {"a24", "PFS", "A", ATR_STATISTIC_SURVIVAL, "85%", .time = 24},
        {"a36", "PFS", "A", ATR_STATISTIC_SURVIVAL, "77%", .time = 36},
        {"b36", "PFS", "B", ATR_STATISTIC_SURVIVAL, "64%", .time = 36},
        {"b48", "PFS", "B", ATR_STATISTIC_SURVIVAL, "55%", .time = 48},
    };
    checked *c = check_rows(arms, rows, 5);
    cr_expect_null(finding_about(c, "a24", ATR_CHECK_LANDMARK_HR));
    cr_expect_eq(verdict_of(c, "a36", ATR_CHECK_LANDMARK_HR), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "b36", ATR_CHECK_LANDMARK_HR, "at 36"));
    cr_expect_null(finding_about(c, "b48", ATR_CHECK_LANDMARK_HR));
    checked_free(c);
}

Test(claims_survival, survives_landmarks_of_0_and_100_percent)
{
    checked *c = check_landmarks("100%", "45.2%", imroz);
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
    c = check_landmarks("63.2%", "100%", imroz);
    cr_expect_neq(verdict_on(c, "hr"), ATR_VERDICT_IMPOSSIBLE);
    checked_free(c);
    c = check_landmarks("100%", "100%", imroz);
    cr_expect_null(finding_about(c, "hr", ATR_CHECK_LANDMARK_HR));
    checked_free(c);
    c = check_landmarks("0%", "0%", imroz);
    cr_expect_null(finding_about(c, "hr", ATR_CHECK_LANDMARK_HR));
    checked_free(c);
}

/* ---- landmarks in order ---------------------------------------------------------- */

Test(claims_survival, finds_survival_that_rises)
{
    claim_row rows[] = {
        {"later", "PFS", "A", ATR_STATISTIC_SURVIVAL, "83.1%", .time = 24},
        {"sooner", "PFS", "A", ATR_STATISTIC_SURVIVAL, "91.0%", .time = 12},
    };
    checked *c = check_rows(arms, rows, 2);
    cr_expect_eq(verdict_on(c, "later"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "sooner"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);

    rows[0].value = "93.1%";
    c = check_rows(arms, rows, 2);
    cr_expect_eq(verdict_on(c, "later"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(
        line_says(c, "later", ATR_CHECK_PART, "93.1% at 24 is more than 91.0% at 12"));
    checked_free(c);
}

/* --- medians
 * ----------------------------------------------------------------------------------------
 */

static checked *check_median(const char *median, const char *survival, double time)
{
    const claim_row rows[] = {
        {"s", "PFS", "A", ATR_STATISTIC_SURVIVAL, survival, .time = time},
        {"m", "PFS", "A", ATR_STATISTIC_MEDIAN, median},
    };
    return check_rows(arms, rows, 2);
}

Test(claims_survival, lays_a_median_beside_a_landmark)
{
    static const struct {
        const char *median, *survival;
        double      time;
        atr_verdict verdict;
    } cases[] = {
        {"54.3", "45.2%", 60, ATR_VERDICT_CONSISTENT},
        {"54.3", "55.2%", 60, ATR_VERDICT_INCONSISTENT},
        {"54.3", "45.2%", 48, ATR_VERDICT_INCONSISTENT},
        {"54.3", "55.2%", 48, ATR_VERDICT_CONSISTENT},
        {"54.3", "50%", 60, ATR_VERDICT_CONSISTENT},
        {"54.3", "50%", 48, ATR_VERDICT_CONSISTENT},
        {"54", "68.1%", 54, ATR_VERDICT_CONSISTENT},
        {"54", "68.1%", 55, ATR_VERDICT_INCONSISTENT},
        {"NR", "63.2%", 60, ATR_VERDICT_CONSISTENT},
        {"NR", "45.2%", 60, ATR_VERDICT_INCONSISTENT},
        {"NR", "50%", 60, ATR_VERDICT_CONSISTENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        checked *c = check_median(cases[i].median, cases[i].survival, cases[i].time);
        cr_expect_eq(verdict_of(c, "m", ATR_CHECK_MEDIAN_LANDMARK), (int)cases[i].verdict,
                     "%s, %s at %g", cases[i].median, cases[i].survival, cases[i].time);
        const bool against = cases[i].verdict == ATR_VERDICT_INCONSISTENT;
        cr_expect_eq(verdict_on(c, "s"),
                     against ? ATR_VERDICT_NOT_CHECKABLE : ATR_VERDICT_CONSISTENT);
        checked_free(c);
    }
}

Test(claims_survival, says_how_a_landmark_at_the_median_can_be)
{
    checked *c = check_median("54", "68.1%", 54);
    cr_expect(line_says(c, "m", ATR_CHECK_MEDIAN_LANDMARK, "within the rounding"));
    checked_free(c);
}

Test(claims_survival, lays_a_landmark_against_an_earlier_median)
{
    static const claim_row rows[] = {
        {"m", "PFS", "A", ATR_STATISTIC_MEDIAN, "54.3"},
        {"24", "PFS", "A", ATR_STATISTIC_SURVIVAL, "80%", .time = 24},
        {"60", "PFS", "A", ATR_STATISTIC_SURVIVAL, "55.2%", .time = 60},
    };
    checked *c = check_rows(arms, rows, 3);
    cr_expect_eq(verdict_on(c, "m"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "24"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "60"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_survival, passes_over_landmarks_without_a_time_or_printed_twice)
{
    static const claim_row rows[] = {
        {"hr", "PFS", "A vs B", ATR_STATISTIC_HR, "0.60", "0.41", "0.88"},
        {"a-none", "PFS", "A", ATR_STATISTIC_SURVIVAL, "63.2%"},
        {"b-none", "PFS", "B", ATR_STATISTIC_SURVIVAL, "45.2%"},
        {"a", "PFS", "A", ATR_STATISTIC_SURVIVAL, "63.2%", .time = 60},
        {"a-again", "PFS", "A", ATR_STATISTIC_SURVIVAL, "63.2%", .time = 60},
        {"b", "PFS", "B", ATR_STATISTIC_SURVIVAL, "45.2%", .time = 60},
        {"b-again", "PFS", "B", ATR_STATISTIC_SURVIVAL, "45.2%", .time = 60},
    };
    checked *c = check_rows(arms, rows, 7);
    cr_expect_null(finding_about(c, "a-none", ATR_CHECK_LANDMARK_HR));
    cr_expect_eq(verdict_of(c, "a", ATR_CHECK_LANDMARK_HR), ATR_VERDICT_CONSISTENT);
    cr_expect_null(finding_about(c, "a-again", ATR_CHECK_LANDMARK_HR));
    cr_expect_null(finding_about(c, "b-again", ATR_CHECK_LANDMARK_HR));
    checked_free(c);
}
