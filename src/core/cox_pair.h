/* cox_pair.h - the proportional hazards model of two groups, from their event tables. */
#ifndef ATRISK_CORE_COX_PAIR_H
#define ATRISK_CORE_COX_PAIR_H

#include "atrisk/cox.h"
#include "atrisk/events.h"
#include "core/cox_factor.h"

/* The numbers at risk and dying, counted once for every way to treat ties. */
typedef struct {
    cox_factor factor;
} cox_pair;

/* Count.  False when memory runs out; release with cox_pair_free in either case.
 *
 *   table  [2 * n_strata] without weights, as atr_events_build gives them for two groups
 *          under observation from the start */
bool cox_pair_count(const atr_events *table, size_t n_strata, cox_pair *pair);

/* The log hazard ratio of group 1 over group 0, as atr_cox_fit gives it.  False when that
 * has to see what is the matter: the likelihood is not a regular one.
 *
 *   ties   Efron's or Breslow's
 *   level  of the limits
 *   start  where to look first; any finite number leads to the same result */
bool cox_pair_fit(cox_pair *pair, atr_ties ties, double level, double start,
                  atr_estimate *log_hr);

/* Release and zero.  Harmless on a zeroed pair. */
void cox_pair_free(cox_pair *pair);

#endif
