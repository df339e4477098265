/* calendar.c - dates as they are printed. */
#include "published/calendar.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { MONTHS = 12, FEBRUARY = 2, SHORTEST_DATE = 7, FULL_DATE = 10 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[MONTHS + 1] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month] + (month == FEBRUARY && is_leap(year));
}

double calendar_day(const char *text, calendar_rounding rounding)
{
    int       year = 0, month = 0, day = 0, used = 0;
    const int fields = sscanf(text, "%4d-%2d%n-%2d%n", &year, &month, &used, &day, &used);
    const int wanted = fields == 3 ? FULL_DATE : SHORTEST_DATE;
    if (fields < 2 || used != wanted || text[used]) return NAN;
    if (year < 1970 || month < 1 || month > MONTHS) return NAN;
    if (fields == 2) day = rounding == CALENDAR_FIRST_DAY ? 1 : days_in(year, month);
    if (day < 1 || day > days_in(year, month)) return NAN;

    double days = day - 1;
    for (int y = 1970; y < year; y++) days += is_leap(y) ? 366 : 365;
    for (int m = 1; m < month; m++) days += days_in(year, m);
    return days;
}
