/* strata.h - columns of categories crossed with each other. */
#ifndef ATRISK_DATA_STRATA_H
#define ATRISK_DATA_STRATA_H

#include "atrisk/error.h"
#include "atrisk/table.h"

/* The combinations that occur, in the order of the first column, then the second... */
typedef struct {
    size_t    n;
    uint32_t *code;  /* [rows] below n                        */
    char    **label; /* [n] the levels joined by "/"          */
} atr_strata;

/* Cross the named text columns, none of which has a missing cell.  ATR_EDATA when
 * there would be far more combinations than rows.  Release with atr_strata_free. */
atr_status atr_strata_build(const atr_table *table, const char *const *column,
                            size_t n_columns, atr_strata *strata, atr_error *err);

void atr_strata_free(atr_strata *strata);

#endif
