/* firth_search.c - the maximum of the penalised partial likelihood.
 *
 * With V = I^-1, the penalty log|I| / 2 has the gradient
 *
 *     1/2 tr(V dI/db_j) = 1/2 sum over sets of c T_j / S,
 *     T = sum r_i (x_i - m)'V(x_i - m) (x_i - m)
 *
 * since the derivatives of a covariance under weights exp(x'b) are third central moments:
 * the skew that a walk down the risk sets carries along.
 */
#include "core/firth_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A pivot of the scaled information that is this small is rounding error. */
static const double singular = 1e-15;

/* The decrement, relative to the number of events and the likelihood, at which the next
 * step is below rounding, and at which it may be where columns are hard to tell apart:
 * the likelihood itself no longer shows what is left to gain. */
static const double vanished = 1e-26, small = 1e-13;

static const double slow = 1. / 64; /* a decrement that falls less fast */
static const double noise = 1e-13;  /* of the likelihood, relative to its size */
static const double near = 1e-6;    /* a move of a predictor that is small but visible */
static const int    most_halvings = 40;

bool firth_search_alloc(firth_search *search, const cox_problem *problem)
{
    const size_t p = problem->p;
    *search = (firth_search){0};
    search->beta = calloc(5 * p + 2 * p * p, sizeof *search->beta);
    search->free = calloc(p, sizeof *search->free);
    const bool point = cox_point_alloc(&search->point, problem);
    const bool system = cox_system_alloc(&search->system, p);
    const bool solver = cox_system_alloc(&search->solver, p);
    const bool walk = cox_walk_alloc(&search->walk, problem, true);
    if (!search->beta || !search->free || !point || !system || !solver || !walk)
        return false;
    search->trial = search->beta + p;
    search->step = search->beta + 2 * p;
    search->slope = search->beta + 3 * p;
    search->moved = search->beta + 4 * p;
    search->curvature = search->beta + 5 * p;
    search->inverse = search->curvature + p * p;
    return true;
}

void firth_search_free(firth_search *search)
{
    free(search->beta); /* with the other numbers */
    free(search->free);
    cox_point_free(&search->point);
    cox_system_free(&search->system);
    cox_system_free(&search->solver);
    cox_walk_free(&search->walk);
    *search = (firth_search){0};
}

double firth_search_value(firth_search *search, const double *beta)
{
    const cox_system *system = &search->system;
    double            log_determinant = 0;
    cox_evaluate(search->problem, beta, &search->point);
    cox_system_factor(&search->system, search->point.information, search->kept, 0,
                      singular);
    for (size_t j = 0; j < system->p; j++) {
        if (!search->kept[j]) continue;
        if (cox_system_redundant(system, j)) return -INFINITY;
        log_determinant +=
            log(system->factor[j * system->p + j] / (system->unit[j] * system->unit[j]));
    }
    return search->point.loglik + log_determinant / 2;
}

/* Half of c T_j / S_k, summed over the sets of a block: see cox_walk.h. */
static void add_skews(const cox_walk *walk, double *slope)
{
    const size_t       p = walk->problem->p, sets = cox_walk_count(walk);
    const double       m = (double)sets, c = cox_walk_deaths(walk) / m;
    const moments_link link =
        moments_connect(&walk->alive, &walk->dying, walk->v, walk->work, p);
    for (double k = 0; k < m; k++) {
        const double f = (m - k) / m, S_k = walk->alive.sum + f * walk->dying.sum;
        for (size_t j = 0; j < p; j++)
            slope[j] += c / S_k / 2 * moments_skew(&walk->alive, &walk->dying, &link, f, j);
    }
}

/* The gradient where firth_search_value was asked last. */
static void find_slope(firth_search *search, const double *beta, double *slope)
{
    cox_walk *walk = &search->walk;
    cox_system_inverse(&search->system, search->inverse);
    memcpy(slope, search->point.score, search->problem->p * sizeof *slope);
    cox_walk_start(beta, search->inverse, walk);
    while (cox_walk_next(walk)) add_skews(walk, slope);
}

