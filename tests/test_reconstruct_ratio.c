/* test_reconstruct_ratio.c - patients that have the hazard ratio that was printed. */
#include "atrisk/codes.h"
#include "atrisk/reconstruct_ratio.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { POINTS = 21, ARMS = 2 };

static const double RATES[ARMS] = {0.02, 0.035};

typedef struct {
    double         time[POINTS], survival[ARMS][POINTS];
    atr_figure_arm arm[ARMS];
    atr_figure     figure;
} trial;

static atr_known print(double value, double half)
{
    return (atr_known){value, value - half, value + half};
}

static void build(trial *t, double total, double hr, double low, double high)
{
    const double half = 0.005;
    for (size_t a = 0; a < ARMS; a++) {
        for (size_t i = 0; i < POINTS; i++) {
            t->time[i] = 1.5 * (double)i;
            t->survival[a][i] = round(1000 * exp(-RATES[a] * t->time[i])) / 1000;
        }
        t->arm[a] = (atr_figure_arm){.points = {POINTS, t->time, t->survival[a]},
                                     .n = 120,
                                     .events = NAN,
                                     .median = {NAN, NAN, NAN}};
    }
    t->figure = (atr_figure){.n_arms = ARMS,
                             .arm = t->arm,
                             .events = total,
                             .hazard_ratio = print(hr, half),
                             .hazard_ratio_lower = print(low, half),
                             .hazard_ratio_upper = print(high, half)};
}

static void find(const trial *t, size_t n, atr_reconstruction *found, atr_draws *draws)
{
    const atr_draws_options how = {.draws = n, .seed = 3};
    atr_error               err = {0};
    cr_assert(atr_reconstruct(&t->figure, NULL, found, NULL, &err) == ATR_OK, "%s",
              err.message);
    cr_assert(atr_reconstruct_draws(&t->figure, found, &how, draws, NULL, &err) == ATR_OK,
              "%s", err.message);
}

static atr_estimate ratio_of(const atr_events *a, const atr_events *b)
{
    const atr_events     tables[ARMS] = {*a, *b};
    atr_rebuilt_patients patients;
    atr_estimate         log_hr;
    cr_assert(atr_rebuilt_patients_list(tables, ARMS, &patients, NULL) == ATR_OK);
    cr_assert(atr_rebuilt_patients_compare(&patients, 0.95, &log_hr, NULL) == ATR_OK);
    atr_rebuilt_patients_free(&patients);
    return log_hr;
}

static double events_of(const atr_events *t)
{
    double events = 0;
    for (size_t k = 0; k < t->n; k++) events += t->events[k];
    return events;
}

static bool prints(const atr_known *known, double log_value)
{
    return exp(log_value) >= known->low && exp(log_value) <= known->high;
}

static bool has_ratio(const trial *t, const atr_events *a, const atr_events *b)
{
    const atr_estimate log_hr = ratio_of(a, b);
    return prints(&t->figure.hazard_ratio, log_hr.value) &&
           prints(&t->figure.hazard_ratio_lower, log_hr.lower) &&
           prints(&t->figure.hazard_ratio_upper, log_hr.upper);
}

