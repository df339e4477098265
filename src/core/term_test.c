/* term_test.c - does a term of a Cox model matter, all of its columns together? */
#include "atrisk/term_test.h"

#include "base/fail.h"
#include "num/dist.h"
#include "num/quadform.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static bool has_infinite(const atr_cox *fit, const atr_terms *terms, size_t term)
{
    for (size_t j = 0; j < fit->p; j++)
        if (terms->number[j] == term && fit->kind[j] == ATR_COEF_INFINITE) return true;
    return false;
}

/* The coefficients b [m] and the variance V [m * m] of a term's columns that are finite;
 * their number m is returned. */
static size_t gather(const atr_cox *fit, const atr_terms *terms, size_t term,
                     size_t *column, double *b, double *V)
{
    size_t m = 0;
    for (size_t j = 0; j < fit->p; j++)
        if (terms->number[j] == term && fit->kind[j] == ATR_COEF_FINITE) column[m++] = j;
    for (size_t i = 0; i < m; i++) {
        b[i] = fit->coef[column[i]].value;
        for (size_t j = 0; j < m; j++)
            V[i * m + j] = fit->variance[column[i] * fit->p + column[j]];
    }
    return m;
}

atr_status atr_term_wald(const atr_cox *fit, const atr_terms *terms, atr_test *test,
                         atr_error *err)
{
    const size_t p = fit->p;
    size_t      *column = malloc((p + 1) * sizeof *column);
    double      *b = malloc((p + p * p + 1) * sizeof *b);
    bool         room = column && b;
    for (size_t t = 0; room && t < terms->n_terms; t++) {
        double       form = 0;
        size_t       rank = 0;
        const size_t m = gather(fit, terms, t, column, b, b + p);
        if (m > 0) room = atr_quadform(b + p, b, m, &form, &rank);
        test[t] = atr_chisq_test(has_infinite(fit, terms, t) ? NAN : form, (double)rank);
    }
    free(column);
    free(b);
    return room ? ATR_OK : atr_fail_memory(err, "the tests of the terms");
}

/* The test against a model without the term, whose log-likelihood and rank are given. */
static atr_test compare(const atr_cox *fit, double loglik, double df)
{
    return atr_chisq_test(fmax(0, 2 * (fit->loglik - loglik)),
                          fit->likelihood_ratio.df - df);
}

static atr_status drop(const atr_sample *sample, const atr_covariates *rest,
                       const atr_cox_options *options, const atr_cox *fit, atr_test *test,
                       atr_error *err)
{
    if (rest->p == 0) {
        *test = compare(fit, fit->loglik_null, 0);
        return ATR_OK;
    }
    atr_cox          without;
    const atr_status status = atr_cox_fit(sample, rest, options, &without, err);
    if (status) return status;
    *test = compare(fit, without.loglik, without.likelihood_ratio.df);
    atr_cox_free(&without);
    return ATR_OK;
}

atr_status atr_term_drop(const atr_sample *sample, const atr_covariates *covariates,
                         const atr_cox_options *options, const atr_cox *fit,
                         const atr_terms *terms, atr_test *test, atr_error *err)
{
    const double **column = malloc((covariates->p + 1) * sizeof *column);
    if (!column) return atr_fail_memory(err, "the columns of the model");
    atr_status status = ATR_OK;
    for (size_t t = 0; !status && t < terms->n_terms; t++) {
        atr_covariates rest = {0, column};
        for (size_t j = 0; j < covariates->p; j++)
            if (terms->number[j] != t) column[rest.p++] = covariates->x[j];
        status = drop(sample, &rest, options, fit, &test[t], err);
    }
    free((void *)column);
    return status;
}
