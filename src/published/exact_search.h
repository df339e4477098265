/* exact_search.h - whole patients who draw a path corner by corner. */
#ifndef ATRISK_PUBLISHED_EXACT_SEARCH_H
#define ATRISK_PUBLISHED_EXACT_SEARCH_H

#include "atrisk/reconstruct.h"
#include "published/curve_readings.h"

#include <stdbool.h>

/* Search for patients that meet every reading of a drawn path.
 *
 *   arm        with its size; its risk table, marks and events are met exactly
 *   readings   of it: the falls of a path, in order
 *   tolerance  how far survival may be off at each
 *   guess      patients that nearly do: of several answers the one nearest to them is taken
 *   table      filled when *found; else left alone
 *
 * A beam of states goes from fall to fall, and gives up after many tries, so that nothing
 * found does not prove that there is nothing.  O(falls * states * numbers at risk that fall
 * as far).  Fails with ATR_EMEMORY. */
atr_status exact_search(const atr_figure_arm *arm, const atr_readings *readings,
                        double tolerance, const atr_events *guess, atr_events *table,
                        bool *found, atr_error *err);

#endif
