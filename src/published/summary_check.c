/* summary_check.c - refusing numbers that are not what they are said to be. */
#include "published/summary_report.h"

#include "base/fail.h"

#include <math.h>

bool atr_summary_has_points(const atr_summary_arm *arm)
{
    return arm->n_landmarks > 0 || arm->median.value > 0;
}

/* Not known is fine; known must be low <= value <= high. */
static bool sound_time(const atr_known *known)
{
    if (!(known->value > 0)) return true;
    return isfinite(known->value) && known->low <= known->value &&
           known->value <= known->high;
}

static atr_status check_count(const char *what, double events, double patients,
                              atr_error *err)
{
    if (isnan(events)) return ATR_OK;
    if (events >= 0 && events <= patients && events == floor(events)) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                    "%s: %g events among %g patients is not a count", what, events,
                    patients);
}

static atr_status check_landmarks(size_t number, const atr_summary_arm *arm, atr_error *err)
{
    for (size_t k = 0; k < arm->n_landmarks; k++) {
        const double    t = arm->landmark[k].time;
        const atr_known s = arm->landmark[k].survival;
        if (!(isfinite(t) && t > (k ? arm->landmark[k - 1].time : 0)))
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                                     "arm %zu: landmark %zu is at time %g", number, k + 1,
                                     t),
                            "times of landmarks are positive and increase");
        if (!(s.value >= 0 && s.value <= 1 && s.low <= s.value && s.value <= s.high))
            return atr_hint(
                err,
                atr_fail(err, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                         "arm %zu: survival at %g is %g [%g, %g], not a share of patients",
                         number, t, s.value, s.low, s.high),
                "give percentages as fractions, with low <= value <= high");
        if (k && s.low > arm->landmark[k - 1].survival.high)
            return atr_fail(err, ATR_EDATA, ATR_CODE_SUMMARY_CONFLICT,
                            "arm %zu: survival %g at %g rises above %g at %g", number,
                            s.value, t, arm->landmark[k - 1].survival.value,
                            arm->landmark[k - 1].time);
    }
    return ATR_OK;
}

static atr_status check_thickness(const atr_summary *y, size_t a, atr_error *err)
{
    const atr_summary_arm *arm = &y->arm[a];
    if (!atr_summary_has_points(arm) && !isfinite(arm->events))
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                                 "arm %zu: nothing is known of its survival", a + 1),
                        "give a survival at some time, a median or its number of events");
    if (!(y->follow_up.value > 0) && !(y->longest > 0))
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                                 "arm %zu: nothing is known of its follow-up", a + 1),
                        "give the median follow-up, or the accrual window with the cutoff");
    return ATR_OK;
}

static atr_status check_arm(const atr_summary *y, size_t a, atr_error *err)
{
    const atr_summary_arm *arm = &y->arm[a];
    if (arm->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN,
                        "arm %zu has no patients", a + 1);
    if (!sound_time(&arm->median) || !sound_time(&arm->median_lower) ||
        !sound_time(&arm->median_upper))
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                        "arm %zu: the median %g or one of its limits lies outside its own "
                        "rounding",
                        a + 1, arm->median.value);
    atr_status status = check_count("an arm", arm->events, (double)arm->n, err);
    if (!status) status = check_landmarks(a + 1, arm, err);
    if (status) return status;

    return check_thickness(y, a, err);
}

/* 0 stands for the default. */
static bool default_or_share(double x)
{
    return x == 0 || (x > 0 && x < 1);
}

static atr_status check_options(const atr_summary *y, atr_shape shape, atr_error *err)
{
    if (!atr_shape_name(shape))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SUMMARY, "%d is not a shape",
                        (int)shape);
    if (!default_or_share(y->median_level))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "the level %g of the median's limits is not between 0 and 1",
                        y->median_level);
    if (!default_or_share(y->half_width))
        return atr_fail(
            err, ATR_EARGUMENT, ATR_CODE_BAD_SUMMARY,
            "the half-width %g of administrative follow-up is not between 0 and 1",
            y->half_width);
    return ATR_OK;
}

static atr_status check_follow_up(const atr_summary *y, atr_error *err)
{
    if (!sound_time(&y->follow_up))
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                        "the median follow-up %g lies outside its own rounding",
                        y->follow_up.value);
    if (y->longest > 0 &&
        !(isfinite(y->longest) && y->shortest >= 0 && y->shortest < y->longest))
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_SUMMARY,
                        "administrative follow-up from %g to %g is not a window",
                        y->shortest, y->longest);
    return ATR_OK;
}

atr_status atr_summary_check(const atr_summary *y, atr_shape shape, atr_error *err)
{
    atr_status status = check_options(y, shape, err);
    if (!status && y->n_arms == 0)
        status = atr_fail(err, ATR_EDATA, ATR_CODE_SUMMARY_TOO_THIN, "there is no arm");
    if (!status) status = check_follow_up(y, err);

    double patients = 0;
    for (size_t a = 0; a < y->n_arms && !status; a++) {
        patients += (double)y->arm[a].n;
        status = check_arm(y, a, err);
    }
    if (!status) status = check_count("all arms", y->events, patients, err);
    return status;
}
