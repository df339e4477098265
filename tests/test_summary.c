/* test_summary.c - patients from a summary meet the summary, or say where they do not. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/summary.h"
#include "golden_table.h"
#include "published/summary_follow.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const atr_known unknown = {NAN, NAN, NAN};

/* --- summaries ---------------------------------------------------------------------- */

/* IMROZ, progression-free survival: N Engl J Med 391 (2024) 1597-1609. */
static const atr_landmark    imroz_isa[] = {{60, {.632, .6315, .6325}}};
static const atr_landmark    imroz_vrd[] = {{60, {.452, .4515, .4525}}};
static const atr_summary_arm imroz_arms[] = {
    {.n = 265,
     .events = NAN,
     .n_landmarks = 1,
     .landmark = imroz_isa,
     .median_not_reached = true,
     .median_lower_not_reached = true},
    {.n = 181,
     .events = NAN,
     .n_landmarks = 1,
     .landmark = imroz_vrd,
     .median = {54.3, 54.25, 54.35},
     .median_lower = {45.2, 45.15, 45.25},
     .median_upper_not_reached = true},
};
static const atr_summary imroz = {
    .n_arms = 2, .arm = imroz_arms, .events = 162, .follow_up = {59.7, 59.65, 59.75}};

/* GMMG-HD7, progression-free survival: J Clin Oncol 43 (2025) 1279-1288. */
static const atr_landmark    hd7_isa[] = {{36, {.83, .825, .835}}};
static const atr_landmark    hd7_rvd[] = {{36, {.75, .745, .755}}};
static const atr_summary_arm hd7_arms[] = {
    {.n = 331,
     .events = NAN,
     .n_landmarks = 1,
     .landmark = hd7_isa,
     .median_not_reached = true},
    {.n = 329,
     .events = NAN,
     .n_landmarks = 1,
     .landmark = hd7_rvd,
     .median_not_reached = true},
};
static const atr_summary hd7 = {
    .n_arms = 2, .arm = hd7_arms, .events = NAN, .shortest = 40, .longest = 64};

/* --- tools ---------------------------------------------------------------------------- */

static atr_synthesis build(const atr_summary *summary, atr_shape shape)
{
    atr_synthesis s;
    atr_error     err = {0};
    cr_assert(atr_summary_build(summary, shape, &s, NULL, &err) == ATR_OK, "%s: %s",
              atr_shape_name(shape), err.message);
    return s;
}

static atr_curve curve_of(const atr_synthesis *s, size_t arm)
{
    const atr_curve_options options = {.scale = ATR_SCALE_LOGLOG};
    const atr_sample        sample = atr_synthesis_sample(s);
    atr_events              table[8] = {0};
    atr_curve               curve;
    cr_assert(s->n_arms <= 8);
    cr_assert(atr_events_build(&sample, NULL, table, NULL, NULL) == ATR_OK);
    cr_assert(atr_curve_fit(&table[arm], &options, &curve, NULL) == ATR_OK);
    atr_events_free(table, s->n_arms);
    return curve;
}

static double survival_at(const atr_synthesis *s, size_t arm, double time)
{
    atr_curve    curve = curve_of(s, arm);
    const double value = atr_curve_at(&curve, time).value;
    atr_curve_free(&curve);
    return value;
}

static atr_estimate median_of(const atr_synthesis *s, size_t arm)
{
    atr_curve    curve = curve_of(s, arm);
    atr_estimate median;
    cr_assert(atr_curve_quantile(&curve, 0.5, &median, NULL) == ATR_OK);
    atr_curve_free(&curve);
    return median;
}

/* Events of an arm in (from, to]; arm -1: all. */
static size_t events_between(const atr_synthesis *s, int arm, double from, double to)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += s->event[i] && s->time[i] > from && s->time[i] <= to &&
             (arm < 0 || s->group[i] == (uint32_t)arm);
    return n;
}

/* The median of follow-up from scratch: the product limit of censoring over all patients.
 */
