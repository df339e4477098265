/* test_claims.c - the frame of the checks: every claim judged, in order, once. */
#include "claims_builder.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double two_arms[MOST_ARMS] = {265, 181};

Test(claims, gives_a_trial_without_claims_no_findings)
{
    checked *c = check_rows(two_arms, NULL, 0);
    cr_expect_eq(c->findings.n, 0);
    cr_expect_eq(c->findings.n_claims, 0);
    checked_free(c);
}

Test(claims, says_of_every_kind_of_claim_why_it_cannot_be_checked)
{
    static const claim_row rows[] = {
        {"n", "Somebody", NULL, ATR_STATISTIC_N, "many"},
        {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, "162"},
        {"percent", "CR", "A", ATR_STATISTIC_PERCENT, "most"},
        {"survival", "PFS", "A", ATR_STATISTIC_SURVIVAL, "63.2%", .time = 60},
        {"median", "OS", "A", ATR_STATISTIC_MEDIAN, "54.3"},
        {"hr", "TTNT", "A vs B", ATR_STATISTIC_HR, "0.60"},
        {"or", "TTNT", "A vs B", ATR_STATISTIC_OR, "0.60"},
        {"rr", "TTNT", "A vs B", ATR_STATISTIC_RR, "0.60"},
        {"rd", "TTNT", "A vs B", ATR_STATISTIC_RD, "10"},
        {"p", "VGPR", "A vs B", ATR_STATISTIC_P, .p = "0.01"},
        {"follow-up", "PFS", NULL, ATR_STATISTIC_FOLLOW_UP, "59.7"},
        {"from", "PFS", NULL, ATR_STATISTIC_ACCRUAL_FROM, "2018-10"},
        {"to", "PFS", NULL, ATR_STATISTIC_ACCRUAL_TO, "2020-09"},
        {"cutoff", "PFS", NULL, ATR_STATISTIC_CUTOFF, "2023-09-26"},
        {"text", "PFS", NULL, ATR_STATISTIC_TEXT, "immature"},
    };
    static const char *const reasons[] = {
        "number of patients",
        "number of events",
        "percentage",
        "landmark",
        "median",
        "hazard ratio",
        "odds ratio",
        "risk ratio",
        "risk difference",
        "p-value",
        "follow-up",
        "date",
        "date",
        "date",
        "in words",
    };
    const size_t n = sizeof rows / sizeof *rows;
    checked     *c = check_rows(two_arms, rows, n);
    cr_expect_eq(c->findings.n_claims, n);
    cr_expect_eq(c->findings.n, n);
    for (size_t i = 0; i < n; i++) {
        cr_expect_eq(c->findings.verdict[i], ATR_VERDICT_NOT_CHECKABLE, "%s", rows[i].id);
        cr_expect(line_says(c, rows[i].id, ATR_CHECK_NONE, reasons[i]), "%s", rows[i].id);
    }
    checked_free(c);
}

Test(claims, orders_findings_by_claim_and_takes_the_worst)
{
    static const claim_row rows[] = {
        {"whole", "CR", "A", ATR_STATISTIC_PERCENT, "74.7%", .n = 265},
        {"impossible", "CR", "B", ATR_STATISTIC_PERCENT, "63.6%", .n = 22, .k = 15},
        {"fits-but-larger", "MRD", "A", ATR_STATISTIC_PERCENT, "80.0%", .n = 265, .k = 212,
         .part_of = "whole"},
        {"confirmed", "MRD", "B", ATR_STATISTIC_PERCENT, "50%", .n = 22, .k = 11},
        {"words", "MRD", NULL, ATR_STATISTIC_TEXT, "so many"},
    };
    checked *c = check_rows(two_arms, rows, 5);
    cr_expect_eq(verdict_on(c, "whole"), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "impossible"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect_eq(verdict_of(c, "fits-but-larger", ATR_CHECK_PERCENT_COUNT),
                 ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "fits-but-larger"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect_eq(verdict_on(c, "confirmed"), ATR_VERDICT_CONFIRMED);
    cr_expect_eq(verdict_on(c, "words"), ATR_VERDICT_NOT_CHECKABLE);
    cr_expect_null(finding_about(c, "whole", ATR_CHECK_NONE));
    cr_expect_not_null(finding_about(c, "words", ATR_CHECK_NONE));
    for (size_t i = 1; i < c->findings.n; i++) {
        cr_expect_leq(c->findings.finding[i - 1].claim, c->findings.finding[i].claim);
    }
    checked_free(c);
}

Test(claims, has_a_name_for_every_verdict_and_every_check)
{
    for (int v = ATR_VERDICT_NOT_CHECKABLE; v <= ATR_VERDICT_IMPOSSIBLE; v++) {
        cr_expect(strlen(atr_verdict_name((atr_verdict)v)) > 0);
        for (int w = 0; w < v; w++) {
            cr_expect_str_neq(atr_verdict_name((atr_verdict)v),
                              atr_verdict_name((atr_verdict)w));
        }
    }
    for (int k = ATR_CHECK_PERCENT_COUNT; k <= ATR_CHECK_NONE; k++) {
        cr_expect(strlen(atr_check_name((atr_check)k)) > 0);
        for (int j = 0; j < k; j++) {
            cr_expect_str_neq(atr_check_name((atr_check)k), atr_check_name((atr_check)j));
        }
    }
}

Test(claims, frees_findings_that_were_never_made)
{
    atr_findings none = {0};
    atr_findings_free(&none);
    cr_expect_null(none.finding);
}

/* Checking row by row against all others would take minutes. */
Test(claims, checks_thousands_of_rows_about_the_same_thing, .timeout = 20)
{
    enum { ROWS = 30000 };
    claim_row *rows = calloc(ROWS, sizeof *rows);
    char(*ids)[16] = calloc(ROWS, sizeof *ids);
    static const claim_row kinds[] = {
        {NULL, "PFS", "A", ATR_STATISTIC_SURVIVAL, "63.2%", .time = 60},
        {NULL, "PFS", "B", ATR_STATISTIC_SURVIVAL, "45.2%", .time = 60},
        {NULL, "PFS", "A vs B", ATR_STATISTIC_HR, "0.60", "0.41", "0.88", "<0.001", 0.985},
        {NULL, "PFS", NULL, ATR_STATISTIC_EVENTS, "162"},
        {NULL, "PFS", "B", ATR_STATISTIC_MEDIAN, "54.3"},
        {NULL, "PFS", NULL, ATR_STATISTIC_N, "446", .part_of = "row 3"},
        {NULL, "CR", "A", ATR_STATISTIC_PERCENT, "74.7%", .n = 265},
        {NULL, "PFS", "A vs B", ATR_STATISTIC_P, .p = "<0.001"},
    };
    const size_t n_kinds = sizeof kinds / sizeof *kinds;
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(ids[i], sizeof ids[i], "row %zu", i);
        rows[i] = kinds[i % n_kinds];
        rows[i].id = ids[i];
    }
    checked *c = check_rows(two_arms, rows, ROWS);
    cr_expect_geq(c->findings.n, (size_t)ROWS);
    cr_expect_eq(c->findings.verdict[2], ATR_VERDICT_CONSISTENT);
    cr_expect_eq(c->findings.verdict[ROWS - 1 - (ROWS - 1) % n_kinds],
                 ATR_VERDICT_CONSISTENT);
    checked_free(c);
    free(rows);
    free(ids);
}
