/* golden_table.h - the CSV files in tests/golden, without the library's help. */
#ifndef ATRISK_TEST_GOLDEN_TABLE_H
#define ATRISK_TEST_GOLDEN_TABLE_H

#include <stddef.h>

/* A header and rows of unquoted cells. */
typedef struct {
    size_t n, columns;
    char  *text; /* the file, cut into cells      */
    char **cell; /* [(n + 1) * columns] row by row */
} golden_table;

/* Read GOLDEN_DIR/name; the test fails when it cannot be read. */
golden_table golden_table_read(const char *name);
void         golden_table_free(golden_table *table);

/* A cell; the test fails when there is no such column. */
const char *golden_text(const golden_table *table, size_t row, const char *column);

/* The same as a number: NaN for an empty cell or NA. */
double golden_number(const golden_table *table, size_t row, const char *column);

/* Expect `got` to be the cell's number within tolerance, relative to it. */
void golden_expect(const golden_table *table, size_t row, const char *column, double got,
                   double tolerance);

#endif
