/* two_groups.h - two groups of a sample, as a sample of their own. */
#ifndef ATRISK_CORE_TWO_GROUPS_H
#define ATRISK_CORE_TWO_GROUPS_H

#include "atrisk/result.h"
#include "atrisk/sample.h"

typedef struct {
    atr_sample sample; /* group 0 is `versus`, group 1 is `arm`; a view of what follows  */
    double    *time, *in_arm, *weight; /* in_arm: 1 in `arm`, 0 in `versus`            */
    unsigned char *event;
    uint32_t      *group, *stratum;
} two_groups;

/* Copy the subjects of two groups, with their weights and strata.  Entry times must not be
 * there.  Release with two_groups_free.  O(n).  Fails with ATR_EMEMORY. */
atr_status two_groups_take(const atr_sample *all, size_t arm, size_t versus,
                           two_groups *pair, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void two_groups_free(two_groups *pair);

#endif
