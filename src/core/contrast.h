/* contrast.h - a difference of two estimates, plain or on the log scale. */
#ifndef ATRISK_CORE_CONTRAST_H
#define ATRISK_CORE_CONTRAST_H

#include "atrisk/result.h"

/* d with standard error e: d -/+ z e, and the test of d = 0. */
atr_contrast atr_contrast_of_difference(double d, double e, double level);

/* exp(l), where l has standard error e: exp(l -/+ z e), and the test of l = 0. */
atr_contrast atr_contrast_of_log(double l, double e, double level);

#endif
