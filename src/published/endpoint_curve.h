/* endpoint_curve.h - a digitized curve and its numbers at risk as a summary. */
#ifndef ATRISK_PUBLISHED_ENDPOINT_CURVE_H
#define ATRISK_PUBLISHED_ENDPOINT_CURVE_H

#include "published/endpoint_summary.h"

/* Read curve,time,survival from `curve_file` and, unless NULL, curve,time,n_risk from
 * `risk_file`; the cells of curve are ids or labels of the trial's arms.  Survival is a
 * fraction, or a percentage when any is above 1 (noted).  Clicks that rise by no more
 * than the digitizing error are flattened.
 *
 * Numbers of patients come from the arms or the first number at risk, totals of events from
 * the claims; landmarks and medians in print are left to be checked.
 *
 * Fails as atr_table_read does, and with ATR_EDATA for an unknown arm, survival outside its
 * range or rising, a negative time, or an arm of unknown size. */
atr_status endpoint_curve_build(const atr_trial *trial, const char *endpoint,
                                const char *curve_file, const char *risk_file,
                                endpoint_summary *built, atr_notes *notes, atr_error *err);

#endif
