/* test_incidence.c - cumulative incidences against survfit and cmprsk, and their laws. */
#include "atrisk/codes.h"
#include "atrisk/incidence.h"
#include "competing_case.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static atr_incidence fit(const atr_cause_events *table, atr_scale scale,
                         atr_incidence_error error)
{
    const atr_incidence_options options = {.scale = scale, .error = error};
    atr_incidence               out;
    atr_error                   err = {0};
    cr_assert(!atr_incidence_fit(table, &options, &out, &err), "%s", err.message);
    return out;
}

static atr_cause_events *build(const atr_competing *sample)
{
    const size_t      n = sample->n_groups * sample->n_strata;
    atr_cause_events *tables = calloc(n, sizeof *tables);
    atr_error         err = {0};
    cr_assert(!atr_competing_build(sample, NULL, tables, NULL, &err), "%s", err.message);
    return tables;
}

static void release(atr_cause_events *tables, const atr_competing *sample)
{
    atr_competing_free(tables, sample->n_groups * sample->n_strata);
    free(tables);
}

/* --- golden ----------------------------------------------------------------------- */

/* R gives no limits where there is no event of the cause yet; here they are 0. */
static void expect_limit(const golden_table *t, size_t i, const char *column, double got)
{
    const double want = golden_number(t, i, column);
    if (isnan(want)) cr_expect_eq(got, 0, "row %zu, %s: %g", i, column, got);
    else cr_expect(close_to(got, want, 1e-12), "row %zu, %s: %.17g", i, column, got);
}

static void expect_row(const golden_table *t, size_t i, const atr_incidence by_scale[3])
{
    static const char *const lower[] = {"lower_plain", "lower_log", "lower_loglog"};
    static const char *const upper[] = {"upper_plain", "upper_log", "upper_loglog"};
    const atr_incidence     *f = &by_scale[0];
    const size_t             k = (size_t)golden_number(t, i, "row");
    const size_t             at = ((size_t)golden_number(t, i, "cause") - 1) * f->n + k;

    golden_expect(t, i, "time", f->time[k], 0);
    golden_expect(t, i, "event_free", f->event_free[k], 1e-13);
    golden_expect(t, i, "event_free_error", f->event_free_error[k], 1e-12);
    golden_expect(t, i, "incidence", f->incidence[at], 1e-13);
    golden_expect(t, i, "jackknife", f->jackknife[at], 1e-12);
    golden_expect(t, i, "aalen_variance", f->aalen[at] * f->aalen[at], 1e-11);
    for (size_t s = 0; s < 3; s++) {
        expect_limit(t, i, lower[s], by_scale[s].lower[at]);
        expect_limit(t, i, upper[s], by_scale[s].upper[at]);
    }
}

static size_t expect_case(const golden_table *t, const char *name, const char *group)
{
    competing_case    c = competing_case_read(name, group, "-");
    atr_cause_events *tables = build(&c.sample);
    size_t            rows = 0;
    for (size_t g = 0; g < c.sample.n_groups; g++) {
        atr_incidence by_scale[3];
        for (int s = 0; s < 3; s++)
            by_scale[s] = fit(&tables[g], (atr_scale)s, ATR_INCIDENCE_JACKKNIFE);
        for (size_t i = 0; i < t->n; i++) {
            if (strcmp(golden_text(t, i, "data"), name)) continue;
            if ((size_t)golden_number(t, i, "group") != g) continue;
            expect_row(t, i, by_scale);
            rows++;
        }
        for (int s = 0; s < 3; s++) atr_incidence_free(&by_scale[s]);
    }
    release(tables, &c.sample);
    competing_case_free(&c);
    return rows;
}

Test(incidence, agrees_with_survfit_and_cmprsk_on_every_scale)
{
    golden_table t = golden_table_read("incidence.csv");
    size_t       rows = expect_case(&t, "bmt", "group");
    rows += expect_case(&t, "mgus2", "sex");
    rows += expect_case(&t, "competing_ties", "group");
    cr_expect_eq(rows, t.n, "every row has been compared");
    golden_table_free(&t);
}

/* --- laws ------------------------------------------------------------------------- */

Test(incidence, sums_to_one_with_the_event_free)
{
    competing_case    c = competing_case_read("competing_ties", "group", "stratum");
    atr_cause_events *tables = build(&c.sample);
    for (size_t t = 0; t < c.sample.n_groups * c.sample.n_strata; t++) {
        if (tables[t].n == 0) continue;
        atr_incidence f = fit(&tables[t], ATR_SCALE_LOG, ATR_INCIDENCE_AALEN);
        for (size_t k = 0; k < f.n; k++) {
            double sum = f.event_free[k];
            for (size_t cause = 0; cause < f.n_causes; cause++)
                sum += f.incidence[cause * f.n + k];
            cr_expect(close_to(sum, 1, 1e-14), "%.17g", sum);
        }
        atr_incidence_free(&f);
    }
    release(tables, &c.sample);
    competing_case_free(&c);
}

