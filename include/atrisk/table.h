/* table.h - a CSV file held as named, typed columns.
 *
 * The caller says which columns it wants and what they are; only those are
 * kept, each in one array.  Numbers are parsed while reading (never depending
 * on the locale), text is kept as codes into a list of distinct levels.
 *
 * Understood: UTF-8 with or without a byte order mark; LF, CRLF or CR; blank
 * lines, lines whose first character is '#' and records of nothing but empty
 * fields are skipped between records; quoted fields may hold separators, doubled
 * quotes and line breaks; blanks around an unquoted field do not count.  A
 * missing number is an empty cell, NA, NaN or a single dot; a missing text is
 * an empty cell or NA; in an AUTO column all of these are missing.
 *
 * Every record has as many fields as the header, but for empty fields after the
 * last named column, which may come or not.  A column name may stand twice, or be
 * empty, as long as nobody asks for it.
 */
#ifndef ATRISK_TABLE_H
#define ATRISK_TABLE_H

#include "atrisk/error.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    ATR_COLUMN_NUMBER, /* every cell a finite number or missing                          */
    ATR_COLUMN_TEXT,   /* any text                                                       */
    ATR_COLUMN_AUTO    /* what its first cell that is not missing turns out to be;
                          NUMBER when there is none                                    */
} atr_column_kind;

typedef struct {
    const char     *name; /* NULL: each column that has a name and no earlier request   */
    atr_column_kind kind;
    bool            optional; /* no complaint when the file does not have it           */
    const char     *unless;   /* not kept when the file has this column; NULL: kept    */
    bool loose; /* in any capitals and between blanks, too, where no column has this very
                   name; it is kept by the name of the request, which has to last       */
} atr_column_request;

typedef struct {
    char separator; /* 0 for a comma; not a letter, digit or one of " # + - .           */
} atr_table_options;

/* Owns every byte that was read; what it hands out lives as long as it does. */
typedef struct atr_table atr_table;

/* The code of a missing cell in a text column. */
#define ATR_MISSING UINT32_MAX

/* A text column: row i holds level[code[i]], or is missing. */
typedef struct {
    const uint32_t    *code;     /* [rows] below n_levels, or ATR_MISSING */
    size_t             n_levels; /* distinct texts                        */
    const char *const *level;    /* [n_levels] in order of appearance     */
} atr_text_column;

/* Read a CSV file whose first record names the columns; "-" is standard input.
 * O(bytes); one pass; 8 bytes of memory a row for a column of numbers, 4 for texts.
 * A file of a header alone is a table of 0 rows.
 *
 *   request    [n_request] the columns to keep, a name may come with several kinds;
 *              NULL keeps all of them as text
 *   options    NULL for the defaults
 *   table      a new table, or NULL on failure; release with atr_table_free
 *
 * Fails with ATR_ENOINPUT, ATR_EIO, ATR_EMEMORY, ATR_EARGUMENT for the separator, or
 * ATR_EFORMAT / ATR_EDATA; the error carries file, line and field of the culprit. A
 * record's line is the one it begins on. */
atr_status atr_table_read(const char *path, const atr_column_request *request,
                          size_t n_request, const atr_table_options *options,
                          atr_table **table, atr_error *err);

/* The number of records, the header not counted. */
size_t atr_table_rows(const atr_table *table);

/* The path as given, "standard input" for "-". */
const char *atr_table_path(const atr_table *table);

/* The names in the header, kept or not, in order. */
size_t      atr_table_width(const atr_table *table);
const char *atr_table_name(const atr_table *table, size_t column);

/* Is there a kept column of that name, and of what kind (NUMBER or TEXT)? */
bool atr_table_has(const atr_table *table, const char *name, atr_column_kind *kind);

/* A kept column as numbers, [rows], NaN where missing; NULL when there is no such
 * column or it is text. */
const double *atr_table_numbers(const atr_table *table, const char *name);

/* A kept column as text.  False when there is no such column or it is numeric. */
bool atr_table_texts(const atr_table *table, const char *name, atr_text_column *column);

/* The text of one cell of a text column; NULL when missing or no such column. */
const char *atr_table_cell(const atr_table *table, const char *name, size_t row);

/* Where a cell stands, for messages: the line on which row `row` (0-based)
 * begins and the 1-based position of the named column (0 if there is none). */
size_t atr_table_line(const atr_table *table, size_t row);
size_t atr_table_field(const atr_table *table, const char *name);

/* Release a table and all it handed out.  NULL is allowed. */
void atr_table_free(atr_table *table);

#endif
