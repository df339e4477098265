/* trial_rows.h - cells of the tables of a trial, and the two readers of those tables. */
#ifndef ATRISK_DATA_TRIAL_ROWS_H
#define ATRISK_DATA_TRIAL_ROWS_H

#include "atrisk/table.h"
#include "atrisk/trial.h"
#include "base/fail.h"

/* A cell as text, "" when missing; it lives as long as the table. */
const char *atr_row_text(const atr_table *table, size_t row, const char *column);

/* A cell of a numeric column, NaN when missing. */
double atr_row_number(const atr_table *table, size_t row, const char *column);

/* Where a cell stands.  column NULL: the whole line. */
atr_place atr_row_place(const atr_table *table, size_t row, const char *column);

/* Note each column in the header that nobody asked for. */
void atr_rows_note_unknown(const atr_table *table, const atr_column_request *known,
                           size_t n_known, atr_notes *notes);

/* Add "did you mean ...?" to a failure when one of the words is near to text. */
atr_status atr_rows_suggest(atr_error *err, atr_status status, const char *text,
                            const char *const *word, size_t n);

/* Read arms.csv into trial->arm and trial->name (left alone when no title is given).
 * Texts belong to *table, which the caller frees, also on failure. */
atr_status atr_arms_read(const char *path, atr_trial *trial, atr_table **table,
                         atr_notes *notes, atr_error *err);

/* Read claims.csv into trial->claim; trial->arm must be there already.  Likewise. */
atr_status atr_trial_claims_read(const char *path, atr_trial *trial, atr_table **table,
                                 atr_notes *notes, atr_error *err);

#endif
