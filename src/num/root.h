/* root.h - where a continuous function of one variable crosses zero. */
#ifndef ATRISK_NUM_ROOT_H
#define ATRISK_NUM_ROOT_H

/* A function of x and of whatever it needs to know besides. */
typedef double (*atr_function)(double x, const void *context);

/* The crossing inside [low, high], to within tolerance > 0 or a few units in the
 * last place, whichever is wider.  NaN unless f has opposite signs, or a
 * zero, at the ends.  Needs no more evaluations than bisection plus one.
 * Oliveira & Takahashi, ACM Trans. Math. Softw. 47 (2021) 5 (the ITP method). */
double atr_root_between(atr_function f, const void *context, double low, double high,
                        double tolerance);

/* The crossing of a never-decreasing f, sought from start in steps of step, 2 step,
 * 4 step, ...  NaN if f keeps its sign for 64 doublings. */
double atr_root_from(atr_function f, const void *context, double start, double step,
                     double tolerance);

#endif
