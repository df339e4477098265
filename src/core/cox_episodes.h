/* cox_episodes.h - infinite directions where risk sets are not nested. */
#ifndef ATRISK_CORE_COX_EPISODES_H
#define ATRISK_CORE_COX_EPISODES_H

#include "core/cox_infinite.h"

/* With entry times, and with exact ties, the limit of a problem along a direction
 * delta takes some subjects from one risk set and leaves them in the next.  Of a risk
 * set there stay those with the x' delta that decides,
 *
 *     the largest at risk (Breslow, Efron), or
 *     the least among the deaths (exact ties: of the m largest sums x' delta over
 *     subsets, everybody above it is part, and nobody below),
 *
 * so that a row becomes one row for each run of blocks in which it stays.
 *
 * Does x' delta, in search->eta, lead in all risk sets?  Fills search->level. */
cox_standing cox_episodes_compare(const cox_problem *problem, double tolerance,
                                  cox_infinite *search);

/* Link all subjects that stay in a risk set together. */
void cox_episodes_link(const cox_problem *problem, cox_infinite *search);

/* As cox_infinite_restrict. */
bool cox_episodes_restrict(cox_problem *problem, cox_infinite *found);

#endif
