/* test_exponential.c - exponentials of many numbers against those of the C library. */
#include "num/exponential.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

enum { N = 1000 };

/* How many units of the last digit of the result lie between the two. */
static double units_apart(double got, long double exact)
{
    const double near = (double)exact;
    return (double)fabsl(got - exact) / (nextafter(near, INFINITY) - near);
}

Test(exponential, is_right_to_two_units_of_the_last_digit)
{
    const double widths[] = {1e-9, 0.3, 1, 20, 699};
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        double x[N], y[N];
        for (int i = 0; i < N; i++) y[i] = x[i] = widths[w] * (2 * (i + 0.5) / N - 1);
        atr_exp_many(y, N);
        for (int i = 0; i < N; i++)
            cr_expect(units_apart(y[i], expl(x[i])) < 2, "exp(%.17g) is not %.17g", x[i],
                      y[i]);
    }
}

Test(exponential, does_as_exp_where_there_is_no_number)
{
    double x[] = {INFINITY, -INFINITY, 710, -745, -709, 0, -0.0, NAN};
    enum { SPECIAL = sizeof x / sizeof *x };
    double y[SPECIAL];
    memcpy(y, x, sizeof x);
    atr_exp_many(y, SPECIAL);
    for (int i = 0; i + 1 < SPECIAL; i++) cr_expect(y[i] == exp(x[i]), "exp(%g)", x[i]);
    cr_expect(isnan(y[SPECIAL - 1]));
}

/* Wherever it stands, and whoever stands beside it. */
Test(exponential, of_a_number_does_not_depend_on_its_neighbours)
{
    double many[N];
    for (int i = 0; i < N; i++) many[i] = i % 7 == 0 ? INFINITY : sin(i) * 30;
    atr_exp_many(many, N);
    for (int i = 0; i < N; i++) {
        double one = i % 7 == 0 ? INFINITY : sin(i) * 30;
        atr_exp_many(&one, 1);
        cr_expect(one == many[i]);
    }
    atr_exp_many(NULL, 0);
}
