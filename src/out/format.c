/* format.c - numbers as people read them. */
#include "out/format.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

static const double SMALLEST_PLAIN = 1e-4; /* below it an exponent reads better */
static const double LARGEST_PLAIN = 1e15;

static const char *special(char buffer[FORMAT_SIZE], double x)
{
    snprintf(buffer, FORMAT_SIZE, "%s", isnan(x) ? "-" : x > 0 ? "Inf" : "-Inf");
    return buffer;
}

const char *format_significant(char buffer[FORMAT_SIZE], double x, int digits)
{
    if (!isfinite(x)) return special(buffer, x);
    const double size = fabs(x);
    if (size > 0 && (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN)) {
        snprintf(buffer, FORMAT_SIZE, "%.*e", digits - 1, x);
        return buffer;
    }
    const int before = size > 0 ? (int)floor(log10(size)) + 1 : 1;
    const int decimals = digits > before ? digits - before : 0;
    snprintf(buffer, FORMAT_SIZE, "%.*f", decimals, x);
    return buffer;
}

const char *format_fixed(char buffer[FORMAT_SIZE], double x, int decimals)
{
    if (!isfinite(x)) return special(buffer, x);
    if (fabs(x) < LARGEST_PLAIN) snprintf(buffer, FORMAT_SIZE, "%.*f", decimals, x);
    else snprintf(buffer, FORMAT_SIZE, "%.5e", x);
    return buffer;
}

const char *format_time(char buffer[FORMAT_SIZE], double x)
{
    if (!isfinite(x)) snprintf(buffer, FORMAT_SIZE, "NR");
    else snprintf(buffer, FORMAT_SIZE, "%.6g", x);
    return buffer;
}

const char *format_count(char buffer[FORMAT_SIZE], double x)
{
    return format_fixed(buffer, x, x == floor(x) ? 0 : 2);
}

const char *format_p(char buffer[FORMAT_SIZE], double p, double log_p)
{
    if (p >= DBL_MIN || !isfinite(log_p)) return format_significant(buffer, p, 3);
    snprintf(buffer, FORMAT_SIZE, "1e%.0f", log_p / log(10));
    return buffer;
}