static double follow_up_of(const atr_synthesis *s)
{
    double share = 1, now = 0;
    for (;;) {
        double next = INFINITY, at_risk = 0, lost = 0;
        for (size_t i = 0; i < s->n; i++)
            if (s->time[i] > now) next = fmin(next, s->time[i]);
        if (isinf(next)) return NAN;
        for (size_t i = 0; i < s->n; i++) {
            at_risk += s->time[i] >= next;
            lost += s->time[i] == next && !s->event[i];
        }
        share *= (at_risk - lost) / at_risk;
        now = next;
        if (share <= 0.5) return now;
    }
}

static const atr_input_fit *input_of(const atr_synthesis *s, int arm, const char *name)
{
    for (size_t k = 0; k < s->n_inputs; k++)
        if (s->input[k].arm == arm && strcmp(s->input[k].name, name) == 0)
            return &s->input[k];
    cr_assert_fail("no input \"%s\" of arm %d", name, arm);
    return NULL;
}

static void expect_all_met(const atr_synthesis *s)
{
    for (size_t k = 0; k < s->n_inputs; k++)
        cr_expect(s->input[k].fit != ATR_FIT_MISSED, "%s: %s of arm %d is %g, not %g",
                  atr_shape_name(s->shape), s->input[k].name, s->input[k].arm,
                  s->input[k].achieved, s->input[k].wanted);
    cr_expect(s->n_missed == 0);
}

/* ---- laws ------------------------------------------------------------------------ */

Test(summary, of_imroz_is_met_by_every_shape)
{
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis      s = build(&imroz, (atr_shape)shape);
        const atr_estimate isa = median_of(&s, 0), vrd = median_of(&s, 1);
        const double       isa_60 = survival_at(&s, 0, 60), vrd_60 = survival_at(&s, 1, 60);

        expect_all_met(&s);
        cr_expect(s.n == 446 && events_between(&s, -1, 0, INFINITY) == 162);
        cr_expect(isa_60 >= .6315 && isa_60 <= .6325, "%s: %g", atr_shape_name(shape),
                  isa_60);
        cr_expect(vrd_60 >= .4515 && vrd_60 <= .4525, "%s: %g", atr_shape_name(shape),
                  vrd_60);
        cr_expect(isnan(isa.value) && isnan(isa.lower));
        cr_expect(vrd.value == 54.3 && vrd.lower >= 45.15 && vrd.lower <= 45.25);
        cr_expect(isnan(vrd.upper));
        cr_expect(fabs(follow_up_of(&s) - 59.7) <= .05);
        atr_synthesis_free(&s);
    }
}

Test(summary, of_gmmg_hd7_is_met_by_every_shape)
{
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&hd7, (atr_shape)shape);
        expect_all_met(&s);
        cr_expect(fabs(survival_at(&s, 0, 36) - .83) <= .005);
        cr_expect(fabs(survival_at(&s, 1, 36) - .75) <= .005);
        cr_expect(isnan(median_of(&s, 0).value) && isnan(median_of(&s, 1).value));
        for (size_t i = 0; i < s.n; i++)
            cr_expect(s.event[i] || (s.time[i] >= 40 && s.time[i] <= 64),
                      "nobody leaves outside the window of follow-up");
        atr_synthesis_free(&s);
    }
}

Test(summary, gives_the_same_bytes_twice)
{
    atr_synthesis a = build(&imroz, ATR_SHAPE_WEIBULL),
                  b = build(&imroz, ATR_SHAPE_WEIBULL);
    cr_expect(memcmp(a.time, b.time, a.n * sizeof *a.time) == 0);
    cr_expect(memcmp(a.event, b.event, a.n) == 0);
    atr_synthesis_free(&a);
    atr_synthesis_free(&b);
}

Test(summary, gives_positive_times_in_order_within_arms)
{
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&imroz, (atr_shape)shape);
        for (size_t i = 0; i < s.n; i++) {
            cr_expect(s.time[i] > 0 && s.group[i] == (i >= 265));
            if (i > 0 && s.group[i] == s.group[i - 1])
                cr_expect(s.time[i] >= s.time[i - 1], "%g after %g", s.time[i],
                          s.time[i - 1]);
        }
        atr_synthesis_free(&s);
    }
}

