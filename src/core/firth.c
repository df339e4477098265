/* firth.c - the proportional hazards model under Firth's penalty. */
#include "atrisk/firth.h"

#include "base/fail.h"
#include "core/firth_search.h"
#include "num/dist.h"
#include "num/root.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int    usual_iterations = 100;
static const double limit_tolerance = 1e-10; /* in standard errors */
static const double limit_miss = 1e-6;       /* of the quantile of chi-square */

/* log|I| / 2 in the units of the covariates differs from that of the problem by this. */
static double units(const firth_search *search)
{
    double sum = 0;
    for (size_t j = 0; j < search->problem->p; j++)
        if (search->kept[j]) sum += log(search->problem->scale[j]);
    return sum;
}

/* The profile of one coefficient, seen from its estimate. */
typedef struct {
    firth_search *search;
    size_t        j;
    const double *best;    /* [p] the estimates                                   */
    const double *along;   /* [p] how they follow the coefficient, to first order */
    double        top;     /* the maximum                                         */
    double        allowed; /* how far twice the profile may fall                  */
    double        direction;
} profile;

/* How far twice the profile has fallen at a distance, less what is allowed. */
static double fallen(double distance, const void *context)
{
    const profile *line = context;
    firth_search  *search = line->search;
    for (size_t k = 0; k < search->problem->p; k++)
        search->beta[k] = line->best[k] + line->direction * distance * line->along[k];
    firth_search_run(search, line->j);
    return 2 * (line->top - search->penalised) - line->allowed;
}

/* `step` is where the limit would be if the likelihood were quadratic. */
static double find_limit(const profile *line, double step, bool *converged)
{
    const double distance = atr_root_from(fallen, line, 0, step, limit_tolerance * step);
    const double missed = isnan(distance) ? INFINITY : fabs(fallen(distance, line));
    *converged = *converged && line->search->converged && missed < limit_miss;
    return line->best[line->j] + line->direction * distance;
}

/* Limits and test of a coefficient by its profile; along [p] is scratch. */
static void find_profile(firth_search *search, const double *best, double *along, size_t j,
                         atr_firth *fit)
{
    const size_t  p = fit->p;
    const double *scale = search->problem->scale;
    const double  variance = fit->variance[j * p + j] * scale[j] * scale[j];
    const double  allowed = atr_chisq_upper(1 - fit->level, 1);
    const double  step = sqrt(variance * allowed);
    for (size_t k = 0; k < p; k++)
        along[k] = fit->variance[k * p + j] * scale[k] * scale[j] / variance;
    profile line = {search, j, best, along, fit->penalised - units(search), allowed, -1};
    fit->coef[j].lower = find_limit(&line, step, &fit->converged) / scale[j];
    line.direction = 1;
    fit->coef[j].upper = find_limit(&line, step, &fit->converged) / scale[j];

    line.allowed = 0;
    fit->test[j] = atr_chisq_test(fmax(0, fallen(-best[j], &line)), 1);
    fit->converged = fit->converged && search->converged;
}

static void report_estimates(firth_search *search, atr_firth *fit)
{
    const cox_problem *problem = search->problem;
    const size_t       p = fit->p;
    cox_system_inverse(&search->system, fit->variance);
    for (size_t j = 0; j < p; j++) {
        const double nothing = search->kept[j] ? 0 : NAN;
        for (size_t k = 0; k < p; k++)
            fit->variance[j * p + k] /= problem->scale[j] * problem->scale[k];
        fit->kind[j] = search->kept[j] ? ATR_COEF_FINITE : ATR_COEF_REDUNDANT;
        fit->coef[j] = (atr_estimate){nothing + search->beta[j] / problem->scale[j],
                                      nothing + sqrt(fit->variance[j * p + j]), NAN, NAN};
        fit->test[j] = (atr_test){NAN, 0, NAN, NAN};
    }
}

static void report(firth_search *search, double *best, double *along, atr_firth *fit)
{
    const size_t p = fit->p;
    double       df = 0;
    for (size_t j = 0; j < p; j++) df += search->kept[j];
    const double null = firth_search_value(search, search->beta);
    firth_search_run(search, SIZE_MAX);
    const double top = search->penalised;
    fit->converged = search->converged;
    fit->iterations = search->iterations;
    fit->loglik = search->loglik;
    fit->penalised_null = null + units(search);
    fit->penalised = top + units(search);
    fit->likelihood_ratio = atr_chisq_test(fmax(0, 2 * (top - null)), df);
    report_estimates(search, fit);
    memcpy(best, search->beta, p * sizeof *best);
    for (size_t j = 0; j < p; j++)
        if (search->kept[j]) find_profile(search, best, along, j, fit);
}

static bool alloc(const atr_cox *likely, atr_firth *fit)
{
    const size_t p = likely->p;
    *fit = (atr_firth){.p = p,
                       .n = likely->n,
                       .events = likely->events,
                       .ties = likely->ties,
                       .level = likely->level};
    fit->kind = calloc(p, sizeof *fit->kind);
    fit->coef = calloc(p, sizeof *fit->coef);
    fit->test = calloc(p, sizeof *fit->test);
    fit->variance = calloc(p * p, sizeof *fit->variance);
    return fit->kind && fit->coef && fit->test && fit->variance;
}

static atr_status fit_problem(const cox_problem *problem, const atr_cox *likely,
                              int most_iterations, atr_firth *fit, atr_error *err)
{
    const size_t p = problem->p;
    firth_search search;
    double      *best = calloc(2 * p, sizeof *best);
    bool        *kept = calloc(p, sizeof *kept);
    const bool   found = firth_search_alloc(&search, problem);
    const bool   room = alloc(likely, fit) && found && best && kept;
    if (room) {
        for (size_t j = 0; j < p; j++) kept[j] = likely->kind[j] != ATR_COEF_REDUNDANT;
        search.problem = problem;
        search.kept = kept;
        search.most_iterations = most_iterations;
        report(&search, best, best + p, fit);
    }
    firth_search_free(&search);
    free(best);
    free(kept);
    return room ? ATR_OK : atr_fail_memory(err, "a penalised fit");
}

static atr_status check_ties(const atr_cox_options *options, atr_error *err)
{
    if (options->ties != ATR_TIES_EXACT) return ATR_OK;
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                             "exact ties do not go with Firth's penalty"),
                    "take Efron's");
}

/* Fitting without penalty checks the rest and finds out what is redundant. */
atr_status atr_firth_fit(const atr_sample *sample, const atr_covariates *covariates,
                         const atr_cox_options *options, atr_firth *fit, atr_error *err)
{
    const atr_cox_options used = options ? *options : (atr_cox_options){0};
    atr_cox               likely = {0};
    cox_problem           problem = {0};
    *fit = (atr_firth){0};
    atr_status status = check_ties(&used, err);
    if (!status) status = atr_cox_fit(sample, covariates, &used, &likely, err);
    if (!status) status = cox_problem_build(sample, covariates, &used, &problem, err);
    if (!status) {
        const int most = used.max_iterations ? used.max_iterations : usual_iterations;
        status = fit_problem(&problem, &likely, most, fit, err);
    }
    if (status) atr_firth_free(fit);
    cox_problem_free(&problem);
    atr_cox_free(&likely);
    return status;
}

void atr_firth_free(atr_firth *fit)
{
    free(fit->kind);
    free(fit->coef);
    free(fit->test);
    free(fit->variance);
    *fit = (atr_firth){0};
}
