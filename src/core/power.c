/* power.c - how many events and patients a trial with two arms needs.
 *
 * Letters: h the hazard ratio, r the allocation, d events, z(q) the upper q quantile of
 * the normal distribution. */
#include "atrisk/power.h"

#include "base/fail.h"
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>

static const double DEFAULT_ALPHA = 0.05;

static atr_status bad_design(atr_error *err, const char *what, double value)
{
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_DESIGN, "no trial can have %s of %g", what,
             value);
    return atr_hint(err, ATR_EARGUMENT,
                    "ratios are above 0, probabilities between 0 and 1, times and hazards "
                    "not negative");
}

static bool is_positive(double x)
{
    return x > 0 && isfinite(x);
}

static bool is_duration(double x)
{
    return x >= 0 && isfinite(x);
}

static atr_power_design with_defaults(const atr_power_design *design)
{
    atr_power_design d = *design;
    if (d.alpha == 0) d.alpha = DEFAULT_ALPHA;
    if (d.sides == 0) d.sides = 2;
    if (d.allocation == 0) d.allocation = 1;
    return d;
}

static atr_status check_design(const atr_power_design *d, atr_error *err)
{
    if (!is_positive(d->hazard_ratio) || d->hazard_ratio == 1)
        return bad_design(err, "a hazard ratio to be shown", d->hazard_ratio);
    if (!(d->alpha > 0 && d->alpha < 1)) return bad_design(err, "an alpha", d->alpha);
    if (d->sides != 1 && d->sides != 2)
        return bad_design(err, "a number of sides", d->sides);
    if (!is_positive(d->allocation)) return bad_design(err, "an allocation", d->allocation);
    if (d->formula != ATR_POWER_SCHOENFELD && d->formula != ATR_POWER_FREEDMAN)
        return bad_design(err, "a formula", d->formula);
    return ATR_OK;
}

/* The mean of the log-rank statistic is sqrt d times
 *
 *     |log h| sqrt r / (1 + r)         Schoenfeld
 *     |1 - h| sqrt r / (1 + r h)       Freedman */
static double mean_per_root_event(const atr_power_design *design)
{
    const double h = design->hazard_ratio, r = design->allocation;
    if (design->formula == ATR_POWER_FREEDMAN) return fabs(1 - h) * sqrt(r) / (1 + r * h);
    return fabs(log(h)) * sqrt(r) / (1 + r);
}

/* sqrt d mean = z(alpha / sides) + z(1 - power) */
atr_status atr_power_events(const atr_power_design *design, double power, double *events,
                            atr_error *err)
{
    *events = 0;
    const atr_power_design d = with_defaults(design);
    const atr_status       status = check_design(&d, err);
    if (status) return status;
    const double tail = d.alpha / d.sides;
    if (!(power > tail && power < 1)) return bad_design(err, "a power", power);

    const double root =
        (atr_normal_upper(tail) - atr_normal_upper(power)) / mean_per_root_event(&d);
    *events = root * root;
    return ATR_OK;
}

/* P(Z > z(alpha / sides) - sqrt d mean) */
atr_status atr_power_given_events(const atr_power_design *design, double events,
                                  double *power, atr_error *err)
{
    *power = 0;
    const atr_power_design d = with_defaults(design);
    const atr_status       status = check_design(&d, err);
    if (status) return status;
    if (!is_positive(events)) return bad_design(err, "a number of events", events);

    *power = atr_normal_tail(atr_normal_upper(d.alpha / d.sides) -
                             sqrt(events) * mean_per_root_event(&d));
    return ATR_OK;
}

static atr_status check_recruitment(const atr_recruitment *r, atr_error *err)
{
    if (!is_positive(r->control_hazard))
        return bad_design(err, "a hazard of the control group", r->control_hazard);
    if (!is_duration(r->accrual)) return bad_design(err, "an accrual", r->accrual);
    if (!is_duration(r->follow_up)) return bad_design(err, "a follow-up", r->follow_up);
    if (!is_duration(r->loss_hazard))
        return bad_design(err, "a hazard of loss", r->loss_hazard);
    if (r->accrual + r->follow_up == 0)
        return bad_design(err, "an accrual and a follow-up", 0);
    return ATR_OK;
}

/* Follow-up is uniform on [F, F + A].  With hazard c of the event, g of loss and
 * b = c + g, the event of a patient is seen with probability
 *
 *     c/b (1 - mean exp(-b t)) = c/b (1 - e^(-b F) (1 - e^(-b A)) / (b A))
 *                              = c/b (x + (1 - x) y)
 *
 * where x = 1 - e^(-b F) and y = 1 - (1 - e^(-b A)) / (b A): no term cancels but
 * those of y, which is a / 2 - a^2 / 6 + a^3 / 24 - ... with a = b A small. */
static double p_event(const atr_recruitment *recruitment, double hazard)
{
    static const double SMALL = 1e-4;
    const double        b = hazard + recruitment->loss_hazard;
    const double        a = b * recruitment->accrual;
    const double        x = -expm1(-b * recruitment->follow_up);
    const double        series = a / 2 * (1 - a / 3 * (1 - a / 4));
    const double        y = a < SMALL ? series : 1 + expm1(-a) / a;
    return hazard / b * (x + (1 - x) * y);
}

atr_status atr_power_patients(const atr_power_design *design,
                              const atr_recruitment *recruitment, double power,
                              atr_sample_size *size, atr_error *err)
{
    *size = (atr_sample_size){0};
    double     events;
    atr_status status = atr_power_events(design, power, &events, err);
    if (!status) status = check_recruitment(recruitment, err);
    if (status) return status;

    const atr_power_design d = with_defaults(design);
    const double           r = d.allocation, c = recruitment->control_hazard;
    const double           p1 = p_event(recruitment, c * d.hazard_ratio);
    const double           p2 = p_event(recruitment, c);
    const double           p = (r * p1 + p2) / (1 + r);
    *size = (atr_sample_size){.events = events,
                              .p_event1 = p1,
                              .p_event2 = p2,
                              .p_event = p,
                              .patients = events / p,
                              .group1 = events / p * r / (1 + r),
                              .group2 = events / p / (1 + r)};
    return ATR_OK;
}
