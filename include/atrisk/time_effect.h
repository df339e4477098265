/* time_effect.h - a coefficient of a proportional hazards fit as it changes with time.
 *
 * A scaled Schoenfeld residual estimates the coefficient at the time of its event.  A
 * smooth curve through the residuals shows how the coefficient changes: where hazards are
 * proportional it is level. */
#ifndef ATRISK_TIME_EFFECT_H
#define ATRISK_TIME_EFFECT_H

#include "atrisk/phtest.h"
#include "atrisk/residuals.h"

typedef struct {
    atr_time_transform transform; /* g, along which the curve is smooth              */
    size_t             df;        /* of the curve, 2 (a straight line) to 20; 0 for 4 */
    size_t             points;    /* of the curve, at least 2; 0 for 100              */
} atr_time_effect_options;

typedef struct {
    size_t  n;        /* events                                                       */
    double *time, *g; /* [n] of each event, and the transform of it                   */
    double *residual; /* [n] scaled Schoenfeld residuals                              */
    size_t  df;       /* of the curve, fewer than asked for where few times differ; 0:
                         there is no curve                                            */
    size_t  n_points;
    double *point;         /* [n_points] g, equally far apart from first to last event */
    double *point_time;    /* [n_points] the time that belongs to it; between events by
                              interpolation                                           */
    double *value;         /* [n_points] the coefficient there                        */
    double *lower, *upper; /* [n_points] limits at the level of the fit               */
} atr_time_effect;

/* Draw a natural cubic spline in g(t) through the scaled Schoenfeld residuals of a column
 * by least squares, its inner knots at quantiles of g over the events.
 *
 *   sample, fit  those the residuals are of
 *   residuals    of the fit
 *   column       of the fit, not redundant
 *   options      NULL for the defaults
 *   effect       filled; release with atr_time_effect_free
 *
 * Limits take each residual to have the variance d V, d being the number of events and V
 * the inverse information's element of the column.  Events count with the weights of their
 * subjects, in place of so many subjects; d is then the sum of the weights, for the scale
 * of the residuals too.
 *
 * Fails with ATR_EARGUMENT (df, points, a column that does not exist, residuals that are
 * NaN), ATR_EDATA (no event; the logarithm of an event time that is not positive) or
 * ATR_EMEMORY.
 * Grambsch & Therneau, Biometrika 81 (1994) 515-526; Therneau & Grambsch, Modeling
 * Survival Data (2000) sec. 6.2. */
atr_status atr_time_effect_find(const atr_sample *sample, const atr_cox *fit,
                                const atr_residuals *residuals, size_t column,
                                const atr_time_effect_options *options,
                                atr_time_effect *effect, atr_error *err);

/* Release and zero.  Harmless on a zeroed effect. */
void atr_time_effect_free(atr_time_effect *effect);

#endif
