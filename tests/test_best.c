/* test_best.c - patients found behind a curve, when who they are is known. */
#include "atrisk/codes.h"
#include "atrisk/reconstruct.h"

#include "num/random.h"
#include "published/hazard.h"

#include "rebuilt_arm.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 400 };

/* A figure of one arm and the table it was drawn from. */
typedef struct {
    atr_events     truth;
    double         time[2 * MOST], survival[2 * MOST];
    double         risk_time[16], at_risk[16];
    atr_figure_arm arm;
} drawn;

static double uniform(atr_random *r)
{
    return ((double)(atr_random_bits(r) >> 11) + 0.5) * 0x1p-53;
}

/* Exponential survival with median 12, followed for 12 to 36; times in hundredths. */
static void draw_patients(size_t n, uint64_t seed, atr_events *table)
{
    atr_random    random = atr_random_start(seed);
    double        time[MOST];
    unsigned char event[MOST];
    for (size_t i = 0; i < n; i++) {
        const double t = -log(uniform(&random)) * 12 / log(2),
                     c = 12 + 24 * uniform(&random);
        time[i] = ceil(100 * fmin(t, c)) / 100;
        event[i] = t <= c;
    }
    const atr_sample sample = {
        .n = n, .time = time, .event = event, .n_groups = 1, .n_strata = 1};
    cr_assert(atr_events_build(&sample, NULL, table, NULL, NULL) == ATR_OK);
}

static void draw_table(drawn *d, double every)
{
    size_t k = 0;
    for (; k < 16 && every * (double)k <= 36; k++) {
        d->risk_time[k] = every * (double)k;
        d->at_risk[k] = atr_events_at_risk(&d->truth, d->risk_time[k]);
    }
    d->arm.risk = (atr_risk_table){.n = k, .time = d->risk_time, .at_risk = d->at_risk};
}

/* The corners of the curve. */
static void draw_path(drawn *d)
{
    const atr_events *t = &d->truth;
    double            level = 1;
    size_t            n = 1;
    d->time[0] = 0;
    d->survival[0] = 1;
    for (size_t j = 0; j < t->n; j++) {
        if (!(t->events[j] > 0)) continue;
        d->time[n] = d->time[n + 1] = t->time[j];
        d->survival[n++] = level;
        level *= 1 - t->events[j] / t->at_risk[j];
        d->survival[n++] = round(1e6 * level) / 1e6;
    }
    d->time[n] = t->time[t->n - 1];
    d->survival[n] = d->survival[n - 1];
    d->arm.points = (atr_points){.n = n + 1, .time = d->time, .survival = d->survival};
}

static void draw(drawn *d, size_t n, uint64_t seed)
{
    memset(d, 0, sizeof *d);
    draw_patients(n, seed, &d->truth);
    d->arm = (atr_figure_arm){.n = (double)n, .events = NAN};
    draw_path(d);
    draw_table(d, 6);
}

/* The feet of every third drop, 0.003 off in survival and 0.1 in time. */
static void click(drawn *d, uint64_t seed)
{
    atr_random random = atr_random_start(seed);
    size_t     n = 0;
    for (size_t i = 0; i < d->arm.points.n; i += 6) {
        d->time[n] =
            fmax(d->time[i] + 0.2 * (uniform(&random) - 0.5), n ? d->time[n - 1] : 0);
        d->survival[n++] = d->survival[i] + 0.006 * (uniform(&random) - 0.5);
    }
    d->arm.points.n = n;
}

