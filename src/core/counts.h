/* counts.h - what counts and levels must be before anything is computed from them. */
#ifndef ATRISK_CORE_COUNTS_H
#define ATRISK_CORE_COUNTS_H

#include "atrisk/error.h"

/* k of n: whole, 0 <= k <= n, 0 < n <= 1e8.  `where` ends the sentence, as in
 * " in group 2".  Fails with ATR_EARGUMENT. */
atr_status atr_counts_check(double k, double n, const char *where, atr_error *err);

/* A number of events: whole, 0 <= events <= 1e8.  Fails with ATR_EARGUMENT. */
atr_status atr_counts_check_events(double events, const char *where, atr_error *err);

/* Inside (0, 1).  Fails with ATR_EARGUMENT. */
atr_status atr_counts_check_level(double level, atr_error *err);

#endif
