/* bootstrap_limits.h - what the replicates of one number say. */
#ifndef ATRISK_CORE_BOOTSTRAP_LIMITS_H
#define ATRISK_CORE_BOOTSTRAP_LIMITS_H

#include "atrisk/bootstrap.h"

/* Fill statistic v of a result with all replicates, from its estimate and acceleration.
 * Fails with ATR_EMEMORY. */
atr_status bootstrap_summarise(atr_bootstrap *result, size_t v, double estimate,
                               double acceleration, atr_error *err);

#endif