static double total(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

Test(best, finds_the_events_of_a_perfect_path)
{
    static const size_t size[] = {30, 100, 300};
    for (size_t s = 0; s < 3; s++) {
        drawn d;
        draw(&d, size[s], 5 + s);
        atr_events found = rebuilt_arm(&d.arm, NULL);
        size_t     j = 0, wrong = 0;
        for (size_t i = 0; i < d.truth.n; i++) {
            if (!(d.truth.events[i] > 0)) continue;
            while (j < found.n && found.time[j] < d.truth.time[i]) {
                wrong += found.events[j] > 0;
                j++;
            }
            wrong += !(j < found.n && found.time[j] == d.truth.time[i] &&
                       found.events[j] == d.truth.events[i]);
            j += j < found.n && found.time[j] == d.truth.time[i];
        }
        cr_expect(wrong == 0, "%zu of %zu patients: %zu jumps wrong", size[s], d.truth.n,
                  wrong);
        atr_events_free(&found, 1);
        atr_events_free(&d.truth, 1);
    }
}

Test(best, meets_the_risk_table_and_the_total)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        drawn d;
        draw(&d, 40 * seed, seed);
        click(&d, seed);
        d.arm.events = total(d.truth.events, d.truth.n);
        atr_events found = rebuilt_arm(&d.arm, NULL);
        cr_expect(total(found.events, found.n) == d.arm.events, "%g events, not %g",
                  total(found.events, found.n), d.arm.events);
        for (size_t k = 0; k < d.arm.risk.n; k++)
            cr_expect(atr_events_at_risk(&found, d.risk_time[k]) == d.at_risk[k],
                      "%g at risk at %g, not %g",
                      atr_events_at_risk(&found, d.risk_time[k]), d.risk_time[k],
                      d.at_risk[k]);
        atr_events_free(&found, 1);
        atr_events_free(&d.truth, 1);
    }
}

Test(best, stays_near_the_points)
{
    drawn d;
    draw(&d, 200, 3);
    click(&d, 3);
    atr_events found = rebuilt_arm(&d.arm, NULL);
    double     worst = 0;
    for (size_t i = 0; i < d.arm.points.n; i++) {
        double level = 1;
        for (size_t j = 0; j < found.n && found.time[j] <= d.time[i]; j++)
            level *= 1 - found.events[j] / found.at_risk[j];
        worst = fmax(worst, fabs(level - d.survival[i]));
    }
    cr_expect(worst < 0.02, "%g", worst);
    atr_events_free(&found, 1);
    atr_events_free(&d.truth, 1);
}

static double survival_of(const atr_events *table, double time)
{
    double level = 1;
    for (size_t j = 0; j < table->n && table->time[j] <= time; j++)
        level *= 1 - table->events[j] / table->at_risk[j];
    return level;
}

/* As printed, in percent and with one decimal. */
static atr_known percent(double survival)
{
    const double s = round(1000 * survival) / 1000;
    return (atr_known){s, s - 0.0005, s + 0.0005};
}

static atr_landmark *at_twelve(const drawn *d, atr_landmark *landmark)
{
    *landmark = (atr_landmark){12, percent(survival_of(&d->truth, 12))};
    return landmark;
}

Test(best, prints_as_the_landmark_and_changes_nothing_else)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        drawn        d;
        atr_landmark landmark;
        draw(&d, 200, seed);
        click(&d, seed);
        d.arm.events = total(d.truth.events, d.truth.n);
        atr_events before = rebuilt_arm(&d.arm, NULL);
        d.arm.landmark = at_twelve(&d, &landmark);
        d.arm.n_landmarks = 1;
        atr_events   after = rebuilt_arm(&d.arm, NULL);
        const double s = survival_of(&after, 12), *risk = d.risk_time;
        cr_expect(s >= landmark.survival.low && s <= landmark.survival.high,
                  "%.5f is not printed as %.3f (without it %.5f)", s,
                  landmark.survival.value, survival_of(&before, 12));
        for (double t = 2; t <= 24; t += 2)
            cr_expect(fabs(survival_of(&after, t) - survival_of(&before, t)) < 0.025,
                      "%.4f, %.4f at %g", survival_of(&before, t), survival_of(&after, t),
                      t);
        for (size_t k = 0; k < d.arm.risk.n; k++)
            cr_expect(atr_events_at_risk(&after, risk[k]) == d.at_risk[k]);
        cr_expect(total(after.events, after.n) == d.arm.events);
        atr_events_free(&before, 1);
        atr_events_free(&after, 1);
        atr_events_free(&d.truth, 1);
    }
}

Test(best, has_the_median_that_is_printed)
{
    static const double ROUNDING = 1e-9;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        drawn  d;
        size_t j = 0;
        draw(&d, 200, seed);
        click(&d, seed);
        while (survival_of(&d.truth, d.truth.time[j]) > 0.5) j++;
        const double m = round(10 * d.truth.time[j]) / 10;
        d.arm.median = (atr_known){m, m - 0.05, m + 0.05};
        atr_events found = rebuilt_arm(&d.arm, NULL);
        cr_expect(survival_of(&found, m - 0.0501) >= 0.5 - ROUNDING &&
                      survival_of(&found, m + 0.05) <= 0.5 + ROUNDING,
                  "median %g: %.4f, %.4f", m, survival_of(&found, m - 0.0501),
                  survival_of(&found, m + 0.05));
        atr_events_free(&found, 1);
        atr_events_free(&d.truth, 1);
    }
}