static atr_known scaled(atr_known known, double unit)
{
    return (atr_known){unit * known.value, unit * known.low, unit * known.high};
}

Test(summary, scales_with_the_unit_of_time)
{
    const double    unit = 30.4375;
    atr_landmark    mark[2] = {imroz_isa[0], imroz_vrd[0]};
    atr_summary_arm arm[2] = {imroz_arms[0], imroz_arms[1]};
    atr_summary     days = imroz;
    for (size_t a = 0; a < 2; a++) {
        mark[a].time *= unit;
        arm[a].landmark = &mark[a];
        arm[a].median = scaled(arm[a].median, unit);
        arm[a].median_lower = scaled(arm[a].median_lower, unit);
    }
    days.arm = arm;
    days.follow_up = scaled(days.follow_up, unit);

    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis a = build(&imroz, (atr_shape)shape),
                      b = build(&days, (atr_shape)shape);
        for (size_t i = 0; i < a.n; i++) {
            cr_expect(a.event[i] == b.event[i]);
            cr_expect(close_relative(b.time[i], unit * a.time[i], 1e-6)); /* iterated */
        }
        atr_synthesis_free(&a);
        atr_synthesis_free(&b);
    }
}

Test(summary, differs_between_shapes_where_nothing_is_known)
{
    double at_18[ATR_N_SHAPES];
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&hd7, (atr_shape)shape);
        at_18[shape] = survival_at(&s, 0, 18);
        const size_t after = events_between(&s, -1, 36, INFINITY);
        cr_expect((shape == ATR_SHAPE_PLATEAU) == (after == 0), "%s: %zu events after 36",
                  atr_shape_name((atr_shape)shape), after);
        atr_synthesis_free(&s);
    }
    /* H(18) / H(36) is 5/8, 1/2 and 3/8 */
    cr_expect(close_to(at_18[ATR_SHAPE_EARLY], pow(.83, .625), .003));
    cr_expect(close_to(at_18[ATR_SHAPE_EXPONENTIAL], pow(.83, .5), .003));
    cr_expect(close_to(at_18[ATR_SHAPE_LATE], pow(.83, .375), .003));
}

/* Events and time under observation of arm 0 and 1: the ratio of their rates. */
static double rate_ratio(const atr_synthesis *s)
{
    double events[2] = {0}, time[2] = {0};
    for (size_t i = 0; i < s->n; i++) {
        events[s->group[i]] += s->event[i];
        time[s->group[i]] += s->time[i];
    }
    return events[0] / time[0] / (events[1] / time[1]);
}

/* Exponential survival, entry over 24 of 60 months, exponential loss: everything that
 * would be printed follows from the rates h and the loss l by integration. */
Test(summary, of_an_exponential_trial_recovers_the_ratio_of_rates)
{
    enum { N = 1000, STEPS = 20000 };
    const double    h[2] = {.014, .020}, l = .003, from = 36, to = 60;
    atr_landmark    mark[2][2];
    atr_summary_arm arm[2];
    double          events = 0;
    for (int a = 0; a < 2; a++) {
        for (int k = 0; k < 2; k++) {
            const double t = 24 * (k + 1), s = exp(-h[a] * t);
            mark[a][k] = (atr_landmark){t, {s, s - .0005, s + .0005}};
        }
        arm[a] =
            (atr_summary_arm){.n = N, .events = NAN, .n_landmarks = 2, .landmark = mark[a]};
        for (int j = 0; j < STEPS; j++) {
            const double t = to * (j + .5) / STEPS;
            const double stay = t < from ? 1 : (to - t) / (to - from);
            events += N * stay * h[a] * exp(-(h[a] + l) * t) * to / STEPS;
        }
    }
    const atr_summary trial = {
        .n_arms = 2, .arm = arm, .events = round(events), .shortest = from, .longest = to};
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        const bool    exponential = shape == ATR_SHAPE_SMOOTH ||
                                 shape == ATR_SHAPE_EXPONENTIAL ||
                                 shape == ATR_SHAPE_WEIBULL;
        const double tolerance = exponential ? .005 : .03;
        expect_all_met(&s);
        cr_expect(close_to(rate_ratio(&s), .7, tolerance), "%s: %g",
                  atr_shape_name((atr_shape)shape), rate_ratio(&s));
        atr_synthesis_free(&s);
    }
}

