/* term_test.h - does a term of a Cox model matter, all of its columns together? */
#ifndef ATRISK_TERM_TEST_H
#define ATRISK_TERM_TEST_H

#include "atrisk/cox.h"

/* Which term a column belongs to.  A view, owns nothing. */
typedef struct {
    size_t        n_terms;
    const size_t *number; /* [p] below n_terms */
} atr_terms;

/* Wald's test of each term: b' V^- b over its coefficients, V being the fit's variance,
 * robust or not.  The degrees of freedom are the rank of V there.
 *
 *   test   [n_terms] filled; NaN for a term with an infinite coefficient, df 0 and NaN
 *          for one whose columns are all redundant
 *
 * Fails with ATR_EMEMORY. */
atr_status atr_term_wald(const atr_cox *fit, const atr_terms *terms, atr_test *test,
                         atr_error *err);

/* The likelihood ratio test of each term: the model against the one without its columns, in
 * which all other columns stay.  Infinite coefficients do no harm to it.
 *
 *   sample, covariates, options  those the fit was made with
 *   test                         [n_terms] filled
 *
 * Fails as atr_cox_fit does. */
atr_status atr_term_drop(const atr_sample *sample, const atr_covariates *covariates,
                         const atr_cox_options *options, const atr_cox *fit,
                         const atr_terms *terms, atr_test *test, atr_error *err);

#endif
