/* test_quadrature.c - integrals that are known. */
#include "num/quadrature.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>

static double power(double x, const void *exponent)
{
    return pow(x, *(const double *)exponent);
}

static double bell(double x, const void *nothing)
{
    (void)nothing;
    return exp(-x * x);
}

static double step(double x, const void *at)
{
    return x > *(const double *)at;
}

Test(quadrature, is_exact_for_polynomials)
{
    for (double n = 0; n <= 22; n++) {
        const double got = atr_integrate(power, &n, 0, 2, 1);
        cr_expect(close_relative(got, pow(2, n + 1) / (n + 1), 1e-14), "degree %g", n);
    }
}

Test(quadrature, finds_a_narrow_peak_and_keeps_its_sign)
{
    const double root_pi = 1.77245385090551602730;
    cr_expect(close_to(atr_integrate(bell, NULL, -30, 40, 1e-13), root_pi, 1e-12));
    cr_expect(close_to(atr_integrate(bell, NULL, 40, -30, 1e-13), -root_pi, 1e-12));
    cr_expect(atr_integrate(bell, NULL, 3, 3, 1e-13) == 0);
}

Test(quadrature, goes_to_the_bottom_of_kinks_and_jumps)
{
    const double half = 0.5, at = 0.3;
    cr_expect(close_to(atr_integrate(power, &half, 0, 1, 1e-12), 2. / 3, 1e-11));
    cr_expect(close_to(atr_integrate(step, &at, 0, 1, 1e-10), 0.7, 1e-9));
}
