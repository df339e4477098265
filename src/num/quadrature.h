/* quadrature.h - integrals of smooth functions. */
#ifndef ATRISK_NUM_QUADRATURE_H
#define ATRISK_NUM_QUADRATURE_H

#include "num/root.h"

/* The integral of f over [low, high] by 15-point rules, halving the interval where two
 * estimates of a piece differ by more than tolerance (absolute) and 1e-13 of the integral
 * of |f|, up to 400 times.  Deterministic.
 * Kronrod, Nodes and Weights of Quadrature Formulas (1965): 7 and 15 points. */
double atr_integrate(atr_function f, const void *context, double low, double high,
                     double tolerance);

#endif
