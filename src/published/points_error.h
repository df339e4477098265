/* points_error.h - how far off the points of a digitized curve may be. */
#ifndef ATRISK_PUBLISHED_POINTS_ERROR_H
#define ATRISK_PUBLISHED_POINTS_ERROR_H

#include "atrisk/figure.h"

/* What is meant depends on the source:
 *   path    the corners of the curve, off by these standard deviations
 *   pixels  survival at the end of each column, off by that standard deviation; `time` is
 *           the width of a column, within which the curve may fall
 *   clicks  some place on the curve, off by these standard deviations */
typedef struct {
    atr_points_source source; /* never unknown                                       */
    double            survival;
    double            time; /* unit of the curve                                   */
    double            span; /* of the time axis: what survival 1 is long, so to say */
} atr_points_error;

/* Find out from the points themselves (and, unless it is unknown, their source).
 *
 *   span   length of the time axis, > 0 */
atr_status atr_points_error_find(const atr_points *points, double span,
                                 atr_points_error *error, atr_error *err);

/* The same for the points of an arm, its axis being as long as points, risk table and marks
 * reach. */
atr_status atr_points_error_of_arm(const atr_figure_arm *arm, atr_points_error *error,
                                   atr_error *err);

#endif
