/* number.c - decimal text to the nearest double, whatever the locale.
 *
 * Two ways, both correctly rounded.
 *
 * Short decimals, which is nearly all of them: a decimal is m * 10^e with whole m.
 * When m <= 2^53 and |e| <= 22, both m and 10^|e| are doubles without error, so that
 * the one multiplication or division is the only rounding there is.
 *
 * The rest goes to strtod, rewritten as "digits e exponent".  That text has no decimal
 * point, the only part of a number that LC_NUMERIC has a say in, so no locale object is
 * needed, nor state to keep one in. */
#include "data/number.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_POWER = 22,    /* the largest power of ten that is a double            */
    ENOUGH_DIGITS = 770, /* neither a double nor the midpoint of two has more than
                            767 significant digits (Goldberg 1991; IEEE 754, 5.12) */
    EXPONENT_ROOM = 32
};
static const uint64_t EXACT_MANTISSA = UINT64_C(1) << DBL_MANT_DIG;
static const uint64_t LAST_TO_GROW = (UINT64_MAX - 9) / 10;
static const int64_t  EXPONENT_LIMIT = INT64_C(1000000000000);

static const double power_of_ten[EXACT_POWER + 1] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* What was read, still exact: mantissa * 10^exponent, unless digits were dropped. */
typedef struct {
    const char *digits, *digits_end; /* the mantissa's text, its point included     */
    uint64_t    mantissa;
    bool        negative;
    bool        dropped;  /* more digits than mantissa holds             */
    int64_t     exponent; /* of the last digit in the text               */
} decimal;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *read_digits(const char *p, const char *end, decimal *d)
{
    for (; p < end && is_digit(*p); p++) {
        if (d->mantissa <= LAST_TO_GROW) d->mantissa = 10 * d->mantissa + (*p - '0');
        else d->dropped = true;
    }
    return p;
}

static const char *read_sign(const char *p, const char *end, bool *negative)
{
    *negative = p < end && *p == '-';
    return p < end && (*p == '-' || *p == '+') ? p + 1 : p;
}

/* NULL when there is no number at p. */
static const char *read_mantissa(const char *p, const char *end, decimal *d)
{
    d->digits = p;
    p = read_digits(p, end, d);
    size_t n_digits = p - d->digits;
    if (p < end && *p == '.') {
        const char *fraction = p + 1;
        p = read_digits(fraction, end, d);
        d->exponent = -(int64_t)(p - fraction);
        n_digits += p - fraction;
    }
    d->digits_end = p;
    return n_digits ? p : NULL;
}

/* NULL when an exponent is begun and does not follow. */
static const char *read_exponent(const char *p, const char *end, decimal *d)
{
    if (p == end || (*p != 'e' && *p != 'E')) return p;
    bool        negative;
    const char *first = read_sign(p + 1, end, &negative);
    int64_t     exponent = 0;
    for (p = first; p < end && is_digit(*p); p++)
        if (exponent < EXPONENT_LIMIT) exponent = 10 * exponent + (*p - '0');
    d->exponent += negative ? -exponent : exponent;
    return p == first ? NULL : p;
}

/* Digits past the last that can matter are summed up in one: 1 if any is not zero. */
static double round_long(const decimal *d)
{
    char    text[ENOUGH_DIGITS + 1 + EXPONENT_ROOM];
    size_t  n = 0;
    int64_t exponent = d->exponent;
    bool    more = false;
    for (const char *p = d->digits; p < d->digits_end; p++) {
        if (*p == '.' || (*p == '0' && n == 0)) continue;
        if (n < ENOUGH_DIGITS) {
            text[n++] = *p;
        } else {
            exponent++;
            more = more || *p != '0';
        }
    }
    if (n == 0) return 0;
    if (more) {
        text[n++] = '1';
        exponent--;
    }
    snprintf(text + n, EXPONENT_ROOM, "e%lld", (long long)exponent);
    return strtod(text, NULL);
}

static double round_decimal(const decimal *d)
{
    const bool exact = FLT_EVAL_METHOD == 0 && !d->dropped && d->mantissa <= EXACT_MANTISSA;
    if (exact && d->exponent <= 0 && d->exponent >= -EXACT_POWER)
        return (double)d->mantissa / power_of_ten[-d->exponent];
    if (exact && d->exponent > 0 && d->exponent <= EXACT_POWER)
        return (double)d->mantissa * power_of_ten[d->exponent];
    return round_long(d);
}

bool atr_number_read(const char *text, size_t length, double *value)
{
    const char *end = text + length;
    decimal     d = {0};
    const char *p = read_sign(text, end, &d.negative);
    p = read_mantissa(p, end, &d);
    if (p) p = read_exponent(p, end, &d);
    if (p != end) return false;

    const double magnitude = round_decimal(&d);
    if (!isfinite(magnitude)) return false;
    *value = d.negative ? -magnitude : magnitude;
    return true;
}

bool atr_number_same(const char *a, const char *b)
{
    double x, y;
    if (strcmp(a, b) == 0) return true;
    return atr_number_read(a, strlen(a), &x) && atr_number_read(b, strlen(b), &y) && x == y;
}
