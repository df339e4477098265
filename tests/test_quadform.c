/* test_quadform.c - quadratic forms in a generalised inverse. */
#include "num/quadform.h"
#include "support.h"

#include <criterion/criterion.h>

static double form_of(const double *v, const double *u, size_t n, size_t rank)
{
    double form;
    size_t found;
    cr_assert(atr_quadform(v, u, n, &form, &found));
    cr_expect(found == rank, "rank %zu, not %zu", found, rank);
    return form;
}

Test(quadform, inverts_a_regular_matrix)
{
    /* inverse: (4 -1; -1 3) / 11 */
    const double v[] = {3, 1, 1, 4}, u[] = {2, 5};
    cr_expect(close_to(form_of(v, u, 2, 2), (4 * 4 - 2 * 2 * 5 + 3 * 25) / 11., 1e-15));
}

Test(quadform, leaves_out_what_is_linearly_dependent)
{
    /* the third variable is minus the sum of the other two */
    const double v[] = {3, 1, -4, 1, 4, -5, -4, -5, 9}, u[] = {2, 5, -7};
    cr_expect(close_to(form_of(v, u, 3, 2), (4 * 4 - 2 * 2 * 5 + 3 * 25) / 11., 1e-13));
}

Test(quadform, does_not_depend_on_units_however_different)
{
    const double v[] = {3e24, 1, 1, 4e-24}, u[] = {2e12, 5e-12};
    cr_expect(close_to(form_of(v, u, 2, 2), (4 * 4 - 2 * 2 * 5 + 3 * 25) / 11., 1e-14));
}

Test(quadform, does_not_depend_on_the_order_of_the_variables)
{
    const double v[] = {2, -1, -1, 0, -1, 5, -1, -3, -1, -1, 3, -1, 0, -3, -1, 4};
    const double u[] = {1, -4, 5, -2};
    const size_t order[] = {2, 0, 3, 1};
    double       w[16], y[4];
    for (size_t i = 0; i < 4; i++) {
        y[i] = u[order[i]];
        for (size_t j = 0; j < 4; j++) w[4 * i + j] = v[4 * order[i] + order[j]];
    }
    cr_expect(close_relative(form_of(v, u, 4, 3), form_of(w, y, 4, 3), 1e-14));
}

Test(quadform, has_rank_nought_without_variance)
{
    const double v[] = {0, 0, 0, 0}, u[] = {0, 0};
    cr_expect(form_of(v, u, 2, 0) == 0);
}

Test(quadform, skips_a_variable_without_variance)
{
    const double v[] = {0, 0, 0, 4}, u[] = {0, 6};
    cr_expect(form_of(v, u, 2, 1) == 9);
}

Test(quadform, keeps_variables_that_are_nearly_dependent)
{
    /* correlation 1 - 1e-9: pivot 2e-9.  u'V^-u = 2 (1 - r) / (1 - r^2) = 2 / (1 + r) */
    const double r = 1 - 1e-9, v[] = {1, r, r, 1}, u[] = {1, 1};
    cr_expect(close_to(form_of(v, u, 2, 2), 2 / (1 + r), 1e-14));
}
