/* quality_doubt.h - could other numbers of events have drawn the same curve? */
#ifndef ATRISK_PUBLISHED_QUALITY_DOUBT_H
#define ATRISK_PUBLISHED_QUALITY_DOUBT_H

#include "atrisk/events.h"
#include "atrisk/figure.h"

/* A fall that is d events of n at risk, and might be others. */
typedef struct {
    double time;
    double events, at_risk;             /* rebuilt */
    double other_events, other_at_risk; /* what falls as far */
} quality_doubt;

/* Count the falls of a rebuilt curve that may be another number of events, as far as the
 * printed sizes, numbers at risk and events tell.  No fall in doubt proves every number of
 * events; a fall in doubt may still be settled by what is not looked at here, such as
 * censoring marks.
 *
 *   arm        as given to atr_reconstruct
 *   table      rebuilt, meeting every printed number
 *   tolerance  how far the survival may be off behind a fall
 *   first      the first such fall, when there is one
 *   n          how many there are
 *
 * O(sum of numbers at risk times hazards).  Fails with ATR_EMEMORY. */
atr_status quality_doubts_count(const atr_figure_arm *arm, const atr_events *table,
                                double tolerance, quality_doubt *first, size_t *n,
                                atr_error *err);

#endif