/* How far a coefficient may go without moving a predictor by more than `near`. */
static double nearby(const cox_problem *problem, size_t j)
{
    double largest = 1;
    for (size_t i = 0; i < problem->n; i++)
        largest = fmax(largest, fabs(problem->x[i * problem->p + j]));
    return near / largest;
}

/* By differences of the gradient. */
static void find_curvature(firth_search *search)
{
    const size_t p = search->problem->p;
    memset(search->curvature, 0, p * p * sizeof *search->curvature);
    for (size_t j = 0; j < p; j++) {
        if (!search->free[j]) continue;
        const double h = nearby(search->problem, j);
        memcpy(search->trial, search->beta, p * sizeof *search->trial);
        search->trial[j] += h;
        firth_search_value(search, search->trial);
        find_slope(search, search->trial, search->moved);
        for (size_t k = 0; k < p; k++) {
            const double second = (search->slope[k] - search->moved[k]) / h;
            const size_t at = j > k ? j * p + k : k * p + j;
            search->curvature[at] += k == j ? second : second / 2;
        }
    }
}

static size_t count(const bool *of, size_t p)
{
    size_t n = 0;
    for (size_t j = 0; j < p; j++) n += of[j];
    return n;
}

/* The step by a matrix; returns the decrement, NaN if the matrix will not do. */
static double solve(firth_search *search, const double *matrix)
{
    const size_t p = search->problem->p;
    double       decrement = 0;
    cox_system_factor(&search->solver, matrix, search->free, 0, singular);
    if (search->solver.rank < count(search->free, p)) return NAN;
    for (size_t j = 0; j < p; j++) search->step[j] = search->free[j] ? search->slope[j] : 0;
    cox_system_solve(&search->solver, search->step);
    for (size_t j = 0; j < p; j++)
        if (search->free[j]) decrement += search->step[j] * search->slope[j];
    return decrement;
}

/* The information is close to the curvature with many events, and much cheaper. */
static double find_step(firth_search *search, bool by_information)
{
    double decrement = NAN;
    if (!by_information) {
        find_curvature(search);
        decrement = solve(search, search->curvature);
    }
    firth_search_value(search, search->beta);
    return decrement > 0 ? decrement : solve(search, search->point.information);
}

/* Go along the step as far as the likelihood rises. */
static bool advance(firth_search *search, double size)
{
    const size_t p = search->problem->p;
    double       length = 1;
    for (int halving = 0; halving <= most_halvings; halving++, length /= 2) {
        for (size_t j = 0; j < p; j++)
            search->trial[j] = search->beta[j] + length * search->step[j];
        const double value = firth_search_value(search, search->trial);
        if (!(value >= search->penalised - noise * size)) continue;
        search->penalised = value;
        memcpy(search->beta, search->trial, p * sizeof *search->beta);
        return true;
    }
    return false;
}

void firth_search_run(firth_search *search, size_t held)
{
    const size_t p = search->problem->p;
    double       last = INFINITY;
    bool         by_information = true;
    for (size_t j = 0; j < p; j++) search->free[j] = search->kept[j] && j != held;
    search->penalised = firth_search_value(search, search->beta);
    search->converged = false;
    for (search->iterations = 0;; search->iterations++) {
        const double size = search->problem->events + fabs(search->penalised);
        find_slope(search, search->beta, search->slope);
        const double decrement = find_step(search, by_information);
        const bool   stalled = !(decrement < last * slow);
        search->converged = decrement <= vanished * size ||
                            (!by_information && stalled && decrement <= small * size);
        if (search->converged || search->iterations == search->most_iterations) break;
        if (!advance(search, size)) break;
        by_information = by_information && !stalled;
        last = decrement;
    }
    search->penalised = firth_search_value(search, search->beta);
    search->loglik = search->point.loglik;
}
