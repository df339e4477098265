/* test_claims_ratio.c - an estimate with its interval: what it implies. */
#include "claims_builder.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

static const double imroz[MOST_ARMS] = {265, 181};
static const double none[MOST_ARMS] = {0};

/* A hazard ratio of A vs B for PFS. */
static claim_row hazard_ratio(const char *value, const char *low, const char *high,
                              double level, const char *p)
{
    return (claim_row){.id = "hr",
                       .endpoint = "PFS",
                       .of = "A vs B",
                       .statistic = ATR_STATISTIC_HR,
                       .value = value,
                       .low = low,
                       .high = high,
                       .p = p,
                       .level = level};
}

static checked *check_ratio(claim_row row)
{
    return check_rows(imroz, &row, 1);
}

/* --- golden ------------------------------------------------------------------------------
 */

Test(claims_ratio, agrees_with_r_on_what_an_interval_implies)
{
    FILE *file = fopen(GOLDEN_DIR "/claims_ratio.csv", "r");
    char  line[400];
    cr_assert_not_null(file);
    cr_assert_not_null(fgets(line, sizeof line, file));
    int n = 0;
    while (fgets(line, sizeof line, file)) {
        char   value[16], low[16], high[16];
        int    sides;
        double level, p, p_low, p_high, middle, events;
        cr_assert_eq(sscanf(line, "%15[^,],%15[^,],%15[^,],%lf,%d,%lf,%lf,%lf,%lf,%lf",
                            value, low, high, &level, &sides, &p, &p_low, &p_high, &middle,
                            &events),
                     10);
        claim_row rows[] = {
            hazard_ratio(value, low, high, level, "0.5"),
            {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, "100"},
        };
        rows[0].sided = sides;
        checked           *c = check_rows(imroz, rows, 2);
        const atr_finding *f = finding_about(c, "hr", ATR_CHECK_P_FROM_INTERVAL);
        cr_expect(close_relative(f->value, p, 1e-12), "%s: %.17g", value, f->value);
        cr_expect(close_relative(f->lower, p_low, 1e-11), "%s: %.17g", value, f->lower);
        cr_expect(close_relative(f->upper, p_high, 1e-11), "%s: %.17g", value, f->upper);
        f = finding_about(c, "hr", ATR_CHECK_SYMMETRY);
        cr_expect(close_to(f->value, middle, 1e-14));
        f = finding_about(c, "events", ATR_CHECK_EVENTS);
        cr_expect(close_relative(f->value, events, 1e-12));
        checked_free(c);
        n++;
    }
    fclose(file);
    cr_expect_eq(n, 10);
}

/* ---- inside, in order, symmetric ------------------------------------------------- */

Test(claims_ratio, finds_an_estimate_outside_its_interval_impossible)
{
    checked *c = check_ratio(hazard_ratio("0.06", "0.41", "0.88", 0.985, "<0.01"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "hr", ATR_CHECK_INSIDE_INTERVAL, "0.06 lies below"));
    cr_expect(line_says(c, "hr", ATR_CHECK_INSIDE_INTERVAL, "ten times that, 0.6,"));
    cr_expect_null(finding_about(c, "hr", ATR_CHECK_P_FROM_INTERVAL));
    checked_free(c);

    c = check_ratio(hazard_ratio("1.75", "0.41", "0.79", 0, NULL));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "hr", ATR_CHECK_INSIDE_INTERVAL, "above"));
    cr_expect(line_says(c, "hr", ATR_CHECK_INSIDE_INTERVAL, "its inverse, 0.571"));
    checked_free(c);
}

Test(claims_ratio, lets_an_estimate_lie_on_its_limit)
{
    checked *c = check_ratio(hazard_ratio("0.41", "0.41", "0.88", 0, NULL));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_INSIDE_INTERVAL), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_ratio, finds_limits_in_the_wrong_order_impossible)
{
    checked *c = check_ratio(hazard_ratio("0.60", "0.88", "0.41", 0, "0.01"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_IMPOSSIBLE);
    cr_expect(line_says(c, "hr", ATR_CHECK_INSIDE_INTERVAL, "above the upper limit"));
    checked_free(c);
}

Test(claims_ratio, checks_medians_against_limits_that_are_not_reached)
{
    claim_row row = {"m", "PFS", "A", ATR_STATISTIC_MEDIAN, "54.3", "45.2", "NR"};
    checked  *c = check_rows(imroz, &row, 1);
    cr_expect_eq(verdict_on(c, "m"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    row.value = "NR";
    row.high = "60.1";
    c = check_rows(imroz, &row, 1);
    cr_expect_eq(verdict_on(c, "m"), ATR_VERDICT_IMPOSSIBLE);
    checked_free(c);

    row.low = row.high = "NR";
    c = check_rows(imroz, &row, 1);
    cr_expect_eq(verdict_on(c, "m"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

Test(claims_ratio, forgives_a_small_asymmetry_only)
{
    checked *c = check_ratio(hazard_ratio("0.60", "0.41", "0.88", 0.985, NULL));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_SYMMETRY), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_SYMMETRY, "about 162 events"));
    cr_expect_not(line_says(c, "hr", ATR_CHECK_SYMMETRY, "not quite"));
    checked_free(c);

    c = check_ratio(hazard_ratio("0.62", "0.41", "0.88", 0.985, NULL));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_SYMMETRY), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_SYMMETRY, "not quite symmetric"));
    checked_free(c);

    c = check_ratio(hazard_ratio("0.66", "0.41", "0.88", 0.985, NULL));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_SYMMETRY), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

