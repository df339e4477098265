/* test_simulate.c - drawn patients against the laws they are drawn from. */
#include "atrisk/codes.h"
#include "atrisk/power.h"
#include "atrisk/simulate.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 20000 };

static atr_simulation build(const atr_simulated_group *group, size_t n,
                            const atr_simulation_options *options)
{
    atr_simulation s;
    atr_error      err = {0};
    cr_assert(atr_simulation_build(group, n, options, &s, &err) == ATR_OK, "%s",
              err.message);
    return s;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The largest distance between the empirical distribution and F, times sqrt n; sorts. */
static double kolmogorov(double *x, size_t n, double (*F)(double))
{
    double most = 0;
    qsort(x, n, sizeof *x, by_size);
    for (size_t i = 0; i < n; i++)
        most = fmax(most, fmax(fabs(F(x[i]) - (double)i / (double)n),
                               fabs(F(x[i]) - (double)(i + 1) / (double)n)));
    return most * sqrt((double)n);
}

static double weibull(double t)
{
    return -expm1(-log(2) * pow(t / 30, 1.7));
}

static double exponential(double t)
{
    return -expm1(-log(2) * t / 12);
}

static double even(double t)
{
    return t / 24;
}

static double share_of_events(const atr_simulation *s)
{
    double events = 0;
    for (size_t i = 0; i < s->n; i++) events += s->event[i];
    return events / (double)s->n;
}

/* --- laws ------------------------------------------------------------------ */

/* P(K > 1.95) is 0.001: sqrt n D of the right law is rarely more. */
Test(simulate, times_follow_their_weibull_distribution)
{
    atr_simulation s = build(&(atr_simulated_group){MANY, 30, 1.7}, 1, NULL);
    cr_expect(share_of_events(&s) == 1);
    cr_expect(kolmogorov(s.time, s.n, weibull) < 1.95);
    atr_simulation_free(&s);
}

Test(simulate, times_without_a_shape_are_exponential)
{
    atr_simulation s = build(&(atr_simulated_group){MANY, 12, 0}, 1,
                             &(atr_simulation_options){.cutoff = INFINITY, .seed = 7});
    cr_expect(kolmogorov(s.time, s.n, exponential) < 1.95);
    atr_simulation_free(&s);
}

static const atr_simulated_group changing = {
    .patients = MANY, .median = 12, .shape = 1.3, .change = 6, .ratio = 0.4, .cured = 0.2};

/* Of those who ever have the event. */
static double changing_law(double t)
{
    const double s = atr_simulated_survival(&changing, t);
    return (1 - s) / (1 - changing.cured);
}

Test(simulate, knows_the_survival_it_draws_from)
{
    const atr_simulation_options late = {.cutoff = 1e9, .seed = 5};
    atr_simulation               s = build(&changing, 1, &late);
    size_t                       n = 0;
    for (size_t i = 0; i < s.n; i++)
        if (s.event[i]) s.time[n++] = s.time[i];
    cr_expect(fabs((double)n / MANY - 0.8) < 4 * sqrt(0.16 / MANY));
    cr_expect(kolmogorov(s.time, n, changing_law) < 1.95);
    cr_expect(atr_simulated_survival(&changing, 0) == 1);
    atr_simulation_free(&s);
}

Test(simulate, entries_are_even_over_the_accrual)
{
    atr_simulation s =
        build(&(atr_simulated_group){MANY, 12, 1}, 1,
              &(atr_simulation_options){.accrual = 24, .cutoff = 24, .seed = 3});
    for (size_t i = 0; i < s.n; i++)
        cr_assert(s.entry[i] >= 0 && s.time[i] > 0 && s.entry[i] + s.time[i] <= 24 + 1e-9);
    cr_expect(kolmogorov(s.entry, s.n, even) < 1.95);
    atr_simulation_free(&s);
}

/* Within four standard errors of the probability by which trials are planned. */
Test(simulate, events_are_seen_as_often_as_a_plan_expects)
{
    const atr_power_design design = {.hazard_ratio = 0.6};
    const atr_recruitment  recruitment = {log(2) / 30, 24, 36, 0.01};
    atr_sample_size        size;
    cr_assert(atr_power_patients(&design, &recruitment, 0.9, &size, NULL) == ATR_OK);
    atr_simulation s =
        build(&(atr_simulated_group){MANY, 30, 1}, 1,
              &(atr_simulation_options){
                  .accrual = 24, .cutoff = 60, .loss_hazard = 0.01, .seed = 11});
    const double p = size.p_event2;
    cr_expect(fabs(share_of_events(&s) - p) < 4 * sqrt(p * (1 - p) / MANY), "%g for %g",
              share_of_events(&s), p);
    atr_simulation_free(&s);
}

Test(simulate, another_cutoff_or_loss_only_censors_the_same_patients)
{
    const atr_simulated_group group = {500, 30, 1.2};
    atr_simulation            all =
        build(&group, 1, &(atr_simulation_options){.cutoff = INFINITY, .seed = 5});
    atr_simulation some = build(
        &group, 1, &(atr_simulation_options){.cutoff = 40, .loss_hazard = 0.01, .seed = 5});
    size_t censored = 0;
    for (size_t i = 0; i < all.n; i++) {
        censored += !some.event[i];
        if (some.event[i]) cr_expect(some.time[i] == all.time[i]);
        else cr_expect(some.time[i] < all.time[i]);
    }
    cr_expect(censored > 100 && censored < 400, "%zu", censored);
    atr_simulation_free(&all);
    atr_simulation_free(&some);
}

Test(simulate, equal_seeds_give_equal_patients_and_others_do_not)
{
    const atr_simulated_group group = {50, 30, 1};
    atr_simulation            s[3];
    for (size_t k = 0; k < 3; k++)
        s[k] = build(&group, 1, &(atr_simulation_options){.cutoff = 60, .seed = k / 2});
    cr_expect(memcmp(s[0].time, s[1].time, 50 * sizeof(double)) == 0);
    cr_expect(memcmp(s[0].time, s[2].time, 50 * sizeof(double)) != 0);
    for (size_t k = 0; k < 3; k++) atr_simulation_free(&s[k]);
}

Test(simulate, groups_come_in_order_with_their_own_medians)
{
    const atr_simulated_group group[] = {{MANY, 10, 1}, {MANY / 2, 40, 1}};
    atr_simulation            s = build(group, 2, NULL);
    double                    below[2] = {0};
    cr_assert(s.n == MANY + MANY / 2 && s.n_groups == 2);
    for (size_t i = 0; i < s.n; i++) {
        cr_assert(s.group[i] == (i >= MANY));
        below[s.group[i]] += s.time[i] < group[s.group[i]].median;
    }
    /* Four standard errors of a half. */
    cr_expect(fabs(below[0] / MANY - 0.5) < 2 / sqrt(MANY));
    cr_expect(fabs(2 * below[1] / MANY - 0.5) < 2 / sqrt(MANY / 2));
    atr_simulation_free(&s);
}

Test(simulate, times_stay_finite_at_the_edges_of_what_is_allowed)
{
    atr_simulation s = build(&(atr_simulated_group){MANY, 1e100, 0.1}, 1, NULL);
    for (size_t i = 0; i < s.n; i++) cr_assert(s.time[i] >= 0 && isfinite(s.time[i]));
    atr_simulation_free(&s);
}

/* --- refusals -------------------------------------------------------------- */

Test(simulate, refuses_groups_that_cannot_be_drawn)
{
    const atr_simulated_group bad[] = {{0, 30, 1},   {200000000, 30, 1}, {10, 0, 1},
                                       {10, -3, 1},  {10, INFINITY, 1},  {10, NAN, 1},
                                       {10, 30, -1}, {10, 30, NAN}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        atr_simulation s;
        atr_error      err = {0};
        cr_expect(atr_simulation_build(&bad[i], 1, NULL, &s, &err) == ATR_EARGUMENT, "%zu",
                  i);
        cr_expect(err.code == ATR_CODE_BAD_DESIGN && s.n == 0 && !s.time);
    }
    atr_simulation s;
    cr_expect(atr_simulation_build(bad, 0, NULL, &s, NULL) == ATR_EARGUMENT);
}

Test(simulate, refuses_a_cutoff_before_the_last_entry_and_says_so)
{
    const atr_simulated_group    group = {10, 30, 1};
    const atr_simulation_options bad[] = {{.accrual = 24, .cutoff = 12},
                                          {.cutoff = 0},
                                          {.cutoff = NAN},
                                          {.accrual = -1, .cutoff = 12},
                                          {.accrual = INFINITY, .cutoff = INFINITY},
                                          {.cutoff = 12, .loss_hazard = -1},
                                          {.cutoff = 12, .loss_hazard = NAN}};
    const char *const            named[] = {"a cutoff of 12",     "a cutoff of 0",
                                            "a cutoff of",        "an accrual of -1",
                                            "an accrual of inf",  "a hazard of loss of -1",
                                            "a hazard of loss of"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        atr_simulation s;
        atr_error      err = {0};
        cr_expect(atr_simulation_build(&group, 1, &bad[i], &s, &err) == ATR_EARGUMENT);
        cr_expect(err.code == ATR_CODE_BAD_DESIGN);
        cr_expect(strstr(err.message, named[i]), "%s", err.message);
    }
}

/* --- hazards that change, the cured, and analyses at an event ----------------------- */

/* Median 12, from 6 on half the hazard. */
static double halved(double t)
{
    return -expm1(-log(2) / 12 * (t < 6 ? t : 6 + (t - 6) / 2));
}

Test(simulate, changes_the_hazard_when_told)
{
    const atr_simulated_group group = {
        .patients = MANY, .median = 12, .change = 6, .ratio = 0.5};
    atr_simulation s = build(&group, 1, NULL);
    cr_expect(kolmogorov(s.time, s.n, halved) < 1.63);
    atr_simulation_free(&s);
}

/* Median 12, hazard 0 from 2 to 5, then twice as high, from 9 on half: by hand. */
static double thrice_changed(double t)
{
    const double h = t < 2 ? t : t < 5 ? 2 : t < 9 ? 2 + 2 * (t - 5) : 10 + 0.5 * (t - 9);
    return -expm1(-log(2) / 12 * h);
}

static const atr_hazard_change   later_changes[] = {{5, 2}, {9, 0.5}};
static const atr_simulated_group thrice = {.patients = MANY,
                                           .median = 12,
                                           .change = 2,
                                           .ratio = 0,
                                           .n_later = 2,
                                           .later = later_changes};

Test(simulate, changes_the_hazard_as_often_as_told)
{
    const double   times[] = {0, 1, 2, 3, 5, 7, 9, 20, 100};
    atr_simulation s = build(&thrice, 1, NULL);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        cr_expect(fabs(1 - atr_simulated_survival(&thrice, times[i]) -
                       thrice_changed(times[i])) < 1e-14);
    cr_expect(kolmogorov(s.time, s.n, thrice_changed) < 1.63);
    for (size_t i = 0; i < s.n; i++) cr_assert(!(s.time[i] > 2.0001 && s.time[i] < 5));
    atr_simulation_free(&s);
}

Test(simulate, refuses_changes_out_of_order)
{
    const atr_hazard_change early = {1, 1}, again = {2, 1}, negative = {3, -1};
    atr_simulated_group     group = thrice;
    atr_simulation          s;
    group.n_later = 1;
    const atr_hazard_change *bad[] = {&early, &again, &negative};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        group.later = bad[k];
        cr_expect(atr_simulation_build(&group, 1, NULL, &s, NULL) == ATR_EARGUMENT);
    }
    group.later = later_changes;
    group.change = 0;
    cr_expect(atr_simulation_build(&group, 1, NULL, &s, NULL) == ATR_EARGUMENT);
}

