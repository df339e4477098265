/* test_curve_check.c - contradictions between a curve, its risk table and its marks. */
#include "atrisk/codes.h"
#include "atrisk/curve_check.h"
#include "num/isotonic.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double time[] = {0, 2, 4, 6, 8, 10}, survival[] = {1, .9, .8, .6, .5, .4};
static const double risk_time[] = {0, 5, 10}, fits[] = {100, 70, 30};

static atr_figure_arm arm_with(const double *at_risk)
{
    return (atr_figure_arm){.label = "A",
                            .points = {.n = 6, .time = time, .survival = survival},
                            .risk = {.n = 3, .time = risk_time, .at_risk = at_risk},
                            .n = at_risk[0],
                            .events = NAN};
}

static size_t count(const atr_notes *notes, atr_code code)
{
    size_t n = 0;
    for (size_t i = 0; i < notes->n; i++) n += notes->note[i].code == (int)code;
    return n;
}

Test(curve_check, finds_nothing_where_nothing_is)
{
    const atr_figure_arm arm = arm_with(fits);
    atr_arm_check        check;
    atr_notes            notes = {0};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_expect(notes.n == 0);
    cr_expect(check.rmse == 0 && check.n_rises == 0 && check.n_drops == 5);
    cr_expect(check.longest_gap == 2 && check.gap_time == 0);
    /* m <= n f with f as high as the error allows: 100 (0.8 + 0.02) */
    cr_expect(close_to(check.row[1].most, 82, 1e-12), "%g", check.row[1].most);
    cr_expect(close_to(check.row[1].events_least, 70 * (1 - .82) / .82, 1e-12));
    cr_expect(close_to(check.row[1].events_most, 30, 1e-12));
    atr_arm_check_free(&check);
    atr_notes_free(&notes);
}

Test(curve_check, names_a_number_at_risk_that_the_curve_cannot_leave)
{
    static const double  high[] = {100, 83, 30};
    const atr_figure_arm arm = arm_with(high);
    atr_arm_check        check;
    atr_notes            notes = {0};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_assert(notes.n == 1 && count(&notes, ATR_CODE_RISK_AGAINST_CURVE) == 1);
    cr_expect(strstr(notes.note[0].message, "83 at risk at time 5"), "%s",
              notes.note[0].message);
    cr_expect(check.row[1].wrong && !check.row[0].wrong && !check.row[2].wrong);
    atr_arm_check_free(&check);
    atr_notes_free(&notes);
}

Test(curve_check, names_a_fall_after_everybody_has_left)
{
    static const double  none[] = {100, 0, 0};
    const atr_figure_arm arm = arm_with(none);
    atr_arm_check        check;
    atr_notes            notes = {0};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_expect(count(&notes, ATR_CODE_RISK_AGAINST_CURVE) == 1 && check.row[1].wrong);
    atr_arm_check_free(&check);
    atr_notes_free(&notes);
}

Test(curve_check, names_more_marks_than_patients_lost)
{
    static const double mark[] = {1, 2, 3, 4}, of_each[] = {5, 5, 5, 5};
    atr_figure_arm      arm = arm_with(fits);
    atr_arm_check       check;
    atr_notes           notes = {0};
    arm.marks = (atr_marks){.n = 4, .time = mark, .count = of_each};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_expect(count(&notes, ATR_CODE_MARKS_TOO_MANY) == 1 && check.row[1].marks == 20);
    atr_arm_check_free(&check);
    atr_notes_free(&notes);
}

Test(curve_check, names_a_total_of_events_that_cannot_be)
{
    static const double totals[] = {15, 60, 90};
    for (size_t i = 0; i < 3; i++) {
        atr_figure_arm arm = arm_with(fits);
        atr_arm_check  check;
        atr_notes      notes = {0};
        arm.events = totals[i];
        cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
        cr_expect(count(&notes, ATR_CODE_RISK_TOTAL) == (totals[i] != 60), "%g: %g to %g",
                  totals[i], check.n_least, check.n_most);
        atr_arm_check_free(&check);
        atr_notes_free(&notes);
    }
}

Test(curve_check, names_events_of_the_table_that_cannot_be)
{
    static const double events[] = {0, 4, 40};
    atr_figure_arm      arm = arm_with(fits);
    atr_arm_check       check;
    atr_notes           notes = {0};
    arm.risk.events = events;
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_expect(count(&notes, ATR_CODE_RISK_AGAINST_CURVE) == 1);
    atr_arm_check_free(&check);
    atr_notes_free(&notes);
}

Test(curve_check, says_nothing_of_blank_cells_and_of_a_curve_alone)
{
    static const double blank[] = {100, NAN, 30};
    atr_figure_arm      arm = arm_with(blank);
    atr_arm_check       check;
    atr_notes           notes = {0};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_expect(notes.n == 0 && isnan(check.row[1].events_least));
    atr_arm_check_free(&check);
    arm.risk = (atr_risk_table){0};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    cr_expect(notes.n == 0 && check.n_rows == 0);
    atr_arm_check_free(&check);
    arm.points = (atr_points){0};
    cr_assert(atr_arm_check_find(&arm, NULL, &check, &notes, NULL) == ATR_OK);
    atr_arm_check_free(&check);
    atr_notes_free(&notes);
}

