/* ornstein.h - how far a stationary Ornstein-Uhlenbeck process strays. */
#ifndef ATRISK_NUM_ORNSTEIN_H
#define ATRISK_NUM_ORNSTEIN_H

/* The e with P(|X(s)| <= e for all 0 <= s <= T) = level, X being Gaussian with mean 0 and
 * covariance exp(-|s - t|); T >= 0 and 0.5 <= level < 1.  To about 1e-12. */
double atr_ornstein_limit(double T, double level);

#endif
