/* test_claims_table.c - two percentages against the ratio and the p printed with them. */
#include "claims_builder.h"

#include <criterion/criterion.h>
#include <math.h>

static const double none[MOST_ARMS] = {0};

/* Two percentages with their denominators, and a comparison of them. */
static checked *compare(const char *first, double n1, const char *second, double n2,
                        claim_row comparison)
{
    comparison.id = "it";
    comparison.endpoint = "CR";
    if (!comparison.of) comparison.of = "A vs B";
    const claim_row rows[] = {
        {"a", "CR", "A", ATR_STATISTIC_PERCENT, first, .n = n1},
        {"b", "CR", "B", ATR_STATISTIC_PERCENT, second, .n = n2},
        comparison,
    };
    return check_rows(none, rows, 3);
}

/* GMMG-HD7, CR or better: 144/331 vs 112/329 by Fisher's exact method. */
Test(claims_table, confirms_an_odds_ratio_by_fishers_method)
{
    checked           *c = compare("43.5%", 331, "34.0%", 329,
                                   (claim_row){.statistic = ATR_STATISTIC_OR,
                                               .value = "1.49",
                                               .low = "1.08",
                                               .high = "2.07",
                                               .p = "0.013",
                                               .level = 0.95});
    const atr_finding *f = finding_about(c, "it", ATR_CHECK_TWO_BY_TWO);
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "144/331 against 112/329"));
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "Fisher's exact method"));
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "p 0.013 by Fisher's exact test"));
    cr_expect(fabs(f->value - 1.491) < 5e-4 && fabs(f->lower - 1.076) < 5e-4);
    checked_free(c);
}

/* BENEFIT, MRD-: 71 vs 35 of 135 gives 3.1696 (1.8992-5.2898), printed cut off; 72 vs 35
 * does not. */
Test(claims_table, confirms_an_odds_ratio_cut_off_when_one_pair_of_counts_gives_it)
{
    checked *c = compare("53%", 135, "26%", 135,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "3.16",
                                     .low = "1.89",
                                     .high = "5.28",
                                     .p = "<0.0001",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "71/135 against 35/135"));
    cr_expect(
        line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "cut off instead of rounded, and no"));
    checked_free(c);
}

/* GMMG-HD7, MRD- after transplant: an adjusted ratio. */
Test(claims_table, lets_an_adjusted_ratio_differ_a_little)
{
    checked *c = compare("66.2%", 331, "47.7%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "2.13",
                                     .low = "1.56",
                                     .high = "2.92",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "2.142 (1.565-2.933)"));
    checked_free(c);

    c = compare("75.2%", 355, "47.5%", 354,
                (claim_row){.statistic = ATR_STATISTIC_OR,
                            .value = "3.40",
                            .low = "2.47",
                            .high = "4.69",
                            .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "stratified or adjusted"));
    checked_free(c);
}

Test(claims_table, finds_a_ratio_that_the_percentages_do_not_lead_to)
{
    checked *c = compare("66.2%", 331, "47.7%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "2.73",
                                     .low = "2.00",
                                     .high = "3.73",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_table, finds_an_interval_of_another_width)
{
    checked *c = compare("66.2%", 331, "47.7%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "2.14",
                                     .low = "1.42",
                                     .high = "3.23",
                                     .level = 0.95});
    cr_expect_eq(verdict_of(c, "it", ATR_CHECK_TWO_BY_TWO), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_table, uses_the_level_of_the_interval)
{
    checked *c = compare("66.2%", 331, "47.7%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "2.14",
                                     .low = "1.42",
                                     .high = "3.24",
                                     .level = 0.99});
    cr_expect_eq(verdict_of(c, "it", ATR_CHECK_TWO_BY_TWO), ATR_VERDICT_CONFIRMED);
    checked_free(c);
}

Test(claims_table, finds_an_exact_ratio_beside_a_p_of_another_table)
{
    checked *c = compare("43.5%", 331, "34.0%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "1.49",
                                     .low = "1.08",
                                     .high = "2.07",
                                     .p = "0.030",
                                     .level = 0.95});
    cr_expect_eq(verdict_of(c, "it", ATR_CHECK_TWO_BY_TWO), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "no test of these counts"));
    checked_free(c);
}

/* By hand: 50/100 against 25/100 is a risk ratio of 2 with SE sqrt(0.01 + 0.03) = 0.2,
 * limits 2 exp(-/+ 0.39199), a difference of 25 points -/+ 1.95996 * 6.6144. */
