/* proportion.c - limits of one proportion. */
#include "atrisk/proportion.h"

#include "core/counts.h"
#include "num/dist.h"
#include "num/urn.h"

#include <math.h>

static atr_status begin(double k, double n, double level, atr_estimate *result,
                        atr_error *err)
{
    *result = (atr_estimate){0};
    atr_status status = atr_counts_check(k, n, "", err);
    if (!status) status = atr_counts_check_level(level, err);
    if (status) return status;

    const double p = k / n;
    *result = (atr_estimate){.value = p, .std_error = sqrt(p * (1 - p) / n)};
    return ATR_OK;
}

/* The limits are the roots p of |k - n p| = z sqrt(n p (1 - p)), that is of
 *
 *     (n + z^2) p^2 - (2 k + z^2) p + k^2 / n = 0.
 *
 * The smaller one follows from the product of the two, without cancellation. */
atr_status atr_proportion_wilson(double k, double n, double level, atr_estimate *result,
                                 atr_error *err)
{
    const atr_status status = begin(k, n, level, result, err);
    if (status) return status;

    const double z = atr_normal_upper((1 - level) / 2);
    const double b = 2 * k + z * z + z * sqrt(z * z + 4 * k * (n - k) / n);
    result->lower = 2 * k * k / (n * b);
    result->upper = k == n ? 1 : b / (2 * (n + z * z));
    return ATR_OK;
}

/* With alpha = 1 - level the limits solve
 *
 *     P(X >= k; lower) = alpha / 2,    P(X <= k; upper) = alpha / 2,
 *
 * here for theta = log(p / (1 - p)), so that p = 1 / (1 + exp(-theta)). */
atr_status atr_proportion_exact(double k, double n, double level, atr_estimate *result,
                                atr_error *err)
{
    const atr_status status = begin(k, n, level, result, err);
    if (status) return status;

    const atr_urn urn = atr_urn_binomial(n);
    result->lower = 1 / (1 + exp(-atr_urn_lower_limit(&urn, k, (1 - level) / 2)));
    result->upper = 1 / (1 + exp(-atr_urn_upper_limit(&urn, k, (1 - level) / 2)));
    return ATR_OK;
}

static void set_wald(double p, double n, double z, atr_estimate *result)
{
    const double half = z * sqrt(p * (1 - p) / n);
    result->lower = fmax(0, p - half);
    result->upper = fmin(1, p + half);
}

atr_status atr_proportion_wald(double k, double n, double level, atr_estimate *result,
                               atr_error *err)
{
    const atr_status status = begin(k, n, level, result, err);
    if (!status) set_wald(k / n, n, atr_normal_upper((1 - level) / 2), result);
    return status;
}

atr_status atr_proportion_agresti_coull(double k, double n, double level,
                                        atr_estimate *result, atr_error *err)
{
    const atr_status status = begin(k, n, level, result, err);
    if (status) return status;
    const double z = atr_normal_upper((1 - level) / 2);
    set_wald((k + z * z / 2) / (n + z * z), n + z * z, z, result);
    return ATR_OK;
}
