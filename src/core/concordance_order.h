/* concordance_order.h - the subjects whose pairs are counted, in the order of the walks. */
#ifndef ATRISK_CORE_CONCORDANCE_ORDER_H
#define ATRISK_CORE_CONCORDANCE_ORDER_H

#include "atrisk/error.h"
#include "atrisk/sample.h"

#include <stdbool.h>

typedef struct {
    uint32_t stratum;
    bool     event;
    size_t   rank;                      /* of the risk within the stratum, from 0 */
    uint32_t cluster;                   /* from 0                     */
    double   time, entry, risk, weight; /* entry -Inf: from the start */
    double   agree, all;                /* N and D                    */
} subject;

/* Subjects with times nearly equal ones made equal (unless exact), and risks ranked within
 * strata: those of a run of neighbours that differ by rounding only share a rank.  By
 * stratum, time, events first, and rank.  `of` [n] has the strata, events and risks; it is
 * moved. */
atr_status concordance_order(const atr_sample *sample, bool exact, subject **of,
                             atr_error *err);

/* The subjects by stratum and entry, in an array to be freed.  False: no memory. */
bool concordance_order_comers(subject *of, size_t n, subject ***comer);

#endif