Test(summary, meets_events_of_each_arm)
{
    atr_summary_arm arm[2] = {imroz_arms[0], imroz_arms[1]};
    atr_summary     trial = imroz;
    arm[0].events = 78;
    arm[1].events = 84;
    trial.arm = arm;
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        expect_all_met(&s);
        cr_expect(events_between(&s, 0, 0, INFINITY) == 78);
        cr_expect(events_between(&s, 1, 0, INFINITY) == 84);
        atr_synthesis_free(&s);
    }
}

Test(summary, of_a_median_alone_is_enough)
{
    const atr_summary_arm arm = {.n = 40, .events = NAN, .median = {11.2, 11.15, 11.25}};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .follow_up = {20, 19.5, 20.5}};
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        expect_all_met(&s);
        cr_expect(s.n == 40 && median_of(&s, 0).value == 11.2);
        atr_synthesis_free(&s);
    }
}

Test(summary, meets_a_median_where_an_even_number_of_patients_all_have_the_event)
{
    const atr_summary_arm arm = {.n = 22, .events = 22, .median = {2.7, 2.65, 2.75}};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 80, .longest = 90};
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        expect_all_met(&s);
        cr_expect(median_of(&s, 0).value == 2.7);
        atr_synthesis_free(&s);
    }
}

Test(summary, of_a_number_of_events_alone_is_enough)
{
    const atr_summary_arm arm = {.n = 200, .events = 83};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 12, .longest = 36};
    atr_synthesis s = build(&trial, ATR_SHAPE_SMOOTH);
    expect_all_met(&s);
    cr_expect(events_between(&s, 0, 0, INFINITY) == 83);

    /* a constant hazard: H halves with time */
    const double h_24 = -log(survival_at(&s, 0, 24)), h_12 = -log(survival_at(&s, 0, 12));
    cr_expect(close_to(h_24 / h_12, 2, .05), "%g", h_24 / h_12);
    atr_synthesis_free(&s);
}

Test(summary, of_a_handful_of_patients_is_met)
{
    const atr_landmark    mark[] = {{6, {.8, .795, .805}}, {12, {.6, .595, .605}}};
    const atr_summary_arm arm = {.n = 5,
                                 .events = 2,
                                 .n_landmarks = 2,
                                 .landmark = mark,
                                 .median_not_reached = true};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = 2, .shortest = 14, .longest = 20};
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        expect_all_met(&s);
        cr_expect(close_to(survival_at(&s, 0, 6), .8, 1e-14));
        atr_synthesis_free(&s);
    }
}

Test(summary, of_one_patient_does_not_fall_over)
{
    const atr_landmark    mark = {10, {0, 0, .005}};
    const atr_summary_arm arm = {.n = 1, .events = 1, .n_landmarks = 1, .landmark = &mark};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 14, .longest = 20};
    atr_synthesis s = build(&trial, ATR_SHAPE_LATE);
    cr_expect(s.n == 1 && s.event[0] == 1);
    atr_synthesis_free(&s);
}

Test(summary, of_survival_that_never_falls_has_no_event)
{
    const atr_landmark    mark = {24, {1, .995, 1}};
    const atr_summary_arm arm = {.n = 50, .events = 0, .n_landmarks = 1, .landmark = &mark};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = 0, .shortest = 20, .longest = 30};
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        expect_all_met(&s);
        atr_synthesis_free(&s);
    }
}

/* ---- shapes and expectations ----------------------------------------------------- */

static const double known_time[] = {1, 3, 4, 9}, known_hazard[] = {.2, .4, .9, 1};

