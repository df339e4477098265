/* origin_column.h - a column that says where the patients of a file come from. */
#ifndef ATRISK_DATA_ORIGIN_COLUMN_H
#define ATRISK_DATA_ORIGIN_COLUMN_H

#include "atrisk/notes.h"
#include "atrisk/origin.h"
#include "atrisk/table.h"

#include <stdbool.h>

#define ORIGIN_COLUMN "origin"

/* What a file says of its rows. */
typedef struct {
    atr_origin origin;  /* the one that says least about a trial */
    unsigned   origins; /* all that occur, a bit for each       */
    size_t     n_built; /* rows that are no trial's own         */
} atr_origin_of_rows;

/* Read the kept text column "origin".  Without one, or where none of its cells is one of
 * the words (in any case; it then means something else, and *known is false), all rows are
 * a trial's own.  ATR_EDATA names the first cell that is empty or no such word where
 * others are, and one that looks like a word misspelt. */
atr_status atr_origin_column_read(const atr_table *table, atr_origin_of_rows *of_rows,
                                  bool *known, atr_error *err);

#endif
