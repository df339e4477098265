/* fit_plot.h - the figure of `atrisk fit --plot`. */
#ifndef ATRISK_CLI_FIT_PLOT_H
#define ATRISK_CLI_FIT_PLOT_H

#include "atrisk/report.h"
#include "cli/plot.h"

/* Draw the Kaplan-Meier curves with the models over them, out to the time `to` (0: half as
 * long again as the follow-up, or to the last time of the report), or give their numbers.
 * Of several models each group has a panel with all of them; a model that stands alone
 * comes with its limits.  Fails as the library does, and as plot_deliver. */
atr_status fit_plot(const plot_arguments *args, const atr_fit_report *report, double to,
                    atr_error *err);

#endif
