/* reconstruct_plot.h - the figure of `atrisk reconstruct --plot`. */
#ifndef ATRISK_CLI_RECONSTRUCT_PLOT_H
#define ATRISK_CLI_RECONSTRUCT_PLOT_H

#include "atrisk/reconstruct_draws.h"
#include "cli/figure_options.h"

/* Draw the curves of the rebuilt patients over the digitized points, with those of the
 * draws (NULL: none) as thin lines, or give their numbers.  Fails as plot_deliver. */
atr_status reconstruct_plot(const figure_arguments *args, const atr_figure *figure,
                            const atr_reconstruction *found, const atr_draws *draws,
                            atr_error *err);

#endif
