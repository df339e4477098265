/* test_root.c - crossings that are known in closed form. */
#include "num/root.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

typedef struct {
    double c;
    int   *calls;
} target;

static double cube_less_c(double x, const void *context)
{
    const target *t = context;
    ++*t->calls;
    return x * x * x - t->c;
}

static double falling_log(double x, const void *context)
{
    (void)context;
    return 1 - log(x);
}

static double step_up(double x, const void *context)
{
    return x < *(const double *)context ? -1 : 1;
}

static double always_below(double x, const void *context)
{
    (void)context;
    return -exp(-x * x) - 1;
}

Test(root, finds_a_cube_root_in_few_evaluations)
{
    static const double c[] = {2, 27, 1e-6, 1e6, -5};
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        int          calls = 0;
        const target t = {c[i], &calls};
        const double x = atr_root_between(cube_less_c, &t, -1000, 1000, 1e-14);
        cr_expect(close_to(x, cbrt(c[i]), 2e-14), "%g: %.17g", c[i], x);
        cr_expect(calls <= 2 + 58 + 1, "%d evaluations; bisection needs 60", calls);
    }
}

Test(root, finds_where_a_function_falls_through_zero)
{
    cr_expect(close_to(atr_root_between(falling_log, NULL, 1, 100, 1e-15), exp(1), 1e-15));
}

Test(root, halves_its_way_to_a_jump)
{
    const double jump = 0.123456789;
    cr_expect(close_to(atr_root_between(step_up, &jump, -7, 50, 1e-13), jump, 1e-13));
}

Test(root, takes_an_end_that_is_a_root)
{
    int          calls = 0;
    const target t = {8, &calls};
    cr_expect(atr_root_between(cube_less_c, &t, 2, 5, 1e-14) == 2);
    cr_expect(atr_root_between(cube_less_c, &t, -5, 2, 1e-14) == 2);
    cr_expect(atr_root_from(cube_less_c, &t, 2, 1, 1e-14) == 2);
}

Test(root, goes_looking_on_either_side)
{
    int          calls = 0;
    const target t = {1000, &calls};
    cr_expect(close_to(atr_root_from(cube_less_c, &t, 0, 0.01, 1e-14), 10, 2e-14));
    cr_expect(close_to(atr_root_from(cube_less_c, &t, 500, 1, 1e-14), 10, 2e-14));
}

Test(root, is_nan_without_a_change_of_sign)
{
    cr_expect(isnan(atr_root_between(always_below, NULL, -1, 1, 1e-14)));
    cr_expect(isnan(atr_root_from(always_below, NULL, 0, 1, 1e-14)));
}
