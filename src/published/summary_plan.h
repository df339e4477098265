/* summary_plan.h - what the patients of one arm have to satisfy, in order of time. */
#ifndef ATRISK_PUBLISHED_SUMMARY_PLAN_H
#define ATRISK_PUBLISHED_SUMMARY_PLAN_H

#include "published/summary_follow.h"

typedef enum {
    ATR_KNOT_SURVIVAL, /* survival is known                                          */
    ATR_KNOT_MEDIAN,   /* survival falls past one half                               */
    ATR_KNOT_LOWER,    /* so does its lower confidence limit                         */
    ATR_KNOT_UPPER     /* its upper one                                              */
} atr_knot_kind;

typedef struct {
    atr_knot_kind kind;
    double        time;
    double        value, low, high; /* survival to aim at                             */
} atr_knot;

typedef struct {
    const atr_summary_arm *arm;
    double                 z; /* normal quantile of the median's limits            */
    size_t                 n_knots;
    atr_knot              *knot; /* [n_knots] times strictly increasing                */
    atr_target             target;
    atr_expected           expected;
    double                 events; /* to build, whole; NaN: as survival asks for       */
} atr_plan;

/* List the knots of an arm.
 *
 *   lower, upper  survival to aim at where the median's limits lie; NaN: leave them out
 *   plan          knot and n_knots filled; the rest kept
 *   dropped       set to what contradicts the landmarks and was left out, or NULL */
atr_status atr_plan_knots(double lower, double upper, atr_plan *plan, const char **dropped,
                          atr_error *err);

/* Draw the target survival through the knots.  An arm without any that tells survival gets
 * a constant hazard. */
atr_status atr_plan_target(atr_plan *plan, atr_shape shape, double hazard, atr_error *err);

/* Survival where the lower (upper) limit of the median is published, from the expected
 * counts; NaN when there is none or the sample is too small. */
double atr_plan_limit(const atr_plan *plan, atr_knot_kind kind);

/* The confidence limit of survival S on the log-log scale when Var log S = variance. */
double atr_plan_confidence(double survival, double variance, double z, atr_knot_kind kind);

/* Build the patients of the arm: plan->arm->n of them, plan->events of them with the event
 * where that is a number, in order of time.  Knots that cannot be met are passed as near as
 * can be. */
atr_status atr_plan_patients(const atr_plan *plan, double *time, unsigned char *event,
                             atr_error *err);

#endif
