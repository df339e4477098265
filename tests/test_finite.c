/* test_finite.c - finding what is no number. */
#include "num/finite.h"

#include <criterion/criterion.h>
#include <float.h>
#include <math.h>

enum { N = 21 };

Test(finite, numbers_of_any_size_are_finite)
{
    double x[N];
    for (int i = 0; i < N; i++) x[i] = i % 2 ? DBL_MAX : -DBL_TRUE_MIN * i;
    cr_expect(atr_all_finite(x, N));
    cr_expect(atr_all_finite(x, 1) && atr_all_finite(NULL, 0));
}

Test(finite, one_that_is_not_is_found_wherever_it_stands)
{
    const double odd[] = {INFINITY, -INFINITY, NAN};
    for (int i = 0; i < N; i++)
        for (int k = 0; k < 3; k++) {
            double x[N] = {0};
            x[i] = odd[k];
            cr_expect(!atr_all_finite(x, N), "%g at %d", odd[k], i);
            cr_expect(atr_all_finite(x, (size_t)i));
        }
}