static atr_target target_of(atr_shape shape, size_t n)
{
    atr_target target;
    cr_assert(atr_target_build(known_time, known_hazard, n, shape, &target, NULL) ==
              ATR_OK);
    return target;
}

Test(summary, draws_every_shape_through_its_points_and_never_downwards)
{
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_target target = target_of((atr_shape)shape, 4);
        double     before = 0;
        for (size_t k = 0; k < 4; k++)
            cr_expect(close_to(atr_target_hazard(&target, known_time[k]), known_hazard[k],
                               1e-14));
        cr_expect(atr_target_hazard(&target, 0) == 0);
        for (int j = 1; j <= 1200; j++) {
            const double now = atr_target_hazard(&target, j / 100.);
            cr_expect(now >= before - 1e-14, "%s at %g", atr_shape_name((atr_shape)shape),
                      j / 100.);
            before = now;
        }
        atr_target_free(&target);
    }
}

/* Fritsch & Butland: between pieces of widths 1 and 2 and rates .2 and .1 the slope is
 * 9 / (5 / .2 + 4 / .1). */
Test(summary, draws_the_smooth_shape_with_fritsch_and_butlands_slopes)
{
    const double e = 1e-6;
    atr_target   target = target_of(ATR_SHAPE_SMOOTH, 4);
    const double left = (.2 - atr_target_hazard(&target, 1 - e)) / e;
    const double right = (atr_target_hazard(&target, 1 + e) - .2) / e;
    cr_expect(close_to(left, 9. / 65, 1e-5) && close_to(right, 9. / 65, 1e-5), "%g %g",
              left, right);
    atr_target_free(&target);
}

Test(summary, draws_the_weibull_shape_straight_on_logarithmic_axes)
{
    atr_target target = target_of(ATR_SHAPE_WEIBULL, 4);
    cr_expect(close_to(atr_target_hazard(&target, sqrt(1. * 3)), sqrt(.2 * .4), 1e-14));
    cr_expect(close_to(atr_target_hazard(&target, sqrt(4. * 9)), sqrt(.9 * 1), 1e-14));
    atr_target_free(&target);

    target = target_of(ATR_SHAPE_WEIBULL, 1); /* one point: exponential */
    cr_expect(close_to(atr_target_hazard(&target, 7), 7 * .2, 1e-14));
    atr_target_free(&target);
}

/* In (0, 1] the hazard of shape EARLY falls from 1.5 to 0.5 times its mean. */
Test(summary, lets_the_early_hazard_fall_to_a_third)
{
    const double e = 1e-6;
    atr_target   early = target_of(ATR_SHAPE_EARLY, 1), late = target_of(ATR_SHAPE_LATE, 1);
    cr_expect(close_to(atr_target_hazard(&early, e) / e, .3, 1e-5));
    cr_expect(close_to((.2 - atr_target_hazard(&early, 1 - e)) / e, .1, 1e-5));
    cr_expect(close_to(atr_target_hazard(&early, 2), .3, 1e-14));
    cr_expect(close_to(atr_target_hazard(&late, e) / e, .1, 1e-5));
    cr_expect(close_to(atr_target_hazard(&late, 2), .5, 1e-14));
    atr_target_free(&early);
    atr_target_free(&late);
}

/* Exponential survival (h = .2), no loss, ends evenly over (2, 6):
 *     events = N int_0^6 h e^{-ht} G(t) dt = N (1 - (e^{-2h} - e^{-6h}) / (4 h))     */
Test(summary, expects_the_events_that_integration_gives)
{
    atr_target          target = target_of(ATR_SHAPE_EXPONENTIAL, 1);
    const atr_follow_up follow = {.shortest = 2, .longest = 6, .power = 1};
    const atr_course    course = {1000, &target, &follow};
    const double        times[] = {1, 2.5};
    const double        all = 1000 * (1 - (exp(-.4) - exp(-1.2)) / .8);
    atr_expected        e;
    cr_assert(atr_expected_build(&course, times, 2, &e, NULL) == ATR_OK);
    cr_expect(close_relative(e.events[e.n - 1], all, 1e-4), "%g for %g", e.events[e.n - 1],
              all);
    for (size_t j = 0; j < e.n; j++)
        cr_expect(close_to(e.events[j] + e.censored[j],
                           1000 * (1 - e.survival[j] * e.share[j]), 1e-12),
                  "everybody is somewhere");
    cr_expect(e.time[atr_expected_row(&e, 2.5)] == 2.5);
    atr_expected_free(&e);
    atr_target_free(&target);
}

