/* meta_studies.h - a table of studies as effects with their errors. */
#ifndef ATRISK_CLI_META_STUDIES_H
#define ATRISK_CLI_META_STUDIES_H

#include "atrisk/notes.h"
#include "atrisk/reported_hr.h"
#include "atrisk/table.h"

typedef struct {
    atr_table       *table;
    size_t           n;
    const char     **label;    /* [n] the table's                                */
    atr_reported_hr *study;    /* [n] with limits at the level that is reported  */
    double          *value;    /* [n] log ratio                                  */
    double          *error;    /* [n] its standard error                         */
    atr_text_column  subgroup; /* of the studies, when asked for                 */
} meta_studies;

/* Read the studies of the one operand (none: standard input); subgroup names a column,
 * NULL: none.  Each study has limits, or a standard error, or a p-value, or a score. Fails
 * with ATR_EDATA naming the row that says too little or nonsense. */
atr_status meta_studies_read(char *const *operands, size_t n_operands, double level,
                             const char *subgroup, meta_studies *studies, atr_notes *notes,
                             atr_error *err);

void meta_studies_free(meta_studies *studies);

#endif
