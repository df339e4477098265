/* cause_coding.h - what the cells of a column of competing causes mean. */
#ifndef ATRISK_DATA_CAUSE_CODING_H
#define ATRISK_DATA_CAUSE_CODING_H

#include "atrisk/notes.h"
#include "atrisk/table.h"

/* Zero to begin with.  The names belong to the table. */
typedef struct {
    size_t         n;     /* causes                             */
    unsigned char *cause; /* [rows] 0 = censored, 1..n          */
    const char   **name;  /* [n] in the order of the levels     */
} atr_causes;

/* Read the causes in a text column without missing cells, whose levels are sorted, as
 * patients.h says.  censored may be NULL.  ATR_EDATA names the first cell that is not
 * understood. */
atr_status atr_cause_coding_read(const atr_table *table, const char *column,
                                 const char *censored, atr_causes *causes, atr_notes *notes,
                                 atr_error *err);

void atr_causes_free(atr_causes *causes);

#endif
