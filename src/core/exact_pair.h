/* exact_pair.h - the discrete model of two groups, from their event tables. */
#ifndef ATRISK_CORE_EXACT_PAIR_H
#define ATRISK_CORE_EXACT_PAIR_H

#include "atrisk/events.h"
#include "atrisk/result.h"

/* The log hazard ratio (odds ratio) of group 1 over group 0 with its standard error, when
 * at every time the deaths are drawn from those at risk: what Cox's model with exact ties
 * gives, in the time of the deaths instead of that times the subjects.
 *
 *   table  [2 * n_strata] unweighted, as atr_events_build gives them for two groups
 *   level  of the limits
 *
 * Infinite with NaN for the rest when all deaths that can be in one group are; NaN when
 * nothing can be told. */
atr_estimate exact_pair_fit(const atr_events *table, size_t n_strata, double level);

#endif
