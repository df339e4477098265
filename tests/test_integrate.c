/* test_integrate.c - double exponential quadrature against areas known in closed form. */
#include "num/integrate.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static void falling(double x, const void *context, double *value)
{
    const double rate = *(const double *)context;
    value[0] = exp(-rate * x);
    value[1] = x * x * exp(-rate * x);
    value[2] = exp(-x * x / 2);
}

static void steep_at_the_end(double x, const void *context, double *value)
{
    (void)context;
    value[0] = sqrt(x);
    value[1] = log(x);
}

static void rising(double x, const void *context, double *value)
{
    (void)context;
    value[0] = exp(x);
}

Test(integrate, finds_areas_on_a_half_line_whatever_the_length_that_is_guessed)
{
    static const double rate = 2, lengths[] = {0.01, 0.3, 1, 20};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        double area[3];
        cr_expect(atr_integrate_from(falling, &rate, 3, 0, lengths[i], area));
        cr_expect(close_relative(area[0], 0.5, 1e-14));
        cr_expect(close_relative(area[1], 0.25, 1e-14));
        cr_expect(close_relative(area[2], sqrt(acos(-1) / 2), 1e-14));
    }
}

Test(integrate, goes_to_minus_infinity_with_a_negative_length)
{
    double area;
    cr_expect(atr_integrate_from(rising, NULL, 1, 1, -1, &area));
    cr_expect(close_relative(area, exp(1), 1e-14));
}

Test(integrate, does_not_mind_what_is_steep_at_an_end)
{
    double area[2];
    cr_expect(atr_integrate_between(steep_at_the_end, NULL, 2, 0, 1, area));
    cr_expect(close_relative(area[0], 2. / 3, 1e-14));
    cr_expect(close_relative(area[1], -1, 1e-14));
}

Test(integrate, takes_the_interval_where_it_lies)
{
    double area;
    cr_expect(atr_integrate_between(rising, NULL, 1, -2, 3, &area));
    cr_expect(close_relative(area, exp(3) - exp(-2), 1e-14));
}

static void jumping(double x, const void *context, double *value)
{
    (void)context;
    value[0] = x < 0.3;
}

Test(integrate, says_when_a_jump_inside_the_interval_keeps_it_from_agreeing)
{
    double area;
    cr_expect(!atr_integrate_between(jumping, NULL, 1, 0, 1, &area));
    cr_expect(close_relative(area, 0.3, 1e-2));
}

/* exp(-exp(40 x)) is 0 on almost all of [0, 10]. */
static void early(double x, const void *context, double *value)
{
    (void)context;
    value[0] = exp(-exp(40 * x));
}

Test(integrate, finds_what_is_crowded_at_one_end)
{
    double area, mirrored;
    cr_expect(atr_integrate_between(early, NULL, 1, 0, 10, &area));
    cr_expect(atr_integrate_from(early, NULL, 1, 0, 10, &mirrored));
    /* E1(1) / 40 */
    cr_expect(close_relative(area, 0.21938393439552027 / 40, 1e-14), "%.17g", area);
    cr_expect(close_relative(mirrored, 0.21938393439552027 / 40, 1e-14));
}
