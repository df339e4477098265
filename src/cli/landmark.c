/* landmark.c - event tables restarted at a landmark. */
#include "cli/landmark.h"

#include "base/fail.h"

#include <math.h>

static atr_status restart(atr_events *table, double from, atr_error *err)
{
    atr_events later = {0};
    if (table->n > 0 && table->time[table->n - 1] >= from) {
        const atr_status status = atr_events_from(table, from, &later, err);
        if (status) return status;
    }
    atr_events_free(table, 1);
    *table = later;
    return ATR_OK;
}

atr_status landmark_restart(atr_events *tables, size_t n, double from, atr_error *err)
{
    atr_status status = ATR_OK;
    size_t     left = 0;
    if (isnan(from)) return ATR_OK;
    for (size_t k = 0; !status && k < n; k++) {
        status = restart(&tables[k], from, err);
        left += tables[k].n > 0;
    }
    if (status || left > 0) return status;
    return atr_hint(err,
                    atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                             "--from: nobody is under observation at %g any more", from),
                    "choose an earlier time");
}
