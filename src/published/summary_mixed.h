/* summary_mixed.h - patients whose arms follow different shapes. */
#ifndef ATRISK_PUBLISHED_SUMMARY_MIXED_H
#define ATRISK_PUBLISHED_SUMMARY_MIXED_H

#include "atrisk/summary.h"

/* As atr_summary_build, for a summary that has been checked, with a shape for each arm:
 * shape[n_arms].  The synthesis names that of the first arm. */
atr_status atr_summary_build_mixed(const atr_summary *summary, const atr_shape *shape,
                                   atr_synthesis *synthesis, atr_notes *notes,
                                   atr_error *err);

#endif