Test(best, reports_a_landmark_that_the_curve_cannot_have_and_does_not_force_it)
{
    drawn        d;
    atr_landmark landmark;
    draw(&d, 200, 3);
    click(&d, 3);
    atr_events without = rebuilt_arm(&d.arm, NULL);
    at_twelve(&d, &landmark);
    landmark.survival = percent(landmark.survival.value - 0.1);
    d.arm.landmark = &landmark;
    d.arm.n_landmarks = 1;
    const atr_figure   figure = {.n_arms = 1, .arm = &d.arm, .events = NAN};
    atr_reconstruction r;
    atr_notes          notes = {0};
    cr_assert(atr_reconstruct(&figure, NULL, &r, &notes, NULL) == ATR_OK);
    const atr_events *found = &r.arm[0].table;
    cr_assert(notes.n == 1 && notes.note[0].code == ATR_CODE_FIGURE_CONFLICT);
    cr_expect(strstr(notes.note[0].message, "at time 12 contradicts the curve"), "%s",
              notes.note[0].message);
    cr_assert(found->n == without.n);
    for (size_t j = 0; j < found->n; j++)
        cr_expect(found->time[j] == without.time[j] &&
                  found->events[j] == without.events[j]);
    atr_notes_free(&notes);
    atr_reconstruction_free(&r);
    atr_events_free(&without, 1);
    atr_events_free(&d.truth, 1);
}

Test(best, invents_no_event_on_a_flat_tail)
{
    const double time[] = {0, 2, 2, 5, 5, 40}, survival[] = {1, 1, 0.9, 0.9, 0.8, 0.8};
    const double risk_time[] = {0, 10, 20, 30, 40}, at_risk[] = {10, 8, 6, 3, 1};
    const atr_figure_arm arm = {.points = {6, time, survival, ATR_SOURCE_UNKNOWN},
                                .risk = {5, risk_time, at_risk, NULL, NULL},
                                .n = 10,
                                .events = NAN};
    atr_events           found = rebuilt_arm(&arm, NULL);
    cr_expect(total(found.events, found.n) == 2);
    for (size_t j = 0; j < found.n; j++)
        cr_expect(found.time[j] <= 5 || found.events[j] == 0, "an event at %g",
                  found.time[j]);
    atr_events_free(&found, 1);
}

Test(best, does_not_depend_on_the_unit_of_time)
{
    const double unit = 32; /* a power of two, so that nothing is rounded */
    drawn        d;
    draw(&d, 120, 11);
    click(&d, 11);
    atr_events one = rebuilt_arm(&d.arm, NULL);
    for (size_t i = 0; i < d.arm.points.n; i++) d.time[i] *= unit;
    for (size_t k = 0; k < d.arm.risk.n; k++) d.risk_time[k] *= unit;
    atr_events other = rebuilt_arm(&d.arm, NULL);
    cr_assert(one.n == other.n);
    for (size_t j = 0; j < one.n; j++) {
        cr_expect(fabs(unit * one.time[j] - other.time[j]) < 1e-9 * unit);
        cr_expect(one.events[j] == other.events[j] && one.censored[j] == other.censored[j]);
    }
    atr_events_free(&one, 1);
    atr_events_free(&other, 1);
    atr_events_free(&d.truth, 1);
}

Test(best, answers_whatever_the_points_are)
{
    static const struct {
        double time[4], survival[4];
        size_t n;
    } odd[] = {
        {{0}, {1}, 1},
        {{5}, {0.5}, 1},
        {{0, 1, 2, 3}, {0, 0, 0, 0}, 4},
        {{1, 1, 1, 1}, {0.2, 0.9, 0.1, 0.8}, 4},
        {{0, 1, 2, 3}, {0.2, 0.4, 0.6, 0.8}, 4},
        {{0, 0, 0, 0}, {1, 1, 1, 1}, 4},
        {{0, 1e-300, 1e300, 1e301}, {1.05, 1, -0.05, 0}, 4},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        const atr_figure_arm arm = {
            .points = {odd[i].n, odd[i].time, odd[i].survival, ATR_SOURCE_UNKNOWN},
            .n = 17,
            .events = i % 2 ? 5 : NAN};
        atr_events found = rebuilt_arm(&arm, NULL);
        cr_expect(found.subjects == 17);
        atr_events_free(&found, 1);
    }
}

