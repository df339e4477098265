/* landmark.h - what is left of event tables at a landmark, a time chosen beforehand. */
#ifndef ATRISK_CLI_LANDMARK_H
#define ATRISK_CLI_LANDMARK_H

#include "atrisk/events.h"

/* A row of an option table; the struct it fills has a member `from`, NaN when not given. */
/* clang-format off */
#define LANDMARK_OPTION(arguments) \
    {OPTION_REAL, "from", 0, offsetof(arguments, from), "T", \
     "landmark: of those still under observation then, survival from then on"}
/* clang-format on */

/* Let go of the subjects who were not under observation at `from` any more (NaN: of
 * nobody).  A table of which nobody is left has no rows.
 * Fails with ATR_EDATA when that is so for all of them, or ATR_EMEMORY. */
atr_status landmark_restart(atr_events *tables, size_t n, double from, atr_error *err);

#endif
