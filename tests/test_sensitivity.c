/* test_sensitivity.c - derived results are shown with what the assumptions do to them. */
#include "atrisk/codes.h"
#include "atrisk/sensitivity.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

/* GMMG-HD7, progression-free survival: J Clin Oncol 43 (2025) 1279-1288. */
static const atr_landmark    hd7_isa[] = {{36, {.83, .825, .835}}};
static const atr_landmark    hd7_rvd[] = {{36, {.75, .745, .755}}};
static const atr_summary_arm hd7_arms[] = {
    {.n = 331, .events = NAN, .n_landmarks = 1, .landmark = hd7_isa},
    {.n = 329, .events = NAN, .n_landmarks = 1, .landmark = hd7_rvd},
};
static const atr_summary hd7 = {
    .n_arms = 2, .arm = hd7_arms, .events = NAN, .shortest = 40, .longest = 64};

static atr_sensitivity range_of(const atr_summary             *summary,
                                const atr_sensitivity_options *options)
{
    atr_sensitivity r;
    atr_error       err = {0};
    cr_assert(atr_summary_range(summary, options, &r, &err) == ATR_OK, "%s", err.message);
    return r;
}

Test(sensitivity, puts_every_variant_inside_the_range)
{
    atr_sensitivity r = range_of(&hd7, NULL);
    cr_assert(r.n > ATR_N_SHAPES && r.n_arms == 2 && r.level == 0.95);
    cr_expect(r.n_left_out == 0 && r.n_built == 3 * r.n);
    cr_expect(r.hr == exp(r.variant[0].log_hr.value));
    cr_expect(strcmp(r.variant[0].name, "smooth") == 0);
    for (size_t k = 0; k < r.n; k++) {
        const atr_variant *v = &r.variant[k];
        const double       hr = exp(v->log_hr.value);
        cr_expect(v->complete);
        cr_expect(v->hr_low <= hr && hr <= v->hr_high, "%s: %g outside [%g, %g]", v->name,
                  hr, v->hr_low, v->hr_high);
        cr_expect(r.hr_low <= v->hr_low && v->hr_high <= r.hr_high);
        cr_expect(r.p_low <= v->logrank.p && v->logrank.p <= r.p_high);
        if (v->common)
            cr_expect(r.hr_common_low <= v->hr_low && v->hr_high <= r.hr_common_high);
        cr_expect(isnan(r.median[2 * k]) && isnan(r.median[2 * k + 1]));
    }
    atr_sensitivity_free(&r);
}

/* ln .835 / ln .745 and ln .825 / ln .755: what the rounding leaves of the ratio of
 * cumulative hazards at 36 months. */
Test(sensitivity, sees_the_rounding_of_landmarks)
{
    atr_sensitivity r = range_of(&hd7, NULL);
    const double    least = log(.835) / log(.745), most = log(.825) / log(.755);
    cr_expect(r.hr_common_low < 0.635 && r.hr_common_low > least - .01, "%g",
              r.hr_common_low);
    cr_expect(r.hr_common_high > 0.66 && r.hr_common_high < most + .01, "%g",
              r.hr_common_high);
    atr_sensitivity_free(&r);
}

Test(sensitivity, is_wider_where_the_arms_may_differ_in_shape)
{
    atr_sensitivity r = range_of(&hd7, NULL);
    cr_expect(r.hr_low < r.hr_common_low - .05 && r.hr_high > r.hr_common_high + .05);
    atr_sensitivity_free(&r);
}

Test(sensitivity, turns_the_ratio_round_with_the_arms)
{
    const atr_sensitivity_options other = {.arm = 1, .versus = 0};
    atr_sensitivity               a = range_of(&hd7, NULL), b = range_of(&hd7, &other);
    cr_expect(close_to(b.hr, 1 / a.hr, 1e-9));
    cr_expect(close_to(b.hr_low, 1 / a.hr_high, 1e-9));
    cr_expect(close_to(b.hr_high, 1 / a.hr_low, 1e-9));
    atr_sensitivity_free(&a);
    atr_sensitivity_free(&b);
}

Test(sensitivity, uses_the_level_it_is_given)
{
    const atr_sensitivity_options wide = {.level = 0.985};
    atr_sensitivity               a = range_of(&hd7, NULL), b = range_of(&hd7, &wide);
    const atr_estimate            x = a.variant[0].log_hr, y = b.variant[0].log_hr;
    cr_expect(x.value == y.value);
    cr_expect(close_to((y.upper - y.value) / (x.upper - x.value),
                       2.4323790585844463 / 1.959963984540054, 1e-9));
    atr_sensitivity_free(&a);
    atr_sensitivity_free(&b);
}