/* --- what is printed besides
 * -------------------------------------------------------------- */

static double up_to(const atr_events *table, const double *count, double time)
{
    double sum = 0;
    for (size_t j = 0; j < table->n && table->time[j] < time; j++) sum += count[j];
    return sum;
}

Test(best, meets_events_printed_under_the_figure)
{
    drawn  d;
    double events[16], blank[16];
    draw(&d, 150, 21);
    click(&d, 21);
    for (size_t k = 0; k < d.arm.risk.n; k++) {
        events[k] = up_to(&d.truth, d.truth.events, d.risk_time[k]);
        blank[k] = NAN;
    }
    d.arm.risk.events = events;
    d.arm.risk.censored = blank;
    atr_events found = rebuilt_arm(&d.arm, NULL);
    for (size_t k = 0; k < d.arm.risk.n; k++) {
        cr_expect(up_to(&found, found.events, d.risk_time[k]) == events[k], "at %g",
                  d.risk_time[k]);
        cr_expect(atr_events_at_risk(&found, d.risk_time[k]) == d.at_risk[k], "at %g",
                  d.risk_time[k]);
    }
    atr_events_free(&found, 1);
    atr_events_free(&d.truth, 1);
}

Test(best, shares_the_events_of_all_arms)
{
    drawn d[2];
    for (uint64_t a = 0; a < 2; a++) {
        draw(&d[a], 100, 31 + a);
        click(&d[a], 31 + a);
    }
    const double events =
        total(d[0].truth.events, d[0].truth.n) + total(d[1].truth.events, d[1].truth.n);
    const atr_figure_arm arm[] = {d[0].arm, d[1].arm};
    const atr_figure     figure = {.n_arms = 2, .arm = arm, .events = events};
    atr_reconstruction   r;
    cr_assert(atr_reconstruct(&figure, NULL, &r, NULL, NULL) == ATR_OK);
    double sum = 0;
    for (size_t a = 0; a < 2; a++) {
        sum += total(r.arm[a].table.events, r.arm[a].table.n);
        atr_events_free(&d[a].truth, 1);
    }
    cr_expect(sum == events, "%g, not %g", sum, events);
    atr_reconstruction_free(&r);
}

Test(best, says_when_the_printed_numbers_contradict_the_curve)
{
    const double time[] = {0, 2, 2, 5, 5, 9}, survival[] = {1, 1, 0.9, 0.9, 0.2, 0.2};
    const double risk_time[] = {0, 8}, at_risk[] = {100, 99};
    const atr_figure_arm arm = {.points = {6, time, survival, ATR_SOURCE_UNKNOWN},
                                .risk = {2, risk_time, at_risk, NULL, NULL},
                                .n = 100,
                                .events = NAN};
    const atr_figure     figure = {.n_arms = 1, .arm = &arm, .events = NAN};
    atr_reconstruction   r;
    atr_notes            notes = {0};
    cr_assert(atr_reconstruct(&figure, NULL, &r, &notes, NULL) == ATR_OK);
    bool said = false;
    for (size_t i = 0; i < notes.n; i++)
        said |= notes.note[i].code == ATR_CODE_FIGURE_CONFLICT;
    cr_expect(said);
    cr_expect(atr_events_at_risk(&r.arm[0].table, 8) == 99, "what is printed is met");
    atr_reconstruction_free(&r);
    atr_notes_free(&notes);
}

/* --- follow-up, where no numbers at risk are printed
 * ---------------------------------------- */

static double censored_before(const atr_events *table, double time)
{
    return up_to(table, table->censored, time);
}

