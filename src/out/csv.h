/* csv.h - writing CSV cells. */
#ifndef ATRISK_OUT_CSV_H
#define ATRISK_OUT_CSV_H

#include <stdio.h>

/* A text cell, quoted where it must be. */
void csv_text(FILE *stream, const char *text);

/* A separator and a number with the digits that give it back; empty for NaN. */
void csv_number(FILE *stream, double x);

/* A whole table of n bytes with one more column at the end, of this name and with the same
 * cell in every row. */
void csv_add_column(FILE *stream, const char *table, size_t n, const char *name,
                    const char *cell);

#endif
