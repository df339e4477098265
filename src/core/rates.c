/* rates.c - events per person-time.
 *
 * Letters: d events in a person-time of t, z the normal half-width, alpha = 1 - level. */
#include "atrisk/rates.h"

#include "base/fail.h"
#include "core/counts.h"
#include "core/wald.h"
#include "num/dist.h"
#include "num/urn.h"

#include <math.h>

static atr_status check(const atr_exposure *e, const char *where, atr_error *err)
{
    const atr_status status = atr_counts_check_events(e->events, where, err);
    if (status) return status;
    if (e->person_time > 0 && isfinite(e->person_time)) return ATR_OK;
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_PERSON_TIME,
             "a person-time of %g%s is not a finite number above 0", e->person_time, where);
    return atr_hint(err, ATR_EARGUMENT,
                    "give the sum of all follow-up times, with or without event");
}

/* P(X >= d) = alpha / 2 at the lower mean, P(X <= d) = alpha / 2 at the upper one. */
atr_status atr_rate_exact(const atr_exposure *exposure, double level, atr_estimate *rate,
                          atr_error *err)
{
    const atr_status status = atr_rate_wald(exposure, level, rate, err);
    if (status) return status;

    const atr_urn poisson = atr_urn_poisson();
    const double  d = exposure->events, t = exposure->person_time;
    rate->lower = exp(atr_urn_lower_limit(&poisson, d, (1 - level) / 2)) / t;
    rate->upper = exp(atr_urn_upper_limit(&poisson, d, (1 - level) / 2)) / t;
    return ATR_OK;
}

/* d / t exp(-/+ z / sqrt d) */
atr_status atr_rate_wald(const atr_exposure *exposure, double level, atr_estimate *rate,
                         atr_error *err)
{
    *rate = (atr_estimate){0};
    atr_status status = check(exposure, "", err);
    if (!status) status = atr_counts_check_level(level, err);
    if (status) return status;

    const double d = exposure->events, t = exposure->person_time;
    *rate = atr_wald_log(d / t, 1 / sqrt(d), atr_normal_upper((1 - level) / 2));
    return ATR_OK;
}

/* Given d = d1 + d2, d1 is binomial with odds (rate ratio) t1 / t2. */
static void exact(atr_rates *r)
{
    const double  d1 = r->group1.events, d2 = r->group2.events;
    const double  log_t = log(r->group1.person_time) - log(r->group2.person_time);
    const double  alpha = 1 - r->level;
    const atr_urn split = atr_urn_binomial(d1 + d2);

    r->rate_ratio_exact = (atr_estimate){
        .value = r->rate_ratio.value,
        .std_error = NAN,
        .lower = exp(atr_urn_lower_limit(&split, d1, alpha / 2) - log_t),
        .upper = exp(atr_urn_upper_limit(&split, d1, alpha / 2) - log_t),
    };
    r->p = atr_urn_as_rare(&split, log_t, d1);
    r->p_less = atr_urn_at_most(&split, log_t, d1);
    r->p_greater = atr_urn_at_least(&split, log_t, d1);
}

/* The variances are d1 / t1^2 + d2 / t2^2 of the difference of the rates and
 * 1 / d1 + 1 / d2 of the logarithm of their ratio. */
atr_status atr_rates_test(const atr_exposure *group1, const atr_exposure *group2,
                          double level, atr_rates *result, atr_error *err)
{
    *result = (atr_rates){0};
    atr_status status = check(group1, " in group 1", err);
    if (!status) status = check(group2, " in group 2", err);
    if (!status) status = atr_counts_check_level(level, err);
    if (status) return status;

    const double d1 = group1->events, t1 = group1->person_time;
    const double d2 = group2->events, t2 = group2->person_time;
    const double z = atr_normal_upper((1 - level) / 2);
    *result = (atr_rates){.group1 = *group1, .group2 = *group2, .level = level};
    result->rate_difference =
        atr_wald(d1 / t1 - d2 / t2, hypot(sqrt(d1) / t1, sqrt(d2) / t2), z);
    result->rate_ratio = atr_wald_log((d1 / t1) / (d2 / t2), sqrt(1 / d1 + 1 / d2), z);
    exact(result);
    return ATR_OK;
}
