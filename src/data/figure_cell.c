/* figure_cell.c - a number as it is typed off a figure. */
#include "data/figure_cell.h"

#include "data/number.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 400 }; /* longer numbers are no numbers */

static const char *const blanks[] = {" ", "\t", "\u00a0", "\u2009", "\u202f", NULL};
static const char *const minuses[] = {"-", "\u2212", "\u2013", NULL};
static const char *const below[] = {"<", "\u2264", NULL};
static const char *const missing[] = {"",  "NA",     "N/A",    "NaN",    ".",
                                      "-", "\u2013", "\u2014", "\u2212", NULL};

/* The length of the first spelling that the text begins with, 0 if none. */
static size_t prefix(const char *text, size_t length, const char *const spelling[])
{
    for (size_t i = 0; spelling[i]; i++) {
        const size_t n = strlen(spelling[i]);
        if (n <= length && memcmp(text, spelling[i], n) == 0) return n;
    }
    return 0;
}

static size_t suffix(const char *text, size_t length, const char *const spelling[])
{
    for (size_t i = 0; spelling[i]; i++) {
        const size_t n = strlen(spelling[i]);
        if (n <= length && memcmp(text + length - n, spelling[i], n) == 0) return n;
    }
    return 0;
}

static void trim(const char **text, size_t *length)
{
    for (size_t n; (n = prefix(*text, *length, blanks)); *length -= n) *text += n;
    for (size_t n; (n = suffix(*text, *length, blanks));) *length -= n;
}

static bool is_missing(const char *text, size_t length)
{
    for (size_t i = 0; missing[i]; i++)
        if (strlen(missing[i]) == length && strncasecmp(text, missing[i], length) == 0)
            return true;
    return false;
}

static bool take_character(const char *text, size_t *length, char c)
{
    if (!*length || text[*length - 1] != c) return false;
    --*length;
    return true;
}

/* "1,138": takes the commas out that part groups of three digits; false if one does not. */
static bool join_thousands(char *number)
{
    enum { GROUP = 3 };
    static const char digits[] = "0123456789";
    const size_t      sign = *number == '-', first = strspn(number + sign, digits);
    char             *from = strchr(number, ','), *to = from;
    if (!from) return true;
    if (from != number + sign + first || !first || first > GROUP || number[sign] == '0')
        return false;
    while (*from == ',') {
        if (strspn(from + 1, digits) != GROUP) return false;
        memmove(to, from + 1, GROUP);
        to += GROUP;
        from += GROUP + 1;
    }
    memmove(to, from, strlen(from) + 1);
    return true;
}

static bool read_plain(const char *text, size_t length, atr_decimal decimal, double *value)
{
    char         plain[LONGEST + 1];
    const size_t sign = prefix(text, length, minuses);
    const size_t digits = length - sign;
    if (digits >= LONGEST || !digits) return false;
    plain[0] = sign ? '-' : '+';
    memcpy(plain + 1, text + sign, digits);
    if (sign && strchr("+-", plain[1])) return false;
    char *number = sign ? plain : plain + 1;
    plain[digits + 1] = '\0';
    if (decimal == ATR_DECIMAL_COMMA)
        for (char *p = plain + 1; p <= plain + digits; p++)
            *p = *p == ',' ? '.' : *p == '.' ? ',' : *p;
    return join_thousands(number) && atr_number_read(number, strlen(number), value);
}

/* "138 (4)": what stands in the parentheses at the end is taken off. */
static bool take_inner(const char *text, size_t *length, atr_decimal decimal, double *inner)
{
    if (!*length || text[*length - 1] != ')') return true;
    const char *open = memchr(text, '(', *length);
    if (!open) return false;
    const char *from = open + 1;
    size_t      n = text + *length - 1 - from;
    trim(&from, &n);
    *length = open - text;
    return read_plain(from, n, decimal, inner);
}

atr_figure_cell atr_figure_cell_read(const char *text, atr_decimal decimal)
{
    atr_figure_cell cell = {.kind = ATR_CELL_TEXT, .value = NAN, .inner = NAN};
    size_t          length = strlen(text);
    double          value;
    trim(&text, &length);
    if (is_missing(text, length)) {
        cell.kind = ATR_CELL_MISSING;
        return cell;
    }
    if (!take_inner(text, &length, decimal, &cell.inner)) return cell;
    trim(&text, &length);
    const size_t limit = prefix(text, length, below);
    text += limit;
    length -= limit;
    cell.percent = take_character(text, &length, '%');
    trim(&text, &length);
    if (!read_plain(text, length, decimal, &value)) return cell;
    cell.kind = limit ? ATR_CELL_BELOW : ATR_CELL_NUMBER;
    cell.value = value;
    return cell;
}
