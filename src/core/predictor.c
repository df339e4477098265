/* predictor.c - the hazard that a Cox model gives a subject, relative to another one. */
#include "atrisk/predictor.h"

#include "base/fail.h"
#include "core/wald.h"
#include "num/dist.h"

#include <math.h>

static double difference(const atr_cox *fit, const double *row, const double *reference,
                         size_t j)
{
    return row[j] - (reference ? reference[j] : fit->mean[j]);
}

static atr_status check(const atr_cox *fit, const double *row, const double *reference,
                        atr_error *err)
{
    for (size_t j = 0; j < fit->p; j++) {
        if (fit->kind[j] == ATR_COEF_INFINITE)
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_INFINITE_COEFFICIENT,
                                     "coefficient %zu is infinite", j + 1),
                            "leave the covariate out: with it nothing can be predicted");
        if (!isfinite(difference(fit, row, reference, j)))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                            "covariate %zu to predict for is not finite", j + 1);
    }
    return ATR_OK;
}

atr_status atr_predictor_find(const atr_cox *fit, const double *row,
                              const double *reference, atr_estimate *ratio, atr_error *err)
{
    *ratio = (atr_estimate){0};
    const atr_status status = check(fit, row, reference, err);
    if (status) return status;
    double value = 0, variance = 0;
    for (size_t j = 0; j < fit->p; j++) {
        const double d = difference(fit, row, reference, j);
        if (fit->kind[j] == ATR_COEF_FINITE) value += d * fit->coef[j].value;
        for (size_t k = 0; k < fit->p; k++) /* 0 where redundant */
            variance +=
                d * fit->variance[j * fit->p + k] * difference(fit, row, reference, k);
    }
    *ratio =
        atr_wald(value, sqrt(fmax(0, variance)), atr_normal_upper((1 - fit->level) / 2));
    return ATR_OK;
}
