/* late_entry.h - subjects who come under observation after time has begun. */
#ifndef ATRISK_CORE_LATE_ENTRY_H
#define ATRISK_CORE_LATE_ENTRY_H

#include "atrisk/events.h"

/* Copy the times and entries of a sample, nearly equal ones made equal (unless exact), as
 * core/ties.h does: entries and times together, or they would disagree about what is tied.
 *
 *   time, entry  [n] set, in the order of the sample
 *
 * Fails with ATR_EDATA when a subject's entry is no longer before his time, or
 * ATR_EMEMORY. */
atr_status atr_late_entry_settle(const atr_sample *sample, bool exact, double *time,
                                 double *entry, atr_notes *notes, atr_error *err);

/* Tell tables that were built as if everybody had been there from the start who came
 * later, and take those still awaited out of the numbers at risk.
 *
 *   sample  the settled one
 *   tables  [n_strata * n_groups]
 *
 * Fails with ATR_EMEMORY. */
atr_status atr_late_entry_attach(const atr_sample *sample, atr_events *tables,
                                 atr_error *err);

/* The weight of those who enter at `time` or later, and so are not at risk there. */
double atr_late_entry_awaited(const atr_events *table, double time);

/* Give `to` the entries of several tables.  False when memory runs out. */
bool atr_late_entry_merge(const atr_events *tables, size_t n_tables, atr_events *to);

#endif
