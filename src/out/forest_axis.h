/* forest_axis.h - the logarithmic axis of a figure of ratios. */
#ifndef ATRISK_OUT_FOREST_AXIS_H
#define ATRISK_OUT_FOREST_AXIS_H

#include "atrisk/plot.h"

#include <stddef.h>

enum { ATR_MOST_RATIO_TICKS = 64 };

typedef struct {
    double low, high;
    size_t n;
    double tick[ATR_MOST_RATIO_TICKS]; /* [n] rising, from low to high, 1 among them */
} atr_ratio_axis;

/* An axis that shows every estimate, 1, and the intervals as far as they do not make the
 * rest small; ends that the caller gave are kept.  Neighbouring ticks are at least `apart`
 * from each other, as a share of the axis. */
void atr_ratio_axis_choose(const atr_plot_forest *plot, double apart, atr_ratio_axis *axis);

#endif
