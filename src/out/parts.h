/* parts.h - one result out of those of the parts of some patients. */
#ifndef ATRISK_OUT_PARTS_H
#define ATRISK_OUT_PARTS_H

#include "atrisk/error.h"

#include <stdio.h>

/* What an analysis wrote for each part, a document of the same kind each time. */
typedef struct {
    size_t             n_by;
    const char *const *name; /* [n_by] the columns that make the parts       */
    size_t             n;
    const char *const *value;   /* [n * n_by] of part k from k * n_by on        */
    char *const       *written; /* [n]                                          */
} part_results;

/* Append "name = value" to text[size], after ", " where it is not empty; cut where there is
 * no more room.  Control characters become blanks. */
void parts_label_add(char *text, size_t size, const char *name, const char *value);

/* "sex = 1, stage = 2" for part k, in text[size]; cut where there is no more room. */
void parts_label(const part_results *parts, size_t k, char *text, size_t size);

/* One below the other, each under its label. */
void parts_text(FILE *stream, const part_results *parts);

/* The rows of all with the values in front; a header of its own, after an empty line, where
 * the columns are others than before. */
void parts_csv(FILE *stream, const part_results *parts);

/* An array of objects, each with its values and the result. */
atr_status parts_json(FILE *stream, const part_results *parts, atr_error *err);

#endif
