/* test_curve.c - the Kaplan-Meier estimate against R's survfit and against its own laws. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "golden_case.h"
#include "golden_csv.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCALES = 3 };
static const char *const lower_column[] = {"lower_plain", "lower_log", "lower_loglog"};
static const char *const upper_column[] = {"upper_plain", "upper_log", "upper_loglog"};

static atr_curve fit_table(const atr_events *table, atr_scale scale, double level)
{
    const atr_curve_options options = {.level = level, .scale = scale};
    atr_curve               curve;
    atr_error               err = {0};
    cr_assert(atr_curve_fit(table, &options, &curve, &err) == ATR_OK, "%s", err.message);
    return curve;
}

static atr_curve fit_sample(const atr_sample *sample, atr_scale scale)
{
    atr_events table;
    atr_error  err = {0};
    cr_assert(atr_events_build(sample, NULL, &table, NULL, &err) == ATR_OK, "%s",
              err.message);
    atr_curve curve = fit_table(&table, scale, 0);
    atr_events_free(&table, 1);
    return curve;
}

static atr_curve fit(size_t n, const double *time, const unsigned char *event,
                     atr_scale scale)
{
    const atr_sample s = {
        .n = n, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    return fit_sample(&s, scale);
}

/* The tables of a data set: of everybody and of the groups of `by`. */
typedef struct {
    atr_events everybody, group[2];
} tables;

static tables build(const golden_case *data)
{
    atr_sample whole = golden_sample(data, "-", "-"),
               split = golden_sample(data, data->by, "-");
    tables t;
    cr_assert(split.n_groups == 2);
    cr_assert(atr_events_build(&whole, NULL, &t.everybody, NULL, NULL) == ATR_OK);
    cr_assert(atr_events_build(&split, NULL, t.group, NULL, NULL) == ATR_OK);
    golden_sample_free(&whole);
    golden_sample_free(&split);
    return t;
}

static void release(tables *t)
{
    atr_events_free(&t->everybody, 1);
    atr_events_free(t->group, 2);
}

static const atr_events *table_of_row(const tables *t, const golden_csv *golden, size_t row)
{
    if (strcmp(golden_csv_text(golden, "by", row), "-") == 0) return &t->everybody;
    return &t->group[(size_t)golden_csv_number(golden, "group", row)];
}

static golden_csv open_golden(const golden_case *data, const char *what)
{
    char file[64];
    snprintf(file, sizeof file, "survival_%s_%s.csv", data->name, what);
    return golden_csv_read(file);
}

static void expect(double got, const golden_csv *golden, const char *column, size_t row)
{
    const double want = golden_csv_number(golden, column, row);
    cr_expect(close_relative(got, want, 1e-12), "%s, row %zu: %.17g, not %.17g", column,
              row, got, want);
}

/* Limits agree with R's, but where R has none before the first event we have [1, 1]. */
static void expect_estimate(const atr_estimate *got, const golden_csv *golden, size_t row,
                            int scale)
{
    expect(got->value, golden, "survival", row);
    expect(got->std_error, golden, "std_error", row);
    const bool no_event = golden_csv_number(golden, "survival", row) == 1;
    if (no_event && isnan(golden_csv_number(golden, lower_column[scale], row))) {
        cr_expect(scale == ATR_SCALE_LOGLOG && got->lower == 1 && got->upper == 1);
        return;
    }
    expect(got->lower, golden, lower_column[scale], row);
    expect(got->upper, golden, upper_column[scale], row);
}

