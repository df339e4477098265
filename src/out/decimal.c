/* decimal.c - the shortest decimal that gives a number back. */
#include "out/decimal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENOUGH_DIGITS = 17, HUNDRED = 2 }; /* powers of ten */

/* Digits behind the point of the shortest d.ddde+xx that is x. */
static int digits_of(double x)
{
    char text[ATR_DECIMAL_SIZE];
    for (int digits = 0; digits < ENOUGH_DIGITS; digits++) {
        snprintf(text, sizeof text, "%.*e", digits, x);
        if (strtod(text, NULL) == x) return digits;
    }
    return ENOUGH_DIGITS - 1;
}

const char *atr_decimal_text(char text[ATR_DECIMAL_SIZE], double x)
{
    snprintf(text, ATR_DECIMAL_SIZE, "%.*g", digits_of(x) + 1, x);
    char *exponent = strchr(text, 'e');
    if (!exponent || fabs(x) >= 1e15 || fabs(x) < 1e-4) return text;
    snprintf(text, ATR_DECIMAL_SIZE, "%.0f", x); /* 1e+02 is 100 */
    return text;
}

const char *atr_decimal_scientific(char text[ATR_DECIMAL_SIZE], double x)
{
    const int digits = digits_of(x);
    snprintf(text, ATR_DECIMAL_SIZE, "%.*E", digits ? digits : 1, x);
    return text;
}

double atr_decimal_percent(double x)
{
    char text[ATR_DECIMAL_SIZE];
    snprintf(text, sizeof text, "%.*e", digits_of(x), x);
    char      *exponent = strchr(text, 'e');
    const int  power = exponent ? atoi(exponent + 1) : 0;
    const long room = exponent ? text + sizeof text - exponent : 0;
    if (!exponent) return x;
    snprintf(exponent, (size_t)room, "e%d", power + HUNDRED);
    return strtod(text, NULL);
}
