/* syrk.c - sums of squares of many rows.
 *
 * A few rows are added to a piece of the matrix at a time, so that the piece is loaded and
 * stored once for all of them.  Every element is a sum in the order of the rows: how many
 * of them the machine computes at once does not change the result. */
#include "num/syrk.h"

#include "num/wide.h"

enum { ROWS = 4, PIECE = ATR_SYRK_SLACK };

size_t atr_syrk_width(size_t p)
{
    return (p + PIECE - 1) / PIECE * PIECE;
}

static void add_row(const double *x, double w, size_t p, double *into)
{
    const size_t width = atr_syrk_width(p);
    for (size_t j = 0; j < p; j++) {
        const double s = w * x[j];
        double      *row = into + j * width;
        for (size_t k = 0; k <= j; k++) row[k] += s * x[k];
    }
}

/* Beyond the diagonal a piece is filled with what is not asked for. */
static inline void add_rows(const double *restrict x, const double *restrict w, size_t p,
                            double *restrict into)
{
    const size_t  width = atr_syrk_width(p);
    const double *a = x, *b = a + p, *c = b + p, *d = c + p;
    for (size_t j = 0; j < p; j++) {
        const double s = w[0] * a[j], t = w[1] * b[j], u = w[2] * c[j], v = w[3] * d[j];
        for (size_t k = 0; k <= j; k += PIECE) {
            double *row = into + j * width + k;
            for (size_t l = 0; l < PIECE; l++)
                row[l] = (((row[l] + s * a[k + l]) + t * b[k + l]) + u * c[k + l]) +
                         v * d[k + l];
        }
    }
}

ATR_WIDE void atr_syrk_add(const double *x, const double *w, size_t n, size_t p,
                           double *into)
{
    size_t i = 0;
    for (; i + ROWS <= n; i += ROWS) add_rows(x + i * p, w + i, p, into);
    for (; i < n; i++) add_row(x + i * p, w[i], p, into);
}
