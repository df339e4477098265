/* km_parts.h - what was asked for besides the curves, as parts of their report. */
#ifndef ATRISK_OUT_KM_PARTS_H
#define ATRISK_OUT_KM_PARTS_H

#include "atrisk/report_km.h"

#include <jansson.h>

/* A row for each influential patient, with the survival that he moves most. */
void    km_influence_text(FILE *stream, const atr_km_report *report);
json_t *km_influence_json(const atr_km_report *report);

/* The quantiles of every group from samples drawn with replacement. */
void    km_bootstrap_text(FILE *stream, const atr_km_report *report);
json_t *km_bootstrap_json(const atr_km_report *report);

#endif
