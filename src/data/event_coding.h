/* event_coding.h - what the cells of an event column mean. */
#ifndef ATRISK_DATA_EVENT_CODING_H
#define ATRISK_DATA_EVENT_CODING_H

#include "atrisk/notes.h"
#include "atrisk/table.h"

/* Fill event[rows] with 1 for an event and 0 for a censoring (and for a missing cell)
 * from a text column, as patients.h says.  value may be NULL.  ATR_EDATA names the first
 * cell that is not understood. */
atr_status atr_event_coding_read(const atr_table *table, const char *column,
                                 const char *value, unsigned char *event, atr_notes *notes,
                                 atr_error *err);

#endif
