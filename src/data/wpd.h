/* wpd.h - the project files of WebPlotDigitizer, versions 3 and 4. */
#ifndef ATRISK_DATA_WPD_H
#define ATRISK_DATA_WPD_H

#include "data/figure_file.h"
#include "data/source.h"

/* Does it begin like a JSON object, or is it a tar archive? */
bool atr_wpd_recognised(const atr_bytes *bytes);

/* Take every data set of a project: JSON, or a tar archive that holds a wpd.json.  Points
 * without values are computed from the calibration of their axes.
 * Fails with ATR_EFORMAT when it is no project, or its axes are not x and y. */
atr_status atr_wpd_read(const atr_bytes *bytes, atr_figure_kind kind, atr_figure_file *file,
                        atr_error *err);

#endif
