/* test_bands.c - confidence bands against formulas evaluated in R, and their own laws. */
#include "atrisk/bands.h"
#include "atrisk/codes.h"
#include "golden_csv.h"
#include "num/bridge.h"
#include "samples.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static atr_bands fit(const atr_events *table, const atr_bands_options *options)
{
    atr_bands b;
    atr_error err = {0};
    cr_assert(atr_bands_fit(table, options, &b, &err) == ATR_OK, "%s", err.message);
    return b;
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_to(got, want, 1e-8), "%s, row %zu: %.17g, not %.17g", column, row, got,
              want);
}

static size_t row_at(const atr_bands *b, double time)
{
    size_t k = 0;
    while (k < b->n && b->time[k] != time) k++;
    cr_assert(k < b->n, "no row at %g", time);
    return k;
}

static void expect_band(const golden_csv *golden, size_t i, atr_scale scale,
                        const char *lower, const char *upper)
{
    tables t = tables_of_case(case_named(golden_csv_text(golden, "case", i)), "-", "-");
    const double            kind = golden_csv_number(golden, "kind", i);
    const atr_bands_options options = {.kind = (atr_band_kind)kind,
                                       .scale = scale,
                                       .level = golden_csv_number(golden, "level", i),
                                       .from = golden_csv_number(golden, "from", i),
                                       .to = golden_csv_number(golden, "to", i)};
    atr_bands               b = fit(t.table, &options);
    const size_t            k = row_at(&b, golden_csv_number(golden, "time", i));
    expect(b.a_from, golden, "a_from", i);
    expect(b.a_to, golden, "a_to", i);
    expect(b.critical, golden, "critical", i);
    expect(b.survival[k], golden, "survival", i);
    expect(b.lower[k], golden, lower, i);
    expect(b.upper[k], golden, upper, i);
    atr_bands_free(&b);
    tables_free(&t);
}

Test(bands, agree_with_eigenfunctions_and_formulas_in_R)
{
    golden_csv golden = golden_csv_read("bands.csv");
    for (size_t i = 0; i < golden.rows; i++) {
        expect_band(&golden, i, ATR_SCALE_PLAIN, "plain_lower", "plain_upper");
        expect_band(&golden, i, ATR_SCALE_LOGLOG, "loglog_lower", "loglog_upper");
        expect_band(&golden, i, ATR_SCALE_ARCSINE, "arcsine_lower", "arcsine_upper");
    }
    golden_csv_free(&golden);
}

/* Over (almost) all of [0, 1] the limit is Kolmogorov's; its 95% and 99% points are in
 * every table. */
Test(bridge, strays_as_kolmogorov_says)
{
    cr_expect(fabs(atr_bridge_limit(1e-7, 1 - 1e-7, 0.95) - 1.3581) < 5e-5);
    cr_expect(fabs(atr_bridge_limit(1e-7, 1 - 1e-7, 0.99) - 1.6276) < 5e-5);
}

/* At a single point it is normal with variance a (1 - a). */
Test(bridge, at_one_point_is_normal)
{
    const double z = 1.959963984540054;
    cr_expect(close_to(atr_bridge_limit(0.3, 0.3, 0.95), z * sqrt(0.21), 1e-9));
    cr_expect(close_to(atr_bridge_limit(0.3, 0.3 + 1e-9, 0.95), z * sqrt(0.21), 1e-4));
}

/* B(u) and B(1 - u) stray alike. */
Test(bridge, is_the_same_backwards)
{
    cr_expect(
        close_to(atr_bridge_limit(0.1, 0.6, 0.9), atr_bridge_limit(0.4, 0.9, 0.9), 1e-9));
    cr_expect(close_to(atr_bridge_scaled_limit(0.1, 0.6, 0.9),
                       atr_bridge_scaled_limit(0.4, 0.9, 0.9), 1e-12));
}

