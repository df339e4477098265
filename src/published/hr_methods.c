/* hr_methods.c - what the checks of a hazard ratio and of its limits share. */
#include "published/hr_methods.h"

#include "num/dist.h"

#include <math.h>
#include <stdio.h>

static const double USUAL_LEVEL = 0.95;

void hr_methods_turn(hr_methods *methods)
{
    for (size_t k = 0; k < methods->by.n; k++) {
        const atr_estimate x = methods->by.result[k].log_hr;
        const hr_open      open = methods->open[k];
        methods->by.result[k].log_hr =
            (atr_estimate){-x.value, x.std_error, -x.upper, -x.lower};
        methods->open[k] = (hr_open){-open.high, -open.low};
    }
}

hr_methods hr_methods_of(const atr_endpoint *endpoint, const atr_claim *claim)
{
    hr_methods methods = {.by = endpoint->hr};
    for (size_t k = 0; k < methods.by.n; k++) {
        const double hr = endpoint->hr.result[k].log_hr.value;
        methods.open[k] = (hr_open){hr, hr};
        if (endpoint->open.n && !isnan(endpoint->open.low[k]))
            methods.open[k] = (hr_open){endpoint->open.low[k], endpoint->open.high[k]};
    }
    if (patient_group(endpoint, claim->arm) != endpoint->arm) hr_methods_turn(&methods);
    return methods;
}

bool hr_has_limits(const atr_claim *claim)
{
    return claim->ci_low.kind == ATR_PRINTED_EQUAL &&
           claim->ci_high.kind == ATR_PRINTED_EQUAL;
}

double hr_level_of(const atr_claim *claim)
{
    return isnan(claim->ci_level) ? USUAL_LEVEL : claim->ci_level;
}

double hr_quantile_of(double level)
{
    return atr_normal_upper((1 - level) / 2);
}

double hr_error_of(const atr_claim *claim, const atr_endpoint *endpoint)
{
    if (hr_has_limits(claim) && claim->ci_low.value > 0 &&
        claim->ci_high.value > claim->ci_low.value)
        return log(claim->ci_high.value / claim->ci_low.value) /
               (2 * hr_quantile_of(hr_level_of(claim)));
    return endpoint->range.variant[0].log_hr.std_error;
}

atr_verdict hr_verdict(const patient_check *check, bool prints, double away)
{
    if (prints && !patients_are_built(check->endpoint)) return ATR_VERDICT_CONFIRMED;
    return away <= check->tolerance ? ATR_VERDICT_CONSISTENT : ATR_VERDICT_INCONSISTENT;
}

void hr_open_text(const atr_endpoint *endpoint, hr_open open, char text[PATIENT_RANGE_SIZE])
{
    text[0] = '\0';
    if (endpoint->open.n && open.low < open.high)
        snprintf(text, PATIENT_RANGE_SIZE,
                 ", %.3f to %.3f over %zu draws of what the figure leaves open", open.low,
                 open.high, endpoint->open.n);
}
