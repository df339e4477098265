/* queue_tables.h - event tables from a queue. */
#ifndef ATRISK_CORE_QUEUE_TABLES_H
#define ATRISK_CORE_QUEUE_TABLES_H

#include "atrisk/events.h"
#include "core/queue.h"

/* The tables [n_tables] that the places of a queue name, in which no weight is 0; one of
 * nobody has no rows.  False, with nothing to release, when memory runs out. */
bool atr_queue_tables(const atr_queue *queue, atr_events *tables, size_t n_tables);

#endif