Test(claims_table, checks_risk_ratios_and_differences)
{
    checked *c = compare("50%", 100, "25%", 100,
                         (claim_row){.statistic = ATR_STATISTIC_RR,
                                     .value = "2.00",
                                     .low = "1.35",
                                     .high = "2.96",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    checked_free(c);

    c = compare("50%", 100, "25%", 100,
                (claim_row){.statistic = ATR_STATISTIC_RD,
                            .value = "25.0",
                            .low = "12.0",
                            .high = "38.0",
                            .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    checked_free(c);

    c = compare("50%", 100, "25%", 100,
                (claim_row){.statistic = ATR_STATISTIC_RD,
                            .value = "30.0",
                            .low = "17.0",
                            .high = "43.0",
                            .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

/* Law: the other way round the ratio is inverted and the verdict stays. */
Test(claims_table, turns_the_table_with_the_comparison)
{
    checked *c = compare("50%", 100, "25%", 100,
                         (claim_row){.of = "B vs A",
                                     .statistic = ATR_STATISTIC_RR,
                                     .value = "0.50",
                                     .low = "0.34",
                                     .high = "0.74",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "25/100 against 50/100"));
    checked_free(c);
}

/* ---- p alone --------------------------------------------------------------------- */

/* IMROZ, CR or better: chi-square 0.0158, Fisher 0.0200; printed 0.01. */
Test(claims_table, finds_a_p_that_was_cut_off)
{
    checked *c = compare("74.7%", 265, "64.1%", 181,
                         (claim_row){.statistic = ATR_STATISTIC_P, .p = "0.01"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, "198/265 against 116/181"));
    cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, "0.0158 by chi-square"));
    cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, "0.0200 by Fisher"));
    cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, "cut off instead of rounded"));
    checked_free(c);
}

Test(claims_table, grades_a_p_by_the_tests_of_its_counts)
{
    static const struct {
        const char *p;
        int         sided;
        atr_verdict verdict;
        const char *says;
    } cases[] = {
        {"0.02", 0, ATR_VERDICT_CONFIRMED, "as the chi-square test prints"},
        {"0.0158", 0, ATR_VERDICT_CONFIRMED, "as the chi-square test prints"},
        {"0.0200", 0, ATR_VERDICT_CONFIRMED, ", as Fisher's exact test prints"},
        {"0.0209", 0, ATR_VERDICT_CONFIRMED, "as Yates' chi-square test prints"},
        {"0.0079", 1, ATR_VERDICT_CONFIRMED, "as the chi-square test prints"},
        {"<0.05", 0, ATR_VERDICT_CONFIRMED, "prints"},
        {"0.0160", 0, ATR_VERDICT_CONSISTENT, "stratified test"},
        {"0.0300", 0, ATR_VERDICT_INCONSISTENT, "printed is 0.0300"},
        {"<0.001", 0, ATR_VERDICT_INCONSISTENT, "printed is <0.001"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        checked *c = compare("74.7%", 265, "64.1%", 181,
                             (claim_row){.statistic = ATR_STATISTIC_P,
                                         .p = cases[i].p,
                                         .sided = cases[i].sided});
        cr_expect_eq(verdict_on(c, "it"), cases[i].verdict, "%s", cases[i].p);
        cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, cases[i].says), "%s",
                  cases[i].p);
        checked_free(c);
    }
}

