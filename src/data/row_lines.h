/* row_lines.h - on which line of the file each row begins. */
#ifndef ATRISK_DATA_ROW_LINES_H
#define ATRISK_DATA_ROW_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* From `row` on, a row's line is row + offset. */
typedef struct {
    size_t row, offset;
} atr_row_run;

/* Runs of rows on successive lines: one run for a file without blank lines, comments
 * and line breaks in fields, whatever its length.  Zero to begin with. */
typedef struct {
    size_t       n, capacity;
    atr_row_run *run; /* [n] rows increasing, the first is 0 */
} atr_row_lines;

/* Row `row` begins on `line`; rows come in order.  False: no memory. */
bool atr_row_lines_add(atr_row_lines *lines, size_t row, size_t line);

size_t atr_row_lines_find(const atr_row_lines *lines, size_t row);

void atr_row_lines_free(atr_row_lines *lines);

#endif
