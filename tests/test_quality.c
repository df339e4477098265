/* test_quality.c - what is said about rebuilt patients, on figures small enough to count.
 */
#include "atrisk/codes.h"
#include "atrisk/quality.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Ten patients: events at 2, 5, 5 and 8, censored at 6 and 9 (five of them). */
static double       row_time[] = {2, 5, 6, 8, 9};
static double       row_risk[] = {10, 9, 7, 6, 5};
static double       row_events[] = {1, 2, 0, 1, 0};
static double       row_censored[] = {0, 0, 1, 0, 5};
static const double s1 = 0.9, s2 = 0.7, s3 = 0.7 * 5 / 6;

static atr_reconstructed_arm patients(void)
{
    return (atr_reconstructed_arm){.table = {.n = 5,
                                             .time = row_time,
                                             .at_risk = row_risk,
                                             .events = row_events,
                                             .censored = row_censored,
                                             .subjects = 10}};
}

static const double table_time[] = {0, 4, 8};
static const double table_risk[] = {10, 9, 6};

/* The corners of the drawn curve, exact to six digits. */
static const double corner_time[] = {0, 2, 2, 5, 5, 8, 8, 9};
static const double corner_survival[] = {1, 1, 0.9, 0.9, 0.7, 0.7, 0.583333, 0.583333};

static atr_figure_arm figure(void)
{
    return (atr_figure_arm){
        .points = {.n = 8, .time = corner_time, .survival = corner_survival},
        .risk = {.n = 3, .time = table_time, .at_risk = table_risk},
        .n = 10,
        .events = 4};
}

static atr_quality judge(const atr_figure_arm *arm)
{
    const atr_reconstructed_arm rebuilt = patients();
    atr_quality                 q;
    atr_error                   err = {0};
    cr_assert(atr_quality_build(arm, 0, &rebuilt, &q, &err) == ATR_OK, "%s", err.message);
    return q;
}

Test(quality, corners_of_the_curve_itself_are_exact)
{
    const atr_figure_arm arm = figure();
    atr_quality          q = judge(&arm);
    cr_expect(q.source == ATR_SOURCE_PATH);
    cr_expect(q.max < 1e-6 && q.rmse < 1e-6 && q.mean < 1e-6 && q.iae < 1e-6);
    cr_expect(q.n_falls == 3 && q.n_explained == 3);
    cr_expect(q.n_inputs == 5 && q.n_missed == 0);
    cr_expect(q.patients == 10 && q.events == 4);
    cr_expect(q.verdict == ATR_QUALITY_EXACT, "%s", q.reason);
    atr_quality_free(&q);
    cr_expect(q.input == NULL);
    atr_quality_free(&q);
}

/* Falls of a seventh and of a half: 3 of 21, then 9 of 18; as well 1 of 7, and others. */
static atr_quality judge_shares(const atr_risk_table *risk, double events)
{
    const double                s = 0.857143, h = 0.428571; /* exact to six digits */
    static const double         at[] = {0, 2, 2, 4, 5, 5, 7, 9};
    const double                curve[] = {1, 1, s, s, s, h, h, h};
    static double               time[] = {2, 5, 9}, at_risk[] = {21, 18, 9};
    static double               died[] = {3, 9, 0}, censored[] = {0, 0, 9};
    const atr_reconstructed_arm rebuilt = {
        .table = {3, time, at_risk, died, censored, .subjects = 21}};
    const atr_figure_arm arm = {.points = {8, at, curve, ATR_SOURCE_PATH},
                                .risk = *risk,
                                .n = 21,
                                .events = events};
    atr_quality          q;
    atr_error            err = {0};
    cr_assert(atr_quality_build(&arm, 0, &rebuilt, &q, &err) == ATR_OK, "%s", err.message);
    return q;
}

