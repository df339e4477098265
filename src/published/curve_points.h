/* curve_points.h - the points of a file's curves put in order, in fractions, as survival.
 */
#ifndef ATRISK_PUBLISHED_CURVE_POINTS_H
#define ATRISK_PUBLISHED_CURVE_POINTS_H

#include "atrisk/curve_file.h"
#include "data/figure_file.h"

/* Survival may be off by this much where points are clicked, and time by this share of the
 * axis; what is beyond is wrong. */
#define ATR_CLICK_ERROR 0.02
#define ATR_CLICK_TIME_ERROR 0.01

/* Order the points of every curve by time, the highest first; set small negative times to
 * 0; leave out all but the highest and the lowest of a time.  Then find the scale
 * and the direction of the axis for the file, and convert.  Everything done is noted.
 *
 *   origin  [file->n] what was done
 *
 * Fails with ATR_EDATA: less than two points, times before 0, values outside their range,
 * a scale or direction that is not clear or is not the one that was said. */
atr_status curve_points_convert(atr_figure_file              *file,
                                const atr_curve_file_options *options,
                                atr_curve_origin *origin, atr_notes *notes, atr_error *err);

/* The remarks that do not change anything: where the curve begins, where it rises. */
void curve_points_note(const atr_figure_file *file, const atr_figure_group *group,
                       const atr_curve_file_options *options, atr_notes *notes);

#endif
