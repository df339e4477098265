/* golden_csv.h - a reader for the golden tables: plain CSV without quotes. */
#ifndef ATRISK_TEST_GOLDEN_CSV_H
#define ATRISK_TEST_GOLDEN_CSV_H

#include <stddef.h>

typedef struct {
    size_t rows, columns;
    char **cell; /* [(1 + rows) * columns], the header first */
    char  *text;
} golden_csv;

/* Read tests/golden/FILE; the test fails when it cannot be read. */
golden_csv golden_csv_read(const char *file);

/* A cell by column name and row (0-based); the test fails when there is no such
 * column. */
const char *golden_csv_text(const golden_csv *table, const char *column, size_t row);

/* The same as a number: NaN for NA and for an empty cell. */
double golden_csv_number(const golden_csv *table, const char *column, size_t row);

void golden_csv_free(golden_csv *table);

#endif