/* Law: turning a ratio round turns its interval and changes neither width nor p. */
Test(claims_ratio, implies_the_same_of_the_inverse)
{
    claim_row          there = hazard_ratio("0.5", "0.25", "1", 0.95, "0.05");
    claim_row          back = hazard_ratio("2", "1", "4", 0.95, "0.05");
    checked           *a = check_ratio(there), *b = check_ratio(back);
    const atr_finding *fa = finding_about(a, "hr", ATR_CHECK_P_FROM_INTERVAL);
    const atr_finding *fb = finding_about(b, "hr", ATR_CHECK_P_FROM_INTERVAL);
    cr_expect(close_relative(fa->value, fb->value, 1e-13));
    cr_expect(close_relative(fa->value, 0.05, 1e-12)); /* a limit of 1 at 95% is p 0.05 */
    checked_free(a);
    checked_free(b);
}

/* ---- p --------------------------------------------------------------------------- */

Test(claims_ratio, compares_p_over_the_rounding)
{
    static const struct {
        const char *p;
        int         sided;
        atr_verdict verdict;
        const char *says;
    } cases[] = {
        {"0.0184", 0, ATR_VERDICT_CONSISTENT, "0.020"},
        {"0.02", 0, ATR_VERDICT_CONSISTENT, "0.020"},
        {"<0.05", 0, ATR_VERDICT_CONSISTENT, "0.020"},
        {"0.013", 0, ATR_VERDICT_CONSISTENT, "close"},
        {"0.010", 0, ATR_VERDICT_CONSISTENT, "fits as a one-sided p"},
        {"0.010", 1, ATR_VERDICT_CONSISTENT, "one-sided p of 0.010"},
        {"0.010", 2, ATR_VERDICT_INCONSISTENT, "fits as a one-sided p"},
        {"0.0203", 1, ATR_VERDICT_INCONSISTENT, "fits as a two-sided p"},
        {"0.0003", 0, ATR_VERDICT_INCONSISTENT, "0.020"},
        {"<0.001", 0, ATR_VERDICT_INCONSISTENT, "0.020"},
        {"0.2", 0, ATR_VERDICT_INCONSISTENT, "0.020"},
        {">0.05", 0, ATR_VERDICT_INCONSISTENT, "0.020"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        claim_row row = hazard_ratio("0.700", "0.520", "0.950", 0.95, cases[i].p);
        row.sided = cases[i].sided;
        checked *c = check_ratio(row);
        cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_P_FROM_INTERVAL), (int)cases[i].verdict,
                     "%s", cases[i].p);
        cr_expect(line_says(c, "hr", ATR_CHECK_P_FROM_INTERVAL, cases[i].says), "%s",
                  cases[i].p);
        checked_free(c);
    }
}

