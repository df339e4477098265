/* decimal.h - the shortest decimal that gives a number back. */
#ifndef ATRISK_OUT_DECIMAL_H
#define ATRISK_OUT_DECIMAL_H

enum { ATR_DECIMAL_SIZE = 40 };

/* "0.1" for 0.1; returns text. */
const char *atr_decimal_text(char text[ATR_DECIMAL_SIZE], double x);

/* "1.0E-01" for 0.1. */
const char *atr_decimal_scientific(char text[ATR_DECIMAL_SIZE], double x);

/* The double nearest to a hundred times the shortest decimal of x: 99.78 for 0.9978, where
 * a product may end in 99999. */
double atr_decimal_percent(double x);

#endif
