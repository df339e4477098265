/* test_curve_misfit.c - points against the curve they were read from, and others. */
#include "published/curve_misfit.h"

#include "num/random.h"

#include <criterion/criterion.h>
#include <math.h>

static const double TIME[] = {2, 5, 6, 9}, SURVIVAL[] = {0.8, 0.6, 0.4, 0.2};

static const atr_staircase CURVE = {4, TIME, SURVIVAL, 12};

Test(curve_misfit, of_a_path_is_zero_all_along_it)
{
    const atr_points_error e = {ATR_SOURCE_PATH, 1e-4, 1e-3, 12};
    cr_expect(atr_point_misfit(&e, &CURVE, 0, 1) == 0);
    cr_expect(atr_point_misfit(&e, &CURVE, 2, 0.9) == 0);
    cr_expect(atr_point_misfit(&e, &CURVE, 3.3, 0.8) == 0);
    cr_expect(atr_point_misfit(&e, &CURVE, 12, 0.2) == 0);
    cr_expect(fabs(atr_point_misfit(&e, &CURVE, 3.3, 0.8002) - 4) < 1e-9);
    cr_expect(fabs(atr_point_misfit(&e, &CURVE, 5.003, 0.7) - 9) < 1e-6);
    cr_expect(atr_point_misfit(&e, &CURVE, 3.3, 0.5) > 36);
    cr_expect(atr_point_misfit(&e, &CURVE, 3.3, 0.4) >
                  atr_point_misfit(&e, &CURVE, 3.3, 0.5),
              "worse is worse, however bad");
}

Test(curve_misfit, of_pixels_lets_the_curve_fall_anywhere_within_a_column)
{
    const atr_points_error e = {ATR_SOURCE_PIXELS, 1e-3, 0.1, 12};
    cr_expect(atr_point_misfit(&e, &CURVE, 4.96, 0.6) == 0);
    cr_expect(atr_point_misfit(&e, &CURVE, 5.04, 0.8) == 0);
    cr_expect(atr_point_misfit(&e, &CURVE, 4.9, 0.6) > 36);
    cr_expect(fabs(atr_point_misfit(&e, &CURVE, 8, 0.402) - 4) < 1e-9);
}

static double uniform(atr_random *r)
{
    return (double)(atr_random_bits(r) >> 11) * 0x1p-53;
}

static double normal(atr_random *r)
{
    return sqrt(-2 * log(1 - uniform(r))) * cos(2 * 3.14159265358979 * uniform(r));
}

/* Half the clicks on feet, half anywhere along the level stretches. */
static double clicked(const atr_points_error *e, const atr_staircase *c, double lower)
{
    enum { CLICKS = 4000 };
    atr_random r = atr_random_start(7);
    double     sum = 0, shifted[4];
    for (int k = 0; k < 4; k++) shifted[k] = c->survival[k] - lower;
    const atr_staircase other = {4, c->time, shifted, c->end};
    for (int i = 0; i < CLICKS; i++) {
        const size_t k = (size_t)atr_random_below(&r, 4);
        const double right = k < 3 ? c->time[k + 1] : c->end;
        const double share = uniform(&r) < 0.5 ? 0 : uniform(&r);
        const double time =
            c->time[k] + share * (right - c->time[k]) + e->time * normal(&r);
        sum += atr_point_misfit(e, &other, time, c->survival[k] + e->survival * normal(&r));
    }
    return sum / CLICKS;
}

Test(curve_misfit, of_clicks_is_least_for_the_curve_that_was_clicked)
{
    const atr_points_error e = {ATR_SOURCE_CLICKS, 0.004, 0.004 * 12, 12};
    const double           truth = clicked(&e, &CURVE, 0);
    for (int k = 1; k <= 4; k++) {
        cr_expect(clicked(&e, &CURVE, 0.0005 * k) > truth, "lower by %g", 0.0005 * k);
        cr_expect(clicked(&e, &CURVE, -0.0005 * k) > truth, "higher by %g", 0.0005 * k);
    }
}

Test(curve_misfit, adds_up_over_points)
{
    const atr_points_error e = {ATR_SOURCE_CLICKS, 0.004, 0.05, 12};
    const double           time[] = {1, 5, 40}, survival[] = {1, 0.7, 0.9};
    const atr_points       p = {3, time, survival, ATR_SOURCE_CLICKS};
    double                 sum = 0;
    for (int i = 0; i < 3; i++) sum += atr_point_misfit(&e, &CURVE, time[i], survival[i]);
    cr_expect(atr_curve_misfit(&e, &CURVE, &p) == sum);
    cr_expect(isfinite(sum), "however far off a point is");
}

Test(curve_misfit, knows_a_curve_that_never_falls)
{
    const atr_staircase flat = {0, NULL, NULL, 12};
    for (int s = ATR_SOURCE_CLICKS; s <= ATR_SOURCE_PATH; s++) {
        const atr_points_error e = {(atr_points_source)s, 0.004, 0.05, 12};
        cr_expect(atr_point_misfit(&e, &flat, 6, 1) < atr_point_misfit(&e, &flat, 6, 0.95));
    }
}