/* Constant hazards through S(60) of IMROZ; the grid of 192 and 384 intervals against
 * adaptive integration. */
Test(summary, solves_the_follow_up_as_r_does)
{
    golden_table    golden = golden_table_read("summary_follow_up.csv");
    const double    time = 60, hazard[2] = {-log(.632), -log(.452)};
    atr_target      target[2];
    atr_summary_arm arm[2] = {imroz_arms[0], imroz_arms[1]};
    arm[1].median = unknown;
    for (size_t a = 0; a < 2; a++)
        cr_assert(atr_target_build(&time, &hazard[a], 1, ATR_SHAPE_EXPONENTIAL, &target[a],
                                   NULL) == ATR_OK);
    for (size_t k = 0; k < golden.n; k++) {
        const double      median = golden_number(&golden, k, "median");
        const atr_summary trial = {.n_arms = 2,
                                   .arm = arm,
                                   .events = golden_number(&golden, k, "events"),
                                   .follow_up = {median, median, median},
                                   .shortest = golden_number(&golden, k, "given_shortest"),
                                   .longest = golden_number(&golden, k, "given_longest"),
                                   .half_width = golden_number(&golden, k, "half_width")};
        atr_follow_up     follow[2] = {{0}, {0}};
        cr_assert(atr_follow_up_solve(&trial, target, follow, NULL) == ATR_OK);
        for (size_t a = 0; a < 2; a++) {
            const atr_course course = {(double)arm[a].n, &target[a], &follow[a]};
            atr_expected     e;
            golden_expect(&golden, k, "shortest", follow[a].shortest, 2e-4);
            golden_expect(&golden, k, "longest", follow[a].longest, 2e-4);
            golden_expect(&golden, k, "power", follow[a].power, 1e-2); /* a steep end */
            golden_expect(&golden, k, "loss", follow[a].loss, 2e-3);
            cr_assert(atr_expected_build(&course, NULL, 0, &e, NULL) == ATR_OK);
            golden_expect(&golden, k, a ? "events_2" : "events_1", e.events[e.n - 1], 2e-4);
            atr_expected_free(&e);
        }
    }
    for (size_t a = 0; a < 2; a++) atr_target_free(&target[a]);
    golden_table_free(&golden);
}

Test(summary, lowers_a_tail_no_further_than_needed)
{
    atr_synthesis s = build(&imroz, ATR_SHAPE_SMOOTH);
    cr_expect(events_between(&s, 0, 60, INFINITY) > 0);
    atr_synthesis_free(&s);
}

/* --- conflicts are told --------------------------------------------------------------- */

Test(summary, reports_a_median_that_contradicts_a_landmark)
{
    const atr_landmark    mark = {36, {.6, .595, .605}};
    const atr_summary_arm arm = {.n = 100,
                                 .events = NAN,
                                 .n_landmarks = 1,
                                 .landmark = &mark,
                                 .median = {30, 29.5, 30.5}};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 40, .longest = 50};
    atr_notes     notes = {0};
    atr_synthesis s;
    cr_assert(atr_summary_build(&trial, ATR_SHAPE_SMOOTH, &s, &notes, NULL) == ATR_OK);

    cr_expect(input_of(&s, 0, "median")->fit == ATR_FIT_MISSED);
    cr_expect(input_of(&s, 0, "survival at 36")->fit != ATR_FIT_MISSED);
    cr_expect(s.n_missed == 1);
    bool told = false;
    for (size_t k = 0; k < notes.n; k++)
        told = told || (notes.note[k].code == ATR_CODE_SUMMARY_CONFLICT &&
                        strstr(notes.note[k].message, "arm 1: median 30"));
    cr_expect(told);
    atr_notes_free(&notes);
    atr_synthesis_free(&s);
}

