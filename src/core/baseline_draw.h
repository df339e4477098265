/* baseline_draw.h - the curves that the coefficients of a problem predict. */
#ifndef ATRISK_CORE_BASELINE_DRAW_H
#define ATRISK_CORE_BASELINE_DRAW_H

#include "atrisk/baseline.h"
#include "core/cox_problem.h"

/* Put defaults where there are none, then check them and that the coefficients are finite.
 * Fails with ATR_EARGUMENT or ATR_EDATA. */
atr_status baseline_options(const atr_baseline_options *given, const atr_cox *fit,
                            atr_baseline_options *used, atr_error *err);

/* Draw the curves of all strata, each of which is one fresh start of the problem; checked
 * options.  Fails with ATR_EMEMORY; baseline [n_strata] is then zeroed. */
atr_status baseline_draw(const cox_problem *problem, const atr_cox *fit,
                         const atr_baseline_options *options, size_t n_strata,
                         atr_baseline *baseline, atr_error *err);

#endif