Test(simulate, draws_the_same_patients_whether_or_not_a_change_changes_anything)
{
    const atr_simulated_group plain = {.patients = 50, .median = 30, .shape = 1.7};
    atr_simulated_group       same = plain;
    same.change = 20;
    same.ratio = 1;
    atr_simulation a = build(&plain, 1, NULL), b = build(&same, 1, NULL);
    for (size_t i = 0; i < a.n; i++)
        cr_expect(fabs(a.time[i] - b.time[i]) < 1e-12 * a.time[i]);
    atr_simulation_free(&a);
    atr_simulation_free(&b);
}

Test(simulate, cures_the_share_it_is_told_to)
{
    const atr_simulated_group    group = {.patients = MANY, .median = 12, .cured = 0.3};
    const atr_simulation_options long_after = {.cutoff = 1e6};
    atr_simulation               s = build(&group, 1, &long_after);
    cr_expect(fabs(share_of_events(&s) - 0.7) < 4 * sqrt(0.21 / MANY));
    atr_simulation_free(&s);
    const atr_simulated_group stopped = {
        .patients = MANY, .median = 12, .change = 12, .ratio = 0};
    s = build(&stopped, 1, &long_after);
    cr_expect(fabs(share_of_events(&s) - 0.5) < 4 * sqrt(0.25 / MANY));
    atr_simulation_free(&s);
}

