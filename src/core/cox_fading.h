/* cox_fading.h - one visit to every risk set when some of its members fade. */
#ifndef ATRISK_CORE_COX_FADING_H
#define ATRISK_CORE_COX_FADING_H

#include "core/cox_risksets.h"

/* How many levels such a walk uses. */
size_t cox_fading_levels(const cox_problem *problem);

/* As cox_traverse, of a problem with rows that fade. */
void cox_fading_traverse(cox_risksets *sets, const cox_visitor *visitor);

#endif
