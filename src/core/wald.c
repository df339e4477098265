/* wald.c - intervals that are symmetric about an estimate, or about its logarithm. */
#include "core/wald.h"

#include <math.h>

atr_estimate atr_wald(double value, double std_error, double z)
{
    return (atr_estimate){value, std_error, value - z * std_error, value + z * std_error};
}

atr_estimate atr_wald_log(double value, double std_error, double z)
{
    if (!isfinite(std_error) || !isfinite(value))
        return (atr_estimate){value, NAN, NAN, NAN};
    return (atr_estimate){value, std_error, value * exp(-z * std_error),
                          value * exp(z * std_error)};
}