Test(summary, reports_totals_that_do_not_add_up)
{
    atr_summary_arm arm[2] = {imroz_arms[0], imroz_arms[1]};
    atr_summary     trial = imroz;
    arm[0].events = 78;
    arm[1].events = 85;
    trial.arm = arm;
    atr_synthesis s = build(&trial, ATR_SHAPE_SMOOTH);
    cr_expect(input_of(&s, -1, "events")->fit == ATR_FIT_MISSED);
    cr_expect(input_of(&s, -1, "events")->achieved == 163);
    cr_expect(input_of(&s, 0, "events")->fit == ATR_FIT_EXACT);
    atr_synthesis_free(&s);
}

Test(summary, reports_a_follow_up_that_leaves_too_many_events)
{
    /* half of 200 had the event by 36 months, and most were followed for 45 */
    const atr_landmark    mark = {36, {.5, .495, .505}};
    const atr_summary_arm arm = {
        .n = 200, .events = 40, .n_landmarks = 1, .landmark = &mark};
    const atr_summary trial = {
        .n_arms = 1, .arm = &arm, .events = 40, .follow_up = {45, 44.5, 45.5}};
    atr_synthesis s = build(&trial, ATR_SHAPE_EXPONENTIAL);
    cr_expect(input_of(&s, 0, "events")->fit == ATR_FIT_EXACT);
    cr_expect(input_of(&s, -1, "median follow-up")->fit == ATR_FIT_MISSED);
    atr_synthesis_free(&s);
}

Test(summary, says_when_events_are_crowded_after_the_last_known_point)
{
    const atr_landmark    mark = {36, {.9, .895, .905}};
    const atr_summary_arm arm = {
        .n = 200, .events = 150, .n_landmarks = 1, .landmark = &mark};
    const atr_summary trial = {
        .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 40, .longest = 44};
    atr_notes     notes = {0};
    atr_synthesis s;
    cr_assert(atr_summary_build(&trial, ATR_SHAPE_SMOOTH, &s, &notes, NULL) == ATR_OK);
    bool told = false;
    for (size_t k = 0; k < notes.n; k++)
        told = told || (notes.note[k].severity == ATR_WARNING &&
                        strstr(notes.note[k].message, "after its last known point"));
    cr_expect(told);
    expect_all_met(&s);
    atr_notes_free(&notes);
    atr_synthesis_free(&s);
}

Test(summary, finds_room_for_a_total_above_what_the_shape_expects)
{
    atr_summary trial = hd7;
    trial.events = 210; /* some 190 are expected with a constant hazard */
    for (int shape = 0; shape < ATR_N_SHAPES; shape++) {
        atr_synthesis s = build(&trial, (atr_shape)shape);
        expect_all_met(&s);
        cr_expect(events_between(&s, 0, 36, INFINITY) > 0);
        cr_expect(events_between(&s, 1, 36, INFINITY) > 0);
        atr_synthesis_free(&s);
    }
}

Test(summary, reports_a_median_that_was_reached_after_all)
{
    const atr_landmark    mark = {36, {.4, .395, .405}};
    const atr_summary_arm arm = {.n = 100,
                                 .events = NAN,
                                 .n_landmarks = 1,
                                 .landmark = &mark,
                                 .median_not_reached = true};
    const atr_summary     trial = {
            .n_arms = 1, .arm = &arm, .events = NAN, .shortest = 40, .longest = 50};
    atr_synthesis s = build(&trial, ATR_SHAPE_SMOOTH);
    cr_expect(input_of(&s, 0, "median")->fit == ATR_FIT_MISSED);
    atr_synthesis_free(&s);
}

/* --- refusals ---------------------------------------------------------------------------
 */

static void expect_refused(const atr_summary *summary, atr_shape shape, atr_status status,
                           atr_code code, const char *words)
{
    atr_synthesis s = {.n = 7};
    atr_error     err = {0};
    cr_expect(atr_summary_build(summary, shape, &s, NULL, &err) == status);
    cr_expect(err.code == (int)code, "code %d: %s", err.code, err.message);
    cr_expect(strstr(err.message, words), "message was: %s", err.message);
    cr_expect(s.n == 0 && s.time == NULL && s.input == NULL);
}

