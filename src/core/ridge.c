/* ridge.c - the proportional hazards model with coefficients drawn towards 0. */
#include "atrisk/ridge.h"

#include "base/fail.h"
#include "core/contrast.h"
#include "core/cox_likelihood.h"
#include "core/cox_system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A pivot of the scaled matrix that is this small is rounding error. */
static const double singular = 1e-15;

static const int    usual_iterations = 50, most_halvings = 40;
static const double vanished = 1e-26, small = 1e-18; /* as for the plain model */
static const double slow = 1. / 16;
static const double noise = 1e-13;

/* All in the units of the problem's columns. */
typedef struct {
    const cox_problem *problem;
    double            *beta;   /* [p]                                    */
    double            *trial;  /* [p]                                    */
    double            *step;   /* [p]                                    */
    double            *weight; /* [p] theta s^2                          */
    double            *H;      /* [p * p] minus the second derivatives   */
    bool              *all;    /* [p] every column is kept               */
    cox_point          point;
    cox_system         system;
    double             value; /* of the penalised likelihood at beta     */
} climb;

static bool alloc_climb(climb *way, const cox_problem *problem)
{
    const size_t p = problem->p;
    *way = (climb){0};
    way->beta = calloc(4 * p + p * p, sizeof *way->beta);
    way->all = calloc(p, sizeof *way->all);
    const bool point = cox_point_alloc(&way->point, problem);
    const bool system = cox_system_alloc(&way->system, p);
    if (!way->beta || !way->all || !point || !system) return false;
    way->trial = way->beta + p;
    way->step = way->beta + 2 * p;
    way->weight = way->beta + 3 * p;
    way->H = way->beta + 4 * p;
    for (size_t j = 0; j < p; j++) way->all[j] = true;
    return true;
}

static void free_climb(climb *way)
{
    free(way->beta); /* with the other numbers */
    free(way->all);
    cox_point_free(&way->point);
    cox_system_free(&way->system);
}

