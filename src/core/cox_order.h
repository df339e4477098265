/* cox_order.h - the order in which subjects join the risk sets. */
#ifndef ATRISK_CORE_COX_ORDER_H
#define ATRISK_CORE_COX_ORDER_H

#include "atrisk/sample.h"

#include <stdbool.h>

/* By stratum; the last time first; at one time those censored before those with
 * the event, so that they are in its risk set. */
typedef struct {
    size_t               n;
    uint32_t            *subject; /* [n] in that order, counted from 0               */
    double              *time;    /* [n] of subject[i], nearly equal ones made equal  */
    double              *entry;   /* [n] of subject i, likewise; NULL without        */
    const unsigned char *event;   /* [n] the sample's                                */
    const uint32_t      *stratum; /* [n] the sample's, or NULL                       */
} cox_order;

/* Sort a checked sample.  exact_times: leave nearly equal times as they are.
 * Fails with ATR_EMEMORY, and with ATR_EDATA when equal times leave a subject
 * without follow-up.  Release with cox_order_free, also when it failed. */
atr_status cox_order_build(const atr_sample *sample, bool exact_times, cox_order *order,
                           atr_error *err);

uint32_t cox_order_stratum(const cox_order *order, uint32_t subject);

void cox_order_free(cox_order *order);

#endif
