/* test_guyot.c - the published algorithm: what it gets right, and that it ends. */
#include "atrisk/codes.h"
#include "atrisk/curve.h"
#include "atrisk/reconstruct.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const atr_reconstruct_options guyot = {.method = ATR_RECONSTRUCT_GUYOT};

static atr_events rebuild(const atr_figure_arm *arm, atr_notes *notes)
{
    const atr_figure   figure = {.n_arms = 1, .arm = arm, .events = NAN};
    atr_reconstruction r;
    atr_error          err = {0};
    cr_assert(atr_reconstruct(&figure, &guyot, &r, notes, &err) == ATR_OK, "%s",
              err.message);
    const atr_events table = r.arm[0].table;
    r.arm[0].table = (atr_events){0};
    atr_reconstruction_free(&r);
    return table;
}

static double count(const double *of, const atr_events *table)
{
    double sum = 0;
    for (size_t j = 0; j < table->n; j++) sum += of[j];
    return sum;
}

/* Ten patients, events at 2, 5, 5 and 9, nobody censored before the end. */
Test(guyot, finds_the_patients_behind_an_exact_curve_without_censoring)
{
    const double         time[] = {0, 2, 5, 9}, survival[] = {1, 0.9, 0.7, 0.6};
    const atr_figure_arm arm = {
        .points = {.n = 4, .time = time, .survival = survival}, .n = 10, .events = NAN};
    atr_events t = rebuild(&arm, NULL);
    cr_assert(t.n == 3);
    const double events[] = {1, 2, 1}, at[] = {2, 5, 9}, censored[] = {0, 0, 6};
    for (size_t j = 0; j < t.n; j++) {
        cr_expect(t.events[j] == events[j]);
        cr_expect(t.time[j] == at[j]);
        cr_expect(t.censored[j] == censored[j]);
    }
    atr_events_free(&t, 1);
}

/* The paper's step 1 in numbers: 20 at risk, survival falls to 0.9, 10 at risk then:
 * 20 * 0.9 - 10 = 8 censored, spread over the interval. */
Test(guyot, censors_as_many_as_the_table_says)
{
    const double time[] = {0, 1, 2, 3, 4, 5, 6},
                 survival[] = {1, 1, 0.95, 0.95, 0.9, 0.9, 0.9};
    const double         table_time[] = {0, 5}, at_risk[] = {20, 10};
    const atr_figure_arm arm = {.points = {.n = 7, .time = time, .survival = survival},
                                .risk = {.n = 2, .time = table_time, .at_risk = at_risk},
                                .n = NAN,
                                .events = NAN};
    atr_events           t = rebuild(&arm, NULL);
    cr_expect(atr_events_at_risk(&t, 5) == 10);
    cr_expect(count(t.events, &t) == 2);
    cr_expect(count(t.censored, &t) == 18);
    atr_events_free(&t, 1);
}

/* More censored before the one fall leave fewer for it. */
Test(guyot, meets_a_total_of_events_in_the_last_interval)
{
    const double         time[] = {0, 5, 10, 10}, survival[] = {1, 1, 1, 0.5};
    const atr_figure_arm arm = {
        .points = {.n = 4, .time = time, .survival = survival}, .n = 100, .events = 20};
    atr_events t = rebuild(&arm, NULL);
    cr_expect(count(t.events, &t) == 20);
    cr_expect(t.subjects == 100);
    atr_events_free(&t, 1);
}

Test(guyot, says_what_it_could_not_meet)
{
    const double         time[] = {0, 2, 5, 9}, survival[] = {1, 0.9, 0.7, 0.6};
    const double         table_time[] = {0, 4}, at_risk[] = {10, 10};
    const atr_figure_arm arm = {.points = {.n = 4, .time = time, .survival = survival},
                                .risk = {.n = 2, .time = table_time, .at_risk = at_risk},
                                .n = NAN,
                                .events = 9};
    atr_notes            notes = {0};
    atr_events           t = rebuild(&arm, &notes);
    cr_assert(notes.n == 2);
    cr_expect(notes.note[0].code == ATR_CODE_NOT_MET);
    cr_expect(notes.note[1].code == ATR_CODE_NOT_MET);
    atr_notes_free(&notes);
    atr_events_free(&t, 1);
}

