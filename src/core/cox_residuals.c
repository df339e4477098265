/* cox_residuals.c - what a proportional hazards fit leaves unexplained.
 *
 * With e_i = exp(eta_i), dH(t) the rise of the cumulative hazard and m(t) the mean of x at
 * risk, a subject that is under observation up to t_i has
 *
 *     expected events   L_i = e_i H(t_i),                H = sum of dH
 *     martingale        M_i = delta_i - L_i
 *     score             U_i = delta_i (x_i - m(t_i)) - e_i (x_i H(t_i) - A(t_i)),
 *                                                        A = sum of m dH
 *
 * where at its own event it sees the dying's part of dH and m dH only (Efron).
 */
#include "atrisk/residuals.h"

#include "base/fail.h"
#include "core/cox_fitted.h"
#include "core/cox_likelihood.h"
#include "core/cox_risksets.h"
#include "core/cox_system.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A pivot of the scaled information that is this small is rounding error. */
static const double singular = 1e-15;

/* What one event time adds, in units of exp(-shift). */
typedef struct {
    double  shift;
    double  hazard, dying_hazard; /* dH                                       */
    double *drift, *dying_drift;  /* [p] m dH                                 */
    double *mean;                 /* [p] m, the mean over the sets of the block */
    double  before;               /* H at earlier times                        */
    double *drift_before;         /* [p] A at earlier times                    */
} increment;

typedef struct {
    cox_fitted     fitted;
    increment     *at;     /* [n_blocks]                               */
    double        *number; /* their arrays, then those below           */
    double        *drift;  /* [p] A so far                             */
    double         hazard; /* H so far                                 */
    double        *information;
    double        *inverse;
    cox_system     system;
    const atr_cox *fit;
} workplace;

static bool alloc(workplace *work, atr_residuals *residuals)
{
    const size_t p = work->fitted.problem.p, blocks = work->fitted.problem.n_blocks;
    const size_t n = residuals->n, d = residuals->events;
    work->at = calloc(blocks + 1, sizeof *work->at);
    work->number = calloc(4 * p * blocks + p + 2 * p * p, sizeof *work->number);
    const bool system = cox_system_alloc(&work->system, p);
    double    *room = calloc(3 * n + 3 * n * p + d + 2 * d * p, sizeof *room);
    residuals->predictor = room;
    residuals->event_subject = calloc(d + 1, sizeof *residuals->event_subject);
    if (!work->at || !work->number || !system || !room || !residuals->event_subject)
        return false;

    for (size_t k = 0; k < blocks; k++) {
        work->at[k].drift = work->number + 4 * p * k;
        work->at[k].dying_drift = work->at[k].drift + p;
        work->at[k].mean = work->at[k].drift + 2 * p;
        work->at[k].drift_before = work->at[k].drift + 3 * p;
    }
    work->drift = work->number + 4 * p * blocks;
    work->information = work->drift + p;
    work->inverse = work->information + p * p;
    residuals->martingale = room + n;
    residuals->deviance = room + 2 * n;
    residuals->score = room + 3 * n;
    residuals->dfbeta = residuals->score + n * p;
    residuals->dfbetas = residuals->score + 2 * n * p;
    residuals->schoenfeld = residuals->score + 3 * n * p;
    residuals->scaled_schoenfeld = residuals->schoenfeld + d * p;
    residuals->event_time = residuals->schoenfeld + 2 * d * p;
    return true;
}

static void walk_down(workplace *work)
{
    cox_walk    *walk = &work->fitted.walk;
    const size_t p = work->fitted.problem.p;
    cox_walk_start(work->fitted.beta, NULL, walk);
    while (cox_walk_next(walk)) {
        const cox_sets sets = cox_walk_sum(walk);
        increment     *at = work->at + walk->block;
        at->shift = walk->shift;
        at->hazard = sets.hazard;
        at->dying_hazard = sets.dying_hazard;
        for (size_t j = 0; j < p; j++) {
            const double m = walk->alive.mean[j], d = walk->d[j];
            at->drift[j] = sets.hazard * m + sets.drift * d;
            at->dying_drift[j] = sets.dying_hazard * m + sets.dying_drift * d;
            at->mean[j] = m + sets.mean * d;
        }
        cox_walk_inform(walk, &sets, 1, work->information);
    }
}

