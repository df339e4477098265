/* event_ways.h - how many numbers of events could have drawn the same curve? */
#ifndef ATRISK_PUBLISHED_EVENT_WAYS_H
#define ATRISK_PUBLISHED_EVENT_WAYS_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

typedef struct {
    double ways; /* different lists (d_1, d_2, ...) of events at the falls, the rebuilt one
                    among them; INFINITY: too many to count                            */
    double fewest, most; /* events that such a list has in all                          */
} event_ways;

/* Count the lists of events that fall as the rebuilt curve does and agree with what is
 * printed: patients, numbers at risk, events and censored in the table, events in all,
 * censoring marks.  Lists that differ in where patients are censored only are one.
 *
 *   arm        as given to atr_reconstruct, with its size
 *   table      rebuilt, meeting every printed number
 *   tolerance  how far the survival may be off behind a fall
 *
 * Fails with ATR_EMEMORY. */
atr_status event_ways_count(const atr_figure_arm *arm, const atr_events *table,
                            double tolerance, event_ways *ways, atr_error *err);

#endif
