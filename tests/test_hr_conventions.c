/* test_hr_conventions.c - the hazard ratio in every way, against R, and its laws. */
#include "atrisk/codes.h"
#include "atrisk/hr_conventions.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_hr_conventions compare(const atr_sample *sample, size_t arm, size_t versus)
{
    atr_hr_conventions c;
    atr_error          err = {0};
    cr_assert(atr_hr_conventions_fit(sample, NULL, arm, versus, 0.95, &c, &err) == ATR_OK,
              "%s", err.message);
    return c;
}

Test(hr_conventions, agree_with_coxph_and_survdiff)
{
    golden_csv golden = golden_csv_read("hr_conventions.csv");
    for (size_t row = 0; row < golden.rows; row += ATR_N_HR_METHODS) {
        const char *strata = golden_csv_text(&golden, "strata_by", row);
        atr_sample  sample =
            golden_sample(case_named(golden_csv_text(&golden, "case", row)),
                          golden_csv_text(&golden, "group_by", row), strata);
        const atr_hr_conventions c = compare(&sample, 1, 0);
        cr_expect(c.n == (strcmp(strata, "-") == 0 ? 1 : 2) * ATR_N_HR_METHODS);
        for (size_t m = 0; m < ATR_N_HR_METHODS; m++) {
            const atr_hr_result *r = &c.result[m];
            const double         log_hr = golden_csv_number(&golden, "log_hr", row + m);
            const double         se = golden_csv_number(&golden, "std_error", row + m);
            cr_expect(r->method == (atr_hr_method)m);
            cr_expect(r->stratified == (strcmp(strata, "-") != 0));
            cr_expect(close_relative(r->log_hr.value, log_hr, 1e-9),
                      "%s %s: %.17g, not %.17g", golden_csv_text(&golden, "case", row),
                      atr_hr_method_name(r->method), r->log_hr.value, log_hr);
            cr_expect(close_relative(r->log_hr.std_error, se, 1e-9),
                      "%s %s: se %.17g, not %.17g", golden_csv_text(&golden, "case", row),
                      atr_hr_method_name(r->method), r->log_hr.std_error, se);
        }
        golden_sample_free(&sample);
    }
    golden_csv_free(&golden);
}

Test(hr_conventions, turning_the_arms_round_changes_the_sign)
{
    atr_sample               sample = golden_sample(case_named("lung"), "sex", "-");
    const atr_hr_conventions a = compare(&sample, 1, 0), b = compare(&sample, 0, 1);
    for (size_t m = 0; m < a.n; m++) {
        cr_expect(fabs(a.result[m].log_hr.value + b.result[m].log_hr.value) < 1e-10);
        cr_expect(close_relative(a.result[m].log_hr.std_error, b.result[m].log_hr.std_error,
                                 1e-10));
    }
    golden_sample_free(&sample);
}

Test(hr_conventions, come_out_of_tables_at_hand_as_well)
{
    atr_sample               sample = golden_sample(case_named("lung"), "sex", "-");
    const atr_hr_conventions a = compare(&sample, 1, 0);
    atr_hr_conventions       b;
    atr_events               at_hand[2];
    cr_assert(atr_events_build(&sample, NULL, at_hand, NULL, NULL) == ATR_OK);
    cr_assert(atr_hr_conventions_fit(&sample, at_hand, 1, 0, 0.95, &b, NULL) == ATR_OK);
    cr_expect(b.n == a.n && b.logrank.p == a.logrank.p);
    for (size_t m = 0; m < a.n; m++)
        cr_expect(memcmp(&a.result[m].log_hr, &b.result[m].log_hr,
                         sizeof b.result[m].log_hr) == 0);
    atr_events_free(at_hand, 2);
    golden_sample_free(&sample);
}

Test(hr_conventions, without_ties_the_ways_of_cox_are_one)
{
    const double             time[] = {1, 2, 3, 4, 5, 6, 7, 8};
    const unsigned char      event[] = {1, 1, 0, 1, 1, 1, 0, 1};
    const uint32_t           group[] = {0, 1, 0, 1, 1, 0, 1, 0};
    const atr_sample         sample = sample_of(8, time, event, group, 2);
    const atr_hr_conventions c = compare(&sample, 0, 1);
    const double             efron = c.result[ATR_HR_COX_EFRON].log_hr.value;
    cr_expect(close_relative(c.result[ATR_HR_COX_BRESLOW].log_hr.value, efron, 1e-12));
    cr_expect(close_relative(c.result[ATR_HR_COX_EXACT].log_hr.value, efron, 1e-12));
}

/* Others in the sample do not count. */
Test(hr_conventions, a_third_group_does_not_matter)
{
    const double             time[] = {5, 8, 3, 9, 4, 7, 1, 2};
    const unsigned char      event[] = {1, 1, 1, 0, 1, 1, 1, 1};
    const uint32_t           three[] = {0, 0, 0, 2, 2, 2, 1, 1};
    const uint32_t           two[] = {0, 0, 0, 1, 1, 1};
    const atr_sample         all = sample_of(8, time, event, three, 3);
    const atr_sample         pair = sample_of(6, time, event, two, 2);
    const atr_hr_conventions a = compare(&all, 0, 2), b = compare(&pair, 0, 1);
    for (size_t m = 0; m < a.n; m++)
        cr_expect(
            close_relative(a.result[m].log_hr.value, b.result[m].log_hr.value, 1e-12));
}

Test(hr_conventions, an_arm_without_events_is_infinite_where_it_is)
{
    const double             time[] = {5, 8, 3, 9, 4, 7};
    const unsigned char      event[] = {0, 0, 0, 1, 1, 1};
    const uint32_t           group[] = {0, 0, 0, 1, 1, 1};
    const atr_sample         sample = sample_of(6, time, event, group, 2);
    const atr_hr_conventions c = compare(&sample, 0, 1);
    cr_expect(isinf(c.result[ATR_HR_COX_EFRON].log_hr.value));
    cr_expect(isinf(c.result[ATR_HR_PIKE].log_hr.value));
    cr_expect(isfinite(c.result[ATR_HR_PETO].log_hr.value));
}

Test(hr_conventions, refuses_groups_that_are_not_there)
{
    const double        time[] = {5, 8};
    const unsigned char event[] = {1, 1};
    const uint32_t      group[] = {0, 1};
    const atr_sample    sample = sample_of(2, time, event, group, 2);
    atr_hr_conventions  c;
    atr_error           err;
    cr_expect(atr_hr_conventions_fit(&sample, NULL, 0, 2, 0.95, &c, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_ONE_GROUP);
    cr_expect(atr_hr_conventions_fit(&sample, NULL, 1, 1, 0.95, &c, &err) == ATR_EARGUMENT);
    cr_expect(atr_hr_conventions_fit(&sample, NULL, 0, 1, 1, &c, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL);
}