/* sign(M) sqrt(-2 (M + delta log(delta - M))), where delta - M = L. */
static double deviance(double martingale, double expected, bool died)
{
    const double square = -2 * (martingale + (died ? log(expected) : 0));
    return copysign(sqrt(fmax(0, square)), martingale);
}

/* The increment before which row i of block k comes under observation; NULL: the first. */
static const increment *entered(const workplace *work, size_t i)
{
    const uint32_t *until = work->fitted.problem.until;
    return until ? work->at + until[i] - 1 : NULL;
}

/* A row that has seen the increments from its entry to now and, if it died, the dying's
 * part of the one at hand. */
static void settle_row(const workplace *work, size_t i, const increment *at, bool died,
                       atr_residuals *residuals)
{
    const cox_problem *problem = &work->fitted.problem;
    const size_t       p = problem->p, subject = problem->subject[i];
    const double      *x = problem->x + i * p;
    const increment   *entry = entered(work, i);
    const double       missed = entry ? exp(at->shift - entry->shift) : 0;
    const double e = exp(cox_row_predictor(problem, i, work->fitted.beta) - at->shift);
    const double H =
        work->hazard + (died ? at->dying_hazard : 0) - (entry ? missed * entry->before : 0);
    const double M = (died ? 1 : 0) - e * H;

    residuals->martingale[subject] = M;
    residuals->deviance[subject] = deviance(M, e * H, died);
    for (size_t j = 0; j < p; j++) {
        const double A = work->drift[j] + (died ? at->dying_drift[j] : 0) -
                         (entry ? missed * entry->drift_before[j] : 0);
        residuals->score[subject * p + j] =
            ((died ? x[j] - at->mean[j] : 0) - e * (x[j] * H - A)) * problem->scale[j];
    }
}

static void settle_events(const workplace *work, size_t k, size_t first,
                          atr_residuals *residuals)
{
    const cox_problem *problem = &work->fitted.problem;
    const size_t       p = problem->p;
    const cox_block    block = problem->block[k];
    for (size_t i = block.deaths; i < block.end; i++) {
        const size_t d = first + i - block.deaths;
        residuals->event_subject[d] = problem->subject[i];
        residuals->event_time[d] = block.time;
        for (size_t j = 0; j < p; j++)
            residuals->schoenfeld[d * p + j] =
                (problem->x[i * p + j] - work->at[k].mean[j]) * problem->scale[j];
    }
}

/* Up the event times of a stratum, blocks first..last, from the earliest: the last. */
static void walk_up(workplace *work, size_t first, size_t last, size_t *events,
                    atr_residuals *residuals)
{
    const cox_problem *problem = &work->fitted.problem;
    const size_t       p = problem->p;
    double             shift = work->at[last].shift;
    work->hazard = 0;
    memset(work->drift, 0, p * sizeof *work->drift);
    for (size_t k = last + 1; k-- > first;) {
        increment      *at = work->at + k;
        const cox_block block = problem->block[k];
        const double    rescale = exp(at->shift - shift);
        shift = at->shift;
        work->hazard *= rescale;
        for (size_t j = 0; j < p; j++) work->drift[j] *= rescale;
        at->before = work->hazard;
        memcpy(at->drift_before, work->drift, p * sizeof *work->drift);
        for (size_t i = block.deaths; i < block.end; i++)
            settle_row(work, i, at, true, residuals);
        settle_events(work, k, *events, residuals);
        *events += block.end - block.deaths;

        work->hazard += at->hazard;
        for (size_t j = 0; j < p; j++) work->drift[j] += at->drift[j];
        for (size_t i = k > 0 ? problem->block[k - 1].end : 0; i < block.deaths; i++)
            if (!problem->until || problem->until[i] > k)
                settle_row(work, i, at, false, residuals);
    }
}

