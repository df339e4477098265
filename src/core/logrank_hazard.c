/* logrank_hazard.c - hazard ratios from a log-rank test of two groups. */
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "core/contrast.h"
#include "core/counts.h"

#include <math.h>

static atr_status check(const atr_logrank *result, double level, atr_error *err)
{
    if (result->n_groups != 2)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                                 "a hazard ratio compares two groups, not %zu",
                                 result->n_groups),
                        "test the groups in pairs");
    if (result->options.weight != ATR_WEIGHT_LOGRANK)
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                                 "a hazard ratio cannot be read from a weighted test"),
                        "repeat the test without weights");
    return atr_counts_check_level(level, err);
}

/* An infinite logarithm has no limits: any would be wrong. */
static atr_estimate ratio(double l, double variance, double level)
{
    if (isinf(l)) return (atr_estimate){exp(l), sqrt(variance), NAN, NAN};
    return atr_contrast_of_log(l, sqrt(variance), level).estimate;
}

/*     Peto   log HR = (O_2 - E_2) / V                      var = 1 / V
 *     Pike   log HR = log (O_2 / E_2) - log (O_1 / E_1)    var = 1 / E_1 + 1 / E_2
 *                                                       or var = 1 / O_1 + 1 / O_2  */
atr_status atr_logrank_hazard_ratio(const atr_logrank *result, double level,
                                    atr_logrank_hazard *hazard, atr_error *err)
{
    *hazard = (atr_logrank_hazard){0};
    const atr_status status = check(result, level, err);
    if (status) return status;

    const double *o = result->observed, *e = result->expected, v = result->variance[3];
    const double  pike = log(o[1] / e[1] / (o[0] / e[0]));
    *hazard = (atr_logrank_hazard){
        .peto = ratio((o[1] - e[1]) / v, 1 / v, level),
        .pike = ratio(pike, 1 / e[0] + 1 / e[1], level),
        .pike_observed = ratio(pike, 1 / o[0] + 1 / o[1], level),
    };
    return ATR_OK;
}
