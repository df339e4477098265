/* km_influence.h - the patients that survival at some times depends on most. */
#ifndef ATRISK_CLI_KM_INFLUENCE_H
#define ATRISK_CLI_KM_INFLUENCE_H

#include "atrisk/report_km.h"

typedef struct {
    size_t              n;
    atr_km_influential *influential; /* [n] the most influential first */
    double             *change;      /* what they point into           */
    double             *time;        /* [n_times] of their changes, rising */
} km_influence;

/* Find the `most` patients, or clusters in a group, by the largest change that one makes in
 * his group's Kaplan-Meier curve at one of the times, to first order. */
atr_status km_influence_find(const atr_patients *patients, const atr_events *tables,
                             const double *time, size_t n_times, size_t most,
                             km_influence *influence, atr_error *err);

/* Harmless when zeroed. */
void km_influence_free(km_influence *influence);

#endif
