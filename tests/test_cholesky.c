/* test_cholesky.c - symmetric systems that may have redundant rows. */
#include "num/cholesky.h"
#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double tolerance = 1e-12;

/* Columns 1, 2, 4 are independent, 3 = 1 + 2: Gram matrix of
 * (1,0,0) (1,2,0) (2,2,0) (1,1,3). */
static const double gram[] = {1, 1, 2, 1, /**/ 1, 5, 6, 3, 2, 6, 8, 4, /**/ 1, 3, 4, 11};

Test(cholesky, solves_a_regular_system)
{
    double a[] = {4, 2, 1, 2, 5, 3, 1, 3, 6}, b[] = {7, 10, 10}; /* x = 1 1 1 */
    cr_expect(atr_ldl_factor(a, 3, tolerance) == 3);
    atr_ldl_solve(a, 3, b);
    for (size_t i = 0; i < 3; i++) cr_expect(close_relative(b[i], 1, 1e-15));
}

Test(cholesky, reads_the_lower_triangle_only)
{
    double a[] = {4, NAN, NAN, 2, 5, NAN, 1, 3, 6}, b[] = {7, 10, 10};
    cr_expect(atr_ldl_factor(a, 3, tolerance) == 3);
    atr_ldl_solve(a, 3, b);
    cr_expect(close_relative(b[2], 1, 1e-15));
}

Test(cholesky, of_dependent_columns_the_later_one_is_redundant)
{
    double a[16];
    memcpy(a, gram, sizeof a);
    cr_expect(atr_ldl_factor(a, 4, tolerance) == 3);
    cr_expect(a[0] > 0 && a[5] > 0 && a[10] == 0 && a[15] > 0);
}

Test(cholesky, a_redundant_column_takes_no_part_in_the_solution)
{
    double a[16], b[] = {3, 9, 12, 15}; /* 1 of columns 1, 2 and 4 */
    memcpy(a, gram, sizeof a);
    for (size_t i = 0; i < 4; i++) b[i] = gram[4 * i] + gram[4 * i + 1] + gram[4 * i + 3];
    atr_ldl_factor(a, 4, tolerance);
    atr_ldl_solve(a, 4, b);
    const double want[] = {1, 1, 0, 1};
    for (size_t i = 0; i < 4; i++) cr_expect(close_to(b[i], want[i], 1e-14));
}

Test(cholesky, the_inverse_is_one_of_the_independent_part)
{
    double a[16], inverse[16];
    memcpy(a, gram, sizeof a);
    atr_ldl_factor(a, 4, tolerance);
    atr_ldl_inverse(a, 4, inverse);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++) {
            double product = 0;
            for (size_t k = 0; k < 4; k++) product += inverse[4 * i + k] * gram[4 * k + j];
            if (i == 2) cr_expect(inverse[4 * i + j] == 0 && inverse[4 * j + i] == 0);
            if (i != 2 && j != 2) cr_expect(close_to(product, i == j, 1e-14));
        }
}

Test(cholesky, a_null_vector_is_completed_from_its_redundant_elements)
{
    double a[16], v[] = {NAN, NAN, 2, NAN};
    memcpy(a, gram, sizeof a);
    atr_ldl_factor(a, 4, tolerance);
    atr_ldl_null(a, 4, v);
    const double want[] = {-2, -2, 2, 0};
    for (size_t i = 0; i < 4; i++) cr_expect(close_to(v[i], want[i], 1e-14));
}

Test(cholesky, the_tolerance_is_relative_to_the_largest_diagonal)
{
    double a[] = {1e6, 0, 0, 1e-5}, b[] = {1e6, 0, 0, 1e-7};
    cr_expect(atr_ldl_factor(a, 2, tolerance) == 2);
    cr_expect(atr_ldl_factor(b, 2, tolerance) == 1);
    cr_expect(b[3] == 0);
}

Test(cholesky, a_matrix_of_zeros_has_rank_0)
{
    double a[4] = {0}, b[] = {1, 2}, inverse[4];
    cr_expect(atr_ldl_factor(a, 2, tolerance) == 0);
    atr_ldl_solve(a, 2, b);
    atr_ldl_inverse(a, 2, inverse);
    cr_expect(b[0] == 0 && b[1] == 0 && inverse[0] == 0 && inverse[3] == 0);
}
