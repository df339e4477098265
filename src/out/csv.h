/* csv.h - writing CSV cells. */
#ifndef ATRISK_OUT_CSV_H
#define ATRISK_OUT_CSV_H

#include <stdio.h>

/* A text cell, quoted where it must be. */
void csv_text(FILE *stream, const char *text);

/* A separator and a number with the digits that give it back; empty for NaN. */
void csv_number(FILE *stream, double x);

#endif
