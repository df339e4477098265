/* parametric.c - models with a formula for the hazard: kinds aft and parametric. */
#include "models.h"

#include "atrisk/parametric.h"
#include "kinds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool family_named(const char *name, atr_family *family)
{
    static const struct {
        const char *name;
        atr_family  family;
    } known[] = {
        {"exponential", ATR_FAMILY_EXPONENTIAL},    {"weibull", ATR_FAMILY_WEIBULL},
        {"lognormal", ATR_FAMILY_LOGNORMAL},        {"loglogistic", ATR_FAMILY_LOGLOGISTIC},
        {"generalized gamma", ATR_FAMILY_GENGAMMA}, {"gompertz", ATR_FAMILY_GOMPERTZ},
        {"royston-parmar", ATR_FAMILY_SPLINE}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
        if (strcmp(name, known[k].name) == 0) {
            *family = known[k].family;
            return true;
        }
    return false;
}

/* Intervals where the spec names their ends, an empty cell being without end. */
static atr_status fit_family(const block *b, study *s, const atr_covariates *x,
                             atr_family family, const atr_parametric_options *options,
                             atr_parametric *got, atr_error *err)
{
    const char *ends[] = {spec_text(b, "left"), spec_text(b, "right")};
    double     *end[2];
    if (!ends[0]) return atr_parametric_fit(&s->sample, x, family, options, got, err);
    for (int side = 0; side < 2; side++) {
        end[side] = study_keep(s, s->n, sizeof *end[side]);
        for (size_t i = 0; i < s->n; i++) {
            const double t = data_number(b->data, ends[side], s->row[i]);
            end[side][i] = isnan(t) ? (side ? INFINITY : -INFINITY) : t;
        }
    }
    const atr_intervals intervals = {s->n, end[0], end[1], s->weight};
    return atr_parametric_fit_intervals(&intervals, x, family, options, got, err);
}

/* False after having said why there is no fit. */
static bool fit(block *b, study *s, atr_parametric *got)
{
    const atr_parametric_options options = {
        .knots = (size_t)spec_number(b, "internal_knots", 0)};
    atr_error  err = {0};
    atr_family family;
    *got = (atr_parametric){0};
    if (!family_named(spec_text(b, "dist"), &family)) {
        omit(b, b->result, NULL, "the library has no model of that name");
        return false;
    }
    if (fit_family(b, s, &s->covariates, family, &options, got, &err) == ATR_OK)
        return true;
    refused(b, &err);
    return false;
}

static double count_events(const study *s)
{
    double n = 0;
    for (size_t i = 0; i < s->n; i++) n += s->event[i];
    return n;
}

static void check_likelihood(block *b, const study *s, const atr_parametric *got)
{
    size_t estimated = 0;
    for (size_t k = 0; k < got->m; k++) estimated += !isnan(got->parameter[k].value);
    check_number(b, b->result, "n", (double)s->n, EXACT);
    check_number(b, b->result, "nevent",
                 json_object_get(b->spec, "left") ? NAN : count_events(s), EXACT);
    check_number(b, b->result, "npar", (double)estimated, EXACT);
    check_number(b, b->result, "loglik", got->loglik, AFT_LOGLIK);
    check_number(b, b->result, "aic", got->aic, AFT_LOGLIK);
    check_number(b, b->result, "bic_n", got->bic, AFT_LOGLIK);
    check_number(b, b->result, "bic_nevent", got->bic_events, AFT_LOGLIK);
}

/* What the model says about a time, by any of the functions that take one number. */
typedef atr_status (*question)(const atr_parametric *fit, const double *x, double number,
                               atr_estimate *answer, atr_error *err);

static void check_answer(block *b, const char *key, const atr_parametric *got, question ask,
                         double number)
{
    atr_estimate answer;
    atr_error    err = {0};
    if (!json_object_get(b->result, key)) return;
    if (ask(got, NULL, number, &answer, &err) == ATR_OK)
        check_number(b, b->result, key, answer.value, COX_CURVE);
    else refused(b, &err);
}

static void check_answers(block *b, const atr_parametric *got)
{
    const double tau = number_of(json_object_get(b->result, "tau"));
    check_answer(b, "median", got, atr_parametric_quantile, 0.5);
    check_answer(b, "mean", got, atr_parametric_rmst, INFINITY);
    check_answer(b, "mean_survival", got, atr_parametric_rmst, INFINITY);
    check_answer(b, "rmst_tau", got, atr_parametric_rmst, tau);
    check_answer(b, "surv_tau", got, atr_parametric_survival, tau);
    if (!isnan(tau)) check_number(b, b->result, "tau", tau, EXACT);
}

static void check_hazard_ratios(block *b, json_t *object, const char *key,
                                const atr_parametric *got, bool logarithm)
{
    const json_t *want = json_object_get(object, key);
    for (size_t j = 0; j < json_array_size(want); j++) {
        atr_estimate log_hr = {NAN, NAN, NAN, NAN};
        atr_parametric_log_hazard_ratio(got, j, &log_hr, NULL);
        check_value(b, key, j, number_of(json_array_get(want, j)),
                    logarithm ? log_hr.value : exp(log_hr.value),
                    scaled(AFT_COEF, fmax(1, log_hr.std_error)));
    }
    json_object_del(object, key);
}

static void check_intercept_only(block *b, study *s, const atr_parametric *got)
{
    atr_parametric none;
    atr_error      err = {0};
    if (fit_family(b, s, NULL, got->family, NULL, &none, &err) == ATR_OK)
        check_number(b, b->result, "loglik_intercept_only", none.loglik, AFT_LOGLIK);
    else refused(b, &err);
    atr_parametric_free(&none);
}

static void check_aft(block *b, study *s, const atr_parametric *got)
{
    const json_t *coef = json_object_get(b->result, "coef");
    json_t       *ph = json_object_get(b->result, "ph");
    const bool    scale = got->family != ATR_FAMILY_EXPONENTIAL;
    const double  log_scale = scale ? got->parameter[got->p + 1].value : 0;
    const double  error = scale ? got->parameter[got->p + 1].std_error : 0;
    check_value(b, "coef", NO_INDEX, (double)json_array_size(coef), (double)got->p + 1,
                EXACT);
    for (size_t j = 0; j <= got->p && j < json_array_size(coef); j++)
        check_value(b, "coef", j, number_of(json_array_get(coef, j)),
                    got->parameter[j].value, scaled(AFT_COEF, got->parameter[j].std_error));
    json_object_del(b->result, "coef");
    check_number(b, b->result, "scale", exp(log_scale),
                 scaled(AFT_COEF, exp(log_scale) * error));
    check_number(b, b->result, "log_scale", log_scale, scaled(AFT_COEF, error));
    check_covariance(b, b->result, "var", got->variance, got->m, COX_ERROR);
    check_answers(b, got);
    check_intercept_only(b, s, got);
    if (!ph) return;
    block_at(b, "ph.");
    check_number(b, ph, "shape", exp(-log_scale),
                 scaled(AFT_COEF, exp(-log_scale) * error));
    check_number(
        b, ph, "scale", exp(got->parameter[0].value),
        scaled(AFT_COEF, exp(got->parameter[0].value) * got->parameter[0].std_error));
    check_hazard_ratios(b, ph, "log_hr", got, true);
    block_at(b, "");
}

static void kind_aft(block *b)
{
    study          s;
    atr_parametric got;
    study_build(b, &s);
    if (fit(b, &s, &got)) {
        check_likelihood(b, &s, &got);
        check_aft(b, &s, &got);
    }
    atr_parametric_free(&got);
    study_free(&s);
}

/* Which of the library's parameters has the name; got->m when none has. */
static size_t parameter_named(const study *s, const atr_parametric *got, const char *name)
{
    static const char *const first[] = {"log_rate", "mu", "gamma0"};
    for (size_t k = 0; k < sizeof first / sizeof *first; k++)
        if (strcmp(name, first[k]) == 0) return 0;
    for (size_t j = 0; j < s->p; j++)
        if (strcmp(name, s->term[j]) == 0) return 1 + j;
    if (strcmp(name, "shape") == 0 || strcmp(name, "log_sigma") == 0) return s->p + 1;
    if (strcmp(name, "Q") == 0) return s->p + 2;
    if (strncmp(name, "gamma", 5) == 0) return s->p + (size_t)atoi(name + 5);
    return got->m;
}

static void check_parameters(block *b, study *s, const atr_parametric *got)
{
    const json_t *names = json_object_get(b->result, "parameters");
    const size_t  m = json_array_size(names);
    const json_t *value = json_object_get(b->result, "estimate");
    double       *variance = study_keep(s, m * m, sizeof *variance);
    double       *error = study_keep(s, m, sizeof *error);
    size_t       *at = study_keep(s, m, sizeof *at);
    check_value(b, "parameters", NO_INDEX, (double)m, (double)got->m, EXACT);
    for (size_t i = 0; i < m; i++) {
        at[i] = parameter_named(s, got, json_string_value(json_array_get(names, i)));
        if (at[i] >= got->m) return; /* left over, and so reported */
    }
    for (size_t i = 0; i < m; i++) {
        for (size_t j = 0; j < m; j++)
            variance[i * m + j] = got->variance[at[i] * got->m + at[j]];
        error[i] = got->parameter[at[i]].std_error;
        check_value(b, "estimate", i, number_of(json_array_get(value, i)),
                    got->parameter[at[i]].value, scaled(AFT_COEF, error[i]));
    }
    json_object_del(b->result, "parameters");
    json_object_del(b->result, "estimate");
    check_covariance(b, b->result, "var", variance, m, COX_ERROR);
    check_numbers(b, b->result, "se", error, m, COX_ERROR);
}

static void kind_parametric(block *b)
{
    study          s;
    atr_parametric got;
    study_build(b, &s);
    if (fit(b, &s, &got)) {
        check_likelihood(b, &s, &got);
        check_parameters(b, &s, &got);
        check_answers(b, &got);
        check_number(
            b, b->result, "rate", exp(got.parameter[0].value),
            scaled(AFT_COEF, exp(got.parameter[0].value) * got.parameter[0].std_error));
        check_number(b, b->result, "cure_fraction", atr_parametric_cured(&got, NULL),
                     COX_CURVE);
        check_number(b, b->result, "sigma", exp(got.parameter[got.p + (got.m > 1)].value),
                     COX_CURVE);
        check_numbers(b, b->result, "knots_log_time", got.knot, got.n_knots, ESTIMATE);
        check_hazard_ratios(b, b->result, "hr", &got, false);
    }
    atr_parametric_free(&got);
    study_free(&s);
}

#define SUBJECTS                                                                           \
    " time status event entry weights covariates categorical timefix conf dist "

const kind parametric_kinds[] = {{"aft", kind_aft, SUBJECTS "left right "},
                                 {"parametric", kind_parametric,
                                  SUBJECTS "parameterisation scale internal_knots knots "},
                                 {NULL, NULL, NULL}};
