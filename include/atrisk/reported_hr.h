/* reported_hr.h - the log hazard ratio and its variance from what a paper prints.
 *
 * Each function takes one way of reporting.  The first two are exact up to rounding;
 * those that take a p-value inherit its rounding, and those that rest on numbers
 * of events assume that the hazard ratio is near 1 (the variance of the log-rank test).
 * Group 1 is the research group, group 2 the control; hazard ratios are 1 over 2.
 *
 * Parmar, Torri & Stewart, Stat. Med. 17 (1998) 2815-2834; Tierney, Stewart, Ghersi,
 * Burdett & Sydes, Trials 8 (2007) 16. */
#ifndef ATRISK_REPORTED_HR_H
#define ATRISK_REPORTED_HR_H

#include "atrisk/error.h"
#include "atrisk/result.h"

/* Everything that follows from a log hazard ratio and its standard error s. */
typedef struct {
    atr_estimate log_hr;      /* limits at the level asked for                       */
    atr_estimate hr;          /* the same on the scale of ratios; std_error of log HR */
    double       level;       /* of the limits                                       */
    double       variance;    /* s^2                                                 */
    double       information; /* V = 1 / s^2, the variance of O - E                  */
    double       o_minus_e;   /* V log HR, observed less expected events of group 1  */
    double       p;           /* two-sided, from log HR / s                          */
    double       asymmetry;   /* from limits: log(upper / HR) / log(HR / lower), 1 for
                                 limits that fit the ratio; otherwise NaN            */
    double midpoint;          /* from limits: their geometric mean; otherwise NaN    */
} atr_reported_hr;

/* A p-value of the comparison.  A one-sided one is that in favour of the direction. */
typedef struct {
    double p;         /* in (0, 1); one-sided: below 1/2                          */
    int    sides;     /* 1 or 2                                                   */
    int    direction; /* -1: hazard of group 1 is lower, +1: higher               */
} atr_reported_p;

/* Number of events and the median of one group. */
typedef struct {
    double events; /* > 0                                  */
    double median; /* finite and > 0, in any unit of time  */
} atr_reported_median;

/* From a hazard ratio and its confidence limits at this level, which need not lie
 * symmetrically about it: s is from the width alone.  With hr NaN their geometric
 * mean is taken.
 * Fails with ATR_EARGUMENT unless 0 < lower < upper, lower <= hr <= upper, all finite,
 * and 0 < level < 1. */
atr_status atr_hr_from_limits(double hr, double lower, double upper, double level,
                              atr_reported_hr *result, atr_error *err);

/* From O - E of group 1 and its variance V, as in a log-rank test: log HR = (O - E) / V
 * (Peto's estimate).
 * Fails with ATR_EARGUMENT unless o_minus_e is finite and v finite and > 0. */
atr_status atr_hr_from_score(double o_minus_e, double v, double level,
                             atr_reported_hr *result, atr_error *err);

/* From a hazard ratio and the p-value of its test: s = |log HR| / z.  The
 * direction is not looked at: the hazard ratio has one.
 * Fails with ATR_EARGUMENT when hr is not finite and > 0, is 1, or p leads to z = 0. */
atr_status atr_hr_from_p(double hr, const atr_reported_p *p, double level,
                         atr_reported_hr *result, atr_error *err);

/* From a hazard ratio and the events of both groups: s^2 = 1 / d1 + 1 / d2.
 * Fails with ATR_EARGUMENT unless hr, events1 and events2 are finite and > 0. */
atr_status atr_hr_from_events(double hr, double events1, double events2, double level,
                              atr_reported_hr *result, atr_error *err);

/* From a p-value and the events of both groups: V = d1 d2 / (d1 + d2) and log HR =
 * direction z / sqrt V.
 * Fails with ATR_EARGUMENT for a p-value or events that are none. */
atr_status atr_hr_from_p_and_events(const atr_reported_p *p, double events1, double events2,
                                    double level, atr_reported_hr *result, atr_error *err);

/* From a p-value and the events of both groups together: V = d r / (1 + r)^2, where r
 * patients are in group 1 for each in group 2 (1 for equal groups).
 * Fails with ATR_EARGUMENT for a p-value, events or a ratio that is none. */
atr_status atr_hr_from_p_and_total(const atr_reported_p *p, double events, double ratio,
                                   double level, atr_reported_hr *result, atr_error *err);

/* From the medians, as if both groups had a constant hazard: HR = median 2 / median 1,
 * s^2 = 1 / d1 + 1 / d2.  The weakest of all: the medians say little about the rest of
 * the curves.
 * Fails with ATR_EARGUMENT for events or medians that are none.
 * Michiels et al., Int. J. Technol. Assess. Health Care 21 (2005) 119-125. */
atr_status atr_hr_from_medians(const atr_reported_median *group1,
                               const atr_reported_median *group2, double level,
                               atr_reported_hr *result, atr_error *err);

#endif
