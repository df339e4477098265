/* study_json.h - a study as a JSON object. */
#ifndef ATRISK_OUT_STUDY_JSON_H
#define ATRISK_OUT_STUDY_JSON_H

#include "atrisk/study.h"

#include <jansson.h>

/* A new object; incomplete when memory ran out. */
json_t *study_to_json(const atr_study *study);

#endif
