/* integrate.h - areas under smooth functions, several at a time.
 *
 * Double exponential quadrature: the interval is stretched over the whole line so that
 * the integrand falls off like exp(-exp|s|) to both sides, where equal steps are as good
 * as any.  Steps are halved until they agree.  What is steep or not smooth at an end of
 * the interval does no harm; inside, it does: cut there.
 */
#ifndef ATRISK_NUM_INTEGRATE_H
#define ATRISK_NUM_INTEGRATE_H

#include <stdbool.h>
#include <stddef.h>

enum { ATR_INTEGRATE_MOST = 16 };

/* The values of n functions at x. */
typedef void (*atr_integrand)(double x, const void *context, double *value);

/* Integrate n <= ATR_INTEGRATE_MOST functions from a to b, both finite, or from a to
 * infinity, where they must fall exponentially; length > 0 is roughly how far, length < 0
 * goes to minus infinity.  integral [n] gets the areas, to about 1e-14 of the area under
 * the absolute values; false when halving did not get there.
 *
 * Takahasi & Mori, Publ. RIMS Kyoto Univ. 9 (1974) 721-741. */
bool atr_integrate_between(atr_integrand f, const void *context, size_t n, double a,
                           double b, double *integral);
bool atr_integrate_from(atr_integrand f, const void *context, size_t n, double a,
                        double length, double *integral);

#endif
