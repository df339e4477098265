/* test_limits.c - limits of a survival curve on every scale against R's survfit, and what
 * must hold between them. */
#include "atrisk/curve.h"
#include "core/limits.h"
#include "golden_csv.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

enum { SCALES = 5 };

static atr_curve fit(const atr_events *table, const atr_curve_options *options)
{
    atr_curve c;
    cr_assert(atr_curve_fit(table, options, &c, NULL) == ATR_OK);
    return c;
}

static atr_curve_options options_of(const golden_csv *golden, size_t row)
{
    const double scale = golden_csv_number(golden, "scale", row);
    const double lower = golden_csv_number(golden, "lower_limit", row);
    const double estimator = golden_csv_number(golden, "estimator", row);
    return (atr_curve_options){.scale = (atr_scale)scale,
                               .lower_limit = (atr_lower_limit)lower,
                               .estimator = (atr_survival_estimator)estimator};
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-12), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

Test(limits, agree_with_survfit_for_every_scale_lower_limit_and_estimator)
{
    golden_csv golden = golden_csv_read("limits.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        tables t =
            tables_of_case(case_named(golden_csv_text(&golden, "case", i)), "-", "-");
        const size_t            row = (size_t)golden_csv_number(&golden, "row", i);
        const atr_curve_options how = options_of(&golden, i);
        atr_curve               c = fit(t.table, &how);
        expect(c.lower[row], &golden, "lower", i);
        expect(c.upper[row], &golden, "upper", i);
        atr_curve_free(&c);
        tables_free(&t);
    }
    golden_csv_free(&golden);
}

Test(limits, enclose_the_curve_on_every_scale)
{
    static const double survival[] = {1e-12, 0.01, 0.5, 0.99, 1 - 1e-12};
    static const double half[] = {1e-6, 0.1, 3, 800};
    for (size_t i = 0; i < sizeof survival / sizeof *survival; i++) {
        for (size_t j = 0; j < sizeof half / sizeof *half; j++) {
            for (int scale = 0; scale < SCALES; scale++) {
                const double     s = survival[i];
                const atr_limits l =
                    atr_limits_around(s, half[j], half[j], (atr_scale)scale);
                cr_expect(l.lower >= 0 && l.lower <= s, "scale %d: %g", scale, l.lower);
                cr_expect(l.upper <= 1 && l.upper >= s, "scale %d: %g", scale, l.upper);
            }
        }
    }
}

/* What is symmetric in S and 1 - S has limits that are, when the standard error of S is
 * the same. */
Test(limits, by_logit_and_arcsine_do_not_care_which_is_the_event)
{
    static const atr_scale scales[] = {ATR_SCALE_LOGIT, ATR_SCALE_ARCSINE};
    const double           s = 0.3, e = 0.1; /* e is the standard error of S */
    for (size_t i = 0; i < 2; i++) {
        const atr_limits a = atr_limits_around(s, e / s, e / s, scales[i]);
        const atr_limits b = atr_limits_around(1 - s, e / (1 - s), e / (1 - s), scales[i]);
        cr_expect(close_to(a.lower, 1 - b.upper, 1e-14));
        cr_expect(close_to(a.upper, 1 - b.lower, 1e-14));
    }
}

Test(limits, are_the_same_to_first_order)
{
    for (int scale = 0; scale < SCALES; scale++) {
        const atr_limits l = atr_limits_around(0.4, 1e-5, 1e-5, (atr_scale)scale);
        cr_expect(fabs((0.4 - l.lower) / 0.4e-5 - 1) < 1e-4);
        cr_expect(fabs((l.upper - 0.4) / 0.4e-5 - 1) < 1e-4);
    }
}

Test(limits, are_one_before_the_first_event_and_unknown_after_the_last_death)
{
    const double        time[] = {1, 2, 3};
    const unsigned char event[] = {0, 1, 1};
    const atr_sample    s = sample_of(3, time, event, NULL, 1);
    tables              t = tables_of(&s);
    for (int scale = 0; scale < SCALES; scale++) {
        for (int lower = 0; lower < 3; lower++) {
            atr_curve c =
                fit(t.table, &(atr_curve_options){.scale = (atr_scale)scale,
                                                  .lower_limit = (atr_lower_limit)lower});
            cr_expect(c.lower[0] == 1 && c.upper[0] == 1);
            cr_expect(isnan(c.lower[2]) && isnan(c.upper[2]));
            atr_curve_free(&c);
        }
    }
    tables_free(&t);
}

/* Peto's and the modified limit leave the upper limit alone, and fall while subjects are
 * censored though the curve does not. */
Test(limits, below_the_curve_know_of_censoring_between_events)
{
    const double        time[] = {1, 2, 3, 4, 5, 6};
    const unsigned char event[] = {1, 0, 0, 0, 0, 0};
    const atr_sample    s = sample_of(6, time, event, NULL, 1);
    tables              t = tables_of(&s);
    atr_curve           usual = fit(t.table, &(atr_curve_options){.scale = ATR_SCALE_LOG});
    for (int lower = ATR_LOWER_PETO; lower <= ATR_LOWER_MODIFIED; lower++) {
        atr_curve c =
            fit(t.table, &(atr_curve_options){.scale = ATR_SCALE_LOG,
                                              .lower_limit = (atr_lower_limit)lower});
        for (size_t k = 1; k < c.n; k++) {
            cr_expect(c.lower[k] < c.lower[k - 1] && usual.lower[k] == usual.lower[0]);
            cr_expect(c.upper[k] == usual.upper[k]);
        }
        atr_curve_free(&c);
    }
    atr_curve_free(&usual);
    tables_free(&t);
}
