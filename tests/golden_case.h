/* golden_case.h - the data sets in tests/golden/data as samples. */
#ifndef ATRISK_TEST_GOLDEN_CASE_H
#define ATRISK_TEST_GOLDEN_CASE_H

#include "atrisk/sample.h"

/* How a data set names its columns. */
typedef struct {
    const char *name, *time, *status;
    double      event; /* the status that is an event */
    const char *by;    /* the groups of its curves    */
} golden_case;

enum { GOLDEN_CASES = 6 };
extern const golden_case golden_cases[GOLDEN_CASES];

/* The sample of a data set, without the rows that lack a value.  Groups and strata
 * are numbered by the sorted values of their columns; "-" means none.  Release with
 * golden_sample_free. */
atr_sample golden_sample(const golden_case *data, const char *group, const char *stratum);

void golden_sample_free(atr_sample *sample);

#endif