Test(simulate, looks_at_the_patients_when_enough_have_had_the_event)
{
    const atr_simulated_group group[] = {{.patients = 200, .median = 12},
                                         {.patients = 100, .median = 20}};
    atr_simulation_options    o = {.accrual = 24, .cutoff = 500, .seed = 3};
    atr_simulation            all = build(group, 2, &o);
    o.events = 60;
    atr_simulation seen = build(group, 2, &o);
    double         events = 0, latest = 0;
    for (size_t i = 0; i < seen.n; i++) {
        events += seen.event[i];
        latest = fmax(latest, seen.event[i] ? seen.entry[i] + seen.time[i] : 0);
        cr_expect(seen.entry[i] < seen.date);
        cr_expect(seen.entry[i] + seen.time[i] <= seen.date * (1 + 1e-15));
    }
    cr_expect(events == 60 && latest == seen.date && seen.date < all.date);
    cr_expect(seen.n < all.n, "who enters later is not there");
    o.events = 301;
    atr_simulation never = build(group, 2, &o);
    cr_expect(never.date == 500 && never.n == all.n);
    atr_simulation_free(&all);
    atr_simulation_free(&seen);
    atr_simulation_free(&never);
}

Test(simulate, refuses_changes_and_cures_that_cannot_be)
{
    const atr_simulated_group    bad[] = {{.patients = 1, .median = 1, .change = -1},
                                          {.patients = 1, .median = 1, .ratio = NAN},
                                          {.patients = 1, .median = 1, .cured = 1}};
    const atr_simulation_options part = {.cutoff = 1, .events = 1.5};
    atr_simulation               s;
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
        cr_expect(atr_simulation_build(&bad[k], 1, NULL, &s, NULL) == ATR_EARGUMENT);
    const atr_simulated_group good = {.patients = 1, .median = 1};
    cr_expect(atr_simulation_build(&good, 1, &part, &s, NULL) == ATR_EARGUMENT);
}

