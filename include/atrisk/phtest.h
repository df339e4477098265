/* phtest.h - are the hazards proportional? */
#ifndef ATRISK_PHTEST_H
#define ATRISK_PHTEST_H

#include "atrisk/cox.h"

/* The function g of time that a coefficient may change with. */
typedef enum {
    ATR_TIME_KM,       /* 1 - S(t-), S the Kaplan-Meier estimate of everybody together */
    ATR_TIME_RANK,     /* rank of t among all follow-up times, the mean rank when tied */
    ATR_TIME_IDENTITY, /* t                                                            */
    ATR_TIME_LOG       /* log t; needs event times above 0                             */
} atr_time_transform;

typedef struct {
    atr_time_transform transform;
    size_t             n_terms; /* 0: each column is a term of its own               */
    const size_t      *term;    /* [p] the term, below n_terms, a column belongs to   */
} atr_phtest_options;

typedef struct {
    size_t    n_terms;
    atr_test *term;   /* [n_terms] df: columns of the term that can be told apart */
    atr_test  global; /* all of them at once                                      */
    atr_time_transform transform;
} atr_phtest;

/* Test beta(t) = beta + theta g(t) against theta = 0, term by term and globally: the
 * score test of theta in the model extended by the columns x g(t).
 *
 *   sample, covariates  those the fit was made with
 *   fit                 without infinite coefficients and exact ties; redundant
 *                       columns are left out
 *   options             NULL: g of the Kaplan-Meier estimate, each column a term
 *   test                filled; release with atr_phtest_free
 *
 * This is the exact score test, R's cox.zph since survival 3.0, not the older
 * approximation that takes the variance of the covariates as constant in time.
 * Neither weights nor strata enter g.  Without a test (a single event time) df is 0.
 * O(n p^2), with entry times O(n p^2 log n).
 *
 * Fails with ATR_EARGUMENT (a fit of other data, a term out of range), ATR_EDATA (an
 * infinite coefficient, the logarithm of an event time that is not positive) or
 * ATR_EMEMORY.
 * Grambsch & Therneau, Biometrika 81 (1994) 515-526. */
atr_status atr_phtest_find(const atr_sample *sample, const atr_covariates *covariates,
                           const atr_cox *fit, const atr_phtest_options *options,
                           atr_phtest *test, atr_error *err);

/* Release and zero.  Harmless on a zeroed test. */
void atr_phtest_free(atr_phtest *test);

#endif