Test(summary, refuses_survival_that_rises)
{
    const atr_landmark mark[] = {{12, {.7, .695, .705}}, {24, {.75, .745, .755}}};
    atr_summary_arm    arm[2] = {hd7_arms[0], hd7_arms[1]};
    atr_summary        trial = hd7;
    arm[1].n_landmarks = 2;
    arm[1].landmark = mark;
    trial.arm = arm;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_SUMMARY_CONFLICT,
                   "arm 2: survival 0.75 at 24 rises above 0.7 at 12");
}

Test(summary, takes_survival_that_rises_within_its_rounding_as_flat)
{
    const atr_landmark mark[] = {{12, {.742, .737, .747}}, {36, {.744, .739, .749}}};
    atr_summary_arm    arm[2] = {hd7_arms[0], hd7_arms[1]};
    atr_summary        trial = hd7;
    arm[1].n_landmarks = 2;
    arm[1].landmark = mark;
    trial.arm = arm;
    atr_synthesis s = build(&trial, ATR_SHAPE_SMOOTH);
    expect_all_met(&s);
    cr_expect(events_between(&s, 1, 12, 36) == 0);
    atr_synthesis_free(&s);
}

Test(summary, refuses_landmarks_out_of_order_or_outside_0_and_1)
{
    atr_landmark    mark[] = {{12, {.7, .695, .705}}, {12, {.6, .595, .605}}};
    atr_summary_arm arm = {.n = 10, .events = NAN, .n_landmarks = 2, .landmark = mark};
    atr_summary     trial = {.n_arms = 1, .arm = &arm, .events = NAN, .longest = 9};
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                   "arm 1: landmark 2 is at time 12");
    mark[1] = (atr_landmark){24, {63.2, 63.15, 63.25}};
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                   "arm 1: survival at 24 is 63.2");
    mark[1] = (atr_landmark){24, {.5, .6, .7}};
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_BAD_SUMMARY, "[0.6, 0.7]");
}

Test(summary, refuses_more_events_than_patients)
{
    atr_summary_arm arm[2] = {hd7_arms[0], hd7_arms[1]};
    atr_summary     trial = hd7;
    trial.arm = arm;
    arm[0].events = 332;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_BAD_SUMMARY, "332 events");
    arm[0].events = 12.5;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                   "12.5 events");
    arm[0].events = NAN;
    trial.events = 661;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_BAD_SUMMARY, "661 events");
}

Test(summary, refuses_to_build_from_nothing)
{
    atr_summary_arm arm = {.n = 50, .events = NAN, .median = unknown};
    atr_summary     trial = {.n_arms = 1, .arm = &arm, .events = 20, .longest = 30};
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                   "arm 1: nothing is known of its survival");
    arm.events = 20;
    trial.longest = NAN;
    trial.follow_up = unknown;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                   "arm 1: nothing is known of its follow-up");
    arm.n = 0;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                   "arm 1 has no patients");
    trial.n_arms = 0;
    expect_refused(&trial, ATR_SHAPE_SMOOTH, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                   "there is no arm");
}

Test(summary, refuses_options_outside_their_range)
{
    atr_summary trial = hd7;
    expect_refused(&trial, ATR_N_SHAPES, ATR_EARGUMENT, ATR_CODE_BAD_SUMMARY,
                   "not a shape");
    trial.median_level = 95;
    expect_refused(&trial, ATR_SHAPE_LATE, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL, "95");
    trial.median_level = 0;
    trial.half_width = 1;
    expect_refused(&trial, ATR_SHAPE_LATE, ATR_EARGUMENT, ATR_CODE_BAD_SUMMARY,
                   "half-width 1");
    trial.half_width = 0;
    trial.shortest = 64;
    expect_refused(&trial, ATR_SHAPE_LATE, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                   "from 64 to 64");
}
