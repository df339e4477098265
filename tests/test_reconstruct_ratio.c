/* test_reconstruct_ratio.c - patients that have the hazard ratio that was printed. */
#include "atrisk/codes.h"
#include "atrisk/reconstruct_ratio.h"

#include "rebuilt_arm.h"

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

static void find(const trial *t, atr_reconstruction *found)
{
    atr_error err = {0};
    cr_assert(atr_reconstruct(&t->figure, NULL, found, NULL, &err) == ATR_OK, "%s",
              err.message);
}

static void draw(const trial *t, const atr_reconstruction *found, size_t n,
                 atr_draws *draws)
{
    const atr_draws_options how = {.draws = n, .seed = 3};
    atr_error               err = {0};
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

static bool have_ratio(const trial *t, const atr_reconstruction *found)
{
    return has_ratio(t, &found->arm[0].table, &found->arm[1].table);
}

static double p_of(const atr_events *a, const atr_events *b)
{
    const atr_events     tables[ARMS] = {*a, *b};
    atr_rebuilt_patients patients;
    atr_test             test;
    cr_assert(atr_rebuilt_patients_list(tables, ARMS, &patients, NULL) == ATR_OK);
    cr_assert(atr_rebuilt_patients_test(&patients, &test, NULL) == ATR_OK);
    atr_rebuilt_patients_free(&patients);
    return test.p;
}

static bool have_p(const trial *t, const atr_reconstruction *found)
{
    const double p = p_of(&found->arm[0].table, &found->arm[1].table);
    return p >= t->figure.logrank_p.low && p <= t->figure.logrank_p.high;
}

/* Nothing is printed of the comparison. */
static void forget_ratio(trial *t)
{
    t->figure.hazard_ratio = t->figure.hazard_ratio_lower = t->figure.hazard_ratio_upper =
        (atr_known){NAN, NAN, NAN};
}

static bool same_tables(const atr_reconstruction *a, const atr_reconstruction *b)
{
    bool same = true;
    for (size_t k = 0; k < ARMS; k++) {
        const atr_events *t = &a->arm[k].table, *u = &b->arm[k].table;
        same = same && t->n == u->n &&
               memcmp(t->time, u->time, t->n * sizeof *t->time) == 0 &&
               memcmp(t->events, u->events, t->n * sizeof *t->events) == 0 &&
               memcmp(t->censored, u->censored, t->n * sizeof *t->censored) == 0;
    }
    return same;
}

Test(reconstruct_ratio, has_the_ratio_and_the_limits_printed)
{
    trial               t;
    atr_reconstruction  found;
    atr_draws           draws, kept;
    atr_ratio_conflicts conflicts;
    atr_notes           notes = {0};
    build(&t, NAN, 0.58, 0.39, 0.86);
    find(&t, &found);
    cr_assert(!have_ratio(&t, &found), "it would prove nothing");
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, &notes, NULL) ==
              ATR_OK);
    cr_expect(have_ratio(&t, &found));
    cr_expect(conflicts.n == 0 && notes.n == 0);
    cr_expect(t.figure.hazard_ratio.value == 0.58);
    for (size_t a = 0; a < ARMS; a++) cr_expect(found.arm[a].table.subjects == 120);

    draw(&t, &found, 200, &draws);
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 30, 5, &kept, &notes, NULL) ==
              ATR_OK);
    cr_expect(kept.n_draws == 30 && notes.n == 0);
    for (size_t m = 0; m < kept.n_draws; m++)
        cr_expect(has_ratio(&t, &kept.table[m * ARMS], &kept.table[m * ARMS + 1]));
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, has_the_p_printed)
{
    static const atr_known ps[] = {
        {0.0046, 0.00455, 0.00465}, {0.0064, 0.00635, 0.00645}, {0.003, 0, 0.003}};
    trial               t;
    atr_reconstruction  found;
    atr_ratio_conflicts conflicts;
    for (size_t i = 0; i < sizeof ps / sizeof *ps; i++) {
        build(&t, NAN, NAN, NAN, NAN);
        forget_ratio(&t);
        t.figure.logrank_p = ps[i];
        find(&t, &found);
        cr_assert(!have_p(&t, &found), "it would prove nothing");
        cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, NULL) ==
                  ATR_OK);
        cr_expect(have_p(&t, &found), "%g: %g", ps[i].value,
                  p_of(&found.arm[0].table, &found.arm[1].table));
        cr_expect(conflicts.n == 0);
        atr_reconstruction_free(&found);
    }
}