Test(bands, are_wider_than_pointwise_limits_and_grow_with_the_stretch)
{
    tables    t = tables_of_case(case_named("lung"), "-", "-");
    atr_curve c;
    cr_assert(atr_curve_fit(t.table, &(atr_curve_options){.scale = ATR_SCALE_PLAIN}, &c,
                            NULL) == ATR_OK);
    for (int kind = 0; kind < 2; kind++) {
        const atr_bands_options all = {.kind = (atr_band_kind)kind};
        const atr_bands_options part = {
            .kind = (atr_band_kind)kind, .from = 100, .to = 500};
        atr_bands whole = fit(t.table, &all), some = fit(t.table, &part);
        cr_expect(whole.critical > some.critical && whole.n > some.n);
        cr_expect(some.time[0] >= 100 && some.time[some.n - 1] <= 500);
        for (size_t k = 0; k < some.n; k++) {
            const atr_estimate at = atr_curve_at(&c, some.time[k]);
            cr_expect(some.survival[k] == at.value);
            cr_expect(some.lower[k] < at.lower && some.upper[k] > at.upper);
        }
        atr_bands_free(&whole);
        atr_bands_free(&some);
    }
    atr_curve_free(&c);
    tables_free(&t);
}

Test(bands, of_equal_precision_are_a_multiple_of_the_standard_error)
{
    tables                  t = tables_of_case(case_named("lung"), "-", "-");
    const atr_bands_options o = {.kind = ATR_BAND_EQUAL_PRECISION, .from = 200, .to = 400};
    atr_bands               b = fit(t.table, &o);
    atr_curve               c;
    cr_assert(atr_curve_fit(t.table, NULL, &c, NULL) == ATR_OK);
    for (size_t k = 0; k < b.n; k++) {
        const double e = atr_curve_at(&c, b.time[k]).std_error;
        cr_expect(close_relative(b.upper[k] - b.survival[k], b.critical * e, 1e-12));
    }
    atr_curve_free(&c);
    atr_bands_free(&b);
    tables_free(&t);
}

Test(bands, stop_before_everybody_is_dead)
{
    const double        time[] = {1, 2, 3};
    const unsigned char event[] = {1, 1, 1};
    const atr_sample    s = sample_of(3, time, event, NULL, 1);
    tables              t = tables_of(&s);
    atr_bands           b = fit(t.table, NULL);
    cr_expect(b.n == 2 && b.options.level == 0.95);
    cr_expect(isnan(atr_bands_at(&b, 0.9).lower) && isnan(atr_bands_at(&b, 3).lower));
    cr_expect(atr_bands_at(&b, 2.9).lower == b.lower[1]);
    atr_bands_free(&b);
    tables_free(&t);
}

Test(bands, hold_between_events_and_to_the_end_that_was_asked_for)
{
    tables                  t = tables_of_case(case_named("lung"), "-", "-");
    const atr_bands_options o = {.from = 100, .to = 400};
    atr_bands               b = fit(t.table, &o);
    for (size_t k = 0; k + 1 < b.n; k++) {
        const atr_estimate at = atr_bands_at(&b, (b.time[k] + b.time[k + 1]) / 2);
        cr_expect(at.value == b.survival[k] && at.lower == b.lower[k]);
        cr_expect(at.upper == b.upper[k]);
    }
    cr_expect(atr_bands_at(&b, 400).upper == b.upper[b.n - 1]);
    cr_expect(isnan(atr_bands_at(&b, 401).upper));
    atr_bands_free(&b);
    tables_free(&t);
}

Test(bands, refuse_levels_and_stretches_that_are_none)
{
    static const struct {
        atr_bands_options options;
        atr_code          code;
    } bad[] = {
        {{.level = 0.3}, ATR_CODE_BAD_LEVEL},
        {{.level = 1}, ATR_CODE_BAD_LEVEL},
        {{.from = 50, .to = 10}, ATR_CODE_BAD_HORIZON},
        {{.from = NAN}, ATR_CODE_BAD_HORIZON},
    };
    tables t = tables_of_case(case_named("aml"), "-", "-");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        atr_bands b = {.n = 77};
        atr_error err = {0};
        cr_expect(atr_bands_fit(t.table, &bad[i].options, &b, &err) == ATR_EARGUMENT);
        cr_expect(err.code == (int)bad[i].code && b.n == 0, "case %zu", i);
    }
    tables_free(&t);
}

Test(bands, need_an_event_with_survivors)
{
    const double        time[] = {1, 2};
    const unsigned char event[] = {0, 1};
    const atr_sample    s = sample_of(2, time, event, NULL, 1);
    tables              t = tables_of(&s);
    atr_bands           b;
    atr_error           err = {0};
    cr_expect(atr_bands_fit(t.table, NULL, &b, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_NO_EVENTS && b.time == NULL);
    tables_free(&t);
}
