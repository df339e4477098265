/* wald.h - intervals that are symmetric about an estimate, or about its logarithm. */
#ifndef ATRISK_CORE_WALD_H
#define ATRISK_CORE_WALD_H

#include "atrisk/result.h"

/* value -/+ z std_error */
atr_estimate atr_wald(double value, double std_error, double z);

/* value exp(-/+ z std_error), std_error being that of log value.  Standard error and
 * limits are NaN unless both value and std_error are finite. */
atr_estimate atr_wald_log(double value, double std_error, double z);

#endif
