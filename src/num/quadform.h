/* quadform.h - quadratic forms in a generalised inverse. */
#ifndef ATRISK_NUM_QUADFORM_H
#define ATRISK_NUM_QUADFORM_H

#include <stdbool.h>
#include <stddef.h>

/* The quadratic form u' V^- u of a covariance matrix V that may be singular,
 * and the rank of V.  For u in the range of V (as every sum of scores is) the
 * value does not depend on which generalised inverse is taken.
 *
 *   v     [n * n] symmetric, positive semidefinite; not changed
 *   u     [n]
 *   form  set to the value; 0 when the rank is 0
 *   rank  set to the number of pivots above 1e-11 after V is scaled to unit
 *         diagonal, so that the units of u do not matter
 *
 * O(n^3).  Returns false when memory runs out.
 * Golub & Van Loan, Matrix Computations, 4th ed. (2013) sec. 4.2.8. */
bool atr_quadform(const double *v, const double *u, size_t n, double *form, size_t *rank);

#endif