Test(simulate, sees_events_at_the_next_visit_and_nobody_after_the_last)
{
    const atr_simulated_group group = {.patients = 400, .median = 10};
    atr_simulation_options    o = {.accrual = 12, .cutoff = 30, .loss_hazard = 0.01};
    atr_simulation            at_once = build(&group, 1, &o);
    o.visits = 4;
    atr_simulation seen = build(&group, 1, &o);
    size_t         missed = 0;
    for (size_t i = 0; i < seen.n; i++) {
        const double visit = seen.time[i] / 4;
        cr_expect(visit == floor(visit));
        cr_expect(seen.event[i] <= at_once.event[i], "nothing is seen that did not happen");
        if (seen.event[i])
            cr_expect(seen.time[i] >= at_once.time[i] &&
                      seen.time[i] < at_once.time[i] + 4);
        else cr_expect(seen.time[i] <= at_once.time[i]);
        missed += at_once.event[i] && !seen.event[i];
    }
    cr_expect(missed > 0, "the visit came too late for some");
    o.events = 50;
    atr_simulation early = build(&group, 1, &o);
    for (size_t i = 0; i < early.n; i++)
        cr_expect(early.time[i] / 4 == floor(early.time[i] / 4));
    o.visits = -1;
    atr_simulation none;
    cr_expect(atr_simulation_build(&group, 1, &o, &none, NULL) == ATR_EARGUMENT);
    atr_simulation_free(&at_once);
    atr_simulation_free(&seen);
    atr_simulation_free(&early);
}
