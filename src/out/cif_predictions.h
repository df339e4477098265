/* cif_predictions.h - predicted incidences as a part of the report of competing causes. */
#ifndef ATRISK_OUT_CIF_PREDICTIONS_H
#define ATRISK_OUT_CIF_PREDICTIONS_H

#include "atrisk/report.h"

#include <jansson.h>

/* A table of the rows' incidences by one model at the report's times. */
void cif_predictions_text(FILE *stream, const atr_cif_report *report,
                          const atr_cif_model *model);

/* Those of all models, with a heading. */
void cif_predictions_csv(FILE *stream, const atr_cif_report *report);

/* An array of curves, one per row and stratum. */
json_t *cif_predictions_json(const atr_cif_report *report, const atr_cif_model *model);

#endif
