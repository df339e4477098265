/* cox_plot.h - the figure of `atrisk cox --plot`. */
#ifndef ATRISK_CLI_COX_PLOT_H
#define ATRISK_CLI_COX_PLOT_H

#include "cli/cox.h"

/* Draw the scaled Schoenfeld residuals of every column over time, each with a smooth curve,
 * its limits and the p of the test of proportional hazards.  Fails as the library does,
 * with ATR_EDATA when no column has residuals, and as plot_deliver. */
atr_status cox_plot(const cox_arguments *args, const cox_model *model,
                    const atr_residuals *residuals, atr_error *err);

#endif