Test(sensitivity, leaves_out_variants_that_miss_an_input)
{
    atr_summary_arm arm[2] = {hd7_arms[0], hd7_arms[1]};
    atr_summary     trial = hd7;
    arm[0].median = (atr_known){20, 19.5, 20.5}; /* against 83% at 36 */
    trial.arm = arm;
    atr_sensitivity r = range_of(&trial, NULL);
    cr_expect(r.n_built == 0 && r.n_left_out == 3 * r.n);
    cr_expect(isnan(r.hr) && isnan(r.hr_low) && isnan(r.hr_high) && isnan(r.p_low));
    cr_expect(!r.variant[0].complete && isfinite(r.variant[0].log_hr.value));
    atr_sensitivity_free(&r);
}

Test(sensitivity, varies_the_window_that_it_assumes)
{
    atr_summary trial = hd7;
    trial.longest = trial.shortest = NAN;
    trial.follow_up = (atr_known){50, 49.5, 50.5};
    atr_sensitivity r = range_of(&trial, NULL);
    cr_expect(r.n_built + r.n_left_out == 5 * r.n);
    atr_sensitivity_free(&r);
}

Test(sensitivity, of_one_arm_has_medians_only)
{
    const atr_summary_arm arm = {.n = 60, .events = NAN, .median = {14, 13.95, 14.05}};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 20, .longest = 40};
    atr_sensitivity r = range_of(&trial, NULL);
    cr_assert(r.n == ATR_N_SHAPES);
    for (size_t k = 0; k < r.n; k++)
        cr_expect(r.median[k] == 14 && isnan(r.variant[k].log_hr.value));
    cr_expect(isnan(r.hr) && isnan(r.hr_low));
    atr_sensitivity_free(&r);
}

Test(sensitivity, of_patients_is_one_variant)
{
    static const double        t[] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const unsigned char e[] = {1, 1, 0, 1, 1, 1, 0, 1};
    static const uint32_t      g[] = {0, 2, 1, 0, 2, 2, 0, 2};
    atr_sample                 sample = {.n = 8, .time = t, .event = e, .group = g};
    sample.n_groups = 3;
    sample.n_strata = 1;
    const atr_estimate log_hr = {-.5, .25, -1, 0};
    const atr_test     logrank = {.p = .04};
    atr_events         tables[3];
    atr_sensitivity    r;
    cr_assert(atr_events_build(&sample, NULL, tables, NULL, NULL) == ATR_OK);
    cr_assert(atr_known_range("patients", tables, 3, &log_hr, &logrank, &r, NULL) ==
              ATR_OK);
    cr_expect(r.n == 1 && strcmp(r.variant[0].name, "patients") == 0);
    cr_expect(r.hr == exp(r.variant[0].log_hr.value));
    cr_expect(r.hr_low == r.hr && r.hr_high == r.hr && r.hr_common_low == r.hr);
    cr_expect(r.p_low == .04 && r.p_high == .04);
    cr_expect(r.median[0] == 4 && isnan(r.median[1]) && r.median[2] == 5.5);
    atr_sensitivity_free(&r);
    cr_assert(atr_known_range("patients", tables, 3, NULL, NULL, &r, NULL) == ATR_OK);
    cr_expect(isnan(r.hr) && isnan(r.p_low) && r.median[0] == 4);
    atr_sensitivity_free(&r);
    atr_events_free(tables, 3);
}

Test(sensitivity, refuses_arms_and_levels_that_do_not_exist)
{
    atr_sensitivity         r = {.n = 3};
    atr_error               err = {0};
    atr_sensitivity_options options = {.arm = 2, .versus = 0};
    cr_expect(atr_summary_range(&hd7, &options, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_SUMMARY && strstr(err.message, "arm 3"), "%s",
              err.message);
    cr_expect(r.n == 0 && r.variant == NULL);

    options = (atr_sensitivity_options){.arm = 1, .versus = 1};
    cr_expect(atr_summary_range(&hd7, &options, &r, &err) == ATR_EARGUMENT);
    options = (atr_sensitivity_options){.level = 95};
    cr_expect(atr_summary_range(&hd7, &options, &r, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL && strstr(err.message, "95"));

    atr_summary nothing = hd7;
    nothing.n_arms = 0;
    cr_expect(atr_summary_range(&nothing, NULL, &r, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_SUMMARY_TOO_THIN);
}
