/* curve_risk.h - the rows of a risk table put in order and understood. */
#ifndef ATRISK_PUBLISHED_CURVE_RISK_H
#define ATRISK_PUBLISHED_CURVE_RISK_H

#include "atrisk/curve_file.h"
#include "data/figure_file.h"

/* Order the rows of one curve by time, merge those of one time, and turn what stands in
 * parentheses or in columns into events and censorings up to each time.
 *
 *   curve  the curve that they belong to, converted; NULL: none
 *
 * Fails with ATR_EDATA for what is no number of patients, two numbers for one time,
 * or parentheses that can be events as well as censorings. */
atr_status curve_risk_convert(const atr_figure_file *file, atr_figure_group *risk,
                              const atr_figure_group       *curve,
                              const atr_curve_file_options *options, atr_notes *notes,
                              atr_error *err);

/* The remarks that do not change anything: rises, a late start, rows beyond the curve. */
void curve_risk_note(const atr_figure_file *file, const atr_figure_group *risk,
                     const atr_figure_group *curve, atr_notes *notes);

#endif
