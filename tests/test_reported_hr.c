/* test_reported_hr.c - hazard ratios from printed figures, against the formulas in R and
 * against each other. */
#include "atrisk/codes.h"
#include "atrisk/reported_hr.h"
#include "golden_table.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* --- golden ---------------------------------------------------------------- */

/* Call the function that a golden row names with the arguments x of the row. */
static atr_status call(const char *way, const double *x, double level, atr_reported_hr *r)
{
    const int            sign = x[1] < 0 ? -1 : 1;
    const atr_reported_p p = {x[0], (int)fabs(x[1]), sign};
    if (!strcmp(way, "limits")) return atr_hr_from_limits(x[0], x[1], x[2], level, r, NULL);
    if (!strcmp(way, "score")) return atr_hr_from_score(x[0], x[1], level, r, NULL);
    if (!strcmp(way, "p"))
        return atr_hr_from_p(x[0], &(atr_reported_p){x[1], (int)x[2], 0}, level, r, NULL);
    if (!strcmp(way, "events")) return atr_hr_from_events(x[0], x[1], x[2], level, r, NULL);
    if (!strcmp(way, "p_events"))
        return atr_hr_from_p_and_events(&p, x[2], x[3], level, r, NULL);
    if (!strcmp(way, "p_total"))
        return atr_hr_from_p_and_total(&p, x[2], x[3], level, r, NULL);
    cr_assert(!strcmp(way, "medians"), "unknown way %s", way);
    return atr_hr_from_medians(&(atr_reported_median){x[0], x[1]},
                               &(atr_reported_median){x[2], x[3]}, level, r, NULL);
}

static void expect_close(const golden_table *g, size_t row, const char *column, double got)
{
    const double want = golden_number(g, row, column);
    cr_expect(close_to(got, want, 1e-13), "row %zu, %s: %.17g, not %.17g", row + 1, column,
              got, want);
}

Test(reported_hr, agrees_with_the_formulas_in_every_way_of_reporting)
{
    golden_table g = golden_table_read("reported_hr.csv");
    cr_assert(g.n == 19);
    for (size_t i = 0; i < g.n; i++) {
        const double    x[] = {golden_number(&g, i, "x1"), golden_number(&g, i, "x2"),
                               golden_number(&g, i, "x3"), golden_number(&g, i, "x4")};
        atr_reported_hr r;
        cr_assert(call(golden_text(&g, i, "way"), x, golden_number(&g, i, "level"), &r) ==
                  ATR_OK);
        expect_close(&g, i, "log_hr", r.log_hr.value);
        golden_expect(&g, i, "std_error", r.log_hr.std_error, 1e-13);
        golden_expect(&g, i, "std_error", r.hr.std_error, 1e-13);
        expect_close(&g, i, "log_lower", r.log_hr.lower);
        expect_close(&g, i, "log_upper", r.log_hr.upper);
        golden_expect(&g, i, "hr", r.hr.value, 1e-13);
        golden_expect(&g, i, "lower", r.hr.lower, 1e-13);
        golden_expect(&g, i, "upper", r.hr.upper, 1e-13);
        golden_expect(&g, i, "variance", r.variance, 1e-13);
        golden_expect(&g, i, "information", r.information, 1e-13);
        expect_close(&g, i, "o_minus_e", r.o_minus_e);
        golden_expect(&g, i, "p", r.p, 1e-11);
        golden_expect(&g, i, "asymmetry", r.asymmetry, 1e-12);
        golden_expect(&g, i, "midpoint", r.midpoint, 1e-14);
        cr_expect(r.level == golden_number(&g, i, "level"));
    }
    golden_table_free(&g);
}

/* --- laws ------------------------------------------------------------------ */

