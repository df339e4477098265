/* weighing.c - the weights of the log-rank family. */
#include "core/weighing.h"

#include "base/fail.h"

#include <math.h>
#include <stdbool.h>

static bool is_power(double x)
{
    return isfinite(x) && x >= 0;
}

atr_status atr_weighing_check(const atr_logrank_options *options, atr_error *err)
{
    if (options->weight == ATR_WEIGHT_FLEMING_HARRINGTON &&
        !(is_power(options->p) && is_power(options->q)))
        return atr_hint(
            err,
            atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                     "Fleming-Harrington powers %g and %g are not both 0 or more",
                     options->p, options->q),
            "0 and 1 look at late differences, 1 and 0 at early ones");
    if (options->weight == ATR_WEIGHT_MAGIRR_BURMAN &&
        !(options->floor > 0 && options->floor <= 1))
        return atr_hint(err,
                        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                                 "a floor of %g for survival is not in (0, 1]",
                                 options->floor),
                        "0.5 is usual; 1 gives the unweighted test");
    return ATR_OK;
}

atr_weighing atr_weighing_start(const atr_logrank_options *options)
{
    return (atr_weighing){options, 1, 1};
}

double atr_weighing_next(atr_weighing *weighing, double n, double d)
{
    const atr_logrank_options *o = weighing->options;
    const double               survival = weighing->survival;
    if (o->weight == ATR_WEIGHT_LOGRANK) return 1;
    weighing->survival *= (n - d) / n;
    weighing->peto *= (n + 1 - d) / (n + 1);

    switch (o->weight) {
    case ATR_WEIGHT_LOGRANK: break;
    case ATR_WEIGHT_GEHAN: return n;
    case ATR_WEIGHT_TARONE_WARE: return sqrt(n);
    case ATR_WEIGHT_PETO_PETO: return weighing->peto;
    case ATR_WEIGHT_MODIFIED_PETO: return weighing->peto * (n / (n + 1));
    case ATR_WEIGHT_FLEMING_HARRINGTON:
        return pow(survival, o->p) * pow(1 - survival, o->q);
    case ATR_WEIGHT_MAGIRR_BURMAN: return 1 / fmax(survival, o->floor);
    }
    return 1;
}
