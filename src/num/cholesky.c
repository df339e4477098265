/* cholesky.c - symmetric systems that may have redundant rows. */
#include "num/cholesky.h"

#include <math.h>
#include <string.h>

static double largest_diagonal(const double *a, size_t n)
{
    double largest = 0;
    for (size_t j = 0; j < n; j++) largest = fmax(largest, a[j * n + j]);
    return largest;
}

/* Column j of the factor, the earlier ones being done:
 *
 *     d_j = a_jj - sum_{k<j} l_jk^2 d_k
 *     l_ij = (a_ij - sum_{k<j} l_ik l_jk d_k) / d_j
 */
size_t atr_ldl_factor(double *a, size_t n, double tolerance)
{
    const double smallest = tolerance * largest_diagonal(a, n);
    size_t       rank = 0;

    for (size_t j = 0; j < n; j++) {
        double *row = a + j * n, d = row[j];
        for (size_t k = 0; k < j; k++) d -= row[k] * row[k] * a[k * n + k];
        const int independent = d > smallest;
        row[j] = independent ? d : 0;
        rank += independent;
        for (size_t i = j + 1; i < n; i++) {
            double *below = a + i * n, sum = below[j];
            for (size_t k = 0; k < j; k++) sum -= below[k] * row[k] * a[k * n + k];
            below[j] = independent ? sum / d : 0;
        }
    }
    return rank;
}

/* L' v = b, b being what v holds; where a pivot is 0, L is 0 and v stays. */
static void substitute_back(const double *factor, size_t n, double *v)
{
    for (size_t k = n; k-- > 0;)
        for (size_t i = k + 1; i < n; i++) v[k] -= factor[i * n + k] * v[i];
}

/* L y = b, D z = y, L' x = z; a redundant column takes part with x = 0. */
void atr_ldl_solve(const double *factor, size_t n, double *b)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++) b[i] -= factor[i * n + k] * b[k];
    for (size_t i = 0; i < n; i++) {
        const double d = factor[i * n + i];
        b[i] = d > 0 ? b[i] / d : 0;
    }
    substitute_back(factor, n, b);
}

void atr_ldl_inverse(const double *factor, size_t n, double *inverse)
{
    memset(inverse, 0, n * n * sizeof *inverse);
    for (size_t j = 0; j < n; j++) {
        double *column = inverse + j * n; /* and row: the inverse is symmetric */
        if (factor[j * n + j] == 0) continue;
        column[j] = 1;
        atr_ldl_solve(factor, n, column);
    }
}

/* A v = 0 where L' v = 0 in every row whose pivot is not 0. */
void atr_ldl_null(const double *factor, size_t n, double *v)
{
    for (size_t k = 0; k < n; k++)
        if (factor[k * n + k] > 0) v[k] = 0;
    substitute_back(factor, n, v);
}
