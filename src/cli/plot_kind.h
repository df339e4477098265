/* plot_kind.h - survival curves turned into what a figure is to show of them. */
#ifndef ATRISK_CLI_PLOT_KIND_H
#define ATRISK_CLI_PLOT_KIND_H

#include "atrisk/plot.h"
#include "atrisk/report.h"

/* The words for atr_plot_kind, as --kind takes them, and the names of its numbers. */
extern const char *const plot_kind_words[];
const char              *plot_kind_column(atr_plot_kind kind);

/* What stands at the vertical axis, "Survival". */
const char *plot_kind_label(atr_plot_kind kind);

/* Which estimate of survival the figure is made of: cumulative hazards are Nelson-Aalen's.
 */
atr_survival_estimator plot_kind_estimator(atr_plot_kind kind);

/* Turn an arm of a survival curve into one of a kind.  The numbers stay in *block until
 * the caller frees it; of survival it stays NULL.  A log-log curve has no limits.
 * Fails with ATR_EDATA when it has no step either, or with ATR_EMEMORY. */
atr_status plot_kind_turn(atr_plot_kind kind, atr_plot_arm *arm, double **block,
                          atr_error *err);

#endif
