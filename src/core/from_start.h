/* from_start.h - samples of which everybody is under observation from the start. */
#ifndef ATRISK_CORE_FROM_START_H
#define ATRISK_CORE_FROM_START_H

#include "atrisk/sample.h"

/* atr_sample_check for what would not notice late entries: refuses them with
 * ATR_EARGUMENT. */
atr_status atr_from_start_check(const atr_sample *sample, atr_error *err);

#endif