Test(reconstruct_ratio, has_the_ratio_and_the_limits_printed)
{
    trial              t;
    atr_reconstruction found;
    atr_draws          draws;
    atr_notes          notes = {0};
    build(&t, NAN, 0.58, 0.39, 0.86);
    find(&t, 200, &found, &draws);
    cr_assert(!has_ratio(&t, &found.arm[0].table, &found.arm[1].table),
              "it would prove nothing");
    cr_assert(atr_reconstruct_ratio(&t.figure, &draws, &found, &notes, NULL) == ATR_OK);
    cr_expect(has_ratio(&t, &found.arm[0].table, &found.arm[1].table));
    cr_expect(notes.n == 0);
    for (size_t a = 0; a < ARMS; a++) cr_expect(found.arm[a].table.subjects == 120);

    atr_draws kept;
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 30, 5, &kept, &notes, NULL) ==
              ATR_OK);
    cr_expect(kept.n_draws == 30 && notes.n == 0);
    for (size_t m = 0; m < kept.n_draws; m++)
        cr_expect(has_ratio(&t, &kept.table[m * ARMS], &kept.table[m * ARMS + 1]));
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, leaves_patients_alone_that_have_it)
{
    trial              t;
    atr_reconstruction found;
    atr_draws          draws;
    const double       half = 0.005;
    build(&t, NAN, 0.57, 0.38, 0.85);
    find(&t, 8, &found, &draws);
    const atr_estimate has = ratio_of(&found.arm[0].table, &found.arm[1].table);
    t.figure.hazard_ratio = print(exp(has.value), half);
    t.figure.hazard_ratio_lower = print(exp(has.lower), half);
    t.figure.hazard_ratio_upper = print(exp(has.upper), half);
    cr_assert(has_ratio(&t, &found.arm[0].table, &found.arm[1].table));
    const double *const before = found.arm[0].table.time;
    cr_assert(atr_reconstruct_ratio(&t.figure, &draws, &found, NULL, NULL) == ATR_OK);
    cr_expect(found.arm[0].table.time == before);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, keeps_the_events_of_both_arms_together)
{
    trial              t;
    atr_reconstruction found;
    atr_draws          draws, kept;
    build(&t, 110, 0.58, 0.39, 0.86);
    find(&t, 200, &found, &draws);
    cr_assert(events_of(&found.arm[0].table) + events_of(&found.arm[1].table) == 110);
    cr_assert(atr_reconstruct_ratio(&t.figure, &draws, &found, NULL, NULL) == ATR_OK);
    cr_expect(events_of(&found.arm[0].table) + events_of(&found.arm[1].table) == 110);
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 20, 5, &kept, NULL, NULL) ==
              ATR_OK);
    for (size_t m = 0; m < kept.n_draws; m++)
        cr_expect(events_of(&kept.table[m * ARMS]) + events_of(&kept.table[m * ARMS + 1]) ==
                  110);
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, says_when_no_patients_have_it_and_comes_near)
{
    trial              t;
    atr_reconstruction found;
    atr_draws          draws, kept;
    atr_notes          notes = {0};
    build(&t, NAN, 1.4, 0.95, 2.06);
    find(&t, 24, &found, &draws);
    const double before = ratio_of(&found.arm[0].table, &found.arm[1].table).value;
    cr_assert(atr_reconstruct_ratio(&t.figure, &draws, &found, &notes, NULL) == ATR_OK);
    cr_assert(notes.n == 1 && notes.note[0].code == ATR_CODE_NOT_MET);
    cr_expect(ratio_of(&found.arm[0].table, &found.arm[1].table).value >= before);
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 10, 5, &kept, &notes, NULL) ==
              ATR_OK);
    cr_expect(notes.n == 2 && notes.note[1].code == ATR_CODE_DRAWS);
    atr_notes_free(&notes);
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, needs_a_ratio_of_two_arms)
{
    trial              t;
    atr_reconstruction found;
    atr_draws          draws, kept;
    atr_error          err = {0};
    build(&t, NAN, 0.58, 0.39, 0.86);
    find(&t, 4, &found, &draws);
    t.figure.hazard_ratio.value = NAN;
    cr_expect(!atr_figure_has_ratio(&t.figure));
    cr_expect(atr_reconstruct_ratio(&t.figure, &draws, &found, NULL, &err) ==
              ATR_EARGUMENT);
    cr_expect(strstr(err.message, "two arms"), "%s", err.message);
    cr_expect(atr_draws_with_ratio(&t.figure, &found, &draws, 2, 1, &kept, NULL, &err) ==
              ATR_EARGUMENT);
    cr_expect(kept.table == NULL);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}
