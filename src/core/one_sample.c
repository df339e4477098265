/* one_sample.c - one group against a value that was fixed beforehand. */
#include "atrisk/one_sample.h"

#include "atrisk/proportion.h"
#include "base/fail.h"
#include "num/dist.h"
#include "num/urn.h"

#include <math.h>

/* A count of mean and variance under the null value. */
static void compare(const atr_urn *urn, double log_odds, double count, double mean,
                    double variance, atr_one_sample *r)
{
    const double z = (count - mean) / sqrt(variance);
    r->p = atr_urn_as_rare(urn, log_odds, count);
    r->p_less = atr_urn_at_most(urn, log_odds, count);
    r->p_greater = atr_urn_at_least(urn, log_odds, count);
    const double half = atr_urn_exactly(urn, log_odds, count) / 2;
    r->mid_p = fmin(1, 2 * (fmin(r->p_less, r->p_greater) - half));
    r->score = atr_chisq_test(z * z, 1);
}

atr_status atr_proportion_against(double k, double n, double null, atr_one_sample *result,
                                  atr_error *err)
{
    static const double any_level = 0.95;
    atr_estimate        unused;
    *result = (atr_one_sample){0};
    const atr_status status = atr_proportion_wilson(k, n, any_level, &unused, err);
    if (status) return status;
    if (!(null > 0 && null < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PROBABILITY,
                        "a proportion of %g to compare with is not between 0 and 1", null);
    const atr_urn urn = atr_urn_binomial(n);
    result->null = null;
    compare(&urn, log(null) - log1p(-null), k, n * null, n * null * (1 - null), result);
    return ATR_OK;
}

atr_status atr_rate_against(const atr_exposure *exposure, double null,
                            atr_one_sample *result, atr_error *err)
{
    static const double any_level = 0.95;
    atr_estimate        unused;
    *result = (atr_one_sample){0};
    const atr_status status = atr_rate_wald(exposure, any_level, &unused, err);
    if (status) return status;
    if (!(null > 0 && isfinite(null)))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PERSON_TIME,
                        "a rate of %g to compare with is not finite and above 0", null);
    const atr_urn urn = atr_urn_poisson();
    const double  mean = exposure->person_time * null;
    result->null = null;
    compare(&urn, log(mean), exposure->events, mean, mean, result);
    return ATR_OK;
}