/* Whatever the input: it ends, and everybody leaves once. */
static void expect_sound(const double *time, const double *survival, size_t n,
                         const double *table_time, const double *at_risk, size_t n_risk,
                         double events)
{
    const atr_figure_arm arm = {
        .points = {.n = n, .time = time, .survival = survival},
        .risk = {.n = n_risk, .time = table_time, .at_risk = at_risk},
        .n = n_risk ? NAN : 50,
        .events = events};
    atr_events t = rebuild(&arm, NULL);
    cr_expect(count(t.events, &t) + count(t.censored, &t) == t.subjects);
    for (size_t j = 0; j < t.n; j++) cr_expect(isfinite(t.time[j]));
    atr_events_free(&t, 1);
}

Test(guyot, ends_on_odd_input)
{
    const double one = 3, half = 0.5, nothing = 0;
    const double time[] = {0, 2, 5, 9}, dead[] = {0, 0, 0, 0},
                 rising[] = {0.5, 0.4, 0.6, 1}, flat[] = {1, 1, 1, 1},
                 falling[] = {1, 0.8, 0, 0};
    const double table_time[] = {0, 1, 4, 4.5, 20}, at_risk[] = {50, 49, 20, NAN, 1},
                 gone[] = {50, 0, 0, 0, 0}, all[] = {50, 50, 50, 50, 50};
    const double *curves[] = {dead, rising, flat, falling},
                 *tables[] = {at_risk, gone, all};
    for (double events = -1; events <= 50; events++) {
        const double total = events < 0 ? NAN : events;
        expect_sound(&one, &half, 1, NULL, NULL, 0, total);
        expect_sound(&nothing, &half, 1, table_time, at_risk, 5, total);
        for (size_t c = 0; c < 4; c++) {
            expect_sound(time, curves[c], 4, NULL, NULL, 0, total);
            for (size_t k = 0; k < 3; k++)
                expect_sound(time, curves[c], 4, table_time, tables[k], 5, total);
        }
    }
}

/* ---- the steps it tells ------------------------------------------------------------- */

/* Clicks with an error of a hundredth, numbers at risk every ten. */
static const double clicked_time[] = {0, 3, 6, 8, 8.5, 12, 15, 15.5, 21, 24, 26, 33, 38};
static const double clicked[] = {1,    0.97, 0.9,  0.91, 0.84, 0.8, 0.71,
                                 0.72, 0.66, 0.55, 0.5,  0.42, 0.4};
static const double printed_time[] = {0, 10, 20, 30};

static atr_figure_arm clicked_arm(const double at_risk[4], double events)
{
    return (atr_figure_arm){.points = {.n = sizeof clicked / sizeof *clicked,
                                       .time = clicked_time,
                                       .survival = clicked},
                            .risk = {.n = 4, .time = printed_time, .at_risk = at_risk},
                            .n = NAN,
                            .events = events};
}

static atr_guyot_steps steps_of(const atr_figure_arm *arm, atr_events *table)
{
    atr_guyot_steps               steps;
    const atr_reconstruct_options how = {.method = ATR_RECONSTRUCT_GUYOT, .steps = &steps};
    const atr_figure              figure = {.n_arms = 1, .arm = arm, .events = NAN};
    atr_reconstruction            r;
    atr_error                     err = {0};
    cr_assert(atr_reconstruct(&figure, &how, &r, NULL, &err) == ATR_OK, "%s", err.message);
    *table = r.arm[0].table;
    r.arm[0].table = (atr_events){0};
    atr_reconstruction_free(&r);
    return steps;
}

