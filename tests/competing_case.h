/* competing_case.h - the data sets with several causes in tests/golden/data. */
#ifndef ATRISK_TEST_COMPETING_CASE_H
#define ATRISK_TEST_COMPETING_CASE_H

#include "atrisk/competing.h"
#include "golden_table.h"

typedef struct {
    atr_competing sample;
    golden_table  data;
    size_t       *row; /* [sample.n] of the data: those without a missing value */
} competing_case;

/* Read data/NAME.csv.  Causes are those of its column `cause`; groups and strata are the
 * ranks of the values of a column, "-" for none. */
competing_case competing_case_read(const char *name, const char *group,
                                   const char *stratum);

/* A column as numbers, one per subject; the caller frees it. */
double *competing_case_column(const competing_case *c, const char *column);

void competing_case_free(competing_case *c);

#endif
