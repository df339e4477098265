/* cox_case.h - models for tests of what starts from a proportional hazards fit. */
#ifndef ATRISK_TEST_COX_CASE_H
#define ATRISK_TEST_COX_CASE_H

#include "atrisk/cox.h"
#include "golden_table.h"

enum { COX_CASE_COLUMNS = 6 };

/* A sample with columns of numbers; everything belongs to the case. */
typedef struct {
    size_t          n, p;
    double         *number;  /* [n * (p + 2)] times, weights, then the columns  */
    double         *entry;   /* [n] of a case that was split                    */
    unsigned char  *event;   /* [n]                                             */
    uint32_t       *stratum; /* [n]                                             */
    const double   *column[COX_CASE_COLUMNS];
    atr_sample      sample;
    atr_cox_options options;
} cox_case;

/* The model of a row of residuals_models.csv or a table like it, of the rows of
 * its data that are complete. */
cox_case cox_case_read(const golden_table *models, size_t row);

/* The model of that name. */
cox_case cox_case_named(const golden_table *models, const char *name);

/* Three columns, two strata, weights 0.5 to 2 and many ties: the same subjects for the
 * same n. */
cox_case cox_case_make(size_t n, atr_ties ties);

/* The case with the follow-up after `cut` as a row of its own that enters then: the last
 * row of subject i is row i, earlier ones follow. */
cox_case cox_case_split(const cox_case *c, double cut);

/* The case without one subject. */
cox_case cox_case_without(const cox_case *c, size_t subject);

void cox_case_free(cox_case *c);

/* A view of the columns; the case must not move while it is used. */
atr_covariates cox_case_covariates(const cox_case *c);

/* Fit the model; the test fails when that fails. */
atr_cox cox_case_fit(const cox_case *c);

#endif