Test(reconstruct_ratio, has_both_where_they_hold_together)
{
    trial               t;
    atr_reconstruction  found;
    atr_draws           draws, kept;
    atr_ratio_conflicts conflicts;
    build(&t, NAN, 0.58, 0.39, 0.86);
    t.figure.logrank_p = (atr_known){0.006, 0.0055, 0.0065};
    find(&t, &found);
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, NULL) ==
              ATR_OK);
    cr_expect(conflicts.n == 0 && have_ratio(&t, &found) && have_p(&t, &found));
    draw(&t, &found, 100, &draws);
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 10, 5, &kept, NULL, NULL) ==
              ATR_OK);
    for (size_t m = 0; m < kept.n_draws; m++) {
        const double p = p_of(&kept.table[m * ARMS], &kept.table[m * ARMS + 1]);
        cr_expect(has_ratio(&t, &kept.table[m * ARMS], &kept.table[m * ARMS + 1]));
        cr_expect(p >= 0.0055 && p <= 0.0065, "%g", p);
    }
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, leaves_patients_alone_that_have_it)
{
    trial               t;
    atr_reconstruction  found;
    atr_ratio_conflicts conflicts;
    const double        half = 0.005;
    build(&t, NAN, 0.57, 0.38, 0.85);
    find(&t, &found);
    const atr_estimate has = ratio_of(&found.arm[0].table, &found.arm[1].table);
    const double       p = p_of(&found.arm[0].table, &found.arm[1].table);
    t.figure.hazard_ratio = print(exp(has.value), half);
    t.figure.hazard_ratio_lower = print(exp(has.lower), half);
    t.figure.hazard_ratio_upper = print(exp(has.upper), half);
    t.figure.logrank_p = print(p, p / 100);
    cr_assert(have_ratio(&t, &found) && have_p(&t, &found));
    const double *const before = found.arm[0].table.time;
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, NULL) ==
              ATR_OK);
    cr_expect(found.arm[0].table.time == before);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, keeps_the_events_of_both_arms_together)
{
    trial               t;
    atr_reconstruction  found;
    atr_draws           draws, kept;
    atr_ratio_conflicts conflicts;
    build(&t, 110, 0.58, 0.40, 0.85);
    find(&t, &found);
    cr_assert(events_of(&found.arm[0].table) + events_of(&found.arm[1].table) == 110);
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, NULL) ==
              ATR_OK);
    cr_expect(events_of(&found.arm[0].table) + events_of(&found.arm[1].table) == 110);
    cr_expect(have_ratio(&t, &found));
    draw(&t, &found, 200, &draws);
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 20, 5, &kept, NULL, NULL) ==
              ATR_OK);
    for (size_t m = 0; m < kept.n_draws; m++)
        cr_expect(events_of(&kept.table[m * ARMS]) + events_of(&kept.table[m * ARMS + 1]) ==
                  110);
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

/* What the curves do not allow changes nothing and is no input any more. */
Test(reconstruct_ratio, leaves_out_what_the_curves_do_not_allow)
{
    trial               t;
    atr_reconstruction  found, without;
    atr_ratio_conflicts conflicts;
    atr_notes           notes = {0};
    build(&t, NAN, 1.4, 0.95, 2.06);
    find(&t, &found);
    find(&t, &without);
    const double has = exp(ratio_of(&found.arm[0].table, &found.arm[1].table).value);
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, &notes, NULL) ==
              ATR_OK);
    cr_expect(same_tables(&found, &without));
    cr_expect(!atr_figure_has_ratio(&t.figure));
    cr_assert(conflicts.n == 3 && notes.n == 3);
    for (size_t k = 0; k < notes.n; k++)
        cr_expect(notes.note[k].code == ATR_CODE_FIGURE_CONFLICT);
    const atr_ratio_conflict *c = &conflicts.conflict[0];
    cr_expect(strcmp(c->name, "hazard ratio") == 0 && c->printed.value == 1.4);
    cr_expect(c->least <= has && has <= c->most && c->most < 1.4 && !c->with);
    atr_notes_free(&notes);
    atr_reconstruction_free(&found);
    atr_reconstruction_free(&without);
}

