/* cholesky.h - symmetric systems that may have redundant rows. */
#ifndef ATRISK_NUM_CHOLESKY_H
#define ATRISK_NUM_CHOLESKY_H

#include <stddef.h>

/* Factor a symmetric non-negative definite matrix, A = L D L', in the order
 * given: of columns that depend on each other the later ones lose.
 *
 *   a          [n * n] lower triangle read; L below and D on the diagonal
 *              written over it.  A redundant column has D = 0
 *   tolerance  a pivot of at most tolerance * (largest diagonal of A) is 0
 *
 * Returns the rank.
 * Golub & Van Loan, Matrix Computations, 4th ed. (2013) sec. 4.1. */
size_t atr_ldl_factor(double *a, size_t n, double tolerance);

/* Solve A x = b in place, x = 0 in redundant columns. */
void atr_ldl_solve(const double *factor, size_t n, double *b);

/* The inverse of A without its redundant rows and columns, which are 0.
 *
 *   inverse  [n * n] both triangles filled */
void atr_ldl_inverse(const double *factor, size_t n, double *inverse);

/* Complete v to a vector with A v = 0: its elements in redundant columns are
 * kept, the others written. */
void atr_ldl_null(const double *factor, size_t n, double *v);

#endif