Test(curve, agrees_with_survfit_on_every_scale)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        tables     t = build(&golden_cases[c]);
        golden_csv golden = open_golden(&golden_cases[c], "curve");
        for (size_t i = 0; i < golden.rows; i++) {
            const atr_events *table = table_of_row(&t, &golden, i);
            const size_t      k = (size_t)golden_csv_number(&golden, "row", i);
            cr_assert(k < table->n);
            cr_expect(table->time[k] == golden_csv_number(&golden, "time", i));
            cr_expect(table->at_risk[k] == golden_csv_number(&golden, "at_risk", i));
            cr_expect(table->events[k] == golden_csv_number(&golden, "events", i));
            cr_expect(table->censored[k] == golden_csv_number(&golden, "censored", i));
            for (int scale = 0; scale < SCALES; scale++) {
                atr_curve          curve = fit_table(table, (atr_scale)scale, 0.95);
                const atr_estimate got = {curve.survival[k], curve.std_error[k],
                                          curve.lower[k], curve.upper[k]};
                cr_expect(curve.time[k] == table->time[k]);
                expect_estimate(&got, &golden, i, scale);
                atr_curve_free(&curve);
            }
        }
        golden_csv_free(&golden);
        release(&t);
    }
}

Test(curve, agrees_with_survfit_between_and_beyond_its_times)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        tables     t = build(&golden_cases[c]);
        golden_csv golden = open_golden(&golden_cases[c], "at");
        for (size_t i = 0; i < golden.rows; i++) {
            const atr_events *table = table_of_row(&t, &golden, i);
            const double      time = golden_csv_number(&golden, "time", i);
            cr_expect(atr_events_at_risk(table, time) ==
                      golden_csv_number(&golden, "at_risk", i));
            for (int scale = 0; scale < SCALES; scale++) {
                atr_curve          curve = fit_table(table, (atr_scale)scale, 0.95);
                const atr_estimate got = atr_curve_at(&curve, time);
                expect_estimate(&got, &golden, i, scale);
                atr_curve_free(&curve);
            }
        }
        golden_csv_free(&golden);
        release(&t);
    }
}

Test(curve, agrees_with_survfit_on_quantiles_at_every_level)
{
    for (size_t c = 0; c < GOLDEN_CASES; c++) {
        tables     t = build(&golden_cases[c]);
        golden_csv golden = open_golden(&golden_cases[c], "quantile");
        for (size_t i = 0; i < golden.rows; i++) {
            const atr_scale scale = (atr_scale)golden_csv_number(&golden, "scale", i);
            atr_curve       curve = fit_table(table_of_row(&t, &golden, i), scale,
                                              golden_csv_number(&golden, "level", i));
            atr_estimate    q;
            cr_assert(atr_curve_quantile(&curve, golden_csv_number(&golden, "p", i), &q,
                                         NULL) == ATR_OK);
            expect(q.value, &golden, "value", i);
            expect(q.lower, &golden, "lower", i);
            expect(q.upper, &golden, "upper", i);
            cr_expect(isnan(q.std_error));
            atr_curve_free(&curve);
        }
        golden_csv_free(&golden);
        release(&t);
    }
}

Test(curve, takes_a_95_percent_interval_on_the_log_scale_by_default)
{
    tables    t = build(&golden_cases[0]);
    atr_curve usual, asked = fit_table(&t.everybody, ATR_SCALE_LOG, 0.95);
    cr_assert(atr_curve_fit(&t.everybody, NULL, &usual, NULL) == ATR_OK);
    cr_expect(usual.level == 0.95 && usual.scale == ATR_SCALE_LOG);
    for (size_t k = 0; k < 5; k++) cr_expect(usual.lower[k] == asked.lower[k]);
    atr_curve_free(&usual);
    atr_curve_free(&asked);
    release(&t);
}

Test(curve, without_censoring_is_the_share_still_alive)
{
    enum { N = 40 };
    double        time[N];
    unsigned char event[N];
    for (size_t i = 0; i < N; i++) {
        time[i] = (double)((i * 7) % N) + 0.25;
        event[i] = 1;
    }
    atr_curve curve = fit(N, time, event, ATR_SCALE_LOG);
    for (size_t k = 0; k < N; k++) {
        const double share = (N - 1. - (double)k) / N;
        cr_expect(close_to(curve.survival[k], share, 1e-14));
        if (k + 1 < N) /* Greenwood's formula becomes the binomial one */
            cr_expect(close_to(curve.std_error[k], sqrt(share * (1 - share) / N), 1e-14));
    }
    atr_curve_free(&curve);
}

