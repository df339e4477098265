/* covariates.c - the requirement that every model has of its columns. */
#include "atrisk/covariates.h"

#include "base/fail.h"
#include "num/finite.h"

#include <math.h>

atr_status atr_covariates_check(const atr_covariates *covariates, size_t n, atr_error *err)
{
    for (size_t j = 0; j < covariates->p; j++) {
        if (atr_all_finite(covariates->x[j], n)) continue;
        for (size_t i = 0; i < n; i++)
            if (!isfinite(covariates->x[j][i]))
                return atr_hint(err,
                                atr_fail(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                                         "subject %zu: covariate %zu is %g", i + 1, j + 1,
                                         covariates->x[j][i]),
                                "leave out subjects whose covariates are not known");
    }
    return ATR_OK;
}
