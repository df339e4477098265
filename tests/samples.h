/* samples.h - small samples and the tables of data sets, for tests of what reads event
 * tables. */
#ifndef ATRISK_TEST_SAMPLES_H
#define ATRISK_TEST_SAMPLES_H

#include "atrisk/events.h"
#include "golden_case.h"

#include <stddef.h>

/* A sample of unweighted subjects in groups; group NULL: one group. */
atr_sample sample_of(size_t n, const double *time, const unsigned char *event,
                     const uint32_t *group, size_t n_groups);

/* The tables of a sample, stratum by stratum; release with tables_free. */
typedef struct {
    size_t      n_groups, n_strata;
    atr_events *table; /* [n_strata * n_groups] */
} tables;

tables tables_of(const atr_sample *sample);
tables tables_of_case(const golden_case *data, const char *group, const char *stratum);
void   tables_free(tables *t);

/* The data set of that name. */
const golden_case *case_named(const char *name);

#endif
