/* cox_factor_search.c - the coefficients of one factor. */
#include "core/cox_factor_search.h"

#include "num/cholesky.h"

#include <math.h>
#include <string.h>

static const double noise = 1e-12; /* of the log-likelihood, relative to its size */
static const int    most_halvings = 8;

static const double near = 1e-10; /* a Newton decrement, in squares of standard errors */
static const int    most_climbs = 20;

static double dot(const double *a, const double *b, size_t p)
{
    double sum = 0;
    for (size_t j = 0; j < p; j++) sum += a[j] * b[j];
    return sum;
}

static void evaluate(const cox_factor *factor, const double *beta, cox_search *search)
{
    search->point.loglik =
        cox_factor_evaluate(factor, beta, search->point.score, search->point.information);
}

/* s = I^-1 u; returns the decrement u's. */
static double find_step(size_t p, double tolerance, cox_search *search)
{
    cox_system_factor(&search->system, search->point.information, search->kept, 0,
                      tolerance);
    memcpy(search->step, search->point.score, p * sizeof *search->step);
    cox_system_solve(&search->system, search->step);
    return dot(search->step, search->point.score, p);
}

/* Take the step or half of it or half of that, so that the likelihood does not fall. */
static bool advance(const cox_factor *factor, double size, cox_search *search)
{
    const double before = search->point.loglik;
    double       length = 1;
    for (int halving = 0; halving <= most_halvings; halving++, length /= 2) {
        for (size_t j = 0; j < factor->p; j++)
            search->trial[j] = search->beta[j] + length * search->step[j];
        evaluate(factor, search->trial, search);
        if (search->point.loglik >= before - noise * size) {
            memcpy(search->beta, search->trial, factor->p * sizeof *search->beta);
            return true;
        }
    }
    return false;
}

void cox_factor_search(const cox_factor *factor, int max_iterations, cox_search *search,
                       bool *found)
{
    const size_t p = factor->p;
    *found = false;
    if (factor->events == 0 || !cox_factor_bounded(factor)) return;
    for (size_t j = 0; j < p; j++) search->kept[j] = true;
    memset(search->beta, 0, p * sizeof *search->beta);
    evaluate(factor, search->beta, search);
    search->null_loglik = search->point.loglik;
    search->iterations = 0;

    double last = INFINITY, decrement = find_step(p, cox_search_dependent, search);
    search->rank = search->system.rank;
    search->score_statistic = decrement;
    while (search->system.rank == p) {
        const double size = factor->events + fabs(search->point.loglik);
        *found = search->converged = cox_search_settled(decrement, last, size);
        if (*found || search->iterations == max_iterations) return;
        if (!advance(factor, size, search)) return;
        last = decrement;
        decrement = find_step(p, cox_search_singular, search);
        search->iterations++;
    }
}

/* Where the likelihood and its derivatives were last looked at. */
typedef struct {
    double loglik, score[COX_LEVELS_MOST];
    double information[COX_LEVELS_MOST * COX_LEVELS_MOST];
} place;

static double look(const cox_factor *factor, const double *beta, place *at)
{
    at->loglik = cox_factor_evaluate(factor, beta, at->score, at->information);
    return at->loglik;
}

bool cox_factor_climb(const cox_factor *factor, double *beta)
{
    const size_t p = factor->p;
    place        at, next;
    double       step[COX_LEVELS_MOST], trial[COX_LEVELS_MOST];
    if (factor->events == 0 || !cox_factor_bounded(factor)) return false;
    if (isnan(look(factor, beta, &at))) return false;
    for (int i = 0; i < most_climbs; i++) {
        if (atr_ldl_factor(at.information, p, cox_search_dependent) < p) return false;
        memcpy(step, at.score, p * sizeof *step);
        atr_ldl_solve(at.information, p, step);
        const double decrement = dot(step, at.score, p);
        for (size_t j = 0; j < p; j++) trial[j] = beta[j] + step[j];
        if (decrement <= near) {
            memcpy(beta, trial, p * sizeof *beta);
            return true;
        }
        if (!(look(factor, trial, &next) >= at.loglik)) return false;
        memcpy(beta, trial, p * sizeof *beta);
        at = next;
    }
    return false;
}
