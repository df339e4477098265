/* predictions.h - predictions as a part of the report of a model. */
#ifndef ATRISK_OUT_PREDICTIONS_H
#define ATRISK_OUT_PREDICTIONS_H

#include "atrisk/report_predictions.h"

#include <jansson.h>

/* Hazard ratios and medians of the rows, and survival at the times asked for. */
void predictions_text(FILE *stream, const atr_predictions *p);

/* An object with an array of the rows. */
json_t *predictions_json(const atr_predictions *p);

#endif
