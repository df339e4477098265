/* quadrature.h - integrals of smooth functions. */
#ifndef ATRISK_NUM_QUADRATURE_H
#define ATRISK_NUM_QUADRATURE_H

#include "num/root.h"

/* The integral of f over [low, high], to within tolerance (absolute) or 1e-14 of the
 * integral of |f|, whichever is wider, by halving the interval where f is not smooth.
 * Deterministic.
 * Kronrod, Nodes and Weights of Quadrature Formulas (1965): 7 and 15 points. */
double atr_integrate(atr_function f, const void *context, double low, double high,
                     double tolerance);

#endif