Test(reported_hr, goes_round_from_any_result_back_to_the_same)
{
    atr_reported_hr a, b;
    cr_assert(atr_hr_from_events(0.6, 40, 61, 0.9, &a, NULL) == ATR_OK);
    cr_assert(atr_hr_from_limits(NAN, a.hr.lower, a.hr.upper, 0.9, &b, NULL) == ATR_OK);
    cr_expect(close_relative(b.hr.value, 0.6, 1e-14) && close_to(b.asymmetry, 1, 1e-13));
    cr_expect(close_relative(b.variance, a.variance, 1e-13));
    cr_assert(atr_hr_from_score(a.o_minus_e, a.information, 0.9, &b, NULL) == ATR_OK);
    cr_expect(close_relative(b.hr.lower, a.hr.lower, 1e-14));
    cr_assert(atr_hr_from_p(0.6, &(atr_reported_p){a.p, 2, 0}, 0.9, &b, NULL) == ATR_OK);
    cr_expect(close_relative(b.variance, a.variance, 1e-12));
    cr_assert(atr_hr_from_p_and_events(&(atr_reported_p){a.p, 2, -1}, 40, 61, 0.9, &b,
                                       NULL) == ATR_OK);
    cr_expect(close_relative(b.hr.value, 0.6, 1e-12));
}

Test(reported_hr, takes_half_a_two_sided_p_value_as_one_sided)
{
    atr_reported_hr one, two;
    atr_hr_from_p_and_total(&(atr_reported_p){0.01, 1, -1}, 90, 2, 0.95, &one, NULL);
    atr_hr_from_p_and_total(&(atr_reported_p){0.02, 2, -1}, 90, 2, 0.95, &two, NULL);
    cr_expect(one.hr.value == two.hr.value && one.hr.value < 1);
    atr_hr_from_p_and_total(&(atr_reported_p){0.02, 2, 1}, 90, 2, 0.95, &two, NULL);
    cr_expect(close_relative(two.hr.value, 1 / one.hr.value, 1e-14));
}

Test(reported_hr, knows_most_when_groups_are_equal)
{
    const atr_reported_p p = {0.02, 2, -1};
    atr_reported_hr      equal, unequal, mirrored;
    atr_hr_from_p_and_total(&p, 90, 1, 0.95, &equal, NULL);
    atr_hr_from_p_and_total(&p, 90, 3, 0.95, &unequal, NULL);
    atr_hr_from_p_and_total(&p, 90, 1.0 / 3, 0.95, &mirrored, NULL);
    cr_expect(close_relative(equal.information, 90.0 / 4, 1e-14));
    cr_expect(unequal.information < equal.information);
    cr_expect(close_relative(unequal.information, mirrored.information, 1e-14));
}

Test(reported_hr, of_medians_does_not_depend_on_the_unit_of_time)
{
    atr_reported_hr months, days;
    atr_hr_from_medians(&(atr_reported_median){50, 14.2}, &(atr_reported_median){62, 11},
                        0.95, &months, NULL);
    atr_hr_from_medians(&(atr_reported_median){50, 14.2 * 30.4375},
                        &(atr_reported_median){62, 11 * 30.4375}, 0.95, &days, NULL);
    cr_expect(close_relative(months.hr.upper, days.hr.upper, 1e-14) && months.hr.value < 1);
}

/* --- refusals -------------------------------------------------------------- */

static void expect_refusal(atr_status status, const atr_reported_hr *r,
                           const atr_error *err, int code, const char *named)
{
    cr_expect(status == ATR_EARGUMENT && err->code == code, "%d: %s", err->code,
              err->message);
    cr_expect(strstr(err->message, named) && err->hint[0], "message was: %s", err->message);
    cr_expect(r->level == 0 && r->hr.value == 0);
}

