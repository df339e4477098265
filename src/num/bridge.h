/* bridge.h - how far a Brownian bridge strays. */
#ifndef ATRISK_NUM_BRIDGE_H
#define ATRISK_NUM_BRIDGE_H

/* The k with P(|B(u)| <= k for all a <= u <= b) = level, B a Brownian bridge on [0, 1];
 * 0 < a <= b < 1 and 0 < level < 1. */
double atr_bridge_limit(double a, double b, double level);

/* The e with P(|B(u)| <= e sqrt(u (1 - u)) for all a <= u <= b) ~= level, by the tail
 * approximation behind the published tables; 0 < a <= b < 1 and 0.5 <= level < 1.  (It is
 * off in the third digit.)
 * Miller & Siegmund, Biometrics 38 (1982) 1011-1016. */
double atr_bridge_scaled_limit(double a, double b, double level);

#endif