Test(claims_ratio, says_when_p_was_cut_off)
{
    checked *c = check_ratio(hazard_ratio("0.5310", "0.3180", "0.8890", 0.99, "0.001"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_P_FROM_INTERVAL), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = check_ratio(hazard_ratio("0.7000", "0.5200", "0.9423", 0.95, "0.01"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_P_FROM_INTERVAL), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_P_FROM_INTERVAL, "close"));
    checked_free(c);

    c = check_ratio(hazard_ratio("0.5000", "0.2500", "0.9999", 0.95, "0.0"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_P_FROM_INTERVAL), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = check_ratio(hazard_ratio("0.9000", "0.8100", "1.0000", 0.95, "0.049"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_P_FROM_INTERVAL), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = check_ratio(hazard_ratio("0.9800", "0.8000", "1.2005", 0.95, "0.8"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_P_FROM_INTERVAL), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_ratio, checks_a_p_that_stands_alone_against_the_ratio)
{
    claim_row rows[] = {
        hazard_ratio("0.70", "0.52", "0.95", 0.95, NULL),
        {"p", "PFS", "A vs B", ATR_STATISTIC_P, .p = "0.0184"},
        {"other", "OS", "A vs B", ATR_STATISTIC_P, .p = "0.0184"},
    };
    checked *c = check_rows(imroz, rows, 3);
    cr_expect_eq(verdict_of(c, "p", ATR_CHECK_P_FROM_INTERVAL), ATR_VERDICT_CONSISTENT);
    cr_expect_eq(verdict_on(c, "other"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

/* ---- the level ------------------------------------------------------------------- */

/* IMROZ: read as 95% the interval would give p 0.009, not <0.001. */
Test(claims_ratio, shows_that_the_level_of_98_5_matters)
{
    checked *c = check_ratio(hazard_ratio("0.60", "0.41", "0.88", 0.985, "<0.001"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "stated 98.5%"));
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "read as 95% it would give 0.0087"));
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "does not fit"));
    checked_free(c);
}

Test(claims_ratio, names_the_levels_that_fit_when_the_stated_one_does_not)
{
    checked *c = check_ratio(hazard_ratio("0.60", "0.41", "0.88", 0.95, "0.0011"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_LEVEL), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "98.5%"));
    cr_expect_not(line_says(c, "hr", ATR_CHECK_LEVEL, "99.9%"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

Test(claims_ratio, assumes_95_without_a_level_and_blames_nobody_for_it)
{
    checked *c = check_ratio(hazard_ratio("0.60", "0.41", "0.88", 0, "0.0011"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_P_FROM_INTERVAL, "an assumed 95%"));
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "98.5%"));
    checked_free(c);
}

/* ---- events ---------------------------------------------------------------------- */

static checked *check_events(const double sizes[MOST_ARMS], const char *events)
{
    const claim_row rows[] = {
        hazard_ratio("0.60", "0.41", "0.88", 0.985, NULL),
        {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, events, .n = 446},
    };
    return check_rows(sizes, rows, 2);
}

Test(claims_ratio, finds_the_162_events_of_imroz)
{
    checked *c = check_events(imroz, "162");
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "events", ATR_CHECK_EVENTS, "4/SE^2 = 162 events"));
    cr_expect(line_says(c, "events", ATR_CHECK_EVENTS, "163 if"));
    cr_expect(line_says(c, "hr", ATR_CHECK_EVENTS, "published are 162"));
    const atr_finding *f = finding_about(c, "events", ATR_CHECK_EVENTS);
    cr_expect(f->lower > 154 && f->lower < 156 && f->upper > 176 && f->upper < 178);
    checked_free(c);
}

Test(claims_ratio, forgives_a_tenth_of_the_events_only)
{
    checked *c = check_events(imroz, "145");
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "events", ATR_CHECK_EVENTS, "close"));
    checked_free(c);

    c = check_events(imroz, "130");
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_INCONSISTENT);
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);

    c = check_events(imroz, "222");
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}

/* Law: with the events split in halves both formulas agree. */
Test(claims_ratio, needs_no_split_when_the_events_are_equal)
{
    static const double sizes[MOST_ARMS] = {200, 100};
    const claim_row     rows[] = {
            hazard_ratio("0.500", "0.250", "1.000", 0.95, NULL),
            {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, "32"},
    };
    checked *c = check_rows(sizes, rows, 2);
    cr_expect(line_says(c, "events", ATR_CHECK_EVENTS, "4/SE^2 = 32 events, 32 if"));
    cr_expect(line_says(c, "events", ATR_CHECK_EVENTS, "put 50% of them"));
    checked_free(c);
}

Test(claims_ratio, adds_up_the_events_of_the_arms)
{
    const claim_row rows[] = {
        hazard_ratio("0.60", "0.41", "0.88", 0.985, NULL),
        {"a", "PFS", "A", ATR_STATISTIC_EVENTS, "84"},
        {"b", "PFS", "B", ATR_STATISTIC_EVENTS, "78"},
    };
    checked *c = check_rows(imroz, rows, 3);
    cr_expect(line_says(c, "hr", ATR_CHECK_EVENTS, "published are 162"));
    checked_free(c);
}

/* By simulation: 3 to 1, HR 0.6, everybody followed to the event: 800 events, and the
 * information of 4/SE^2 = 574 of them. */
Test(claims_ratio, knows_that_events_end_up_split_as_the_arms)
{
    static const double sizes[MOST_ARMS] = {600, 200};
    const claim_row     rows[] = {
            hazard_ratio("0.600", "0.509", "0.707", 0.95, NULL),
            {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, "760"},
    };
    checked *c = check_rows(sizes, rows, 2);
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_CONSISTENT);
    checked_free(c);
}

Test(claims_ratio, counts_the_events_of_the_two_arms_only)
{
    static const double sizes[MOST_ARMS] = {200, 200, 200};
    const claim_row     rows[] = {
            hazard_ratio("0.70", "0.52", "0.94", 0.95, NULL),
            {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, "270"},
            {"a", "PFS", "A", ATR_STATISTIC_EVENTS, "80"},
            {"b", "PFS", "B", ATR_STATISTIC_EVENTS, "95"},
    };
    checked *c = check_rows(sizes, rows, 2);
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
    c = check_rows(sizes, rows, 4);
    cr_expect(line_says(c, "hr", ATR_CHECK_EVENTS, "published are 175"));
    checked_free(c);
}

