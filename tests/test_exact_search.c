/* test_exact_search.c - patients behind a drawn path: those that it was drawn from. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/quality.h"
#include "atrisk/reconstruct.h"
#include "num/random.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { MOST = 400, ROWS = 5 };

/* A trial and what is drawn and printed of it. */
typedef struct {
    double         time[MOST], corner[2 * MOST + 2], survival[2 * MOST + 2];
    unsigned char  event[MOST];
    double         risk_time[ROWS], at_risk[ROWS];
    atr_events     truth;
    atr_figure_arm arm;
    atr_figure     figure;
} trial;

/* Corners to `digits` decimals; the table every quarter of the follow-up. */
static void draw(trial *t, double digits)
{
    const double unit = pow(10, digits);
    double       level = 1;
    size_t       n = 0;
    t->corner[n] = 0;
    t->survival[n++] = 1;
    for (size_t j = 0; j < t->truth.n; j++) {
        if (!(t->truth.events[j] > 0)) continue;
        t->corner[n] = t->truth.time[j];
        t->survival[n++] = round(level * unit) / unit;
        level *= 1 - t->truth.events[j] / t->truth.at_risk[j];
        t->corner[n] = t->truth.time[j];
        t->survival[n++] = round(level * unit) / unit;
    }
    const double last = t->truth.time[t->truth.n - 1];
    t->corner[n] = last;
    t->survival[n] = t->survival[n - 1];
    n++;
    for (size_t k = 0; k < ROWS; k++) {
        t->risk_time[k] = last * (double)k / ROWS;
        t->at_risk[k] = atr_events_at_risk(&t->truth, t->risk_time[k]);
    }
    t->arm =
        (atr_figure_arm){.points = {n, t->corner, t->survival, ATR_SOURCE_PATH},
                         .risk = {.n = ROWS, .time = t->risk_time, .at_risk = t->at_risk},
                         .n = t->truth.subjects,
                         .events = NAN,
                         .median = {NAN, NAN, NAN}};
    t->figure = (atr_figure){.n_arms = 1, .arm = &t->arm, .events = NAN};
}

static void simulate(trial *t, size_t n, unsigned seed, double digits)
{
    atr_random s = atr_random_start(seed);
    for (size_t i = 0; i < n; i++) {
        const double dies = ceil(-200 * log(atr_random_uniform(&s))) / 10;
        const double lost = ceil(100 + 300 * atr_random_uniform(&s)) / 10;
        t->time[i] = fmin(dies, lost);
        t->event[i] = dies <= lost;
    }
    const atr_sample sample = {
        .n = n, .time = t->time, .event = t->event, .n_groups = 1, .n_strata = 1};
    cr_assert(atr_events_build(&sample, NULL, &t->truth, NULL, NULL) == ATR_OK);
    draw(t, digits);
}

static double sum_events(const atr_events *t)
{
    double sum = 0;
    for (size_t j = 0; j < t->n; j++) sum += t->events[j];
    return sum;
}

/* The events of both at each fall. */
static void expect_same_events(const atr_events *got, const atr_events *want, unsigned seed)
{
    size_t i = 0;
    for (size_t j = 0; j < want->n; j++) {
        if (!(want->events[j] > 0)) continue;
        while (i < got->n && !(got->events[i] > 0)) i++;
        cr_assert(i < got->n, "seed %u: no events at %g", seed, want->time[j]);
        cr_expect(got->time[i] == want->time[j] && got->events[i] == want->events[j],
                  "seed %u: %g events at %g, not %g at %g", seed, got->events[i],
                  got->time[i], want->events[j], want->time[j]);
        i++;
    }
    cr_expect(sum_events(got) == sum_events(want));
}

static void expect_printed(const trial *t, const atr_events *got)
{
    cr_expect(got->subjects == t->arm.n);
    for (size_t k = 0; k < ROWS; k++)
        cr_expect(atr_events_at_risk(got, t->risk_time[k]) == t->at_risk[k]);
}

static const atr_reconstruct_options exactly = {.method = ATR_RECONSTRUCT_EXACT};

