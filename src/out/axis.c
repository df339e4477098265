/* axis.c - choosing and writing ticks. */
#include "out/axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

double atr_axis_step(double length, double most, bool months)
{
    static const double month[] = {1, 2, 3, 6, 12, 24, 36, 60};
    static const double digit[] = {1, 2, 5};
    const double        slack = 1 + 1e-9; /* 0.3 / 0.1 is a little more than 3 */
    if (months && length > 2)
        for (size_t i = 0; i < sizeof month / sizeof *month; i++)
            if (length <= month[i] * most * slack) return month[i];
    for (double power = pow(10, floor(log10(length / most)));; power *= 10)
        for (size_t i = 0; i < sizeof digit / sizeof *digit; i++)
            if (length <= digit[i] * power * most * slack) return digit[i] * power;
}

int atr_axis_decimals(double step)
{
    return step < 1 ? (int)ceil(-log10(step) - 1e-9) : 0;
}

double atr_axis_round(double x, int direction)
{
    static const double digit[] = {1, 2, 5, 10};
    const double        power = pow(10, floor(log10(x) + 1e-12)), slack = 1e-9;
    size_t              k = 0;
    if (direction < 0) {
        while (k < 3 && digit[k + 1] * power <= x * (1 + slack)) k++;
    } else {
        while (k < 3 && digit[k] * power < x * (1 - slack)) k++;
    }
    return digit[k] * power;
}

bool atr_axis_counts_months(const char *label)
{
    return label && (strstr(label, "onth") || strstr(label, "ONTH"));
}

char *atr_axis_number(char *text, size_t size, double x)
{
    snprintf(text, size, "%.6g", x);
    char *comma = strchr(text, ',');
    if (comma) *comma = '.';
    return text;
}
