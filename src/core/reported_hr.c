/* reported_hr.c - the log hazard ratio and its variance from what a paper prints.
 *
 * Letters: s the standard error of log HR, V = 1 / s^2, z the standardized log-rank
 * statistic behind a p-value, d numbers of events. */
#include "atrisk/reported_hr.h"

#include "base/fail.h"
#include "core/counts.h"
#include "core/wald.h"
#include "num/dist.h"

#include <math.h>

static atr_status check_positive(double x, const char *what, atr_error *err)
{
    if (x > 0 && isfinite(x)) return ATR_OK;
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
             "%s of %g is not a finite number above 0", what, x);
    return atr_hint(err, ATR_EARGUMENT, "give it as printed, not its logarithm");
}

static atr_status check_two(double first, double second, const char *what, atr_error *err)
{
    const atr_status status = check_positive(first, what, err);
    return status ? status : check_positive(second, what, err);
}

static atr_status check_p(const atr_reported_p *p, atr_error *err)
{
    const double highest = p->sides == 1 ? 0.5 : 1;
    if ((p->sides != 1 && p->sides != 2) || !(p->p > 0 && p->p < highest)) {
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_P_VALUE,
                 "a p-value of %g with %d sides does not tell how far from 1 the hazard "
                 "ratio is",
                 p->p, p->sides);
        return atr_hint(err, ATR_EARGUMENT,
                        "two-sided p-values lie between 0 and 1, one-sided ones "
                        "(in favour of what was observed) between 0 and 0.5");
    }
    return ATR_OK;
}

static atr_status check_direction(const atr_reported_p *p, atr_error *err)
{
    if (p->direction == 1 || p->direction == -1) return ATR_OK;
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_P_VALUE,
             "a direction of %d is neither -1 nor 1", p->direction);
    return atr_hint(err, ATR_EARGUMENT,
                    "-1 when the hazard of group 1 is the lower one, 1 when it is higher");
}

/* The z with P(Z > z) = p / sides. */
static double z_of(const atr_reported_p *p)
{
    return atr_normal_upper(p->p / p->sides);
}

/* All the rest from log HR and s. */
static atr_status complete(double log_hr, double s, double level, atr_reported_hr *result,
                           atr_error *err)
{
    const atr_status status = atr_counts_check_level(level, err);
    if (status) return status;
    if (!(s > 0 && isfinite(1 / (s * s)))) {
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
                 "a standard error of %g follows, which cannot be", s);
        return atr_hint(err, ATR_EARGUMENT, "see whether the figures belong together");
    }
    const double z = atr_normal_upper((1 - level) / 2);
    *result = (atr_reported_hr){
        .log_hr = atr_wald(log_hr, s, z),
        .hr = atr_wald_log(exp(log_hr), s, z),
        .level = level,
        .variance = s * s,
        .information = 1 / (s * s),
        .o_minus_e = log_hr / (s * s),
        .p = 2 * atr_normal_tail(fabs(log_hr) / s),
        .asymmetry = NAN,
        .midpoint = NAN,
    };
    return ATR_OK;
}

/* s = (log upper - log lower) / (2 z) */
atr_status atr_hr_from_limits(double hr, double lower, double upper, double level,
                              atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    atr_status status = check_two(lower, upper, "a confidence limit", err);
    if (!status) status = atr_counts_check_level(level, err);
    if (status) return status;

    const double midpoint = sqrt(lower) * sqrt(upper), ratio = isnan(hr) ? midpoint : hr;
    if (!(lower < upper && lower <= ratio && ratio <= upper)) {
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
                 "a hazard ratio of %g does not lie between limits of %g and %g", ratio,
                 lower, upper);
        return atr_hint(err, ATR_EARGUMENT,
                        "give the ratio, its lower and its upper limit");
    }
    const double z = atr_normal_upper((1 - level) / 2);
    status = complete(log(ratio), log(upper / lower) / (2 * z), level, result, err);
    if (status) return status;
    result->asymmetry = log(upper / ratio) / log(ratio / lower);
    result->midpoint = midpoint;
    return ATR_OK;
}

/* log HR = (O - E) / V, s^2 = 1 / V */
atr_status atr_hr_from_score(double o_minus_e, double v, double level,
                             atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    const atr_status status = check_positive(v, "a variance of O - E", err);
    if (status) return status;
    if (!isfinite(o_minus_e)) {
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
                 "observed less expected events of %g are not finite", o_minus_e);
        return atr_hint(err, ATR_EARGUMENT, "give O - E of group 1");
    }
    return complete(o_minus_e / v, 1 / sqrt(v), level, result, err);
}

/* s = |log HR| / z */
atr_status atr_hr_from_p(double hr, const atr_reported_p *p, double level,
                         atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    atr_status status = check_positive(hr, "a hazard ratio", err);
    if (!status) status = check_p(p, err);
    if (!status && hr == 1) {
        atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_RATIO,
                 "a hazard ratio of 1 and p = %g do not tell the variance", p->p);
        status = atr_hint(err, ATR_EARGUMENT, "use the limits or the numbers of events");
    }
    return status ? status : complete(log(hr), fabs(log(hr)) / z_of(p), level, result, err);
}

/* s^2 = 1 / d1 + 1 / d2 */
atr_status atr_hr_from_events(double hr, double events1, double events2, double level,
                              atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    atr_status status = check_positive(hr, "a hazard ratio", err);
    if (!status) status = check_two(events1, events2, "a number of events", err);
    if (status) return status;
    return complete(log(hr), sqrt(1 / events1 + 1 / events2), level, result, err);
}

/* z is (O - E) / sqrt V, so that log HR = (O - E) / V = z s. */
static atr_status from_p(const atr_reported_p *p, double s, double level,
                         atr_reported_hr *result, atr_error *err)
{
    atr_status status = check_p(p, err);
    if (!status) status = check_direction(p, err);
    return status ? status : complete(p->direction * z_of(p) * s, s, level, result, err);
}

/* V = d1 d2 / (d1 + d2) */
atr_status atr_hr_from_p_and_events(const atr_reported_p *p, double events1, double events2,
                                    double level, atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    const atr_status status = check_two(events1, events2, "a number of events", err);
    if (status) return status;
    return from_p(p, sqrt(1 / events1 + 1 / events2), level, result, err);
}

/* V = d r / (1 + r)^2, the expected events being split like the patients */
atr_status atr_hr_from_p_and_total(const atr_reported_p *p, double events, double ratio,
                                   double level, atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    atr_status status = check_positive(events, "a number of events", err);
    if (!status) status = check_positive(ratio, "an allocation ratio", err);
    if (status) return status;
    return from_p(p, (1 + ratio) / sqrt(events * ratio), level, result, err);
}

/* A constant hazard is log 2 / median. */
atr_status atr_hr_from_medians(const atr_reported_median *group1,
                               const atr_reported_median *group2, double level,
                               atr_reported_hr *result, atr_error *err)
{
    *result = (atr_reported_hr){0};
    const atr_status status = check_two(group1->median, group2->median, "a median", err);
    if (status) return status;
    return atr_hr_from_events(group2->median / group1->median, group1->events,
                              group2->events, level, result, err);
}
