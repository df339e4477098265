/* test_rates.c - events per person-time against R and against their own laws. */
#include "atrisk/codes.h"
#include "atrisk/rates.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_rates compare(atr_exposure a, atr_exposure b, double level)
{
    atr_rates r;
    atr_error err = {0};
    cr_assert(atr_rates_test(&a, &b, level, &r, &err) == ATR_OK, "%s", err.message);
    return r;
}

static atr_estimate exact(double events, double time, double level)
{
    atr_estimate r;
    cr_assert(atr_rate_exact(&(atr_exposure){events, time}, level, &r, NULL) == ATR_OK);
    return r;
}

/* --- golden ---------------------------------------------------------------- */

Test(rates, agree_with_the_gamma_quantiles_of_r)
{
    golden_table g = golden_table_read("rates_one.csv");
    cr_assert(g.n == 10);
    for (size_t i = 0; i < g.n; i++) {
        const atr_exposure e = {golden_number(&g, i, "events"),
                                golden_number(&g, i, "time")};
        const double       level = golden_number(&g, i, "level");
        atr_estimate       exact, wald;
        cr_assert(atr_rate_exact(&e, level, &exact, NULL) == ATR_OK);
        cr_assert(atr_rate_wald(&e, level, &wald, NULL) == ATR_OK);
        golden_expect(&g, i, "rate", exact.value, 1e-15);
        golden_expect(&g, i, "rate", wald.value, 1e-15);
        golden_expect(&g, i, "log_se", exact.std_error, 1e-15);
        golden_expect(&g, i, "log_se", wald.std_error, 1e-15);
        golden_expect(&g, i, "exact_lower", exact.lower, 1e-12);
        golden_expect(&g, i, "exact_upper", exact.upper, 1e-12);
        golden_expect(&g, i, "wald_lower", wald.lower, 1e-14);
        golden_expect(&g, i, "wald_upper", wald.upper, 1e-14);
    }
    golden_table_free(&g);
}

Test(rates, ratios_and_differences_agree_with_r)
{
    golden_table g = golden_table_read("rates_two.csv");
    cr_assert(g.n == 10);
    for (size_t i = 0; i < g.n; i++) {
        const atr_rates r = compare(
            (atr_exposure){golden_number(&g, i, "events1"), golden_number(&g, i, "time1")},
            (atr_exposure){golden_number(&g, i, "events2"), golden_number(&g, i, "time2")},
            golden_number(&g, i, "level"));
        golden_expect(&g, i, "difference", r.rate_difference.value, 1e-13);
        golden_expect(&g, i, "difference_se", r.rate_difference.std_error, 1e-14);
        golden_expect(&g, i, "difference_lower", r.rate_difference.lower, 1e-12);
        golden_expect(&g, i, "difference_upper", r.rate_difference.upper, 1e-12);
        golden_expect(&g, i, "ratio", r.rate_ratio.value, 1e-14);
        golden_expect(&g, i, "ratio", r.rate_ratio_exact.value, 1e-14);
        golden_expect(&g, i, "log_se", r.rate_ratio.std_error, 1e-14);
        golden_expect(&g, i, "wald_lower", r.rate_ratio.lower, 1e-14);
        golden_expect(&g, i, "wald_upper", r.rate_ratio.upper, 1e-14);
        golden_expect(&g, i, "exact_lower", r.rate_ratio_exact.lower, 1e-12);
        golden_expect(&g, i, "exact_upper", r.rate_ratio_exact.upper, 1e-12);
        golden_expect(&g, i, "p", r.p, 1e-11);
        golden_expect(&g, i, "p_less", r.p_less, 1e-11);
        golden_expect(&g, i, "p_greater", r.p_greater, 1e-11);
    }
    golden_table_free(&g);
}

/* Breast cancers after fluoroscopy: 41 in 28,010 years against 15 in 19,017 (Rothman &
 * Greenland, ch. 14); by hand 1.8558 exp(-/+ 1.6449 x 0.30176). */
Test(rates, lead_to_a_ratio_and_limits_worked_by_hand)
{
    const atr_rates r = compare((atr_exposure){41, 28010}, (atr_exposure){15, 19017}, 0.9);
    cr_expect(fabs(r.rate_ratio.value - 1.86) < 5e-3);
    cr_expect(fabs(r.rate_ratio.lower - 1.13) < 5e-3);
    cr_expect(fabs(r.rate_ratio.upper - 3.05) < 5e-3);
}

/* --- laws ------------------------------------------------------------------ */

Test(rates, no_event_in_a_time_bounds_the_rate_by_minus_log_alpha_half)
{
    for (double level = 0.1; level < 1; level += 0.1) {
        const atr_estimate r = exact(0, 8, level);
        cr_expect(r.value == 0 && r.lower == 0 && isnan(r.std_error));
        cr_expect(close_relative(r.upper, -log((1 - level) / 2) / 8, 1e-14));
    }
}

/* P(X >= d) by factorials. */
static double poisson_at_least(double d, double mean)
{
    double below = 0;
    for (double x = 0; x < d; x++) below += exp(x * log(mean) - mean - lgamma(x + 1));
    return 1 - below;
}

Test(rates, exact_limits_leave_half_of_alpha_outside)
{
    for (double d = 1; d < 40; d += 3) {
        const atr_estimate r = exact(d, 2, 0.9);
        cr_expect(close_relative(poisson_at_least(d, 2 * r.lower), 0.05, 1e-11));
        cr_expect(close_relative(1 - poisson_at_least(d + 1, 2 * r.upper), 0.05, 1e-11));
    }
}

