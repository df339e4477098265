/* from_start.c - no late entries. */
#include "core/from_start.h"

#include "base/fail.h"

atr_status atr_from_start_check(const atr_sample *sample, atr_error *err)
{
    if (sample->entry)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_ENTRY,
                                 "subjects who come under observation late cannot be taken "
                                 "into account here"),
                        "curves and log-rank tests can");
    return atr_sample_check(sample, err);
}