/* A ratio that the curves allow stays an input beside a p that they do not allow. */
Test(reconstruct_ratio, leaves_out_only_what_is_wrong)
{
    trial               t;
    atr_reconstruction  found;
    atr_ratio_conflicts conflicts;
    build(&t, NAN, 0.58, 0.39, 0.86);
    t.figure.logrank_p = (atr_known){0.7, 0.65, 0.75};
    find(&t, &found);
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, NULL) ==
              ATR_OK);
    cr_assert(conflicts.n == 1);
    cr_expect(strcmp(conflicts.conflict[0].name, "log-rank p") == 0);
    cr_expect(conflicts.conflict[0].most < 0.65);
    cr_expect(!atr_figure_has_p(&t.figure) && have_ratio(&t, &found));
    atr_reconstruction_free(&found);
}

/* Curves of few patients allow much, but not a p that is no p of this ratio. */
Test(reconstruct_ratio, leaves_out_both_that_do_not_hold_together)
{
    trial               t;
    atr_reconstruction  found, without;
    atr_ratio_conflicts conflicts;
    atr_notes           notes = {0};
    build(&t, NAN, 0.60, 0.41, 0.88);
    for (size_t a = 0; a < ARMS; a++) {
        for (size_t i = 0; i < POINTS; i++)
            t.survival[a][i] = round(25 * exp(-RATES[a] * t.time[i])) / 25;
        t.arm[a].n = 40;
    }
    t.figure.hazard_ratio_lower = t.figure.hazard_ratio_upper = (atr_known){NAN, NAN, NAN};
    t.figure.logrank_p = (atr_known){0.3, 0.295, 0.305};
    find(&t, &found);
    find(&t, &without);
    cr_assert(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, &notes, NULL) ==
              ATR_OK);
    cr_assert(conflicts.n == 2 && notes.n == 2);
    for (size_t k = 0; k < conflicts.n; k++) cr_expect(conflicts.conflict[k].with != NULL);
    cr_expect(conflicts.conflict[1].most < 0.295, "the p of a ratio of 0.60");
    cr_expect(!atr_figure_has_p(&t.figure) && !atr_figure_has_ratio(&t.figure));
    cr_expect(same_tables(&found, &without));
    atr_notes_free(&notes);

    atr_reconstruction_free(&found);
    atr_reconstruction_free(&without);
}

Test(reconstruct_ratio, draws_without_a_ratio_that_none_has)
{
    trial              t;
    atr_reconstruction found;
    atr_draws          draws, kept;
    atr_notes          notes = {0};
    build(&t, NAN, 1.4, 0.95, 2.06);
    find(&t, &found);
    draw(&t, &found, 24, &draws);
    cr_assert(atr_draws_with_ratio(&t.figure, &found, &draws, 10, 5, &kept, &notes, NULL) ==
              ATR_OK);
    cr_expect(kept.n_draws == 10);
    cr_expect(notes.n == 1 && notes.note[0].code == ATR_CODE_DRAWS);
    atr_notes_free(&notes);
    atr_draws_free(&kept);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}

Test(reconstruct_ratio, needs_two_arms_and_something_printed)
{
    trial               t;
    atr_reconstruction  found;
    atr_ratio_conflicts conflicts;
    atr_draws           draws, kept;
    atr_error           err = {0};
    build(&t, NAN, 0.58, 0.39, 0.86);
    find(&t, &found);
    draw(&t, &found, 4, &draws);
    t.figure.n_arms = 1;
    cr_expect(!atr_figure_has_ratio(&t.figure));
    cr_expect(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, &err) ==
              ATR_EARGUMENT);
    t.figure.n_arms = ARMS;
    forget_ratio(&t);
    cr_expect(!atr_figure_has_ratio(&t.figure) && !atr_figure_has_p(&t.figure));
    cr_expect(atr_reconstruct_ratio(&t.figure, 1, &found, &conflicts, NULL, &err) ==
              ATR_EARGUMENT);
    cr_expect(strstr(err.message, "two arms"), "%s", err.message);
    cr_expect(atr_draws_with_ratio(&t.figure, &found, &draws, 2, 1, &kept, NULL, &err) ==
              ATR_EARGUMENT);
    cr_expect(kept.table == NULL);
    atr_draws_free(&draws);
    atr_reconstruction_free(&found);
}
