/* quadform.c - quadratic forms by Cholesky elimination with diagonal pivoting. */
#include "num/quadform.h"

#include <math.h>
#include <stdlib.h>

static const double pivot_tolerance = 1e-11; /* of a matrix with unit diagonal */

typedef struct {
    size_t  n;
    double *a; /* [n * n] what is left of V, scaled to unit diagonal */
    double *b; /* [n] what is left of u, scaled likewise             */
} equations;

static void load_scaled(equations *s, const double *v, const double *u)
{
    const size_t n = s->n;
    for (size_t i = 0; i < n; i++) {
        const double vi = v[i * n + i];
        s->b[i] = vi > 0 ? u[i] / sqrt(vi) : 0;
        for (size_t j = 0; j < n; j++) {
            const double vj = v[j * n + j];
            s->a[i * n + j] = vi > 0 && vj > 0 ? v[i * n + j] / sqrt(vi) / sqrt(vj) : 0;
        }
    }
}

static size_t largest_diagonal(const equations *s, size_t from)
{
    size_t best = from;
    for (size_t i = from + 1; i < s->n; i++)
        if (s->a[i * s->n + i] > s->a[best * s->n + best]) best = i;
    return best;
}

static void swap(double *x, double *y)
{
    const double t = *x;
    *x = *y;
    *y = t;
}

static void exchange(equations *s, size_t i, size_t j)
{
    const size_t n = s->n;
    swap(&s->b[i], &s->b[j]);
    for (size_t k = 0; k < n; k++) swap(&s->a[i * n + k], &s->a[j * n + k]);
    for (size_t k = 0; k < n; k++) swap(&s->a[k * n + i], &s->a[k * n + j]);
}

/* Take variable k out of the variables after it. */
static void eliminate(equations *s, size_t k)
{
    const size_t  n = s->n;
    const double *pivot_row = s->a + k * n;
    for (size_t i = k + 1; i < n; i++) {
        const double factor = s->a[i * n + k] / pivot_row[k];
        s->b[i] -= factor * s->b[k];
        for (size_t j = k + 1; j < n; j++) s->a[i * n + j] -= factor * pivot_row[j];
    }
}

/* V = L D L' turns the form into sum_k y_k^2 / d_k with L y = u; the sum ends
 * where no pivot is left. */
bool atr_quadform(const double *v, const double *u, size_t n, double *form, size_t *rank)
{
    double *const block = malloc((n * n + n) * sizeof *block);
    *form = 0;
    *rank = 0;
    if (!block) return false;

    equations s = {n, block, block + n * n};
    load_scaled(&s, v, u);
    for (size_t k = 0; k < n; k++) {
        const size_t best = largest_diagonal(&s, k);
        if (!(s.a[best * n + best] > pivot_tolerance)) break;
        exchange(&s, k, best);
        eliminate(&s, k);
        *form += s.b[k] * s.b[k] / s.a[k * n + k];
        *rank = k + 1;
    }
    free(block);
    return true;
}