Test(curve_check, refuses_a_tolerance_that_is_no_share)
{
    const atr_figure_arm      arm = arm_with(fits);
    const atr_check_tolerance wrong[] = {{.survival = 1}, {.time = -1}, {.survival = NAN}};
    for (size_t i = 0; i < 3; i++) {
        atr_arm_check check;
        atr_error     err = {0};
        cr_expect(atr_arm_check_find(&arm, &wrong[i], &check, NULL, &err) == ATR_EARGUMENT);
        cr_expect(check.step == NULL && err.code == ATR_CODE_USAGE);
    }
}

/* Kaplan and Meier's own arithmetic never contradicts itself: patients drawn at random,
 * their exact curve, numbers at risk and censorings. */
typedef struct {
    size_t n, points, rows, marks;
    double time[801], survival[801], risk_time[20], at_risk[20], events[20], mark[400];
    double total;
} true_arm;

static true_arm draw(unsigned seed)
{
    enum { N = 400 };
    unsigned long long state = seed;
    double             end[N];
    int                event[N];
    true_arm           a = {.n = N};
    for (size_t i = 0; i < N; i++) {
        double u[2];
        for (size_t k = 0; k < 2; k++) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            u[k] = ((double)(state >> 11) + .5) / 9007199254740992.0;
        }
        const double dies = -10 * log(u[0]), leaves = 3 + 30 * u[1];
        end[i] = fmin(dies, leaves);
        event[i] = dies <= leaves;
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = i; k > 0 && end[k] < end[k - 1]; k--) {
            const double t = end[k];
            const int    e = event[k];
            end[k] = end[k - 1], event[k] = event[k - 1];
            end[k - 1] = t, event[k - 1] = e;
        }
    double s = 1;
    a.survival[a.points++] = 1;
    for (size_t i = 0; i < N; i++) {
        if (!event[i]) {
            a.mark[a.marks++] = end[i];
            continue;
        }
        a.time[a.points] = end[i];
        a.survival[a.points++] = s;
        s *= 1 - 1 / (double)(N - i);
        a.time[a.points] = end[i];
        a.survival[a.points++] = s;
        a.total++;
    }
    for (; a.rows < 6; a.rows++) {
        const double t = 5 * (double)a.rows;
        a.risk_time[a.rows] = t;
        for (size_t i = 0; i < N; i++) {
            a.at_risk[a.rows] += end[i] >= t;
            a.events[a.rows] += end[i] < t && event[i];
        }
    }
    return a;
}

Test(curve_check, never_contradicts_a_true_curve)
{
    for (unsigned seed = 1; seed <= 40; seed++) {
        const true_arm       a = draw(seed);
        const atr_figure_arm arm = {
            .points = {a.points, a.time, a.survival, 0},
            .risk = {a.rows, a.risk_time, a.at_risk, a.events, NULL},
            .marks = {a.marks, a.mark, NULL},
            .n = (double)a.n,
            .events = a.total};
        const atr_check_tolerance exact = {1e-9, 1e-9};
        atr_arm_check             check;
        atr_notes                 notes = {0};
        cr_assert(atr_arm_check_find(&arm, &exact, &check, &notes, NULL) == ATR_OK);
        cr_expect(notes.n == 0, "seed %u: %s", seed, notes.n ? notes.note[0].message : "");
        cr_expect(check.largest < 1e-15);
        for (size_t i = 1; i < check.n_rows; i++) {
            const double e = a.events[i] - a.events[i - 1];
            cr_expect(check.row[i].events_least <= e + 1e-6 &&
                          e <= check.row[i].events_most + 1e-6,
                      "seed %u row %zu: %g not in %g to %g", seed, i, e,
                      check.row[i].events_least, check.row[i].events_most);
        }
        atr_arm_check_free(&check);
        atr_notes_free(&notes);
    }
}

Test(isotonic, is_the_mean_where_everything_rises_and_changes_nothing_that_falls)
{
    const double rises[] = {1, 2, 3, 6}, falls[] = {5, 3, 3, -1}, mixed[] = {3, 5, 1, 2, 0};
    const double want[] = {4, 4, 1.5, 1.5, 0};
    double       f[5];
    cr_assert(atr_isotonic_falling(rises, 4, f));
    for (size_t i = 0; i < 4; i++) cr_expect(f[i] == 3);
    cr_assert(atr_isotonic_falling(falls, 4, f));
    for (size_t i = 0; i < 4; i++) cr_expect(f[i] == falls[i]);
    cr_assert(atr_isotonic_falling(mixed, 5, f));
    for (size_t i = 0; i < 5; i++) cr_expect(f[i] == want[i]);
    cr_expect(atr_isotonic_falling(NULL, 0, f));
}
