/* sample.c - checking right-censored follow-up before it is analysed. */
#include "atrisk/sample.h"

#include "base/fail.h"
#include "num/finite.h"

#include <math.h>
#include <stdint.h>

/* The index of the first number that is not below `limit`, or n.  All are looked at
 * together first: nearly always there is none. */
static size_t first_beyond(const uint32_t *index, size_t n, size_t limit)
{
    uint32_t largest = 0;
    for (size_t i = 0; i < n; i++) largest = index[i] > largest ? index[i] : largest;
    if (largest < limit) return n;
    size_t i = 0;
    while (index[i] < limit) i++;
    return i;
}

static atr_status check_times(const atr_sample *s, atr_error *err)
{
    if (atr_all_finite(s->time, s->n)) return ATR_OK;
    for (size_t i = 0; i < s->n; i++)
        if (!isfinite(s->time[i]))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                            "the time of subject %zu is %g, not a finite number", i + 1,
                            s->time[i]);
    return ATR_OK;
}

static atr_status check_entries(const atr_sample *s, atr_error *err)
{
    for (size_t i = 0; i < s->n; i++)
        if (!isfinite(s->entry[i]) || !(s->entry[i] < s->time[i]))
            return atr_fail(
                err, ATR_EDATA, ATR_CODE_BAD_ENTRY,
                "the entry of subject %zu is %g, not before its end of follow-up, %g",
                i + 1, s->entry[i], s->time[i]);
    return ATR_OK;
}

static atr_status check_events(const atr_sample *s, atr_error *err)
{
    unsigned char any = 0;
    for (size_t i = 0; i < s->n; i++) any |= s->event[i];
    if (any <= 1) return ATR_OK;
    for (size_t i = 0; i < s->n; i++)
        if (s->event[i] > 1)
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_EVENT,
                            "the event indicator of subject %zu is %d, neither 0 nor 1",
                            i + 1, s->event[i]);
    return ATR_OK;
}

static atr_status check_weights(const atr_sample *s, atr_error *err)
{
    for (size_t i = 0; i < s->n; i++)
        if (!(s->weight[i] > 0) || !isfinite(s->weight[i]))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_WEIGHT,
                            "the weight of subject %zu is %g, not positive and finite",
                            i + 1, s->weight[i]);
    return ATR_OK;
}

static atr_status check_index(const char *what, const uint32_t *index, size_t n,
                              size_t limit, atr_error *err)
{
    if (limit < 1)
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_GROUP, "there is no %s", what);
    const size_t i = index ? first_beyond(index, n, limit) : n;
    if (i == n) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_GROUP,
                    "the %s of subject %zu is %lu, but there are %zu, counted from 0", what,
                    i + 1, (unsigned long)index[i], limit);
}

atr_status atr_sample_check(const atr_sample *s, atr_error *err)
{
    if (s->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE, "there are no subjects");
    if (!s->time) return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME, "there are no times");
    if (!s->event)
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_EVENT,
                        "there are no event indicators");
    atr_status status = check_times(s, err);
    if (!status) status = check_events(s, err);
    if (!status && s->entry) status = check_entries(s, err);
    if (!status && s->weight) status = check_weights(s, err);
    if (!status) status = check_index("group", s->group, s->n, s->n_groups, err);
    if (!status) status = check_index("stratum", s->stratum, s->n, s->n_strata, err);
    return status;
}
