/* curve_misfit.h - how badly points fit a drawn Kaplan-Meier curve. */
#ifndef ATRISK_PUBLISHED_CURVE_MISFIT_H
#define ATRISK_PUBLISHED_CURVE_MISFIT_H

#include "published/points_error.h"

/* The curve is 1 from time 0, falls to survival[k] at time[k], and ends at `end`. */
typedef struct {
    size_t        n;
    const double *time;     /* [n] rising, >= 0  */
    const double *survival; /* [n] falling       */
    double        end;      /* >= time[n - 1]    */
} atr_staircase;

/* Of clicks, the share aimed at the foot of a drop, and the density (per area of the axes)
 * of clicks on something else than the curve. */
extern const double atr_click_foot, atr_click_astray;

/* -2 log of the probability of a point, up to a constant that depends on `error` alone.
 * O(log n + steps within a few standard deviations of the point). */
double atr_point_misfit(const atr_points_error *error, const atr_staircase *curve,
                        double time, double survival);

/* Summed over points. */
double atr_curve_misfit(const atr_points_error *error, const atr_staircase *curve,
                        const atr_points *points);

#endif