static void walk_up_strata(workplace *work, atr_residuals *residuals)
{
    const cox_problem *problem = &work->fitted.problem;
    size_t             events = 0, first = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        if (k + 1 < problem->n_blocks && !problem->block[k + 1].fresh) continue;
        walk_up(work, first, k, &events, residuals);
        first = k + 1;
    }
}

/* With V the inverse information, dfbeta_i = w_i V U_i, and a Schoenfeld residual s is
 * scaled to beta + (number of events) V s.  V is taken in the units of the problem. */
static void multiply_variance(workplace *work, const double *vector, double factor,
                              double *result)
{
    const cox_problem *problem = &work->fitted.problem;
    for (size_t j = 0; j < problem->p; j++)
        result[j] = factor * vector[j] / problem->scale[j];
    cox_system_solve(&work->system, result);
    for (size_t j = 0; j < problem->p; j++) result[j] /= problem->scale[j];
}

static void scale_events(workplace *work, atr_residuals *residuals)
{
    const size_t p = residuals->p;
    for (size_t d = 0; d < residuals->events; d++) {
        double *scaled = residuals->scaled_schoenfeld + d * p;
        multiply_variance(work, residuals->schoenfeld + d * p, (double)residuals->events,
                          scaled);
        for (size_t j = 0; j < p; j++) scaled[j] += work->fit->coef[j].value;
    }
}

static void influence(workplace *work, const atr_sample *sample, atr_residuals *residuals)
{
    const size_t p = residuals->p;
    cox_system_inverse(&work->system, work->inverse);
    for (size_t i = 0; i < residuals->n; i++) {
        const double w = sample->weight ? sample->weight[i] : 1;
        double      *dfbeta = residuals->dfbeta + i * p;
        multiply_variance(work, residuals->score + i * p, w, dfbeta);
        for (size_t j = 0; j < p; j++)
            residuals->dfbetas[i * p + j] =
                work->fitted.kept[j] ? dfbeta[j] * work->fitted.problem.scale[j] /
                                           sqrt(work->inverse[j * p + j])
                                     : NAN;
    }
}

/* Of exact ties only what rests on the cumulative hazard is known. */
static void forget_scores(atr_residuals *residuals)
{
    const size_t p = residuals->p;
    for (size_t k = 0; k < 3 * residuals->n * p; k++) residuals->score[k] = NAN;
    for (size_t k = 0; k < 2 * residuals->events * p; k++) residuals->schoenfeld[k] = NAN;
}

static void predict(const atr_covariates *covariates, const atr_cox *fit,
                    atr_residuals *residuals)
{
    for (size_t j = 0; j < fit->p; j++)
        for (size_t i = 0; i < fit->n && fit->kind[j] == ATR_COEF_FINITE; i++)
            residuals->predictor[i] +=
                (covariates->x[j][i] - fit->mean[j]) * fit->coef[j].value;
}

atr_status atr_residuals_find(const atr_sample *sample, const atr_covariates *covariates,
                              const atr_cox *fit, atr_residuals *residuals, atr_error *err)
{
    workplace work = {.fit = fit};
    *residuals = (atr_residuals){0};
    atr_status status = cox_fitted_build(sample, covariates, fit, &work.fitted, err);
    if (status) return status;

    *residuals = (atr_residuals){.n = fit->n, .p = fit->p};
    for (size_t i = 0; i < fit->n; i++) residuals->events += sample->event[i];
    if (alloc(&work, residuals)) {
        walk_down(&work);
        cox_system_factor(&work.system, work.information, work.fitted.kept, 0, singular);
        walk_up_strata(&work, residuals);
        influence(&work, sample, residuals);
        scale_events(&work, residuals);
        if (fit->ties == ATR_TIES_EXACT) forget_scores(residuals);
        predict(covariates, fit, residuals);
    } else {
        status = atr_fail_memory(err, "the residuals");
        atr_residuals_free(residuals);
    }
    cox_system_free(&work.system);
    cox_fitted_free(&work.fitted);
    free(work.at);
    free(work.number);
    return status;
}

void atr_residuals_free(atr_residuals *residuals)
{
    free(residuals->predictor); /* with the other numbers */
    free(residuals->event_subject);
    *residuals = (atr_residuals){0};
}
