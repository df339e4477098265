/* column.h - one kept column of a table: an array that grows cell by cell. */
#ifndef ATRISK_DATA_COLUMN_H
#define ATRISK_DATA_COLUMN_H

#include "atrisk/table.h"
#include "data/dictionary.h"

typedef struct atr_column atr_column;

/* Exactly one of number and code is there, neither while the kind is not decided. */
struct atr_column {
    const char     *name;  /* the table's, or that of a loose request                 */
    size_t          field; /* its place in a record, from 0                         */
    atr_column_kind asked;
    atr_column_kind kind;   /* ATR_COLUMN_AUTO: every cell so far was missing        */
    double         *number; /* [capacity] NaN where missing                          */
    uint32_t       *code;   /* [capacity] ATR_MISSING where missing                  */
    atr_dictionary  levels;
    size_t          capacity;
    size_t          decided; /* the row that made an AUTO column a NUMBER or TEXT one */
    atr_column     *next;    /* another kept column of the same field                 */
};

typedef enum {
    ATR_PUT_DONE,
    ATR_PUT_NOT_A_NUMBER,
    ATR_PUT_NOT_UTF8,
    ATR_PUT_NO_MEMORY
} atr_put;

/* Make room for `capacity` cells.  False: no memory. */
bool atr_column_reserve(atr_column *column, size_t capacity);

/* Set cell `row`, which is below the capacity; rows come in order, the last may be set
 * again.  text[length] is a zero byte. */
atr_put atr_column_put(atr_column *column, size_t row, const char *text, size_t length);

/* No more cells will come: give back the room beyond `rows`, name the levels.  A
 * column without any value becomes a numeric one.  False: no memory. */
bool atr_column_finish(atr_column *column, size_t rows);

/* Keep the cells whose keep[] is not 0, in order. */
void atr_column_keep(atr_column *column, const unsigned char *keep, size_t rows);

/* Number the levels anew: those that occur, by value when all of them are numbers, else
 * by code point (equal numbers too).  Nothing to do for numbers.  False: no memory. */
bool atr_column_sort(atr_column *column, size_t rows);

void atr_column_free(atr_column *column);

#endif