Test(reported_hr, refuses_limits_that_are_none)
{
    static const struct {
        double      hr, lower, upper;
        const char *named;
    } cases[] = {
        {0.7, 0, 1, "limit of 0"},        {0.7, -1, 1, "limit of -1"},
        {0.7, 0.5, INFINITY, "of inf"},   {0.7, NAN, 1, "limit of nan"},
        {0.7, 0.9, 0.5, "of 0.9 and 0."}, {0.4, 0.5, 0.9, "ratio of 0.4"},
        {1.1, 0.5, 0.9, "ratio of 1.1"},  {0.5, 0.5, 0.5, "limits of 0.5 and 0.5"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        atr_reported_hr  r = {.level = 1, .hr.value = 1};
        atr_error        err = {0};
        const atr_status status =
            atr_hr_from_limits(cases[i].hr, cases[i].lower, cases[i].upper, 0.95, &r, &err);
        expect_refusal(status, &r, &err, ATR_CODE_BAD_RATIO, cases[i].named);
    }
}

Test(reported_hr, refuses_p_values_that_tell_nothing)
{
    static const struct {
        atr_reported_p p;
        const char    *named;
    } cases[] = {
        {{0, 2, 1}, "p-value of 0"},     {{1, 2, 1}, "p-value of 1"},
        {{0.5, 1, 1}, "p-value of 0.5"}, {{0.04, 3, 1}, "with 3 sides"},
        {{NAN, 2, 1}, "p-value of nan"}, {{-0.1, 1, 1}, "p-value of -0.1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const atr_reported_p *p = &cases[i].p;
        atr_reported_hr       r = {.level = 1, .hr.value = 1};
        atr_error             err = {0};
        expect_refusal(atr_hr_from_p(0.7, p, 0.95, &r, &err), &r, &err,
                       ATR_CODE_BAD_P_VALUE, cases[i].named);
        expect_refusal(atr_hr_from_p_and_events(p, 3, 4, 0.95, &r, &err), &r, &err,
                       ATR_CODE_BAD_P_VALUE, cases[i].named);
        expect_refusal(atr_hr_from_p_and_total(p, 3, 1, 0.95, &r, &err), &r, &err,
                       ATR_CODE_BAD_P_VALUE, cases[i].named);
    }
    atr_reported_hr      r = {.level = 1, .hr.value = 1};
    atr_error            err = {0};
    const atr_reported_p nowhere = {0.04, 2, 0};
    expect_refusal(atr_hr_from_p_and_events(&nowhere, 3, 4, 0.95, &r, &err), &r, &err,
                   ATR_CODE_BAD_P_VALUE, "direction of 0");
}

Test(reported_hr, refuses_ratios_events_and_medians_that_are_none)
{
    const atr_reported_p p = {0.04, 2, 1};
    atr_reported_hr      r = {.level = 1, .hr.value = 1};
    atr_error            err = {0};
    const int            code = ATR_CODE_BAD_RATIO;
    expect_refusal(atr_hr_from_p(1, &p, 0.95, &r, &err), &r, &err, code, "ratio of 1 and");
    expect_refusal(atr_hr_from_p(0, &p, 0.95, &r, &err), &r, &err, code, "ratio of 0");
    expect_refusal(atr_hr_from_events(0.7, 0, 5, 0.95, &r, &err), &r, &err, code,
                   "number of events of 0");
    expect_refusal(atr_hr_from_p_and_events(&p, 5, -1, 0.95, &r, &err), &r, &err, code,
                   "number of events of -1");
    expect_refusal(atr_hr_from_p_and_total(&p, 5, 0, 0.95, &r, &err), &r, &err, code,
                   "allocation ratio of 0");
    expect_refusal(atr_hr_from_score(1, 0, 0.95, &r, &err), &r, &err, code,
                   "variance of O - E of 0");
    expect_refusal(atr_hr_from_score(NAN, 1, 0.95, &r, &err), &r, &err, code, "of nan");
    expect_refusal(atr_hr_from_medians(&(atr_reported_median){5, 12},
                                       &(atr_reported_median){5, INFINITY}, 0.95, &r, &err),
                   &r, &err, code, "median of inf");
}

Test(reported_hr, refuses_a_level_outside_0_and_1)
{
    atr_reported_hr r = {.level = 1, .hr.value = 1};
    atr_error       err = {0};
    expect_refusal(atr_hr_from_limits(0.7, 0.5, 0.9, 95, &r, &err), &r, &err,
                   ATR_CODE_BAD_LEVEL, "95");
    expect_refusal(atr_hr_from_score(1, 2, 0, &r, &err), &r, &err, ATR_CODE_BAD_LEVEL, "0");
}
