/* printed.c - reading a printed figure by its digits. */
#include "atrisk/printed.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    KEPT_DIGITS = 18,    /* significant ones; a double holds fewer         */
    LARGEST_POWER = 290, /* |exponent| beyond it is nothing anyone printed */
    SLACK_ULPS = 8       /* rounding error forgiven in a computed x        */
};

/* A printed number, exactly: (-1)^negative * digits / 10^scale. */
typedef struct {
    bool     negative;
    uint64_t digits;
    int      scale;
    int      dropped; /* last digits that were left out of digits and scale */
} decimal;

static const char *const blanks[] = {" ",      "\t",     "\r",     "\n",
                                     "\u00a0", "\u2009", "\u202f", NULL};
static const char *const minuses[] = {"-", "\u2212", "\u2013", NULL};
static const char *const at_most[] = {"<=", "\u2264", "\u2a7d", NULL};
static const char *const at_least[] = {">=", "\u2265", "\u2a7e", NULL};

/* Step over one of the spellings if the text goes on with it. */
static bool skip(const char **text, const char *const spellings[])
{
    for (size_t i = 0; spellings[i]; i++) {
        const size_t n = strlen(spellings[i]);
        if (strncmp(*text, spellings[i], n) == 0) {
            *text += n;
            return true;
        }
    }
    return false;
}

static bool skip_char(const char **text, char c)
{
    if (**text != c) return false;
    ++*text;
    return true;
}

static void skip_blanks(const char **text)
{
    while (skip(text, blanks)) continue;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Take up one digit.  Digits that a double could not hold are only counted:
 * they are beyond every comparison made here. */
static void take_digit(decimal *d, char c, int *kept)
{
    if (*kept >= KEPT_DIGITS) {
        d->scale--;
        d->dropped++;
        return;
    }
    d->digits = 10 * d->digits + (uint64_t)(c - '0');
    if (d->digits > 0) ++*kept;
}

static bool read_exponent(const char **text, decimal *d)
{
    if (**text != 'e' && **text != 'E') return true;
    ++*text;
    const bool negative = skip(text, minuses);
    if (!negative) skip_char(text, '+');
    if (!is_digit(**text)) return false;

    int power = 0;
    for (; is_digit(**text); ++*text) {
        if (power <= LARGEST_POWER) power = 10 * power + (**text - '0');
    }
    d->scale += negative ? power : -power;
    return true;
}

/* [sign] digits [. digits] [e [sign] digits] with a digit before or after the point. */
static bool read_decimal(const char **text, decimal *d)
{
    *d = (decimal){.negative = skip(text, minuses)};
    if (!d->negative) skip_char(text, '+');

    int  kept = 0;
    bool any = false;
    for (; is_digit(**text); ++*text, any = true) take_digit(d, **text, &kept);
    if (skip_char(text, '.')) {
        for (; is_digit(**text); ++*text, any = true) {
            take_digit(d, **text, &kept);
            d->scale++;
        }
    }
    return any && read_exponent(text, d) && d->scale <= LARGEST_POWER &&
           d->scale >= -LARGEST_POWER;
}

/* n / 10^scale, correctly rounded for the digits and powers that occur in print:
 * powers of ten are exact doubles up to 10^22. */
static double scaled(double n, int scale)
{
    double power = 1;
    for (int i = 0; i < abs(scale); i++) power *= 10;
    return scale >= 0 ? n / power : n * power;
}

/* With m digits and d decimals the numbers behind the figure are
 *
 *     (2m - 1) / (2 10^d)  to  (2m + 1) / (2 10^d)
 *
 * both divided once from whole numbers, so that 74.65 is the double 74.65. */
static void set_number(atr_printed *printed, const decimal *d)
{
    const double  sign = d->negative ? -1 : 1;
    const int64_t twice = 2 * (int64_t)d->digits;
    const double  inner = sign * scaled((double)(twice - 1) / 2, d->scale);
    const double  outer = sign * scaled((double)(twice + 1) / 2, d->scale);

    printed->value = sign * scaled((double)d->digits, d->scale);
    printed->decimals = d->scale + d->dropped > 0 ? d->scale + d->dropped : 0;
    printed->low = fmin(inner, outer);
    printed->high = fmax(inner, outer);
    if (printed->kind == ATR_PRINTED_LESS) {
        printed->low = -INFINITY;
        printed->high = printed->value;
    } else if (printed->kind == ATR_PRINTED_GREATER) {
        printed->low = printed->value;
        printed->high = INFINITY;
    }
}

static atr_printed_kind read_sign(const char **text, bool *or_equal)
{
    *or_equal = true;
    if (skip(text, at_most)) return ATR_PRINTED_LESS;
    if (skip(text, at_least)) return ATR_PRINTED_GREATER;
    *or_equal = false;
    if (skip_char(text, '<')) return ATR_PRINTED_LESS;
    if (skip_char(text, '>')) return ATR_PRINTED_GREATER;
    return ATR_PRINTED_EQUAL;
}

static bool read_number(const char *text, atr_printed *printed)
{
    decimal d;
    bool    or_equal;

    const atr_printed_kind kind = read_sign(&text, &or_equal);
    skip_blanks(&text);
    if (!read_decimal(&text, &d)) return false;
    skip_blanks(&text);
    const bool percent = skip_char(&text, '%');
    skip_blanks(&text);
    if (*text) return false;

    printed->kind = kind;
    printed->or_equal = or_equal;
    printed->percent = percent;
    set_number(printed, &d);
    return true;
}

static bool is_one_of(const char *text, const char *const words[])
{
    for (size_t i = 0; words[i]; i++) {
        if (strcasecmp(text, words[i]) == 0) return true;
    }
    return false;
}

static atr_printed_kind kind_of_words(const char *text)
{
    static const char *const missing[] = {"", "NA", "N/A", NULL};
    static const char *const beyond[] = {
        "NR", "NE", "not reached", "not estimable", "not evaluable", NULL};
    if (is_one_of(text, missing)) return ATR_PRINTED_NONE;
    return is_one_of(text, beyond) ? ATR_PRINTED_NOT_REACHED : ATR_PRINTED_TEXT;
}

/* Copy without surrounding blanks; a cut never splits a UTF-8 character. */
static void keep_text(char *kept, size_t size, const char *text)
{
    skip_blanks(&text);
    size_t n = 0;
    for (const char *rest = text; *rest;) {
        if (skip(&rest, blanks)) continue;
        n = (size_t)(++rest - text);
    }
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80) n--;
    }
    memcpy(kept, text, n);
    kept[n] = '\0';
}