static const double        times[] = {1, 2, 2, 3, 4, 4, 5, 6, 7, 9};
static const unsigned char causes[] = {1, 2, 0, 1, 1, 2, 0, 2, 1, 0};
static const atr_competing ten = {
    .n = 10, .time = times, .cause = causes, .n_causes = 2, .n_groups = 1, .n_strata = 1};

/* The definition of the infinitesimal jackknife: w dF/dw by small changes of weights. */
Test(incidence, has_the_jackknife_error_that_changing_weights_gives)
{
    enum { LAST = 7 };
    const double  change = 1e-6;
    double        sum[2] = {0, 0}, free_sum = 0;
    atr_incidence plain, moved[2];
    double        weight[10];
    atr_competing sample = ten;
    sample.weight = weight;
    for (size_t i = 0; i < 10; i++) weight[i] = 1 + .25 * (double)i;

    atr_cause_events *tables = build(&sample);
    plain = fit(tables, ATR_SCALE_LOG, ATR_INCIDENCE_JACKKNIFE);
    cr_assert_eq(plain.n, LAST + 1);
    release(tables, &sample);
    for (size_t i = 0; i < 10; i++) {
        const double w = weight[i];
        for (int side = 0; side < 2; side++) {
            weight[i] = w * (side ? 1 + change : 1 - change);
            tables = build(&sample);
            moved[side] = fit(tables, ATR_SCALE_LOG, ATR_INCIDENCE_JACKKNIFE);
            release(tables, &sample);
        }
        weight[i] = w;
        for (size_t c = 0; c < 2; c++) {
            const size_t at = c * plain.n + LAST;
            sum[c] +=
                pow((moved[1].incidence[at] - moved[0].incidence[at]) / (2 * change), 2);
        }
        free_sum +=
            pow((moved[1].event_free[LAST] - moved[0].event_free[LAST]) / (2 * change), 2);
        atr_incidence_free(&moved[0]);
        atr_incidence_free(&moved[1]);
    }
    /* 1e-8: the differences are good to about 1e-10 */
    cr_expect(close_to(plain.jackknife[LAST], sqrt(sum[0]), 1e-8));
    cr_expect(close_to(plain.jackknife[plain.n + LAST], sqrt(sum[1]), 1e-8));
    cr_expect(close_to(plain.event_free_error[LAST], sqrt(free_sum), 1e-8));
    atr_incidence_free(&plain);
}

Test(incidence, of_a_single_cause_is_one_minus_kaplan_meier)
{
    competing_case c = competing_case_read("bmt", "-", "-");
    unsigned char *any = malloc(c.sample.n);
    for (size_t i = 0; i < c.sample.n; i++) any[i] = c.sample.cause[i] > 0;
    atr_competing one = c.sample;
    one.cause = any;
    one.n_causes = 1;
    const atr_sample sample = {
        .n = one.n, .time = one.time, .event = any, .n_groups = 1, .n_strata = 1};

    atr_events events;
    atr_curve  curve;
    cr_assert(!atr_events_build(&sample, NULL, &events, NULL, NULL));
    cr_assert(!atr_curve_fit(&events, NULL, &curve, NULL));
    atr_cause_events *tables = build(&one);
    atr_incidence     f = fit(tables, ATR_SCALE_LOG, ATR_INCIDENCE_JACKKNIFE);
    cr_assert_eq(f.n, curve.n);
    for (size_t k = 0; k < f.n; k++) {
        cr_expect(close_to(1 - f.incidence[k], curve.survival[k], 1e-14));
        /* without ties the jackknife is Greenwood's formula */
        cr_expect(close_to(f.jackknife[k], f.event_free_error[k], 1e-13));
    }
    atr_incidence_free(&f);
    release(tables, &one);
    atr_curve_free(&curve);
    atr_events_free(&events, 1);
    free(any);
    competing_case_free(&c);
}

Test(incidence, has_the_binomial_variance_where_nobody_is_censored)
{
    const atr_competing sample = {.n = 6,
                                  .time = (double[]){1, 2, 3, 4, 5, 6},
                                  .cause = (unsigned char[]){1, 2, 2, 1, 2, 1},
                                  .n_causes = 2,
                                  .n_groups = 1,
                                  .n_strata = 1};
    atr_cause_events   *tables = build(&sample);
    atr_incidence       f = fit(tables, ATR_SCALE_LOG, ATR_INCIDENCE_JACKKNIFE);
    for (size_t k = 0; k < f.n; k++) {
        const double F = f.incidence[k];
        cr_expect(close_to(f.jackknife[k], sqrt(F * (1 - F) / 6), 1e-15));
    }
    atr_incidence_free(&f);
    release(tables, &sample);
}

