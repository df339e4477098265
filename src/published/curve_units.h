/* curve_units.h - do a curve and its risk table count time in the same unit? */
#ifndef ATRISK_PUBLISHED_CURVE_UNITS_H
#define ATRISK_PUBLISHED_CURVE_UNITS_H

#include "atrisk/curve_file.h"
#include "data/figure_file.h"

/* A curve and the risk table that belongs to it. */
typedef struct {
    const atr_figure_file  *curve_file, *risk_file;
    const atr_figure_group *curve, *risk; /* risk: NULL for none */
} curve_and_risk;

/* How many units of the curve are one of the risk table: as said, as the headings say, or
 * 1 when both end at about the same time.
 *
 * Fails with ATR_EDATA when one goes on for so much longer than the other that they are
 * in different units. */
atr_status curve_units_find(const curve_and_risk *pair, size_t n,
                            const atr_curve_file_options *options, double *ratio,
                            atr_notes *notes, atr_error *err);

#endif
