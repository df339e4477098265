/* sample.h - right-censored follow-up, one row per subject, as columns. */
#ifndef ATRISK_SAMPLE_H
#define ATRISK_SAMPLE_H

#include "atrisk/error.h"

#include <stdint.h>

/* A view: the arrays belong to the caller and must outlive it. */
typedef struct {
    size_t               n;
    const double        *time;   /* [n] follow-up, any unit, finite                      */
    const unsigned char *event;  /* [n] 1 = event seen at time, 0 = censored at time     */
    const double        *weight; /* [n] case weight > 0, finite; NULL: 1 for everybody   */
    const uint32_t      *group;  /* [n] below n_groups; NULL: everybody in group 0       */
    size_t          n_groups;    /* at least 1                                           */
    const uint32_t *stratum;     /* [n] below n_strata; NULL: everybody in stratum 0     */
    size_t          n_strata;    /* at least 1                                           */
    const double   *entry;       /* [n] at risk after entry up to time (left truncation);
                                    finite, below time; NULL: everybody from the start     */
} atr_sample;

/* Check every requirement above.  ATR_EDATA names the first subject (1-based)
 * that breaks one. */
atr_status atr_sample_check(const atr_sample *sample, atr_error *err);

#endif