void atr_printed_parse(const char *text, atr_printed *printed)
{
    *printed = (atr_printed){.value = NAN, .low = NAN, .high = NAN};
    if (!text) return;
    keep_text(printed->text, sizeof printed->text, text);
    skip_blanks(&text);
    if (!read_number(text, printed)) printed->kind = kind_of_words(printed->text);
}

static double slack(double x, double bound)
{
    return SLACK_ULPS * DBL_EPSILON * fmax(fabs(x), fabs(bound));
}

/* Is x at most the bound, or too close to it to tell? */
static bool up_to(double x, double bound)
{
    return x <= bound || x - bound < slack(x, bound);
}

bool atr_printed_rounds(const atr_printed *printed, double x)
{
    switch (printed->kind) {
    case ATR_PRINTED_EQUAL: return up_to(printed->low, x) && up_to(x, printed->high);
    case ATR_PRINTED_LESS:
        return printed->or_equal ? up_to(x, printed->value)
                                 : x < printed->value && !up_to(printed->value, x);
    case ATR_PRINTED_GREATER:
        return printed->or_equal ? up_to(printed->value, x)
                                 : x > printed->value && !up_to(x, printed->value);
    case ATR_PRINTED_NOT_REACHED: return isnan(x) || x == INFINITY;
    case ATR_PRINTED_NONE:
    case ATR_PRINTED_TEXT: break;
    }
    return false;
}

bool atr_printed_truncates(const atr_printed *printed, double x)
{
    if (printed->kind != ATR_PRINTED_EQUAL) return atr_printed_rounds(printed, x);

    const double unit = printed->high - printed->low;
    const double towards = printed->value == 0 ? fabs(x) : copysign(1, printed->value) * x;
    const double shown = fabs(printed->value);
    return up_to(shown, towards) && !up_to(shown + unit, towards);
}

bool atr_printed_overlaps(const atr_printed *printed, double low, double high)
{
    if (isnan(printed->low) || isnan(low) || isnan(high)) return false;
    if (low == high) return atr_printed_rounds(printed, low);
    const double first = fmax(printed->low, low);
    const double last = fmin(printed->high, high);
    return !up_to(last, first);
}
