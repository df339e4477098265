/* describe.h - what was analysed, in words and in JSON. */
#ifndef ATRISK_OUT_DESCRIBE_H
#define ATRISK_OUT_DESCRIBE_H

#include "atrisk/patients.h"

#include <jansson.h>
#include <stdio.h>

/* "lung.csv: 228 patients, 165 events (time, status); by sex; 3 incomplete rows left out"
 */
void describe_patients_text(FILE *stream, const atr_patients *patients);

json_t *describe_patients_json(const atr_patients *patients);

#endif
