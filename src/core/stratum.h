/* stratum.h - what the 2x2 tables of strata must be, and which of them tell anything. */
#ifndef ATRISK_CORE_STRATUM_H
#define ATRISK_CORE_STRATUM_H

#include "atrisk/cmh.h"

#include <stdbool.h>

/* Both groups are there, some subjects have the outcome and some have not. */
bool atr_stratum_informative(const atr_stratum *stratum);

size_t atr_strata_informative(const atr_stratum *stratum, size_t n);

/* Every count and the level.  Fails with ATR_EARGUMENT. */
atr_status atr_strata_check(const atr_stratum *stratum, size_t n, double level,
                            atr_error *err);

#endif
