/* counts.c - checks of counts and levels. */
#include "core/counts.h"

#include "base/fail.h"

#include <math.h>
#include <stdbool.h>

/* Beyond it sums over all tables take seconds; no trial comes near. */
static const double LARGEST_TOTAL = 1e8;

static bool is_count(double x)
{
    return x >= 0 && x <= LARGEST_TOTAL && x == floor(x);
}

atr_status atr_counts_check(double k, double n, const char *where, atr_error *err)
{
    atr_status status = ATR_OK;
    if (!is_count(n) || n == 0) {
        status = atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_TABLE,
                          "a total of %g%s is not a whole number from 1 to %g", n, where,
                          LARGEST_TOTAL);
    } else if (!is_count(k)) {
        status = atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_TABLE,
                          "a count of %g%s is not a whole number from 0 on", k, where);
    } else if (k > n) {
        status = atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_TABLE,
                          "a count of %g%s is above its total of %g", k, where, n);
    }
    if (!status) return ATR_OK;
    return atr_hint(err, status,
                    "give the number with the outcome, then the number in all");
}

atr_status atr_counts_check_events(double events, const char *where, atr_error *err)
{
    if (is_count(events)) return ATR_OK;
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_COUNT,
             "%g events%s are not a whole number from 0 to %g", events, where,
             LARGEST_TOTAL);
    return atr_hint(err, ATR_EARGUMENT, "give the number of events, not a percentage");
}

atr_status atr_counts_check_level(double level, atr_error *err)
{
    if (level > 0 && level < 1) return ATR_OK;
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
             "a confidence level of %g is not between 0 and 1", level);
    return atr_hint(err, ATR_EARGUMENT, "for a 95%% interval say 0.95");
}
