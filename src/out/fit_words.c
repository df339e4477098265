/* fit_words.c - what the parts of parametric models are called. */
#include "out/fit_words.h"

#include <math.h>
#include <stdio.h>

const char *atr_family_name(atr_family family)
{
    switch (family) {
    case ATR_FAMILY_EXPONENTIAL: return "exponential";
    case ATR_FAMILY_WEIBULL: return "weibull";
    case ATR_FAMILY_LOGNORMAL: return "lognormal";
    case ATR_FAMILY_LOGLOGISTIC: return "loglogistic";
    case ATR_FAMILY_GENGAMMA: return "gengamma";
    case ATR_FAMILY_GOMPERTZ: return "gompertz";
    case ATR_FAMILY_SPLINE: return "spline";
    }
    return "";
}

const char *atr_fit_outcome_name(const atr_parametric *fit)
{
    if (fit->m == 0) return "refused";
    switch (fit->outcome) {
    case ATR_FIT_MAXIMUM: return "maximum";
    case ATR_FIT_NO_EVENTS: return "no events";
    case ATR_FIT_RUNAWAY: return "runaway";
    case ATR_FIT_STOPPED: return "stopped";
    }
    return "";
}

const char *fit_formula(atr_family family)
{
    switch (family) {
    case ATR_FAMILY_EXPONENTIAL: return "H(t) = t exp(-eta)";
    case ATR_FAMILY_WEIBULL: return "H(t) = exp((log t - eta) / sigma)";
    case ATR_FAMILY_LOGNORMAL: return "S(t) = Phi(-(log t - eta) / sigma)";
    case ATR_FAMILY_LOGLOGISTIC: return "S(t) = 1 / (1 + exp((log t - eta) / sigma))";
    case ATR_FAMILY_GENGAMMA:
        return "log t = eta + sigma W, exp(Q W) / Q^2 gamma distributed with shape 1 / Q^2";
    case ATR_FAMILY_GOMPERTZ: return "H(t) = exp(eta) (exp(a t) - 1) / a";
    case ATR_FAMILY_SPLINE: return "log H(t) = eta + g1 log t + g2 v1(log t) + ...";
    }
    return "";
}

const char *fit_parameter_name(char buffer[DESCRIBE_TERM_SIZE], const atr_parametric *fit,
                               const atr_design *design, size_t i)
{
    if (design && i >= 1 && i <= fit->p) return describe_term(buffer, &design->term[i - 1]);
    const size_t own = i - fit->p; /* 1 for the first of the family's own */
    const char  *name = "";
    if (i == 0) name = "intercept";
    else if (fit->family == ATR_FAMILY_GOMPERTZ) name = "a";
    else name = own == 1 ? "log sigma" : "Q";
    if (i > 0 && fit->family == ATR_FAMILY_SPLINE)
        snprintf(buffer, DESCRIBE_TERM_SIZE, "g%zu", own);
    else snprintf(buffer, DESCRIBE_TERM_SIZE, "%s", name);
    return buffer;
}

bool fit_stretches_time(atr_family family)
{
    return family != ATR_FAMILY_GOMPERTZ && family != ATR_FAMILY_SPLINE;
}

bool fit_multiplies_hazard(atr_family family)
{
    return family == ATR_FAMILY_EXPONENTIAL || family == ATR_FAMILY_WEIBULL ||
           !fit_stretches_time(family);
}

static atr_estimate ratio(const atr_estimate *log_ratio)
{
    return (atr_estimate){exp(log_ratio->value), NAN, exp(log_ratio->lower),
                          exp(log_ratio->upper)};
}

atr_estimate fit_hazard_ratio(const atr_parametric *fit, size_t j)
{
    atr_estimate log_ratio = {NAN, NAN, NAN, NAN};
    atr_error    ignored;
    if (!fit_multiplies_hazard(fit->family) ||
        atr_parametric_log_hazard_ratio(fit, j, &log_ratio, &ignored))
        return (atr_estimate){NAN, NAN, NAN, NAN};
    return ratio(&log_ratio);
}

atr_estimate fit_time_ratio(const atr_parametric *fit, size_t j)
{
    if (!fit_stretches_time(fit->family)) return (atr_estimate){NAN, NAN, NAN, NAN};
    return ratio(&fit->parameter[1 + j]);
}

size_t fit_estimated(const atr_parametric *fit)
{
    size_t k = 0;
    for (size_t i = 0; i < fit->m; i++) k += !isnan(fit->parameter[i].value);
    return k;
}
