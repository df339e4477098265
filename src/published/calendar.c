/* calendar.c - dates as they are printed. */
#include "published/calendar.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { EPOCH = 1970, MONTHS = 12, FEBRUARY = 2, SHORTEST_DATE = 7, FULL_DATE = 10 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[MONTHS + 1] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month] + (month == FEBRUARY && is_leap(year));
}

/* Year, month and, unless it is 0, day; false when the text is not of that form. */
static bool parse(const char *text, int *year, int *month, int *day)
{
    int used = 0;
    *day = 0;
    const int fields = sscanf(text, "%4d-%2d%n-%2d%n", year, month, &used, day, &used);
    const int wanted = fields == 3 ? FULL_DATE : SHORTEST_DATE;
    if (fields < 2 || used != wanted || text[used]) return false;
    return *year >= EPOCH && *month >= 1 && *month <= MONTHS && (fields == 2 || *day >= 1);
}

double calendar_day(const char *text, calendar_rounding rounding)
{
    int year, month, day;
    if (!parse(text, &year, &month, &day) || day > days_in(year, month)) return NAN;
    if (day == 0) day = rounding == CALENDAR_FIRST_DAY ? 1 : days_in(year, month);

    double days = day - 1;
    for (int y = EPOCH; y < year; y++) days += is_leap(y) ? 366 : 365;
    for (int m = 1; m < month; m++) days += days_in(year, m);
    return days;
}
