/* crossing.h - where a function of one variable crosses zero. */
#ifndef ATRISK_NUM_CROSSING_H
#define ATRISK_NUM_CROSSING_H

typedef double (*atr_function)(double x, void *context);

/* An x in [low, high] with f(x) = 0, found by false position with Illinois' rule to
 * within tolerance in x.  Where f has one sign at both ends: the end where |f| is
 * smaller (low where they are equal).
 *
 * Dowell & Jarratt, BIT 11 (1971) 168-174. */
double atr_crossing_find(atr_function f, void *context, double low, double high,
                         double tolerance);

#endif
