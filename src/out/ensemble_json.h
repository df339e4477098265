/* ensemble_json.h - results over draws as a member of another document. */
#ifndef ATRISK_OUT_ENSEMBLE_JSON_H
#define ATRISK_OUT_ENSEMBLE_JSON_H

#include "atrisk/report_ensemble.h"

#include <jansson.h>

/* Set the member `ensemble`: column, draws, conf_level and a list of results. */
void ensemble_json(json_t *document, const atr_ensemble_report *report);

#endif
