/* homogeneity.h - is one odds ratio enough for all strata? */
#ifndef ATRISK_CORE_HOMOGENEITY_H
#define ATRISK_CORE_HOMOGENEITY_H

#include "atrisk/cmh.h"

/* Fill the three tests of homogeneity of a result whose odds ratio and number of
 * informative strata are known. */
void atr_homogeneity_test(const atr_stratum *stratum, size_t strata, atr_cmh *result);

#endif