Test(claims_ratio, takes_no_bound_for_a_number_of_events)
{
    checked *c = check_events(imroz, "<500");
    cr_expect_null(finding_about(c, "events", ATR_CHECK_EVENTS));
    checked_free(c);
}

Test(claims_ratio, implies_no_events_from_an_odds_ratio)
{
    claim_row rows[] = {
        hazard_ratio("0.60", "0.41", "0.88", 0.985, NULL),
        {"events", "PFS", NULL, ATR_STATISTIC_EVENTS, "162"},
    };
    rows[0].statistic = ATR_STATISTIC_OR;
    checked *c = check_rows(none, rows, 2);
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_NOT_CHECKABLE);
    checked_free(c);
}

Test(claims_ratio, says_when_a_p_fits_only_cut_off)
{
    claim_row row = hazard_ratio("0.750", "0.484", "1.163", 0.95, "0.0");
    row.sided = 1; /* p 0.0995 */
    checked *c = check_ratio(row);
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_P_FROM_INTERVAL, "only cut off"));
    checked_free(c);

    row.p = "<0.001";
    c = check_ratio(row);
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    cr_expect_not(line_says(c, "hr", ATR_CHECK_P_FROM_INTERVAL, "cut off"));
    checked_free(c);
}

Test(claims_ratio, lists_every_level_that_fits)
{
    checked *c = check_ratio(hazard_ratio("0.58", "0.42", "0.79", 0.99, "0.0006"));
    cr_expect_eq(verdict_of(c, "hr", ATR_CHECK_LEVEL), ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "95%, 95.4%, 96%"));
    checked_free(c);
}

Test(claims_ratio, takes_nothing_from_a_limit_of_zero)
{
    checked *c = check_ratio(hazard_ratio("0.10", "0.00", "0.88", 0.95, "0.04"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_CONSISTENT);
    cr_expect_null(finding_about(c, "hr", ATR_CHECK_SYMMETRY));
    cr_expect_null(finding_about(c, "hr", ATR_CHECK_P_FROM_INTERVAL));
    checked_free(c);
}

/* By hand: sqrt(0.405 x 0.875) and sqrt(0.415 x 0.885). */
Test(claims_ratio, gives_the_middle_over_the_rounding)
{
    checked           *c = check_ratio(hazard_ratio("0.60", "0.41", "0.88", 0.985, NULL));
    const atr_finding *f = finding_about(c, "hr", ATR_CHECK_SYMMETRY);
    cr_expect(close_to(f->lower, sqrt(0.405 * 0.875), 1e-14));
    cr_expect(close_to(f->upper, sqrt(0.415 * 0.885), 1e-14));
    checked_free(c);
}

Test(claims_ratio, names_levels_for_a_one_sided_p)
{
    claim_row row = hazard_ratio("0.742", "0.594", "0.928", 0.90, "0.003");
    row.sided = 1;
    checked           *c = check_ratio(row);
    const atr_finding *f = finding_about(c, "hr", ATR_CHECK_LEVEL);
    cr_expect_eq(f->verdict, ATR_VERDICT_INCONSISTENT);
    cr_expect(line_says(c, "hr", ATR_CHECK_LEVEL, "; 96% would"));
    cr_expect(f->lower < f->value && f->value < f->upper);
    checked_free(c);
}

Test(claims_ratio, implies_events_without_the_sizes_of_the_arms)
{
    checked *c = check_events((const double[MOST_ARMS]){NAN, NAN}, "162");
    cr_expect_eq(verdict_on(c, "events"), ATR_VERDICT_CONSISTENT);
    cr_expect(line_says(c, "events", ATR_CHECK_EVENTS, "4/SE^2 = 162 events (155 to 170"));
    cr_expect_not(line_says(c, "events", ATR_CHECK_EVENTS, "first arm"));
    checked_free(c);
}

/* Freireich's patients: Cox 0.208 (0.093-0.466), log-rank p 4.2e-05, Wald p 1.4e-04. */
Test(claims_ratio, lets_a_log_rank_p_differ_where_the_ratio_is_far_from_1)
{
    checked *c = check_ratio(hazard_ratio("0.21", "0.09", "0.47", 0.95, "0.00004"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_CONSISTENT);
    checked_free(c);

    c = check_ratio(hazard_ratio("0.21", "0.09", "0.47", 0.95, "0.00000004"));
    cr_expect_eq(verdict_on(c, "hr"), ATR_VERDICT_INCONSISTENT);
    checked_free(c);
}
