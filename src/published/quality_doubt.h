/* quality_doubt.h - could other numbers of events have drawn the same curve? */
#ifndef ATRISK_PUBLISHED_QUALITY_DOUBT_H
#define ATRISK_PUBLISHED_QUALITY_DOUBT_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

#include <stdbool.h>

/* A fall that is d events of n at risk, and might be others. */
typedef struct {
    double time;
    double events, at_risk;             /* rebuilt */
    double other_events, other_at_risk; /* what falls as far */
} quality_doubt;

/* Find the first fall of a rebuilt curve that may be another number of events, as far as
 * the printed sizes and numbers at risk tell; event_ways.h says how many there are in all.
 *
 *   arm        as given to atr_reconstruct
 *   table      rebuilt, meeting every printed number
 *   tolerance  how far the survival may be off behind a fall
 *   first      filled when there is one
 *
 * O(sum of numbers at risk times hazards).  Fails with ATR_EMEMORY. */
atr_status quality_doubt_find(const atr_figure_arm *arm, const atr_events *table,
                              double tolerance, quality_doubt *first, bool *found,
                              atr_error *err);

#endif
