/* influence.h - influential patients as a part of the report of a model. */
#ifndef ATRISK_OUT_INFLUENCE_H
#define ATRISK_OUT_INFLUENCE_H

#include "atrisk/report_influence.h"

#include <jansson.h>

/* A row for each, with the hazard ratio that he moves most. */
void influence_text(FILE *stream, const atr_influence *influence);

/* An array with an object for each. */
json_t *influence_json(const atr_influence *influence);

#endif
