/* finegray_scores.h - what each subject contributes to the score of Fine and Gray's model.
 */
#ifndef ATRISK_CORE_FINEGRAY_SCORES_H
#define ATRISK_CORE_FINEGRAY_SCORES_H

#include "core/finegray_problem.h"

/* Score residuals at beta [p], in the units of the problem's columns.
 *
 *   events     [n * p] row by subject of the sample: through the events
 *   censoring  [n * p] the same: through the estimate of the censoring distribution
 *
 * Fails with ATR_EMEMORY. */
atr_status finegray_scores(const finegray_problem *problem, const double *beta,
                           double *events, double *censoring, atr_error *err);

#endif