Test(rates, scale_with_the_unit_of_time)
{
    const atr_rates days =
        compare((atr_exposure){53, 30507}, (atr_exposure){112, 39086}, 0.9);
    const atr_rates weeks =
        compare((atr_exposure){53, 30507 / 7.0}, (atr_exposure){112, 39086 / 7.0}, 0.9);
    cr_expect(close_relative(7 * exact(53, 7, 0.9).lower, exact(53, 1, 0.9).lower, 1e-14));
    cr_expect(
        close_relative(7 * days.rate_difference.upper, weeks.rate_difference.upper, 1e-12));
    cr_expect(close_relative(days.rate_ratio.lower, weeks.rate_ratio.lower, 1e-14));
    cr_expect(
        close_relative(days.rate_ratio_exact.upper, weeks.rate_ratio_exact.upper, 1e-13));
    cr_expect(close_relative(days.p, weeks.p, 1e-12));
}

Test(rates, are_inverted_when_the_groups_change_places)
{
    const atr_exposure a = {7, 30.5}, b = {19, 44.25};
    const atr_rates    ab = compare(a, b, 0.95), ba = compare(b, a, 0.95);
    cr_expect(close_relative(ab.rate_ratio.lower, 1 / ba.rate_ratio.upper, 1e-14));
    cr_expect(
        close_relative(ab.rate_ratio_exact.lower, 1 / ba.rate_ratio_exact.upper, 1e-13));
    cr_expect(close_relative(ab.rate_difference.lower, -ba.rate_difference.upper, 1e-13));
    cr_expect(close_relative(ab.p_less, ba.p_greater, 1e-13));
    cr_expect(close_relative(ab.p, ba.p, 1e-13));
}

/* At the limit of the ratio the one-sided test of that ratio has p = alpha / 2. */
Test(rates, exact_limits_of_the_ratio_invert_the_exact_test)
{
    const atr_rates r = compare((atr_exposure){7, 30.5}, (atr_exposure){19, 44.25}, 0.95);
    const double    at_upper = 30.5 * r.rate_ratio_exact.upper;
    const double    at_lower = 30.5 * r.rate_ratio_exact.lower;
    const atr_exposure b = {19, 44.25};
    cr_expect(
        close_relative(compare((atr_exposure){7, at_upper}, b, 0.9).p_less, 0.025, 1e-11));
    cr_expect(close_relative(compare((atr_exposure){7, at_lower}, b, 0.9).p_greater, 0.025,
                             1e-11));
}

Test(rates, of_a_group_without_events_keep_their_exact_limits)
{
    const atr_rates none = compare((atr_exposure){0, 3}, (atr_exposure){0, 7}, 0.95);
    cr_expect(isnan(none.rate_ratio.value) && none.rate_ratio_exact.lower == 0);
    cr_expect(none.rate_ratio_exact.upper == INFINITY && none.p == 1 && none.p_less == 1);
    const atr_rates first = compare((atr_exposure){0, 10}, (atr_exposure){4, 12}, 0.95);
    cr_expect(first.rate_ratio.value == 0 && isnan(first.rate_ratio.upper));
    /* nobody of 4 in group 1: (1 - share)^4 = alpha / 2, share = 10 r / (10 r + 12) */
    const double share = 1 - pow(0.025, 0.25);
    cr_expect(
        close_relative(first.rate_ratio_exact.upper, 1.2 * share / (1 - share), 1e-13));
}

/* --- refusals -------------------------------------------------------------- */

Test(rates, refuse_events_and_times_that_are_none)
{
    static const struct {
        double      events, time;
        int         code;
        const char *named;
    } cases[] = {
        {1.5, 4, ATR_CODE_BAD_COUNT, "1.5 events"},
        {-1, 4, ATR_CODE_BAD_COUNT, "-1 events"},
        {NAN, 4, ATR_CODE_BAD_COUNT, "nan events"},
        {2e8, 4, ATR_CODE_BAD_COUNT, "2e+08 events"},
        {1, 0, ATR_CODE_BAD_PERSON_TIME, "person-time of 0"},
        {1, -3, ATR_CODE_BAD_PERSON_TIME, "person-time of -3"},
        {1, NAN, ATR_CODE_BAD_PERSON_TIME, "person-time of nan"},
        {1, INFINITY, ATR_CODE_BAD_PERSON_TIME, "person-time of inf"},
    };
    const atr_exposure good = {1, 1};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const atr_exposure bad = {cases[i].events, cases[i].time};
        atr_estimate       e = {1, 1, 1, 1};
        atr_rates          r = {.level = 1, .p = 1};
        atr_error          err = {0};
        cr_expect(atr_rate_exact(&bad, 0.95, &e, &err) == ATR_EARGUMENT);
        cr_expect(err.code == cases[i].code && strstr(err.message, cases[i].named) &&
                      err.hint[0],
                  "message was: %s", err.message);
        cr_expect(e.value == 0 && e.upper == 0);
        cr_expect(atr_rate_wald(&bad, 0.95, &e, &err) == ATR_EARGUMENT);
        cr_expect(atr_rates_test(&bad, &good, 0.95, &r, &err) == ATR_EARGUMENT);
        cr_expect(strstr(err.message, "in group 1") && r.level == 0 && r.p == 0);
        cr_expect(atr_rates_test(&good, &bad, 0.95, &r, &err) == ATR_EARGUMENT);
        cr_expect(strstr(err.message, "in group 2"));
    }
}

Test(rates, refuse_a_level_outside_0_and_1)
{
    static const double levels[] = {0, 1, -0.5, 95, NAN};
    const atr_exposure  good = {1, 1};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        atr_estimate e;
        atr_rates    r;
        atr_error    err = {0};
        cr_expect(atr_rate_exact(&good, levels[i], &e, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_LEVEL && strstr(err.message, "level"));
        cr_expect(atr_rates_test(&good, &good, levels[i], &r, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_LEVEL && r.group1.events == 0);
    }
}
