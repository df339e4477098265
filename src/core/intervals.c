/* intervals.c - observations that only say between which times the event was. */
#include "atrisk/intervals.h"

#include "base/fail.h"

#include <math.h>

static atr_status check_times(const atr_intervals *s, size_t i, atr_error *err)
{
    const double left = s->left[i], right = s->right[i];
    if (isnan(left) || isnan(right) || left == INFINITY || right == -INFINITY)
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                                 "the interval of subject %zu is from %g to %g", i + 1,
                                 left, right),
                        "no left end is -INFINITY, no right end INFINITY");
    if (left > right)
        return atr_hint(
            err,
            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                     "the interval of subject %zu ends at %g, before it begins at "
                     "%g",
                     i + 1, right, left),
            "the last time without the event comes first");
    if (s->weight && !(s->weight[i] > 0 && isfinite(s->weight[i])))
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_WEIGHT,
                        "the weight of subject %zu is %g, not positive and finite", i + 1,
                        s->weight[i]);
    return ATR_OK;
}

atr_status atr_intervals_check(const atr_intervals *intervals, atr_error *err)
{
    if (intervals->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE, "there are no subjects");
    atr_status status = ATR_OK;
    for (size_t i = 0; !status && i < intervals->n; i++)
        status = check_times(intervals, i, err);
    return status;
}
