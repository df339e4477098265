/* test_calendar.c - dates as they are printed. */
#include "published/calendar.h"

#include <criterion/criterion.h>
#include <math.h>

Test(calendar, counts_days_from_the_epoch)
{
    cr_expect(calendar_day("1970-01-01", CALENDAR_FIRST_DAY) == 0);
    cr_expect(calendar_day("1970-03-01", CALENDAR_FIRST_DAY) == 59);
    cr_expect(calendar_day("2000-03-01", CALENDAR_FIRST_DAY) == 11017,
              "2000 is a leap year");
    cr_expect(calendar_day("2100-03-01", CALENDAR_FIRST_DAY) -
                      calendar_day("2100-02-01", CALENDAR_FIRST_DAY) ==
                  28,
              "2100 is none");
}

Test(calendar, takes_a_month_for_its_first_or_last_day)
{
    cr_expect(calendar_day("2018-10", CALENDAR_FIRST_DAY) ==
              calendar_day("2018-10-01", CALENDAR_LAST_DAY));
    cr_expect(calendar_day("2024-02", CALENDAR_LAST_DAY) ==
              calendar_day("2024-02-29", CALENDAR_FIRST_DAY));
    cr_expect(calendar_day("2023-02", CALENDAR_LAST_DAY) ==
              calendar_day("2023-02-28", CALENDAR_FIRST_DAY));
}

Test(calendar, refuses_what_is_no_date)
{
    static const char *const bad[] = {"",          "2024",        "Oct 2018",   "2024-13",
                                      "2024-00",   "2024-02-30",  "2024-02-00", "2024-1-31",
                                      "2024-01-3", "2024-01-31x", "1969-12-31", "24-01-31"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(isnan(calendar_day(bad[i], CALENDAR_FIRST_DAY)), "'%s'", bad[i]);
}
