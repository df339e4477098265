/* isotonic.c - pooling adjacent violators. */
#include "num/isotonic.h"

#include <stdlib.h>

/* Neighbours that have one value in common, their mean. */
typedef struct {
    double sum;
    size_t n;
} pool;

static double mean(const pool *p)
{
    return p->sum / (double)p->n;
}

bool atr_isotonic_falling(const double *y, size_t n, double *f)
{
    pool  *stack = malloc((n + 1) * sizeof *stack);
    size_t pools = 0, i = 0;
    if (!stack) return false;
    for (size_t k = 0; k < n; k++) {
        stack[pools++] = (pool){y[k], 1};
        while (pools > 1 && mean(&stack[pools - 2]) < mean(&stack[pools - 1])) {
            stack[pools - 2].sum += stack[pools - 1].sum;
            stack[pools - 2].n += stack[pools - 1].n;
            pools--;
        }
    }
    for (size_t p = 0; p < pools; p++)
        for (size_t k = 0; k < stack[p].n; k++) f[i++] = mean(&stack[p]);
    free(stack);
    return true;
}
