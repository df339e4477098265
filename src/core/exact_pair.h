/* exact_pair.h - the discrete model of two groups, from counts. */
#ifndef ATRISK_CORE_EXACT_PAIR_H
#define ATRISK_CORE_EXACT_PAIR_H

#include "atrisk/result.h"
#include "core/cox_factor.h"

/* The log hazard ratio (odds ratio) of group 1 over group 0 with its standard error, when
 * at every time the deaths are drawn from those at risk: what Cox's model with exact ties
 * gives, in the time of the deaths instead of that times the subjects.
 *
 *   counts  of two levels: those of a cox_pair
 *   level   of the limits
 *   start   where to look first; any finite number leads to the same result
 *
 * Infinite with NaN for the rest when all deaths that can be in one group are; NaN when
 * nothing can be told. */
atr_estimate exact_pair_fit(const cox_factor *counts, double level, double start);

#endif