/* 58% of 135 is 78; 33% is 44 or 45: p 3.2e-05 or 5.9e-05. */
Test(claims_table, is_sure_of_a_p_only_when_all_counts_give_it)
{
    checked *c = compare("58%", 135, "33%", 135,
                         (claim_row){.statistic = ATR_STATISTIC_P, .p = "<0.0001"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    checked_free(c);

    c = compare("58%", 135, "33%", 135,
                (claim_row){.statistic = ATR_STATISTIC_P, .p = "0.0000322"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, "other counts"));
    checked_free(c);
}

Test(claims_table, takes_a_p_beside_a_percentage_for_the_comparison)
{
    static const double sizes[MOST_ARMS] = {331, 329};
    const claim_row     rows[] = {
            {"a", "Stopped", "A", ATR_STATISTIC_PERCENT, "5.4%", .p = "0.014", .n = 331,
             .k = 18},
            {"b", "Stopped", "B", ATR_STATISTIC_PERCENT, "10.6%", .n = 329, .k = 35},
    };
    checked *c = check_rows(sizes, rows, 2);
    cr_expect_eq(verdict_of(c, "a", ATR_CHECK_P_TWO_BY_TWO), ATR_VERDICT_CONFIRMED);
    checked_free(c);
}

Test(claims_table, prefers_the_percentage_that_leaves_fewer_counts)
{
    const claim_row rows[] = {
        {"a0", "CR", "A", ATR_STATISTIC_PERCENT, "75%", .n = 265},
        {"a1", "CR", "A", ATR_STATISTIC_PERCENT, "74.7%", .n = 265},
        {"b", "CR", "B", ATR_STATISTIC_PERCENT, "64.1%", .n = 181},
        {"it", "CR", "A vs B", ATR_STATISTIC_P, .p = "0.0158"},
    };
    checked *c = check_rows(none, rows, 4);
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    checked_free(c);
}

Test(claims_table, joins_percentages_of_the_same_time_only)
{
    const claim_row rows[] = {
        {"a", "MRD", "A", ATR_STATISTIC_PERCENT, "74.7%", .n = 265, .time = 18},
        {"b", "MRD", "B", ATR_STATISTIC_PERCENT, "64.1%", .n = 181, .time = 12},
        {"it", "MRD", "A vs B", ATR_STATISTIC_P, .p = "0.02", .time = 18},
    };
    checked *c = check_rows(none, rows, 3);
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

/* 50% of 10000 leaves 101 counts in each arm: not all 10201 tables are tried. */
Test(claims_table, tries_the_extremes_of_very_many_tables, .timeout = 20)
{
    checked *c = compare("50%", 10000, "40%", 10000,
                         (claim_row){.statistic = ATR_STATISTIC_P, .p = "<0.0001"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    checked_free(c);
}

/* 1175 to 1177 against 979 to 981 of 2000 all give 1.48 to 1.49, cut off 1.4. */
Test(claims_table, is_not_sure_of_what_several_counts_give_cut_off)
{
    checked *c = compare("58.8%", 2000, "49.0%", 2000,
                         (claim_row){.statistic = ATR_STATISTIC_OR, .value = "1.4"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "as other counts do"));
    checked_free(c);
}

/* 3.1696 (1.8992-5.2898): nobody rounds two figures and cuts off the third. */
Test(claims_table, takes_cutting_off_for_all_figures_or_none)
{
    checked *c = compare("53%", 135, "26%", 135,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "3.17",
                                     .low = "1.89",
                                     .high = "5.29",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "last digit"));
    checked_free(c);
}

Test(claims_table, confirms_a_ratio_without_an_interval)
{
    checked *c = compare("43.5%", 331, "34.0%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR, .value = "1.49"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONFIRMED);
    checked_free(c);
}

Test(claims_table, lets_an_adjusted_difference_differ_a_little)
{
    checked *c = compare("50%", 100, "25%", 100,
                         (claim_row){.statistic = ATR_STATISTIC_RD,
                                     .value = "25.6",
                                     .low = "12.6",
                                     .high = "38.6",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

/* 2/27 against 9/27: chi-square 0.018, Fisher 0.039, Yates 0.043; the logistic model has
 * p 0.029 by Wald and 0.0146 by the likelihood ratio (R's glm). */
Test(claims_table, knows_the_p_of_a_logistic_model)
{
    checked *c = compare("7.4%", 27, "33.3%", 27,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "0.16",
                                     .low = "0.03",
                                     .high = "0.83",
                                     .p = "0.029",
                                     .level = 0.95});
    cr_expect_eq(verdict_of(c, "it", ATR_CHECK_TWO_BY_TWO), ATR_VERDICT_CONFIRMED);
    cr_expect(line_says(c, "it", ATR_CHECK_TWO_BY_TWO, "by the Wald test"));
    checked_free(c);

    c = compare("7.4%", 27, "33.3%", 27,
                (claim_row){.statistic = ATR_STATISTIC_P, .p = "0.029"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "it", ATR_CHECK_P_TWO_BY_TWO, "logistic"));
    checked_free(c);
}

Test(claims_table, lets_a_stratified_p_stand_beside_an_exact_ratio)
{
    checked *c = compare("43.5%", 331, "34.0%", 329,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "1.49",
                                     .low = "1.08",
                                     .high = "2.07",
                                     .p = "0.0155",
                                     .level = 0.95});
    cr_expect_eq(verdict_of(c, "it", ATR_CHECK_TWO_BY_TWO), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

/* 50% and 49% of 30000 leave 301 counts each; 14961 against 14761 give 1.027 (0.995-1.061)
 * and p 0.10, which none of the tables that are tried gives. */
Test(claims_table, does_not_contradict_by_tables_that_were_not_tried, .timeout = 20)
{
    checked *c = compare("50%", 30000, "49%", 30000,
                         (claim_row){.statistic = ATR_STATISTIC_OR,
                                     .value = "1.0270",
                                     .low = "0.9946",
                                     .high = "1.0605",
                                     .level = 0.95});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = compare("50%", 30000, "49%", 30000,
                (claim_row){.statistic = ATR_STATISTIC_P, .p = "0.1024"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = compare("50%", 30000, "49%", 30000,
                (claim_row){.statistic = ATR_STATISTIC_P, .p = "0.00000001"});
    cr_expect_eq(verdict_on(c, "it"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}
