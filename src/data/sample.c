/* sample.c - what every sample must fulfil. */
#include "atrisk/sample.h"

#include "base/fail.h"

#include <math.h>

static atr_status check_subject(const atr_sample *s, size_t i, atr_error *err)
{
    if (!isfinite(s->time[i]))
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                        "subject %zu: time %g is not a follow-up time", i + 1, s->time[i]);
    if (s->event[i] > 1)
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_EVENT,
                        "subject %zu: event %d is neither 0 nor 1", i + 1, s->event[i]);
    if (s->weight && !(isfinite(s->weight[i]) && s->weight[i] > 0))
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_WEIGHT,
                        "subject %zu: weight %g is not positive", i + 1, s->weight[i]);
    if (s->group && s->group[i] >= s->n_groups)
        return atr_fail(err, ATR_EDATA, ATR_CODE_MANY_LEVELS,
                        "subject %zu: group %lu is not below %zu", i + 1,
                        (unsigned long)s->group[i], s->n_groups);
    if (s->stratum && s->stratum[i] >= s->n_strata)
        return atr_fail(err, ATR_EDATA, ATR_CODE_MANY_LEVELS,
                        "subject %zu: stratum %lu is not below %zu", i + 1,
                        (unsigned long)s->stratum[i], s->n_strata);
    return ATR_OK;
}

atr_status atr_sample_check(const atr_sample *sample, atr_error *err)
{
    if (sample->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "the sample has no subjects");
    if (sample->n_groups == 0 || sample->n_strata == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_MANY_LEVELS,
                        "the sample has %zu groups and %zu strata: at least 1 of each",
                        sample->n_groups, sample->n_strata);
    for (size_t i = 0; i < sample->n; i++) {
        const atr_status status = check_subject(sample, i, err);
        if (status) return status;
    }
    return ATR_OK;
}
