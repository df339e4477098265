/* finegray.c - regression with competing risks. */
#include "atrisk/finegray.h"

#include "base/fail.h"
#include "core/clusters.h"
#include "core/cox_fit.h"
#include "core/finegray_scores.h"
#include "num/dist.h"
#include "num/quadform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static atr_status check_cause(const atr_competing *sample, size_t cause, atr_error *err)
{
    if (cause >= 1 && cause <= sample->n_causes) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_EVENT,
                             "there is no cause %zu to model, but %zu of them", cause,
                             sample->n_causes),
                    "causes are counted from 1");
}

/* The sample of a single cause, other events being censored.  event [n] is filled. */
static atr_sample single_cause(const atr_competing *s, size_t cause, unsigned char *event)
{
    for (size_t i = 0; i < s->n; i++) event[i] = s->cause[i] == cause;
    return (atr_sample){.n = s->n,
                        .time = s->time,
                        .event = event,
                        .weight = s->weight,
                        .group = s->group,
                        .n_groups = s->n_groups,
                        .stratum = s->stratum,
                        .n_strata = s->n_strata};
}

atr_status atr_cause_specific_fit(const atr_competing *sample, size_t cause,
                                  const atr_covariates  *covariates,
                                  const atr_cox_options *options, atr_cox *fit,
                                  atr_error *err)
{
    *fit = (atr_cox){0};
    atr_status status = atr_competing_check(sample, err);
    if (!status) status = check_cause(sample, cause, err);
    if (status) return status;

    unsigned char *event = malloc(sample->n);
    if (!event) return atr_fail_memory(err, "the event indicators");
    const atr_sample single = single_cause(sample, cause, event);
    status = atr_cox_fit(&single, covariates, options, fit, err);
    free(event);
    return status;
}

/* Sums over clusters of u [n * p], in place: those of n_clusters are the first rows. */
static bool gather(const uint32_t *cluster, size_t n, size_t n_clusters, size_t p,
                   double *u)
{
    double *sum = calloc(n_clusters * p + 1, sizeof *sum);
    if (!sum) return false;
    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < p; j++) sum[cluster[k] * p + j] += u[k * p + j];
    memcpy(u, sum, n_clusters * p * sizeof *u);
    free(sum);
    return true;
}

/* Scores of n subjects become those of clusters; how many there are. */
static atr_status gather_scores(const uint32_t *ids, size_t p, double *events,
                                double *censoring, size_t *n, atr_error *err)
{
    size_t    n_clusters = *n;
    uint32_t *cluster = ids ? malloc(*n * sizeof *cluster) : NULL;
    bool      room = !ids || (cluster && clusters_number(ids, *n, cluster, &n_clusters));
    if (ids && room)
        room = gather(cluster, *n, n_clusters, p, events) &&
               gather(cluster, *n, n_clusters, p, censoring);
    free(cluster);
    *n = n_clusters;
    return room ? ATR_OK : atr_fail_memory(err, "the clusters");
}

/* V [p * p] = sum_k d_k d_k' with d_k = A u_k, the change in the coefficients that subject
 * (or cluster) k of n makes; A the inverse information in the units of the covariates, u in
 * others. */
static void add_changes(const finegray_problem *f, const double *naive, size_t n,
                        const double *u, double *d, double *variance)
{
    const size_t p = f->cox.p;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < p; i++) {
            d[i] = 0;
            for (size_t j = 0; j < p; j++)
                d[i] += naive[i * p + j] * f->cox.scale[j] * u[k * p + j];
        }
        for (size_t i = 0; i < p; i++)
            for (size_t j = 0; j < p; j++) variance[i * p + j] += d[i] * d[j];
    }
}

/* The two sandwiches, from the scores without and with the part through censoring. */
static atr_status fill_variances(const finegray_problem *f, const uint32_t *ids,
                                 atr_finegray *fit, atr_error *err)
{
    const size_t p = f->cox.p;
    size_t       n = f->n;
    double      *events = malloc(n * p * sizeof *events);
    double      *censoring = malloc(n * p * sizeof *censoring);
    double      *beta = malloc(2 * p * sizeof *beta);
    atr_status   status = ATR_OK;
    if (!events || !censoring || !beta) status = atr_fail_memory(err, "the variances");
    for (size_t j = 0; !status && j < p; j++) {
        const bool finite = fit->model.kind[j] == ATR_COEF_FINITE;
        beta[j] = finite ? fit->model.coef[j].value * f->cox.scale[j] : 0;
    }
    if (!status) status = finegray_scores(f, beta, events, censoring, err);
    if (!status) status = gather_scores(ids, p, events, censoring, &n, err);
    if (!status) {
        memset(fit->model.variance, 0, p * p * sizeof *fit->model.variance);
        add_changes(f, fit->model.naive_variance, n, events, beta + p, fit->sandwich);
        for (size_t i = 0; i < n * p; i++) events[i] += censoring[i];
        add_changes(f, fit->model.naive_variance, n, events, beta + p, fit->model.variance);
    }
    free(events);
    free(censoring);
    free(beta);
    return status;
}

