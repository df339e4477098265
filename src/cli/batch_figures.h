/* batch_figures.h - the figures of the page about a batch, drawn by gnuplot as SVG. */
#ifndef ATRISK_CLI_BATCH_FIGURES_H
#define ATRISK_CLI_BATCH_FIGURES_H

#include "atrisk/report_batch.h"
#include "cli/batch.h"

/* Pieces of one text; release with drawn_free. */
typedef struct {
    atr_batch_figures figures;
    const char      **curves; /* [n_done]: the figures' own              */
    char             *text;
} drawn_figures;

/* Draw the curves of every study, the scatter of the ratios, and a forest of the studies
 * that are furthest from print.  What there is nothing to draw for is NULL.
 * Fails as gnuplot_run does and with ATR_EMEMORY. */
atr_status batch_figures_draw(const batch *done, const atr_batch_report *report,
                              const batch_options *options, drawn_figures *drawn,
                              atr_error *err);

void drawn_free(drawn_figures *drawn);

#endif
