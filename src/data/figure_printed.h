/* figure_printed.h - numbers at risk typed off as they are printed below a figure. */
#ifndef ATRISK_DATA_FIGURE_PRINTED_H
#define ATRISK_DATA_FIGURE_PRINTED_H

#include "data/figure_layout.h"

/* Is the grid a row of times above a row for each curve, with names or
 * without, or an interval above counts?  Then
 * the layout says so. */
bool atr_figure_printed_find(const atr_grid *grid, atr_figure_layout *layout);

#endif