/* What rests on the variance: errors, limits, z and p. */
static void report_coefficients(atr_cox *model)
{
    const double normal = atr_normal_upper((1 - model->level) / 2);
    for (size_t j = 0; j < model->p; j++) {
        if (model->kind[j] != ATR_COEF_FINITE) continue;
        const double b = model->coef[j].value, se = sqrt(model->variance[j * model->p + j]);
        model->coef[j] = (atr_estimate){b, se, b - normal * se, b + normal * se};
        model->z[j] = b / se;
        model->p_value[j] = 2 * atr_normal_tail(fabs(model->z[j]));
    }
}

/* b' V^- b over the coefficients that are not redundant. */
static atr_status report_wald(atr_cox *model, atr_error *err)
{
    double *b = calloc(model->p, sizeof *b);
    double  form = 0;
    size_t  rank = 0;
    for (size_t j = 0; b && j < model->p; j++)
        if (model->kind[j] == ATR_COEF_FINITE) b[j] = model->coef[j].value;
    const bool room = b && atr_quadform(model->variance, b, model->p, &form, &rank);
    free(b);
    if (!room) return atr_fail_memory(err, "the Wald test");
    model->wald = atr_chisq_test(form, (double)rank);
    return ATR_OK;
}

/* Without a finite maximum there are no score residuals. */
static void clear_variances(atr_finegray *fit)
{
    const size_t p = fit->model.p;
    for (size_t i = 0; i < p * p; i++) fit->sandwich[i] = fit->model.variance[i] = NAN;
}

static bool any_infinite(const atr_cox *model)
{
    for (size_t j = 0; j < model->p; j++)
        if (model->kind[j] == ATR_COEF_INFINITE) return true;
    return false;
}

static atr_status fit_problem(finegray_problem *problem, int max_iterations,
                              const uint32_t *cluster, atr_finegray *fit, atr_error *err)
{
    atr_status status =
        cox_fit_problem(&problem->cox, max_iterations, NULL, &fit->model, err);
    const size_t p = problem->cox.p;
    if (status) return status;
    fit->sandwich = calloc(p * p, sizeof *fit->sandwich);
    if (!fit->sandwich) return atr_fail_memory(err, "the variances");

    if (any_infinite(&fit->model)) clear_variances(fit);
    else status = fill_variances(problem, cluster, fit, err);
    if (!status) report_coefficients(&fit->model);
    if (!status && !any_infinite(&fit->model)) status = report_wald(&fit->model, err);
    return status;
}

static atr_status check(const atr_competing *sample, size_t cause, atr_error *err)
{
    atr_status status = atr_competing_check(sample, err);
    if (!status) status = check_cause(sample, cause, err);
    return status;
}

static atr_status describe(const atr_competing *sample, size_t cause,
                           const atr_covariates *covariates, atr_cox *model, atr_error *err)
{
    unsigned char *event = malloc(sample->n);
    if (!event) return atr_fail_memory(err, "the event indicators");
    const atr_sample single = single_cause(sample, cause, event);
    cox_fit_describe(&single, covariates, model);
    free(event);
    return ATR_OK;
}

atr_status atr_finegray_fit(const atr_competing *sample, size_t cause,
                            const atr_covariates       *covariates,
                            const atr_finegray_options *options, atr_finegray *fit,
                            atr_error *err)
{
    const atr_finegray_options used = options ? *options : (atr_finegray_options){0};
    atr_cox_options  cox = {.ties = used.efron ? ATR_TIES_EFRON : ATR_TIES_BRESLOW,
                            .level = used.level,
                            .max_iterations = used.max_iterations};
    finegray_problem problem = {0};
    atr_status       status = cox_fit_options(&cox, err);
    *fit = (atr_finegray){.model = {.ties = cox.ties,
                                    .level = cox.level,
                                    .exact_times = used.exact_times,
                                    .robust_score = atr_chisq_test(NAN, 0)},
                          .cause = cause,
                          .order = used.order};
    if (!status) status = check(sample, cause, err);
    if (!status) status = cox_fit_covariates(covariates, sample->n, err);
    if (!status)
        status = finegray_problem_build(sample, cause, covariates, &used, &problem, err);
    if (!status) status = fit_problem(&problem, cox.max_iterations, used.cluster, fit, err);
    if (!status) status = describe(sample, cause, covariates, &fit->model, err);
    if (status) atr_finegray_free(fit);
    finegray_problem_free(&problem);
    return status;
}

void atr_finegray_free(atr_finegray *fit)
{
    atr_cox_free(&fit->model);
    free(fit->sandwich);
    *fit = (atr_finegray){0};
}
