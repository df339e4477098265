/* interval_columns.h - two columns of a table that say between which times something was.
 *
 * Each of these does nothing when the options name no interval. */
#ifndef ATRISK_DATA_INTERVAL_COLUMNS_H
#define ATRISK_DATA_INTERVAL_COLUMNS_H

#include "atrisk/patients.h"

/* An empty cell is no end: it becomes infinite, unless the row has no other, which stays
 * missing. */
void interval_columns_open(atr_table *table, const atr_patients_options *options);

/* Complete rows: ATR_EDATA names the first interval that ends before it begins, or before
 * time 0. */
atr_status interval_columns_check(const atr_table            *table,
                                  const atr_patients_options *options, atr_error *err);

/* The intervals of a checked table; time and event [rows] are filled with what a sample can
 * say of them. */
atr_intervals interval_columns_view(const atr_table            *table,
                                    const atr_patients_options *options, double *time,
                                    unsigned char *event);

#endif