/* n_{k+1} = n_k - d_k - c_k, S_k = S_{k-1} (n_k - d_k) / n_k, d_k as near as whole ones
 * come. */
static void expect_bookkeeping(const atr_guyot_steps *s, double n)
{
    double km = 1;
    cr_expect(s->at_risk[0] == n);
    for (size_t k = 0; k < s->n_rows; k++) {
        const double at_risk = s->at_risk[k], d = s->events[k];
        const double exact = at_risk * (1 - s->survival[k] / km);
        const bool   closed = s->closed && k >= s->interval[s->n_intervals - 1].from;
        if (!closed) cr_expect(fabs(fmax(0, exact) - d) <= 0.5 + 1e-12, "row %zu", k);
        else cr_expect(d == 0 && s->censored[k] == 0);
        km *= (at_risk - d) / at_risk;
        cr_expect_float_eq(s->km[k], km, 1e-15);
        cr_expect(s->at_risk[k + 1] == at_risk - d - s->censored[k]);
    }
}

Test(guyot, tells_the_steps_it_took)
{
    const double at_risk[][4] = {{40, 33, 22, 11}, {40, 30, 25, 18}, {40, 36, 30, 20}};
    for (size_t i = 0; i < 3; i++) {
        for (double events = 14; events <= 26; events += 2) {
            const atr_figure_arm arm = clicked_arm(at_risk[i], events < 26 ? events : NAN);
            atr_events           told, plain = rebuild(&arm, NULL);
            atr_guyot_steps      s = steps_of(&arm, &told);
            cr_expect(s.n_intervals == 4 && s.n_rows == 13);
            expect_bookkeeping(&s, 40);
            cr_assert(told.n == plain.n);
            for (size_t j = 0; j < told.n; j++)
                cr_expect(told.time[j] == plain.time[j] &&
                          told.events[j] == plain.events[j] &&
                          told.censored[j] == plain.censored[j]);
            atr_guyot_steps_free(&s);
            atr_events_free(&told, 1);
            atr_events_free(&plain, 1);
        }
    }
}

/* The next attempt is shifted by what the one before missed. */
Test(guyot, tells_the_attempts_it_made)
{
    const double         at_risk[] = {40, 30, 22, 11};
    const atr_figure_arm arm = clicked_arm(at_risk, 19);
    atr_events           table;
    atr_guyot_steps      s = steps_of(&arm, &table);
    size_t               shifts = 0;
    for (size_t p = 0; p + 1 < s.n_passes; p++) {
        const atr_guyot_pass *now = &s.pass[p], *then = now + 1;
        if (now->interval != then->interval) continue;
        const double wanted = now->interval + 1 < s.n_intervals
                                  ? s.interval[now->interval + 1].at_risk
                                  : arm.events;
        cr_expect(then->censored == fmax(0, now->censored + now->reached - wanted));
        shifts++;
    }
    cr_expect(shifts > 0);
    for (size_t i = 0; i + 1 < s.n_intervals; i++)
        cr_expect(s.at_risk[s.interval[i].to] == s.interval[i + 1].at_risk);
    cr_expect(s.pass[s.n_passes - 1].reached == 19);
    atr_guyot_steps_free(&s);
    atr_events_free(&table, 1);
}

Test(guyot, has_no_steps_of_another_method)
{
    const double                  at_risk[] = {40, 30, 22, 11};
    const atr_figure_arm          arm = clicked_arm(at_risk, NAN);
    const atr_figure              figure = {.n_arms = 1, .arm = &arm, .events = NAN};
    atr_guyot_steps               steps;
    const atr_reconstruct_options how = {.method = ATR_RECONSTRUCT_BEST, .steps = &steps};
    atr_reconstruction            r;
    atr_error                     err = {0};
    cr_expect(atr_reconstruct(&figure, &how, &r, NULL, &err) == ATR_EARGUMENT);
    cr_expect(err.code == ATR_CODE_NO_METHOD);
}