enum { MANY = 1500 }; /* more than are made in one go */

/* Times in a strange order, one in four shared by two; half are censored. */
static atr_events table_of_many(void)
{
    double        time[MANY];
    unsigned char event[MANY];
    for (size_t i = 0; i < MANY; i++) {
        time[i] = (double)(i * 733 % MANY + 2);
        if (i % 4 == 0) time[i]--;
        event[i] = i % 2 == 0 || time[i] >= MANY; /* the last of all die */
    }
    const atr_sample s = {
        .n = MANY, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    atr_events table;
    cr_assert(atr_events_build(&s, NULL, &table, NULL, NULL) == ATR_OK);
    return table;
}

static bool same(const atr_estimate *a, const atr_estimate *b)
{
    return memcmp(a, b, sizeof *a) == 0 ||
           (close_to(a->value, b->value, 0) && close_to(a->std_error, b->std_error, 0) &&
            close_to(a->lower, b->lower, 0) && close_to(a->upper, b->upper, 0));
}

static void expect_same_answers(const atr_events *table, const atr_curve_options *options)
{
    const double prob[] = {0.05, 0.25, 0.5, 0.9, 0.999};
    const double time[] = {-1, 1, 2, 300.5, 750, 1400, 1499, 1e9, 12};
    enum { PROBS = sizeof prob / sizeof *prob, TIMES = sizeof time / sizeof *time };
    const atr_curve_questions asked = {PROBS, prob, TIMES, time};
    atr_curve                 whole, options_only;
    atr_estimate              quantile[PROBS], at[TIMES], q;
    cr_assert(atr_curve_fit(table, options, &whole, NULL) == ATR_OK);
    cr_assert(atr_curve_answer(table, options, &asked, &options_only, quantile, at, NULL) ==
              ATR_OK);
    cr_expect(options_only.n == 0 && options_only.time == NULL);
    cr_expect(options_only.scale == whole.scale && options_only.level == whole.level);
    for (size_t i = 0; i < PROBS; i++) {
        cr_assert(atr_curve_quantile(&whole, prob[i], &q, NULL) == ATR_OK);
        cr_expect(same(&quantile[i], &q), "quantile %g", prob[i]);
    }
    for (size_t i = 0; i < TIMES; i++) {
        const atr_estimate s = atr_curve_at(&whole, time[i]);
        cr_expect(same(&at[i], &s), "at %g", time[i]);
    }
    atr_curve_free(&whole);
}

Test(curve, answers_without_a_curve_as_with_one)
{
    atr_events table = table_of_many();
    cr_assert(table.n > 1000);
    for (int scale = ATR_SCALE_PLAIN; scale <= ATR_SCALE_ARCSINE; scale++)
        for (int lower = ATR_LOWER_GREENWOOD; lower <= ATR_LOWER_MODIFIED; lower++)
            for (int estimator = ATR_SURVIVAL_KAPLAN_MEIER;
                 estimator <= ATR_SURVIVAL_FLEMING_HARRINGTON; estimator++) {
                const atr_curve_options options = {
                    .scale = (atr_scale)scale,
                    .lower_limit = (atr_lower_limit)lower,
                    .estimator = (atr_survival_estimator)estimator,
                    .quantile = scale % 2 ? ATR_QUANTILE_FIRST : ATR_QUANTILE_MIDPOINT};
                expect_same_answers(&table, &options);
            }
    atr_events_free(&table, 1);
}

Test(curve, refuses_to_answer_what_nobody_can_know)
{
    atr_events                table = table_of_many(), empty = {0};
    atr_curve                 curve;
    atr_estimate              e;
    atr_error                 err;
    const atr_curve_options   odd = {.level = 1};
    const atr_curve_questions median = {.n_probs = 1, .prob = (double[]){0.5}},
                              never = {.n_probs = 1, .prob = (double[]){1}};
    cr_expect(atr_curve_answer(&table, NULL, &never, &curve, &e, NULL, &err) ==
              ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_PROBABILITY);
    cr_expect(atr_curve_answer(&table, &odd, &median, &curve, &e, NULL, &err) ==
              ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_BAD_LEVEL);
    cr_expect(atr_curve_answer(&empty, NULL, &median, &curve, &e, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE);
    atr_events_free(&table, 1);
}

/* Row by row, and to the last digit where nothing happens. */
Test(curve, is_the_product_of_its_factors_however_many_rows_there_are)
{
    atr_events table = table_of_many();
    for (int scale = ATR_SCALE_PLAIN; scale <= ATR_SCALE_ARCSINE; scale++) {
        atr_curve c = fit_table(&table, (atr_scale)scale, 0);
        double    survival = 1, variance = 0;
        for (size_t k = 0; k + 1 < c.n; k++) {
            const double n = table.at_risk[k], d = table.events[k];
            survival *= (n - d) / n;
            variance += d / (n * (n - d));
            cr_expect(close_relative(c.survival[k], survival, 1e-14));
            cr_expect(close_relative(c.std_error[k], survival * sqrt(variance), 1e-14));
            if (scale == ATR_SCALE_LOG) {
                const double h = 1.9599639845400542 * sqrt(variance);
                cr_expect(close_relative(c.lower[k], survival * exp(-h), 1e-14));
                cr_expect(close_relative(c.upper[k], fmin(1, survival * exp(h)), 1e-14));
            }
            if (d > 0 || k == 0) continue;
            cr_expect(c.survival[k] == c.survival[k - 1]);
            cr_expect(c.std_error[k] == c.std_error[k - 1]);
            cr_expect(c.lower[k] == c.lower[k - 1] && c.upper[k] == c.upper[k - 1]);
        }
        cr_expect(c.survival[c.n - 1] == 0 && isnan(c.lower[c.n - 1]));
        atr_curve_free(&c);
    }
    atr_events_free(&table, 1);
}

Test(curve, does_not_care_whether_a_subject_is_weighted_or_repeated)
{
    const atr_sample weighted = {.n = 3,
                                 .time = (double[]){1, 2, 3},
                                 .event = (unsigned char[]){1, 1, 0},
                                 .weight = (double[]){1, 2, 1},
                                 .n_groups = 1,
                                 .n_strata = 1};
    atr_curve        a = fit_sample(&weighted, ATR_SCALE_LOG);
    atr_curve        b =
        fit(4, (double[]){1, 2, 2, 3}, (unsigned char[]){1, 1, 1, 0}, ATR_SCALE_LOG);
    cr_assert(a.n == 3 && b.n == 3);
    for (size_t k = 0; k < 3; k++) {
        cr_expect(a.survival[k] == b.survival[k] && a.std_error[k] == b.std_error[k]);
        cr_expect(a.lower[k] == b.lower[k] && a.upper[k] == b.upper[k]);
    }
    atr_curve_free(&a);
    atr_curve_free(&b);
}

Test(curve, changes_nothing_but_time_with_the_unit_of_time)
{
    atr_sample days = golden_sample(&golden_cases[1], "-", "-");
    atr_curve  a = fit_sample(&days, ATR_SCALE_LOGLOG);
    double    *time = (double *)days.time; /* ours: allocated by golden_sample */
    for (size_t i = 0; i < days.n; i++) time[i] /= 30.4375;
    atr_curve    b = fit_sample(&days, ATR_SCALE_LOGLOG);
    atr_estimate q, r;

    cr_assert(a.n == b.n);
    for (size_t k = 0; k < a.n; k++) {
        cr_expect(a.survival[k] == b.survival[k] && a.upper[k] == b.upper[k]);
        cr_expect(close_relative(b.time[k] * 30.4375, a.time[k], 1e-15));
    }
    cr_assert(atr_curve_quantile(&a, 0.5, &q, NULL) == ATR_OK);
    cr_assert(atr_curve_quantile(&b, 0.5, &r, NULL) == ATR_OK);
    cr_expect(close_relative(r.value * 30.4375, q.value, 1e-15));
    cr_expect(close_relative(r.upper * 30.4375, q.upper, 1e-15));
    atr_curve_free(&a);
    atr_curve_free(&b);
    golden_sample_free(&days);
}

Test(curve, stays_at_one_when_everybody_is_censored)
{
    for (int scale = 0; scale < SCALES; scale++) {
        atr_curve c =
            fit(3, (double[]){1, 2, 3}, (unsigned char[]){0, 0, 0}, (atr_scale)scale);
        for (size_t k = 0; k < 3; k++) {
            cr_expect(c.survival[k] == 1 && c.std_error[k] == 0);
            cr_expect(c.lower[k] == 1 && c.upper[k] == 1);
        }
        atr_estimate median;
        cr_assert(atr_curve_quantile(&c, 0.5, &median, NULL) == ATR_OK);
        cr_expect(isnan(median.value) && isnan(median.lower) && isnan(median.upper));
        atr_curve_free(&c);
    }
}

Test(curve, falls_to_nought_when_all_fail_at_one_time)
{
    for (int scale = 0; scale < SCALES; scale++) {
        atr_curve c =
            fit(3, (double[]){4, 4, 4}, (unsigned char[]){1, 1, 1}, (atr_scale)scale);
        cr_assert(c.n == 1);
        cr_expect(c.survival[0] == 0 && isnan(c.std_error[0]));
        cr_expect(isnan(c.lower[0]) && isnan(c.upper[0]));
        atr_estimate median;
        cr_assert(atr_curve_quantile(&c, 0.5, &median, NULL) == ATR_OK);
        cr_expect(median.value == 4 && isnan(median.lower) && isnan(median.upper));
        atr_curve_free(&c);
    }
}

Test(curve, of_a_single_subject_is_one_or_nought)
{
    atr_curve dead = fit(1, (double[]){2}, (unsigned char[]){1}, ATR_SCALE_LOG);
    atr_curve alive = fit(1, (double[]){2}, (unsigned char[]){0}, ATR_SCALE_LOG);
    cr_expect(dead.n == 1 && dead.survival[0] == 0);
    cr_expect(alive.n == 1 && alive.survival[0] == 1);
    atr_curve_free(&dead);
    atr_curve_free(&alive);
}

Test(curve, carries_enormous_weights)
{
    const atr_sample s = {.n = 2,
                          .time = (double[]){1, 2},
                          .event = (unsigned char[]){1, 0},
                          .weight = (double[]){1e9, 3e9},
                          .n_groups = 1,
                          .n_strata = 1};
    atr_curve        c = fit_sample(&s, ATR_SCALE_LOG);
    cr_expect(c.survival[0] == 0.75);
    cr_expect(close_relative(c.std_error[0], sqrt(0.75 * 0.25 / 4e9), 1e-14));
    atr_curve_free(&c);
}

static double quantile(const atr_curve *c, double p)
{
    atr_estimate q;
    cr_assert(atr_curve_quantile(c, p, &q, NULL) == ATR_OK);
    return q.value;
}

Test(curve, has_its_quantile_in_the_middle_of_a_flat_piece)
{
    /* S: 3/4, 1/2, (censored) 1/2, 0 */
    atr_curve c =
        fit(4, (double[]){1, 2, 5, 9}, (unsigned char[]){1, 1, 0, 1}, ATR_SCALE_LOG);
    cr_expect(quantile(&c, 0.5) == (2 + 9) / 2.);
    cr_expect(quantile(&c, 0.25) == (1 + 2) / 2.);
    cr_expect(quantile(&c, 0.3) == 2);
    cr_expect(quantile(&c, 0.51) == 9);
    atr_curve_free(&c);
}

Test(curve, has_a_flat_piece_that_never_ends_up_to_the_last_time)
{
    atr_curve c =
        fit(4, (double[]){1, 2, 5, 9}, (unsigned char[]){1, 1, 0, 0}, ATR_SCALE_LOG);
    cr_expect(quantile(&c, 0.5) == (2 + 9) / 2.);
    cr_expect(isnan(quantile(&c, 0.51)));
    atr_curve_free(&c);
}

Test(curve, lies_on_a_level_that_rounding_makes_it_miss)
{
    /* 0.9 (8/9) (7/8) (6/7) (5/6) is a rounding error away from 1/2 */
    double        time[10];
    unsigned char event[10];
    for (size_t i = 0; i < 10; i++) {
        time[i] = 1 + (double)i;
        event[i] = 1;
    }
    atr_curve c = fit(10, time, event, ATR_SCALE_LOG);
    for (size_t k = 1; k < 10; k++) {
        const double want = (double)k + 0.5;
        cr_expect(quantile(&c, (double)k / 10) == want, "decile %zu", k);
    }
    atr_curve_free(&c);
}

Test(curve, is_certain_before_its_first_time_and_constant_after_its_last)
{
    atr_curve          c = fit(2, (double[]){2, 3}, (unsigned char[]){1, 0}, ATR_SCALE_LOG);
    const atr_estimate before = atr_curve_at(&c, 1.999), on = atr_curve_at(&c, 2),
                       after = atr_curve_at(&c, 1e300);
    cr_expect(before.value == 1 && before.std_error == 0);
    cr_expect(before.lower == 1 && before.upper == 1);
    cr_expect(on.value == 0.5 && after.value == 0.5 && after.lower == on.lower);
    atr_curve_free(&c);
}

Test(curve, refuses_a_level_that_is_no_probability)
{
    static const double levels[] = {-0.5, 1, 95, NAN};
    atr_events          row = {0};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const atr_curve_options options = {.level = levels[i]};
        atr_curve               curve = {.n = 77};
        atr_error               err = {0};
        cr_expect(atr_curve_fit(&row, &options, &curve, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_LEVEL);
        cr_expect(strstr(err.message, "level"), "message was: %s", err.message);
        cr_expect(curve.n == 0 && curve.time == NULL);
    }
}

Test(curve, cannot_be_drawn_for_nobody)
{
    const atr_events nobody = {0};
    atr_curve        curve;
    atr_error        err = {0};
    cr_expect(atr_curve_fit(&nobody, NULL, &curve, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_EMPTY_SAMPLE && curve.time == NULL);
}

Test(curve, refuses_a_quantile_that_is_no_probability)
{
    static const double p[] = {0, 1, -0.1, 50, NAN};
    atr_curve c = fit(2, (double[]){2, 3}, (unsigned char[]){1, 0}, ATR_SCALE_LOG);
    for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
        atr_estimate q = {.value = 77};
        atr_error    err = {0};
        cr_expect(atr_curve_quantile(&c, p[i], &q, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_PROBABILITY && q.value == 0);
    }
    atr_curve_free(&c);
}

/* 6 subjects, events at 3, 4, 5, 7: S is one half from 5 to 7. */
Test(curve, takes_the_beginning_of_a_flat_piece_when_asked)
{
    static const double        time[] = {3, 4, 5, 7, 8, 9};
    static const unsigned char event[] = {1, 1, 1, 1, 0, 0};
    const atr_sample           sample = {
                  .n = 6, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    const atr_quantile_rule rules[] = {ATR_QUANTILE_MIDPOINT, ATR_QUANTILE_FIRST};
    const double            wanted[] = {6, 5};
    for (size_t k = 0; k < 2; k++) {
        atr_events   table;
        atr_curve    curve;
        atr_estimate median, quarter;
        cr_assert(atr_events_build(&sample, NULL, &table, NULL, NULL) == ATR_OK);
        cr_assert(atr_curve_fit(&table, &(atr_curve_options){.quantile = rules[k]}, &curve,
                                NULL) == ATR_OK);
        cr_assert(atr_curve_quantile(&curve, 0.5, &median, NULL) == ATR_OK);
        cr_assert(atr_curve_quantile(&curve, 0.25, &quarter, NULL) == ATR_OK);
        cr_expect(median.value == wanted[k]);
        cr_expect(quarter.value == 4, "off a flat piece the rules agree");
        atr_curve_free(&curve);
        atr_events_free(&table, 1);
    }
}