static double variance_of(const double *x, size_t n)
{
    double mean = 0, sum = 0;
    for (size_t i = 0; i < n; i++) mean += (x[i] - mean) / (double)(i + 1);
    for (size_t i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
    return n > 1 ? sum / (double)(n - 1) : 0;
}

static void find_weights(const atr_covariates *covariates, const atr_ridge_options *ridge,
                         size_t n, climb *way)
{
    for (size_t j = 0; j < covariates->p; j++) {
        const double scale = way->problem->scale[j];
        const double square = ridge->scaled ? variance_of(covariates->x[j], n) : 1;
        way->weight[j] = ridge->theta * square / (scale * scale);
    }
}

static double penalty(const climb *way, const double *beta)
{
    double sum = 0;
    for (size_t j = 0; j < way->problem->p; j++) sum += way->weight[j] * beta[j] * beta[j];
    return sum / 2;
}

static double evaluate(climb *way, const double *beta)
{
    cox_evaluate(way->problem, beta, &way->point);
    return way->point.loglik - penalty(way, beta);
}

/* s = H^-1 (u - theta s^2 b); returns the decrement. */
static double find_step(climb *way)
{
    const size_t p = way->problem->p;
    double       decrement = 0;
    memcpy(way->H, way->point.information, p * p * sizeof *way->H);
    for (size_t j = 0; j < p; j++) {
        way->H[j * p + j] += way->weight[j];
        way->trial[j] = way->step[j] = way->point.score[j] - way->weight[j] * way->beta[j];
    }
    cox_system_factor(&way->system, way->H, way->all, 0, singular);
    cox_system_solve(&way->system, way->step);
    for (size_t j = 0; j < p; j++) decrement += way->trial[j] * way->step[j];
    return decrement;
}

static bool advance(climb *way, double size)
{
    const size_t p = way->problem->p;
    double       length = 1;
    for (int halving = 0; halving <= most_halvings; halving++, length /= 2) {
        for (size_t j = 0; j < p; j++) way->trial[j] = way->beta[j] + length * way->step[j];
        const double value = evaluate(way, way->trial);
        if (!(value >= way->value - noise * size)) continue;
        way->value = value;
        memcpy(way->beta, way->trial, p * sizeof *way->beta);
        return true;
    }
    return false;
}

/* Newton's method: the sum is strictly concave, so it ends at its one maximum. */
static void run(climb *way, int most_iterations, atr_ridge *fit)
{
    double last = INFINITY;
    way->value = evaluate(way, way->beta);
    fit->loglik_null = way->point.loglik;
    for (fit->iterations = 0;; fit->iterations++) {
        const double size = way->problem->events + fabs(way->value);
        const double decrement = find_step(way);
        fit->converged = decrement <= vanished * size ||
                         (decrement <= small * size && decrement > slow * last);
        if (fit->converged || fit->iterations == most_iterations) break;
        if (!advance(way, size)) break;
        last = decrement;
    }
    evaluate(way, way->beta);
    find_step(way);
    fit->loglik = way->point.loglik;
    fit->penalty = penalty(way, way->beta);
}

/* H^-1, H^-1 I H^-1 and the trace of I H^-1. */
static void report(climb *way, atr_ridge *fit)
{
    const size_t  p = fit->p;
    const double *scale = way->problem->scale, *I = way->point.information;
    cox_system_inverse(&way->system, fit->variance);
    for (size_t j = 0; j < p; j++) {
        double *column = way->step;
        for (size_t k = 0; k < p; k++) {
            column[k] = 0;
            for (size_t l = 0; l < p; l++)
                column[k] += I[k > l ? k * p + l : l * p + k] * fit->variance[l * p + j];
        }
        fit->df += column[j];
        cox_system_solve(&way->system, column);
        for (size_t k = 0; k < p; k++)
            fit->sandwich[k * p + j] = column[k] / (scale[k] * scale[j]);
    }
    for (size_t j = 0; j < p; j++) {
        fit->coef[j] = way->beta[j] / scale[j];
        for (size_t k = 0; k < p; k++) fit->variance[j * p + k] /= scale[j] * scale[k];
    }
}

static bool alloc(const atr_cox *likely, atr_ridge *fit)
{
    const size_t p = likely->p;
    *fit = (atr_ridge){.p = p, .n = likely->n, .events = likely->events};
    fit->coef = calloc(p + 2 * p * p, sizeof *fit->coef);
    if (!fit->coef) return false;
    fit->variance = fit->coef + p;
    fit->sandwich = fit->variance + p * p;
    return true;
}

static atr_status check(const atr_ridge_options *ridge, atr_error *err)
{
    if (ridge->theta > 0 && isfinite(ridge->theta)) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                             "a penalty of %g is not positive and finite", ridge->theta),
                    "without a penalty this is the plain model");
}

/* Fitting without penalty checks everything. */
atr_status atr_ridge_fit(const atr_sample *sample, const atr_covariates *covariates,
                         const atr_cox_options *options, const atr_ridge_options *ridge,
                         atr_ridge *fit, atr_error *err)
{
    const atr_cox_options used = options ? *options : (atr_cox_options){0};
    atr_cox               likely = {0};
    cox_problem           problem = {0};
    climb                 way = {0};
    *fit = (atr_ridge){0};
    atr_status status = check(ridge, err);
    if (!status) status = atr_cox_fit(sample, covariates, &used, &likely, err);
    if (!status) status = cox_problem_build(sample, covariates, &used, &problem, err);
    if (!status && !(alloc_climb(&way, &problem) && alloc(&likely, fit)))
        status = atr_fail_memory(err, "a penalised fit");
    if (!status) {
        way.problem = &problem;
        find_weights(covariates, ridge, sample->n, &way);
        run(&way, used.max_iterations ? used.max_iterations : usual_iterations, fit);
        report(&way, fit);
    } else atr_ridge_free(fit);
    free_climb(&way);
    cox_problem_free(&problem);
    atr_cox_free(&likely);
    return status;
}

atr_contrast atr_ridge_coefficient(const atr_ridge *fit, size_t j, double level)
{
    return atr_contrast_of_difference(fit->coef[j], sqrt(fit->variance[j * fit->p + j]),
                                      level);
}

void atr_ridge_free(atr_ridge *fit)
{
    free(fit->coef); /* with the other numbers */
    *fit = (atr_ridge){0};
}