Test(quality, a_fall_that_may_be_other_events_proves_none)
{
    const double         between[] = {0, 3}, n_between[] = {21, 12};
    const double         times[] = {0, 2, 5}, n_times[] = {21, 21, 18};
    const double         two[] = {0, 3}, n_two[] = {21, 18};
    const double         behind[] = {0, 10}, n_behind[] = {21, 0};
    const atr_risk_table between_two = {2, behind, n_behind, NULL, NULL};
    const atr_risk_table nothing = {0}, begun = {1, between, n_between, NULL, NULL};
    const atr_risk_table loose = {2, between, n_between, NULL, NULL};
    const atr_risk_table close = {2, two, n_two, NULL, NULL};
    const atr_risk_table tight = {3, times, n_times, NULL, NULL};

    atr_quality q = judge_shares(&nothing, NAN);
    cr_expect(q.verdict == ATR_QUALITY_USABLE, "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&begun, NAN);
    cr_expect(q.verdict != ATR_QUALITY_EXACT, "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&between_two, NAN);
    cr_expect(q.verdict == ATR_QUALITY_GOOD, "%s", q.reason);
    cr_expect(strstr(q.reason, "1 of 7 at risk at time 2 would fall as far as 3 of 21"),
              "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&begun, 12); /* 2 and 10, or 1 and 11, are more than would be left */
    cr_expect(q.verdict == ATR_QUALITY_EXACT && q.event_lists == 1, "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&close, NAN); /* the second may still be 1 of 2 */
    cr_expect(q.verdict == ATR_QUALITY_GOOD, "%s", q.reason);
    cr_expect(strstr(q.reason, "1 of 2 at risk at time 5"), "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&close, 12); /* a total settles one */
    cr_expect(q.verdict == ATR_QUALITY_EXACT, "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&tight, NAN);
    cr_expect(q.verdict == ATR_QUALITY_EXACT, "%s", q.reason);
    atr_quality_free(&q);
    q = judge_shares(&loose, NAN); /* 12 at risk at 3, where 18 were rebuilt */
    cr_expect(q.n_missed == 1 && q.verdict != ATR_QUALITY_EXACT, "%s", q.reason);
    atr_quality_free(&q);
}

/* Differences of 0.02 up and 0.04 down at two of eight points: by hand. */
Test(quality, differences_are_counted_over_all_points_with_their_sign)
{
    const double   read[] = {1, 1, s1, s1 - 0.02, s2, s2 + 0.04, s3, s3};
    atr_figure_arm arm = figure();
    arm.points.survival = read;
    arm.points.time = (const double[]){0, 1, 2, 4, 5, 7, 8, 9};
    arm.points.source = ATR_SOURCE_PATH;
    atr_quality q = judge(&arm);
    cr_expect(close_to(q.rmse, sqrt((0.0004 + 0.0016) / 8), 1e-12), "%g", q.rmse);
    cr_expect(close_to(q.mean, 0.06 / 8, 1e-12));
    cr_expect(close_to(q.bias, (0.02 - 0.04) / 8, 1e-12));
    cr_expect(close_to(q.max, 0.04, 1e-12));
    cr_expect(q.max_time == 7);
    atr_quality_free(&q);
}

/* Read: 0.9 from 2, 0.7 from 5; rebuilt falls to 0.5833 at 8, and the last point at 9 still
 * reads 0.7: (0.7 - s3) * 1 / 9. */
Test(quality, the_area_between_the_curves_is_a_mean_over_time)
{
    const double   time[] = {0, 2, 5, 9}, read[] = {1, s1, s2, s2};
    atr_figure_arm arm = figure();
    arm.points = (atr_points){.n = 4, .time = time, .survival = read};
    atr_quality q = judge(&arm);
    cr_expect(close_to(q.iae, (s2 - s3) / 9, 1e-12), "%g", q.iae);
    atr_quality_free(&q);
}

Test(quality, points_on_a_vertical_line_are_on_the_curve)
{
    const double   time[] = {0, 2, 5, 5, 9}, read[] = {1, 0.95, 0.8, 0.72, s3};
    atr_figure_arm arm = figure();
    arm.points =
        (atr_points){.n = 5, .time = time, .survival = read, .source = ATR_SOURCE_PATH};
    atr_quality q = judge(&arm);
    cr_expect(q.max < 1e-12, "%g at %g", q.max, q.max_time);
    atr_quality_free(&q);
}

/* All five who are left at the last corner have the event, or the one who is left has. */
Test(quality, a_curve_that_falls_on_behind_the_last_point_is_no_good)
{
    double                time[] = {2, 5, 6, 8, 9}, risk[] = {10, 9, 7, 6, 5};
    double                died[] = {1, 2, 0, 1, 5}, left[] = {0, 0, 1, 0, 0};
    atr_reconstructed_arm rebuilt = {.table = {5, time, risk, died, left, .subjects = 10}};
    atr_figure_arm        arm = figure();
    atr_quality           q;
    atr_error             err;
    arm.events = NAN;
    for (int one = 0; one <= 1; one++) {
        cr_assert(atr_quality_build(&arm, 0, &rebuilt, &q, &err) == ATR_OK);
        cr_expect(q.max < 1e-6 && q.n_missed == 0 && q.n_explained == q.n_falls);
        cr_expect(q.verdict == (one ? ATR_QUALITY_USABLE : ATR_QUALITY_NOT_USABLE), "%s",
                  q.reason);
        cr_expect_str_eq(q.reason,
                         "the curve ends at 0.000, and no point lies below 0.583");
        atr_quality_free(&q);
        left[3] = 4, risk[4] = died[4] = 1;
    }
    left[4] = 1, died[4] = 0; /* nobody has */
    cr_assert(atr_quality_build(&arm, 0, &rebuilt, &q, &err) == ATR_OK);
    cr_expect(q.verdict <= ATR_QUALITY_GOOD, "%s", q.reason);
    atr_quality_free(&q);
}

static const atr_input_fit *input_of(const atr_quality *q, const char *name)
{
    for (size_t i = 0; i < q->n_inputs; i++)
        if (strcmp(q->input[i].name, name) == 0) return &q->input[i];
    cr_assert(false, "no input %s", name);
    return NULL;
}

Test(quality, every_printed_number_is_compared)
{
    const double       risk[] = {10, 8, NAN}, events[] = {0, 1, 4}, gone[] = {0, 0, 2};
    const atr_landmark landmark[] = {{6, {0.70, 0.695, 0.705}}, {8.5, {0.6, 0.595, 0.605}}};
    atr_figure_arm     arm = figure();
    arm.risk.at_risk = risk;
    arm.risk.events = events;
    arm.risk.censored = gone;
    arm.landmark = landmark;
    arm.n_landmarks = 2;
    arm.median = (atr_known){9, 8.95, 9.05};
    atr_quality q = judge(&arm);
    cr_expect(q.n_inputs == 1 + 8 + 1 + 2 + 1);
    cr_expect(input_of(&q, "at risk at 4")->fit == ATR_FIT_MISSED);
    cr_expect(input_of(&q, "at risk at 4")->achieved == 9);
    cr_expect(input_of(&q, "events at 8")->fit == ATR_FIT_EXACT);
    cr_expect(input_of(&q, "censored at 8")->achieved == 1);
    cr_expect(input_of(&q, "survival at 6")->fit != ATR_FIT_MISSED);
    cr_expect(input_of(&q, "survival at 8.5")->fit == ATR_FIT_MISSED);
    cr_expect(isnan(input_of(&q, "median")->achieved));
    cr_expect(input_of(&q, "median")->fit == ATR_FIT_MISSED);
    cr_expect(q.n_missed == 4);
    cr_expect(q.verdict == ATR_QUALITY_NOT_USABLE, "%s", q.reason);
    atr_quality_free(&q);
}

Test(quality, verdicts_fall_with_what_is_wrong)
{
    const double   near[] = {1, 1, 0.905, 0.898, 0.703, 0.699, 0.58, 0.585};
    const double   coarse[] = {1, 1, 0.88, 0.92, 0.72, 0.68, 0.6, 0.56};
    const double   far[] = {1, 1, 0.7, 0.7, 0.4, 0.4, 0.4, 0.4};
    const double   clicked[] = {0, 1.9, 2.1, 4, 5.2, 7, 8.1, 9};
    atr_figure_arm arm = figure();
    arm.points.source = ATR_SOURCE_CLICKS;
    arm.points.time = clicked;
    arm.points.survival = near;
    atr_quality q = judge(&arm);
    cr_expect(q.verdict == ATR_QUALITY_GOOD, "%s", q.reason);
    atr_quality_free(&q);

    arm.risk.n = 0;
    arm.events = NAN;
    q = judge(&arm);
    cr_expect(q.verdict == ATR_QUALITY_USABLE && strstr(q.reason, "neither"), "%s",
              q.reason);
    atr_quality_free(&q);

    arm = figure();
    arm.points.source = ATR_SOURCE_CLICKS;
    arm.points.time = clicked;
    arm.points.survival = coarse;
    q = judge(&arm);
    cr_expect(q.verdict == ATR_QUALITY_USABLE && strstr(q.reason, "RMSE"), "%s", q.reason);
    cr_expect(strcspn(q.reason + strlen("RMSE "), " ") == strlen("0.0141"), "%s", q.reason);
    atr_quality_free(&q);

    arm.points.survival = far;
    q = judge(&arm);
    cr_expect(q.verdict == ATR_QUALITY_NOT_USABLE, "%s", q.reason);
    cr_expect(strcmp(atr_quality_name(q.verdict), "not usable") == 0);
    atr_quality_free(&q);
}

/* A thousand patients, whose curve ends 0.02 below where the figure draws it. */
Test(quality, patients_who_leave_a_drawn_curve_are_not_good)
{
    double       time[] = {2, 5, 6, 8, 9}, risk[] = {1000, 900, 700, 600, 500};
    double       died[] = {100, 200, 0, 100, 0}, gone[] = {0, 0, 100, 0, 500};
    const double read[] = {1, 1, 0.9, 0.9, 0.7, 0.7, 0.603333, 0.603333};
    const atr_reconstructed_arm rebuilt = {
        .table = {5, time, risk, died, gone, .subjects = 1000}};
    const atr_points_source source[] = {ATR_SOURCE_CLICKS, ATR_SOURCE_PATH};
    for (size_t i = 0; i < sizeof source / sizeof *source; i++) {
        atr_figure_arm arm = figure();
        atr_quality    q;
        arm.points.survival = read;
        arm.points.source = source[i];
        arm.risk.n = 0;
        arm.n = 1000;
        arm.events = 400;
        cr_assert(atr_quality_build(&arm, 0, &rebuilt, &q, NULL) == ATR_OK);
        cr_expect(close_to(q.max, 0.02, 1e-4) && q.rmse < 0.014);
        cr_expect(q.verdict == (i ? ATR_QUALITY_USABLE : ATR_QUALITY_GOOD), "%s", q.reason);
        cr_expect(!i || strstr(q.reason, "where points are read to"), "%s", q.reason);
        atr_quality_free(&q);
    }
}

/* Falls of a seventh and of a half among 21: 1 of 7, 2 of 14 or 3 of 21, and then 1 of 2
 * and so on while enough are left, counted by trying all. */
static double try_all(double least_left, double total)
{
    double lists = 0;
    for (int d = 1; d <= 3; d++)
        for (int e = 1; 2 * e <= 7 * d - d; e++)
            lists += e >= least_left && (isnan(total) || d + e == total);
    return lists;
}

Test(quality, counts_the_lists_of_events_that_draw_a_curve)
{
    const double         time[] = {0, 6}, n[] = {21, 9}, unknown[] = {21, NAN};
    const double         upto[] = {NAN, 12};
    const atr_risk_table nothing = {0}, left = {2, time, n, NULL, NULL};
    const atr_risk_table counted = {2, time, unknown, upto, NULL};
    atr_quality          q = judge_shares(&nothing, NAN);
    cr_expect(q.event_lists == try_all(0, NAN) && q.event_lists == 18, "%g", q.event_lists);
    cr_expect(q.fewest_events == 2 && q.most_events == 12);
    atr_quality_free(&q);
    q = judge_shares(&nothing, 12);
    cr_expect(q.event_lists == try_all(0, 12), "%g", q.event_lists);
    atr_quality_free(&q);
    q = judge_shares(&left, NAN);
    cr_expect(q.event_lists == try_all(9, NAN), "%g", q.event_lists);
    atr_quality_free(&q);
    q = judge_shares(&counted, NAN);
    cr_expect(q.event_lists == try_all(0, 12), "%g", q.event_lists);
    atr_quality_free(&q);
}

Test(quality, a_curve_without_a_beginning_is_not_usable)
{
    static double               time[] = {0}, at_risk[] = {10}, died[] = {10}, none[] = {0};
    const double                at[] = {0, 1, 2}, zero[] = {0, 0, 0};
    const double                late[] = {1, 2, 3}, half[] = {0.5, 0.5, 0.4};
    const atr_reconstructed_arm all = {
        .table = {1, time, at_risk, died, none, .subjects = 10}};
    atr_quality    q;
    atr_figure_arm arm = {
        .points = {3, at, zero, ATR_SOURCE_UNKNOWN}, .n = 10, .events = NAN};
    cr_assert(atr_quality_build(&arm, 0, &all, &q, NULL) == ATR_OK);
    cr_expect(q.verdict == ATR_QUALITY_NOT_USABLE, "%s", q.reason);
    cr_expect(strstr(q.reason, "above 0"), "%s", q.reason);
    atr_quality_free(&q);

    static double               times[] = {0, 3}, left[] = {10, 5}, dead[] = {5, 1};
    static double               gone[] = {0, 4};
    const atr_reconstructed_arm at_once = {
        .table = {2, times, left, dead, gone, .subjects = 10}};
    arm.points = (atr_points){3, late, half, ATR_SOURCE_UNKNOWN};
    cr_assert(atr_quality_build(&arm, 0, &at_once, &q, NULL) == ATR_OK);
    cr_expect(q.verdict == ATR_QUALITY_NOT_USABLE, "%s", q.reason);
    cr_expect(strstr(q.reason, "does not begin at 1: 5 of 10"), "%s", q.reason);
    atr_quality_free(&q);
}

Test(quality, a_median_beyond_follow_up_is_not_reached)
{
    atr_figure_arm arm = figure();
    arm.median = (atr_known){8, 7.5, 8.5};
    atr_quality q = judge(&arm);
    cr_expect(strcmp(q.reason, "median: not reached instead of 8") == 0, "%s", q.reason);
    atr_quality_free(&q);
    arm.median = (atr_known){INFINITY, 9, INFINITY};
    q = judge(&arm);
    cr_expect(q.n_missed == 0 && q.verdict == ATR_QUALITY_EXACT, "%s", q.reason);
    atr_quality_free(&q);
}