Test(best, censors_few_early_when_nothing_is_known)
{
    static const struct {
        double time[4], survival[4];
        size_t n;
    } flat[] = {
        {{0, 6, 12}, {1, 0.9, 0.95}, 3},
        {{0, 6, 12}, {1, 0.95, 0.95}, 3},
        {{0, 4, 8, 12}, {1, 0.9, 0.9, 0.9}, 4},
        {{0, 12}, {1, 1}, 2},
    };
    for (size_t i = 0; i < sizeof flat / sizeof *flat; i++) {
        const atr_figure_arm arm = {
            .points = {flat[i].n, flat[i].time, flat[i].survival, ATR_SOURCE_CLICKS},
            .n = 100,
            .events = NAN};
        atr_events   found = rebuilt_arm(&arm, NULL);
        const double early = censored_before(&found, 6);
        cr_expect(early <= 30, "curve %zu: %g censored before 6", i, early);
        cr_expect(up_to(&found, found.events, 1e-6) == 0, "curve %zu: an event at 0", i);
        atr_events_free(&found, 1);
    }
}

static double last_event(const atr_events *t)
{
    double last = 0;
    for (size_t i = 0; i < t->n; i++)
        if (t->events[i] > 0) last = t->time[i];
    return last;
}

/* N = 100 and S(24) = 0.8 after 20 events: nobody can have been censored before these. */
Test(best, lets_the_events_say_how_many_are_censored)
{
    const double time[] = {0, 12, 24}, survival[] = {1, 0.9, 0.8};
    double       before = -1;
    for (double events = 20; events >= 14; events -= 2) {
        const atr_figure_arm arm = {
            .points = {3, time, survival, ATR_SOURCE_CLICKS}, .n = 100, .events = events};
        atr_events   found = rebuilt_arm(&arm, NULL);
        const double early = censored_before(&found, 24);
        cr_expect(total(found.events, found.n) == events, "%g events, not %g",
                  total(found.events, found.n), events);
        const double first = censored_before(&found, last_event(&found));
        cr_expect(events < 20 || first <= 2, "%g censored before the last event", first);
        cr_expect(early > before, "%g events: %g censored, with more events %g", events,
                  early, before);
        before = early;
        atr_events_free(&found, 1);
    }
}

Test(hazard, shares_are_a_law_with_the_mean_they_should_have)
{
    static const double share[] = {1e-6, 0.02, 0.5, 0.97}, excess[] = {0.05, 0.1, 2};
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 3; j++)
            for (double n = 1; n <= 64; n *= 4) {
                double p = exp(atr_share_log_none(excess[j], share[i], n)), all = 0,
                       mean = 0;
                for (double c = 0; c <= n; c++) {
                    all += p;
                    mean += c * p;
                    p *= atr_share_ratio(excess[j], share[i], n, c);
                }
                cr_expect(fabs(all - 1) < 1e-10, "n = %g, p = %g: %.15g", n, share[i], all);
                cr_expect(fabs(mean - n * share[i]) < 1e-10 * n);
                cr_expect(p == 0, "none but n can leave");
            }
}

/* --- proof
 * ---------------------------------------------------------------------------------- */

static atr_status exactly(const atr_figure_arm *arm, atr_reconstruction *r, atr_error *err)
{
    const atr_reconstruct_options options = {.method = ATR_RECONSTRUCT_EXACT};
    const atr_figure              figure = {.n_arms = 1, .arm = arm, .events = NAN};
    return atr_reconstruct(&figure, &options, r, NULL, err);
}

Test(exact, proves_a_path_and_refuses_clicks)
{
    drawn              d;
    atr_reconstruction r;
    atr_error          err = {0};
    draw(&d, 80, 41);
    cr_assert(exactly(&d.arm, &r, &err) == ATR_OK, "%s", err.message);
    cr_expect(total(r.arm[0].table.events, r.arm[0].table.n) ==
              total(d.truth.events, d.truth.n));
    atr_reconstruction_free(&r);
    click(&d, 41);
    cr_expect(exactly(&d.arm, &r, &err) == ATR_EDATA);
    cr_expect(err.hint[0] != 0);
    atr_events_free(&d.truth, 1);
}

Test(exact, refuses_a_path_that_no_patients_draw)
{
    const double         time[] = {0, 2, 2, 5, 5, 9};
    const double         survival[] = {1, 1, 0.87654, 0.87654, 0.31234, 0.31234};
    const atr_figure_arm arm = {
        .points = {6, time, survival, ATR_SOURCE_UNKNOWN}, .n = 10, .events = NAN};
    atr_reconstruction r;
    atr_error          err = {0};
    cr_expect(exactly(&arm, &r, &err) == ATR_EDATA);
    cr_expect(err.code == ATR_CODE_NO_METHOD);
}
