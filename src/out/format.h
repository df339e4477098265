/* format.h - numbers as people read them.  Every function returns its buffer. */
#ifndef ATRISK_OUT_FORMAT_H
#define ATRISK_OUT_FORMAT_H

#include <stddef.h>

enum { FORMAT_SIZE = 40 }; /* large enough for every number below */

/* x with so many significant digits, without an exponent while it stays readable;
 * "-" for NaN, "Inf" for an infinity. */
const char *format_significant(char buffer[FORMAT_SIZE], double x, int digits);

/* x with so many digits after the point, from 1e15 on with an exponent; the same for NaN
 * and Inf. */
const char *format_fixed(char buffer[FORMAT_SIZE], double x, int decimals);

/* A time, as short as six digits allow; "NR", not reached, for NaN. */
const char *format_time(char buffer[FORMAT_SIZE], double x);

/* A count: whole where it is whole, else with two decimals. */
const char *format_count(char buffer[FORMAT_SIZE], double x);

/* A p-value: three significant digits; below what a double holds "1e-312" from its
 * logarithm. */
const char *format_p(char buffer[FORMAT_SIZE], double p, double log_p);

#endif
