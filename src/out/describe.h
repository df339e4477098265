/* describe.h - what was analysed, in words and in JSON. */
#ifndef ATRISK_OUT_DESCRIBE_H
#define ATRISK_OUT_DESCRIBE_H

#include "atrisk/design.h"
#include "atrisk/patients.h"

#include <jansson.h>
#include <stdio.h>

enum { DESCRIBE_ORIGIN_SIZE = ATR_ORIGINS_SIZE + 8 };

/* "reconstructed ", "partly simulated and synthesised ", or "" for a trial's own; returns
 * the buffer. */
const char *describe_origin(char                buffer[DESCRIBE_ORIGIN_SIZE],
                            const atr_patients *patients);

/* "lung.csv: 228 patients, 165 events (time, status); by sex; 3 incomplete rows left out"
 */
void describe_patients_text(FILE *stream, const atr_patients *patients);

/* "robust variance (38 clusters)", when weights are those of a sample "(sampling weights)".
 */
void describe_robust_text(FILE *stream, const atr_patients *patients, bool sampling);

/* robust, clusters and weights_are, the last two null where there are none. */
void describe_robust_json(json_t *object, const atr_patients *patients, bool robust,
                          bool sampling);

/* "of those still under observation at 12, from then on" */
void describe_landmark_text(FILE *stream, double from);

json_t *describe_patients_json(const atr_patients *patients);

enum { DESCRIBE_TERM_SIZE = 256 };

/* "sex: male vs female", or just "age"; returns the buffer. */
const char *describe_term(char buffer[DESCRIBE_TERM_SIZE], const atr_term *term);

/* The name of a whole term: its column's when it has one only, else what they have in
 * common, "sex". */
const char *describe_numbered(char buffer[DESCRIBE_TERM_SIZE], const atr_design *design,
                              size_t number);

/* An object with term, level and reference. */
json_t *describe_term_json(const atr_term *term);

#endif
