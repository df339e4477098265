/* calendar.h - dates as they are printed, "2018-10" or "2024-01-31". */
#ifndef ATRISK_PUBLISHED_CALENDAR_H
#define ATRISK_PUBLISHED_CALENDAR_H

#define CALENDAR_DAYS_PER_MONTH 30.4375 /* 365.25 / 12 */

typedef enum { CALENDAR_FIRST_DAY, CALENDAR_LAST_DAY } calendar_rounding;

/* Days since 1970-01-01; a month without a day stands for its first or last one.  NaN
 * when the text is no date of that form. */
double calendar_day(const char *text, calendar_rounding rounding);

#endif
