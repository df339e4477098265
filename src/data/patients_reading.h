/* patients_reading.h - the steps from a CSV file to patients, which share a reading. */
#ifndef ATRISK_DATA_PATIENTS_READING_H
#define ATRISK_DATA_PATIENTS_READING_H

#include "data/excerpt.h"
#include "data/patients_owner.h"
#include "data/table.h"

#include <string.h>

typedef struct {
    const atr_patients_options *options;
    atr_table                  *table;
    atr_patients               *patients;
    atr_notes                  *notes;
    atr_error                  *err;
} patients_reading;

/* The two halves of reading patients: from a file to complete rows whose events are known,
 * and from there to views.  Whoever has the rows already names their columns between. */
atr_status patients_open(const char *path, patients_reading *r);
atr_status patients_settle(patients_reading *r);

/* The columns found: read the table and learn which of them are time and event, and
 * whether there is a row. */
atr_status patients_find_columns(const char *path, patients_reading *r);
atr_status patients_settle_columns(patients_reading *r);

/* What the columns are used for.  A column of draws that nobody named may be something
 * else. */
bool patients_is_categorical(const atr_patients_options *o, const char *name);
void patients_ignore_other_draws(patients_reading *r);
bool patients_has_draws(const patients_reading *r);

/* Where the patients come from, if a column says so: does it, in the whole file, and what
 * does it say of the complete rows of a part? */
atr_status patients_check_origin(patients_reading *r);
atr_status patients_read_origin(patients_reading *r);

/* Nothing reads the texts of the event column any more, unless they mean something else
 * as well. */
void patients_forget_event(patients_reading *r);

/* The rows kept: squeeze out those in which a value is missing. */
atr_status patients_keep_complete(patients_reading *r);

/* The values allowed: times, weights, entries. */
atr_status patients_check_values(const patients_reading *r);

/* The views of what is left. */
atr_status patients_view(const patients_reading *r);

static inline atr_excerpt patients_excerpt(const char *text)
{
    return atr_excerpt_of(text, strlen(text));
}

#endif
