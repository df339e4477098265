/* fixed_time.c - two survival probabilities at one time. */
#include "atrisk/fixed_time.h"

#include "base/fail.h"
#include "core/contrast.h"
#include "core/counts.h"
#include "num/dist.h"

#include <math.h>

/* A transformed survival probability and its standard error. */
typedef struct {
    double value, error;
} transformed;

/* With e = se(log S), by the delta method:
 *
 *     log S              e
 *     log(-log S)        e / |log S|
 *     asin sqrt S        e sqrt(S / (1 - S)) / 2
 *     log(S / (1 - S))   e / (1 - S)
 */
static transformed of_log(double s, double e)
{
    return (transformed){log(s), e};
}

static transformed of_cloglog(double s, double e)
{
    return (transformed){log(-log(s)), e / fabs(log(s))};
}

static transformed of_arcsine(double s, double e)
{
    return (transformed){asin(sqrt(s)), e * sqrt(s / (1 - s)) / 2};
}

static transformed of_logit(double s, double e)
{
    return (transformed){log(s / (1 - s)), e / (1 - s)};
}

static atr_contrast contrast(const atr_estimate *group, const atr_estimate   *reference,
                             transformed (*scale)(double s, double e), double level)
{
    const transformed a = scale(group->value, group->std_error / group->value);
    const transformed b = scale(reference->value, reference->std_error / reference->value);
    const double      d = a.value - b.value, e = hypot(a.error, b.error);
    if (isfinite(d) && isfinite(e)) return atr_contrast_of_difference(d, e, level);
    return (atr_contrast){{d, NAN, NAN, NAN}, NAN, atr_chisq_test(NAN, 0)};
}

static double last_time(const atr_curve *curve)
{
    return curve->n > 0 ? curve->time[curve->n - 1] : -INFINITY;
}

atr_status atr_fixed_time_test(const atr_curve *group, const atr_curve *reference,
                               double time, double level, atr_fixed_time *result,
                               atr_error *err)
{
    *result = (atr_fixed_time){0};
    const atr_status status = atr_counts_check_level(level, err);
    if (status) return status;
    if (!isfinite(time))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_HORIZON,
                        "survival cannot be compared at time %g", time);

    const atr_estimate a = atr_curve_at(group, time), b = atr_curve_at(reference, time);
    *result = (atr_fixed_time){
        .time = time,
        .extrapolated = time > last_time(group) || time > last_time(reference),
        .group = a,
        .reference = b,
        .difference = atr_contrast_of_difference(a.value - b.value,
                                                 hypot(a.std_error, b.std_error), level),
        .log = contrast(&a, &b, of_log, level),
        .cloglog = contrast(&a, &b, of_cloglog, level),
        .arcsine = contrast(&a, &b, of_arcsine, level),
        .logit = contrast(&a, &b, of_logit, level),
    };
    return ATR_OK;
}
