/* table.h - a table from the inside, for those who build and reshape one. */
#ifndef ATRISK_DATA_TABLE_H
#define ATRISK_DATA_TABLE_H

#include "atrisk/table.h"
#include "data/column.h"
#include "data/row_lines.h"

#include <stdio.h>

struct atr_table {
    char         *path;        /* for messages                                  */
    char        **name;        /* [width] the header                            */
    size_t        width;       /* of the header                                 */
    size_t        named;       /* of it, up to the last name that is not empty  */
    size_t        header_line; /* on which it begins                            */
    atr_column   *column;      /* [n_columns] those kept                        */
    size_t        n_columns;
    atr_column  **of_field; /* [width] the first kept column of a field; while reading */
    size_t        rows;
    size_t        capacity; /* rows that every column has room for              */
    atr_row_lines lines;
};

/* What to keep of a file, and how it is separated. */
typedef struct {
    const atr_column_request *request; /* [n_request], NULL: everything, as text */
    size_t                    n_request;
    char                      separator;
} atr_table_wish;

/* Read what is left of an open stream; path is for messages.  As atr_table_read. */
atr_status atr_table_read_stream(FILE *file, const char *path, const atr_table_wish *wish,
                                 atr_table **table, atr_error *err);

/* The header is read: set up the kept columns. */
atr_status atr_table_select(atr_table *table, const atr_table_wish *wish, atr_error *err);

/* There is no column of that name: say which there are.  The hint is about
 * another separator or a near name; what the caller has to add ("": nothing) follows. */
atr_status atr_table_fail_no_column(const atr_table *table, const char *name,
                                    const char *hint, atr_error *err);

/* The kept column of that name and kind (AUTO: of either kind), or NULL. */
atr_column *atr_table_find(const atr_table *table, const char *name, atr_column_kind kind);

/* Drop the rows whose keep[] is 0.  False: no memory. */
bool atr_table_keep(atr_table *table, const unsigned char *keep);

/* Each row to the part that its code, below n_parts, names; the order within a part and
 * the lines stay.  part[n_parts]: release each with atr_table_free. */
atr_status atr_table_split(const atr_table *whole, const uint32_t *code, size_t n_parts,
                           atr_table **part, atr_error *err);

/* Release the arrays of a kept column, which is then no longer kept. */
void atr_table_forget(atr_table *table, const char *name, atr_column_kind kind);

#endif
