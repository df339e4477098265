/* test_points_error.c - how the points of a curve came about. */
#include "published/points_error.h"

#include <criterion/criterion.h>
#include <math.h>

enum { STEPS = 40 };

static atr_points_error judged(const atr_points *points, double span)
{
    atr_points_error e;
    cr_assert(atr_points_error_find(points, span, &e, NULL) == ATR_OK);
    return e;
}

/* 40 drops of 1/40, the k-th at k^1.5 / 10. */
static double fall(int k)
{
    return pow(k, 1.5) / 10;
}

static double after(double time)
{
    int k = 0;
    while (k < STEPS && fall(k + 1) <= time) k++;
    return 1 - k / (double)STEPS;
}

Test(points_error, knows_the_corners_of_a_path)
{
    double time[2 * STEPS + 1] = {0}, survival[2 * STEPS + 1] = {1};
    for (int k = 1; k <= STEPS; k++) {
        time[2 * k - 1] = time[2 * k] = round(fall(k) * 1000) / 1000;
        survival[2 * k - 1] = 1 - (k - 1) / (double)STEPS;
        survival[2 * k] = 1 - k / (double)STEPS;
    }
    const atr_points       p = {2 * STEPS + 1, time, survival, ATR_SOURCE_UNKNOWN};
    const atr_points_error e = judged(&p, 25);
    cr_expect(e.source == ATR_SOURCE_PATH);
    cr_expect(fabs(e.survival - 0.001 / sqrt(12)) < 1e-9, "three decimals, not %g",
              e.survival);
    cr_expect(fabs(e.time - 0.001 / sqrt(12)) < 1e-9, "three decimals, not %g", e.time);
}

Test(points_error, knows_a_trace_of_pixels)
{
    enum { COLUMNS = 500 };
    double time[COLUMNS], survival[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        time[i] = i * 0.05;
        survival[i] = round(after(time[i]) * 300) / 300;
    }
    const atr_points       p = {COLUMNS, time, survival, ATR_SOURCE_UNKNOWN};
    const atr_points_error e = judged(&p, 25);
    cr_expect(e.source == ATR_SOURCE_PIXELS);
    cr_expect(fabs(e.time - 0.05) < 1e-9, "a column is 0.05 wide, not %g", e.time);
    cr_expect(e.survival > 0 && e.survival < 0.01);
}

Test(points_error, takes_the_rest_for_clicks)
{
    double time[STEPS + 1], survival[STEPS + 1];
    for (int k = 0; k <= STEPS; k++) {
        time[k] = fall(k) + 0.03 * sin(k * k);
        survival[k] = 1 - k / (double)STEPS + 0.002 * cos(3 * k * k);
    }
    const atr_points p = {STEPS + 1, time, survival, ATR_SOURCE_UNKNOWN};
    cr_expect(judged(&p, 25).source == ATR_SOURCE_CLICKS);
    const double error = judged(&p, 25).survival;
    cr_expect(error > 0.0005 && error < 0.01, "%g", error);

    const atr_points one = {1, time, survival, ATR_SOURCE_UNKNOWN};
    cr_expect(judged(&one, 25).source == ATR_SOURCE_CLICKS);
    cr_expect(isfinite(judged(&one, 25).survival));
}

Test(points_error, believes_what_it_is_told)
{
    const double     time[] = {0, 1, 2}, survival[] = {1, 0.8, 0.6};
    const atr_points p = {3, time, survival, ATR_SOURCE_PIXELS};
    cr_expect(judged(&p, 2).source == ATR_SOURCE_PIXELS);
}

Test(points_error, does_not_change_with_the_unit_of_time)
{
    double months[STEPS + 1], days[STEPS + 1], survival[STEPS + 1];
    for (int k = 0; k <= STEPS; k++) {
        months[k] = fall(k) + 0.03 * sin(k * k);
        days[k] = 30.4375 * months[k];
        survival[k] = 1 - k / (double)STEPS + 0.004 * cos(3 * k * k);
    }
    const atr_points       a = {STEPS + 1, months, survival, ATR_SOURCE_UNKNOWN};
    const atr_points       b = {STEPS + 1, days, survival, ATR_SOURCE_UNKNOWN};
    const atr_points_error x = judged(&a, 25), y = judged(&b, 25 * 30.4375);
    cr_expect(fabs(x.survival - y.survival) < 1e-12);
    cr_expect(fabs(30.4375 * x.time - y.time) < 1e-9);
}
