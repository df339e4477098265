/* draws_curve.c - the drops of a curve in order. */
#include "published/draws_curve.h"

#include <stdlib.h>
#include <string.h>

bool draws_curve_build(size_t cells, draws_curve *c)
{
    *c = (draws_curve){.cell = calloc(cells, sizeof *c->cell),
                       .level = calloc(cells, sizeof *c->level)};
    return c->cell && c->level;
}

void draws_curve_free(draws_curve *c)
{
    free(c->cell);
    free(c->level);
    *c = (draws_curve){0};
}

/* Halving, without a branch: which half it is cannot be predicted. */
size_t draws_count_below(const uint32_t *x, size_t n, size_t value)
{
    size_t below = 0;
    while (n > 1) {
        const size_t half = n / 2;
        below += (x[below + half - 1] < value) * half;
        n -= half;
    }
    return below + (n == 1 && x[below] < value);
}

size_t draws_curve_before(const draws_curve *c, size_t cell)
{
    return draws_count_below(c->cell, c->n, cell);
}

double draws_curve_after(const draws_curve *c, size_t drops)
{
    return drops ? c->level[drops - 1] : 1;
}

double draws_curve_at(const draws_curve *c, size_t cell)
{
    return draws_curve_after(c, draws_curve_before(c, cell + 1));
}

double draws_curve_last(const draws_curve *c)
{
    return draws_curve_after(c, c->n);
}

void draws_curve_add(draws_curve *c, size_t cell)
{
    const size_t k = draws_curve_before(c, cell);
    memmove(c->cell + k + 1, c->cell + k, (c->n++ - k) * sizeof *c->cell);
    c->cell[k] = (uint32_t)cell;
}

void draws_curve_remove(draws_curve *c, size_t cell)
{
    const size_t k = draws_curve_before(c, cell);
    memmove(c->cell + k, c->cell + k + 1, (--c->n - k) * sizeof *c->cell);
}

void draws_curve_copy(draws_curve *to, const draws_curve *from, size_t k)
{
    to->n = from->n;
    memcpy(to->cell + k, from->cell + k, (from->n - k) * sizeof *to->cell);
    memcpy(to->level + k, from->level + k, (from->n - k) * sizeof *to->level);
}