/* 1 of 4 at risk falls as far as 2 of 8: where no other events draw the curve, which is
 * counted, they are the true ones. */
Test(exact_search, finds_every_event_behind_a_precise_path)
{
    static const size_t sizes[] = {25, 80, 200, 400};
    int                 sure = 0;
    for (unsigned seed = 1; seed <= 24; seed++) {
        static trial       t;
        atr_reconstruction r;
        atr_error          err = {0};
        simulate(&t, sizes[seed % 4], seed, 6);
        cr_assert(atr_reconstruct(&t.figure, &exactly, &r, NULL, &err) == ATR_OK,
                  "seed %u: %s", seed, err.message);
        atr_quality q;
        cr_assert(atr_quality_build(&t.arm, 0, &r.arm[0], &q, NULL) == ATR_OK);
        cr_expect(q.event_lists >= 1, "seed %u: %g lists", seed, q.event_lists);
        if (q.event_lists == 1) expect_same_events(&r.arm[0].table, &t.truth, seed);
        cr_expect(sum_events(&t.truth) >= q.fewest_events &&
                  sum_events(&t.truth) <= q.most_events);
        sure += q.verdict == ATR_QUALITY_EXACT;
        expect_printed(&t, &r.arm[0].table);
        atr_quality_free(&q);
        atr_reconstruction_free(&r);
        atr_events_free(&t.truth, 1);
    }
    cr_expect(sure >= 12, "%d of 24 are exact", sure);
}

Test(exact_search, meets_a_path_of_few_digits_and_everything_printed)
{
    for (unsigned seed = 21; seed <= 28; seed++) {
        static trial       t;
        atr_reconstruction r;
        atr_curve          curve;
        atr_error          err = {0};
        simulate(&t, 80, seed, 4);
        t.arm.events = sum_events(&t.truth);
        cr_assert(atr_reconstruct(&t.figure, NULL, &r, NULL, &err) == ATR_OK, "%s",
                  err.message);
        const atr_events *const got = &r.arm[0].table;
        expect_printed(&t, got);
        cr_expect(sum_events(got) == t.arm.events);
        cr_assert(atr_curve_fit(got, NULL, &curve, NULL) == ATR_OK);
        for (size_t k = 2; k < t.arm.points.n; k += 2)
            cr_expect(fabs(atr_curve_at(&curve, t.corner[k]).value - t.survival[k]) < 2e-4,
                      "seed %u, time %g", seed, t.corner[k]);
        atr_curve_free(&curve);
        atr_reconstruction_free(&r);
        atr_events_free(&t.truth, 1);
    }
}

/* As many falls as patients have the event, all alike: nobody is censored before the end.
 */
Test(exact_search, censors_nobody_where_every_step_is_one_of_all)
{
    static trial       t;
    atr_reconstruction r;
    enum { N = 200, FALLS = 80 };
    for (size_t i = 0; i < N; i++) {
        t.time[i] = i < FALLS ? 1 + 0.01 * (double)i : 2;
        t.event[i] = i < FALLS;
    }
    const atr_sample sample = {
        .n = N, .time = t.time, .event = t.event, .n_groups = 1, .n_strata = 1};
    cr_assert(atr_events_build(&sample, NULL, &t.truth, NULL, NULL) == ATR_OK);
    draw(&t, 7);
    t.arm.risk.n = 0;
    cr_assert(atr_reconstruct(&t.figure, NULL, &r, NULL, NULL) == ATR_OK);
    expect_same_events(&r.arm[0].table, &t.truth, 0);
    atr_reconstruction_free(&r);
    atr_events_free(&t.truth, 1);
}

Test(exact_search, refuses_a_path_that_no_patients_draw)
{
    static trial       t;
    atr_reconstruction r;
    atr_error          err = {0};
    simulate(&t, 20, 5, 6);
    for (size_t k = 3; k < 6; k++) t.survival[k] -= 0.0123;
    cr_expect(atr_reconstruct(&t.figure, &exactly, &r, NULL, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_NO_METHOD, "%s", err.message);
    atr_events_free(&t.truth, 1);
}
