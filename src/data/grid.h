/* grid.h - a text file as rows of cells, nothing understood yet.
 *
 * Unlike a table (table.h) it needs no header, and finds out its separator. */
#ifndef ATRISK_DATA_GRID_H
#define ATRISK_DATA_GRID_H

#include "atrisk/curve_format.h"
#include "base/fail.h"
#include "data/source.h"

#include <stdbool.h>

typedef struct {
    const char *path; /* borrowed                                                    */
    char        separator;
    atr_decimal decimal; /* never FIND                                              */
    bool        found_separator, found_decimal; /* not said, and not the usual one      */
    bool        found_thousands; /* likewise: commas between groups of three digits     */
    size_t      n_rows, n_cells, row_capacity, cell_capacity;
    size_t     *line;  /* [n_rows] of the file, from 1                                */
    size_t     *first; /* [n_rows + 1] index of the row's first cell                  */
    size_t     *cell;  /* [n_cells] offset of the cell's text                         */
    char       *text;
    size_t      text_length, text_capacity;
} atr_grid;

/* Split the bytes of a file into rows.  Left out are blank lines, lines beginning with # or
 * %, lines drawn of dashes, rows of nothing but empty cells, and empty cells at the end of
 * a row.
 *
 *   separator  0: find out
 *
 * Fails with ATR_EFORMAT: no rows, a line of more than a million bytes, a quote never
 * closed, not UTF-8, zero bytes, a separator or decimal mark that can be two things. */
atr_status atr_grid_read(const atr_bytes *bytes, char separator, atr_decimal decimal,
                         atr_grid *grid, atr_error *err);

/* The number of cells in a row, the most in any, and one of them ("" behind the last). */
size_t      atr_grid_width(const atr_grid *grid, size_t row);
size_t      atr_grid_widest(const atr_grid *grid);
const char *atr_grid_cell(const atr_grid *grid, size_t row, size_t column);

/* Where a cell stands, for messages. */
atr_place atr_grid_place(const atr_grid *grid, size_t row, size_t column);

void atr_grid_free(atr_grid *grid);

#endif