Test(incidence, counts_a_weight_of_two_as_two_in_the_variance_of_aalen)
{
    double        time[20];
    unsigned char cause[20];
    for (size_t i = 0; i < 20; i++) {
        time[i] = times[i / 2];
        cause[i] = causes[i / 2];
    }
    const double  two[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    atr_competing weighted = ten, repeated = ten;
    weighted.weight = two;
    repeated.n = 20;
    repeated.time = time;
    repeated.cause = cause;

    atr_cause_events *a = build(&weighted), *b = build(&repeated);
    atr_incidence     f = fit(a, ATR_SCALE_LOG, ATR_INCIDENCE_AALEN);
    atr_incidence     g = fit(b, ATR_SCALE_LOG, ATR_INCIDENCE_AALEN);
    cr_assert_eq(f.n, g.n);
    for (size_t i = 0; i < 2 * f.n; i++) {
        cr_expect_eq(f.incidence[i], g.incidence[i]);
        cr_expect_eq(f.aalen[i], g.aalen[i]);
        cr_expect_eq(f.upper[i], g.upper[i]);
        /* but for the jackknife ten subjects are ten */
        cr_expect(close_to(f.jackknife[i], sqrt(2) * g.jackknife[i], 1e-14));
    }
    atr_incidence_free(&f);
    atr_incidence_free(&g);
    release(a, &weighted);
    release(b, &repeated);
}

Test(incidence, is_read_off_as_a_step_function)
{
    atr_cause_events *tables = build(&ten);
    atr_incidence     f = fit(tables, ATR_SCALE_LOGLOG, ATR_INCIDENCE_AALEN);
    cr_expect_eq(atr_incidence_at(&f, 1, .5).value, 0);
    cr_expect_eq(atr_incidence_at(&f, 1, 1).value, .1);
    cr_expect_eq(atr_incidence_at(&f, 1, 1.5).value, .1);
    cr_expect_eq(atr_incidence_at(&f, 1, 99).value, f.incidence[f.n - 1]);
    cr_expect_eq(atr_incidence_at(&f, 2, 99).std_error, f.aalen[2 * f.n - 1]);
    cr_expect_eq(atr_incidence_at(&f, 2, 99).upper, f.upper[2 * f.n - 1]);
    cr_expect(isnan(atr_incidence_at(&f, 3, 1).value));
    cr_expect(isnan(atr_incidence_at(&f, 0, 1).value));
    atr_incidence_free(&f);
    release(tables, &ten);
}

Test(incidence, has_no_limits_at_one)
{
    const atr_competing all = {.n = 2,
                               .time = (double[]){1, 2},
                               .cause = (unsigned char[]){1, 1},
                               .n_causes = 1,
                               .n_groups = 1,
                               .n_strata = 1};
    atr_cause_events   *tables = build(&all);
    atr_incidence       f = fit(tables, ATR_SCALE_LOGLOG, ATR_INCIDENCE_AALEN);
    cr_expect_eq(f.incidence[1], 1);
    cr_expect(f.aalen[1] > 0 && isnan(f.lower[1]) && isnan(f.upper[1]));
    atr_incidence_free(&f);
    f = fit(tables, ATR_SCALE_LOGLOG, ATR_INCIDENCE_JACKKNIFE);
    cr_expect_eq(f.jackknife[1], 0);
    cr_expect(f.lower[1] == 1 && f.upper[1] == 1);
    atr_incidence_free(&f);
    release(tables, &all);
}

/* --- refusals --------------------------------------------------------------------- */

Test(incidence, refuses_an_empty_table_and_an_impossible_level)
{
    const atr_cause_events empty = {.n_causes = 2};
    atr_incidence          f;
    atr_error              err = {0};
    cr_expect_eq(atr_incidence_fit(&empty, NULL, &f, &err), ATR_EDATA);
    cr_expect_eq(err.code, ATR_CODE_EMPTY_SAMPLE);
    cr_expect_str_eq(err.message, "there is nobody to estimate incidences from");

    const atr_incidence_options options = {.level = 95};
    cr_expect_eq(atr_incidence_fit(&empty, &options, &f, &err), ATR_EARGUMENT);
    cr_expect_eq(err.code, ATR_CODE_BAD_LEVEL);
    cr_expect_str_eq(err.message, "confidence level 95 is not between 0 and 1");
    cr_expect(f.n == 0 && !f.time);
}
