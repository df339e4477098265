/* number.h - decimal text to the nearest double, whatever the locale. */
#ifndef ATRISK_DATA_NUMBER_H
#define ATRISK_DATA_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

/* Read all of text[0..length) as one number: sign, digits with at most one '.',
 * exponent.  The result is the double nearest to the decimal, as strtod gives in
 * the "C" locale.  False, with *value untouched, for anything else: blanks, a decimal
 * comma, hexadecimal, inf, nan, and what overflows.  What underflows is 0. */
bool atr_number_read(const char *text, size_t length, double *value);

/* Are two texts the same, or the same number ("1" and "1.0")? */
bool atr_number_same(const char *a, const char *b);

#endif
