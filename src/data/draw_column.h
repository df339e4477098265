/* draw_column.h - a column that tells draws of the same patients apart. */
#ifndef ATRISK_DATA_DRAW_COLUMN_H
#define ATRISK_DATA_DRAW_COLUMN_H

#include "atrisk/notes.h"
#include "atrisk/table.h"

#include <stdbool.h>

/* Draw k is the rows [begin[k], begin[k + 1]), k = 0..n. */
typedef struct {
    size_t  n;     /* draws after draw 0; 0: there are none */
    size_t *begin; /* [n + 2] owned; NULL when n is 0       */
} atr_draw_rows;

/* Does the kept column hold draws?  Its cells are then whole numbers, 0 and others. */
bool atr_draw_column_is_one(const atr_table *table, const char *column);

/* Find the rows of each draw.  Draws are numbered 0, 1, 2, ... without a gap, and the rows
 * of each stand together, in this order; ATR_EDATA names the first row that breaks this. */
atr_status atr_draw_column_read(const atr_table *table, const char *column,
                                atr_draw_rows *draws, atr_error *err);

#endif
