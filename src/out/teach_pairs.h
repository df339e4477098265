/* teach_pairs.h - the times of several groups side by side. */
#ifndef ATRISK_OUT_TEACH_PAIRS_H
#define ATRISK_OUT_TEACH_PAIRS_H

#include "atrisk/teach.h"

enum { TEACH_MOST_GROUPS = 6 };

/* One time with events. */
typedef struct {
    double time;
    double at_risk[TEACH_MOST_GROUPS], events[TEACH_MOST_GROUPS]; /* of each group */
    double n, d;                                                  /* of all        */
} teach_time;

/* Every time with events, in order; free() it.  Fails with ATR_EARGUMENT for fewer than two
 * groups or more than six, ATR_EDATA when there is no event, ATR_EMEMORY. */
atr_status teach_times(const atr_teach_groups *groups, teach_time **time, size_t *n,
                       atr_error *err);

#endif
