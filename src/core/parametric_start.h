/* parametric_start.h - where the search for a fit begins. */
#ifndef ATRISK_CORE_PARAMETRIC_START_H
#define ATRISK_CORE_PARAMETRIC_START_H

#include "core/parametric_search.h"

/* Place the knots of a spline.  Fails with ATR_EDATA when they coincide, or with
 * ATR_EMEMORY. */
atr_status parametric_place_knots(const parametric_problem *problem,
                                  parametric_model *model, atr_error *err);

/* Fill parameter [1 + p + q] for any family; Q = 0. */
void parametric_start(const parametric_problem *problem, const parametric_model *model,
                      double *parameter);

#endif
