/* stratum.c - checks of the 2x2 tables of strata. */
#include "core/stratum.h"

#include "base/fail.h"
#include "core/counts.h"

#include <stdio.h>

bool atr_stratum_informative(const atr_stratum *s)
{
    const double m = s->k1 + s->k2;
    return s->n1 > 0 && s->n2 > 0 && m > 0 && m < s->n1 + s->n2;
}

size_t atr_strata_informative(const atr_stratum *stratum, size_t n)
{
    size_t informative = 0;
    for (size_t i = 0; i < n; i++) informative += atr_stratum_informative(&stratum[i]);
    return informative;
}

static atr_status check_group(double k, double n, size_t stratum, int group, atr_error *err)
{
    char where[64];
    if (k == 0 && n == 0) return ATR_OK;
    snprintf(where, sizeof where, " in group %d of stratum %zu", group, stratum + 1);
    return atr_counts_check(k, n, where, err);
}

atr_status atr_strata_check(const atr_stratum *stratum, size_t n, double level,
                            atr_error *err)
{
    atr_status status = atr_counts_check_level(level, err);
    if (!status && n == 0) {
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_TABLE, "there is no stratum");
        status = atr_hint(err, ATR_EARGUMENT, "give at least one 2x2 table");
    }
    for (size_t i = 0; !status && i < n; i++) {
        status = check_group(stratum[i].k1, stratum[i].n1, i, 1, err);
        if (!status) status = check_group(stratum[i].k2, stratum[i].n2, i, 2, err);
    }
    return status;
}
