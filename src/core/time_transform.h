/* time_transform.h - the functions of time that a coefficient may change with. */
#ifndef ATRISK_CORE_TIME_TRANSFORM_H
#define ATRISK_CORE_TIME_TRANSFORM_H

#include "atrisk/phtest.h"

/* Replace times by g of them: of all subjects together, without weights and strata.
 *
 *   time  [n] times of the sample, on exit g; NaN where it has none
 *
 * Fails as atr_events_build, or with ATR_EMEMORY. */
atr_status time_transform_apply(const atr_sample *sample, bool exact_times,
                                atr_time_transform transform, double *time, size_t n,
                                atr_error *err);

#endif
