/* penalised.c - kinds cox_firth and cox_ridge, and the table of models. */
#include "models.h"

#include "atrisk/firth.h"
#include "atrisk/ridge.h"
#include "kinds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_coefs(block *b, const double *got, const double *variance, size_t p)
{
    const json_t *want = json_object_get(b->result, "coef");
    if (!check_size(b, "coef", want, p)) return;
    for (size_t j = 0; j < p; j++)
        check_value(b, "coef", j, number_of(json_array_get(want, j)), got[j],
                    scaled(COX_COEF, sqrt(variance[j * p + j])));
    json_object_del(b->result, "coef");
}

static void check_firth(block *b, study *s, const atr_firth *got)
{
    double *coef = study_keep(s, got->p, sizeof *coef);
    double *error = study_keep(s, got->p, sizeof *error);
    double *limits = study_keep(s, 2 * got->p, sizeof *limits);
    for (size_t j = 0; j < got->p; j++) {
        coef[j] = got->coef[j].value;
        error[j] = got->coef[j].std_error;
        limits[2 * j] = got->coef[j].lower;
        limits[2 * j + 1] = got->coef[j].upper;
    }
    check_coefs(b, coef, got->variance, got->p);
    check_numbers(b, b->result, "se", error, got->p, COX_ERROR);
    check_covariance(b, b->result, "var", got->variance, got->p, COX_ERROR);
    check_matrix(b, b->result, "ci_profile", (matrix){limits, got->p, 2}, COX_ERROR);
    check_number(b, b->result, "penalised_loglik_null", got->penalised_null, COX_LOGLIK);
    check_number(b, b->result, "penalised_loglik", got->penalised, COX_LOGLIK);
    check_number(b, b->result, "loglik_unpenalised_at_estimate", got->loglik, COX_LOGLIK);
    check_number(b, b->result, "plr_chisq", got->likelihood_ratio.statistic, STATISTIC);
    check_number(b, b->result, "df", got->likelihood_ratio.df, EXACT);
    check_number(b, b->result, "p", got->likelihood_ratio.p, P_VALUE);
}

static void kind_cox_firth(block *b)
{
    study           s;
    atr_firth       got = {0};
    atr_error       err = {0};
    atr_cox_options options;
    study_build(b, &s);
    options = cox_options(b, &s);
    if (atr_firth_fit(&s.sample, &s.covariates, &options, &got, &err) == ATR_OK)
        check_firth(b, &s, &got);
    else refused(b, &err);
    atr_firth_free(&got);
    study_free(&s);
}

static void kind_cox_ridge(block *b)
{
    const atr_ridge_options ridge = {spec_number(b, "theta", 0),
                                     json_is_true(json_object_get(b->spec, "scale"))};
    study                   s;
    atr_ridge               got = {0};
    atr_error               err = {0};
    atr_cox_options         options;
    study_build(b, &s);
    options = cox_options(b, &s);
    if (atr_ridge_fit(&s.sample, &s.covariates, &options, &ridge, &got, &err) == ATR_OK) {
        const double loglik[] = {got.loglik_null, got.loglik};
        check_coefs(b, got.coef, got.variance, got.p);
        check_covariance(b, b->result, "var_second_derivative_inverse", got.variance, got.p,
                         COX_ERROR);
        check_covariance(b, b->result, "var_sandwich", got.sandwich, got.p, COX_ERROR);
        check_numbers(b, b->result, "loglik_unpenalised", loglik, 2, COX_LOGLIK);
        check_number(b, b->result, "penalty", got.penalty, COX_ERROR);
        check_number(b, b->result, "df", got.df, COX_ERROR);
    } else {
        refused(b, &err);
    }
    atr_ridge_free(&got);
    study_free(&s);
}

#define SUBJECTS                                                                           \
    " time status event entry weights strata covariates categorical cluster offset ties "  \
    "timefix conf "

const kind model_kinds[] = {{"cox_zph", kind_cox_zph, SUBJECTS},
                            {"cox_firth", kind_cox_firth, SUBJECTS},
                            {"cox_ridge", kind_cox_ridge, SUBJECTS "theta scale "},
                            {NULL, NULL, NULL}};
