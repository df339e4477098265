/* draws_curve.h - a product-limit curve on a lattice: the cells at which it falls, and to
 * what. */
#ifndef ATRISK_PUBLISHED_DRAWS_CURVE_H
#define ATRISK_PUBLISHED_DRAWS_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 1, and level[k] from cell[k] on. */
typedef struct {
    size_t    n;
    uint32_t *cell;  /* [n] strictly increasing; room for all cells */
    double   *level; /* [n] falling                                 */
} draws_curve;

/* Room for so many drops; false when memory ran out.  Release with draws_curve_free, also
 * after failure. */
bool draws_curve_build(size_t cells, draws_curve *curve);
void draws_curve_free(draws_curve *curve);

/* How many of n rising numbers are below a value. */
size_t draws_count_below(const uint32_t *x, size_t n, size_t value);

/* The number of drops before a cell. */
size_t draws_curve_before(const draws_curve *curve, size_t cell);

/* Survival after the first `drops` of them, after a cell, and in the end. */
double draws_curve_after(const draws_curve *curve, size_t drops);
double draws_curve_at(const draws_curve *curve, size_t cell);
double draws_curve_last(const draws_curve *curve);

/* One drop more, or less; levels from there on are yet to be found. */
void draws_curve_add(draws_curve *curve, size_t cell);
void draws_curve_remove(draws_curve *curve, size_t cell);

/* Make drops from the k-th on those of another curve with the same drops before. */
void draws_curve_copy(draws_curve *to, const draws_curve *from, size_t k);

#endif
