/* parametric_search.c - the parameters that maximise a likelihood.
 *
 * Newton's method.  In some families the likelihood is not concave everywhere: where
 * the information is not positive definite a multiple of its diagonal is added until
 * it is, which makes the step one uphill; steps are halved until they gain what they
 * should. */
#include "core/parametric_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The decrement s' I^-1 s, twice what a step can gain, relative to the number of events:
 * below the first the search is over, below the second it is when it has stalled. */
static const double vanished = 1e-24, small = 1e-13;
static const double quadratic = 1. / 16; /* a decrement falling less has stalled */

/* A last step that moves some parameter by more than this share leads to infinity. */
static const double far = 1e-3;

static const double enough = 1e-4; /* share of the predicted gain: Armijo's rule */
static const double noise = 1e-13; /* of the log-likelihood, relative to its size */
static const int    most_halvings = 60;

static const double singular = 1e-13;   /* share of a pivot that is none */
static const double first_ridge = 1e-3; /* share of the diagonal         */
static const double last_ridge = 1e9;

static const double longest = 2; /* step of log sigma and of Q */

bool parametric_search_alloc(parametric_search *search, size_t m)
{
    *search = (parametric_search){.m = m};
    search->parameter = calloc(3 * m + m * m, sizeof *search->parameter);
    search->kept = malloc(m * sizeof *search->kept);
    const bool rooms = cox_system_alloc(&search->system, m);
    if (!parametric_point_alloc(&search->point, m) || !rooms || !search->parameter ||
        !search->kept) {
        parametric_search_free(search);
        return false;
    }
    search->step = search->parameter + m;
    search->trial = search->parameter + 2 * m;
    search->ridged = search->parameter + 3 * m;
    for (size_t j = 0; j < m; j++) search->kept[j] = true;
    return true;
}

void parametric_search_free(parametric_search *search)
{
    free(search->parameter); /* with the other vectors */
    free(search->kept);
    cox_system_free(&search->system);
    parametric_point_free(&search->point);
    *search = (parametric_search){0};
}

/* Factor I + ridge |diag I|; is it positive definite? */
static bool factor(parametric_search *search, double ridge)
{
    const size_t m = search->m;
    memcpy(search->ridged, search->point.information, m * m * sizeof *search->ridged);
    for (size_t j = 0; j < m; j++) {
        double *diagonal = search->ridged + j * (m + 1);
        *diagonal += ridge * fmax(fabs(*diagonal), 1e-12);
    }
    cox_system_factor(&search->system, search->ridged, search->kept, 0, singular);
    return search->system.rank == m;
}

/* The step uphill; returns the decrement.  ridge tells whether one was needed. */
static double find_step(parametric_search *search, double *ridge)
{
    *ridge = 0;
    while (!factor(search, *ridge) && *ridge < last_ridge)
        *ridge = *ridge > 0 ? *ridge * 4 : first_ridge;
    memcpy(search->step, search->point.score, search->m * sizeof *search->step);
    cox_system_solve(&search->system, search->step);
    double decrement = 0;
    for (size_t j = 0; j < search->m; j++)
        decrement += search->step[j] * search->point.score[j];
    return decrement;
}

/* Where sigma and Q are parameters, keep a step from taking them out of sight. */
static double first_length(const parametric_model *model, const parametric_search *search)
{
    if (model->n_knots > 0 || model->family == ATR_FAMILY_GOMPERTZ) return 1;
    double largest = longest;
    for (size_t j = search->m - model->q; j < search->m; j++)
        largest = fmax(largest, fabs(search->step[j]));
    return longest / largest;
}

/* Move along the step, halving it until the likelihood rises as it should.  False when
 * it never does. */
static bool advance(const parametric_problem *problem, const parametric_model *model,
                    double decrement, parametric_search *search)
{
    const double before = search->point.loglik;
    const double rounding = noise * (fabs(before) + problem->events);
    double       length = first_length(model, search);
    for (int halving = 0; halving < most_halvings; halving++, length /= 2) {
        for (size_t j = 0; j < search->m; j++)
            search->trial[j] = search->parameter[j] + length * search->step[j];
        parametric_evaluate(problem, model, search->trial, &search->point);
        if (search->point.loglik >= before + enough * length * decrement - rounding &&
            search->point.loglik < INFINITY) {
            memcpy(search->parameter, search->trial, search->m * sizeof *search->parameter);
            return true;
        }
    }
    parametric_evaluate(problem, model, search->parameter, &search->point);
    return false;
}

static bool leads_far(const parametric_search *search)
{
    for (size_t j = 0; j < search->m; j++)
        if (fabs(search->step[j]) > far * (1 + fabs(search->parameter[j]))) return true;
    return false;
}

static bool at_edge(const parametric_model *model, const parametric_search *search)
{
    double local[PARAMETRIC_MOST] = {search->parameter[0]};
    memcpy(local + 1, search->parameter + search->m - model->q, model->q * sizeof *local);
    return parametric_at_edge(model, local);
}

/* Nothing more is to be gained.  The step at hand is rounding error of the likelihood,
 * though not always of the parameters: take it. */
static void conclude(double ridge, parametric_search *search)
{
    if (leads_far(search)) search->outcome = ATR_FIT_RUNAWAY;
    else if (ridge == 0) search->outcome = ATR_FIT_MAXIMUM;
    for (size_t j = 0; j < search->m; j++) search->parameter[j] += search->step[j];
}

void parametric_search_run(const parametric_problem *problem, const parametric_model *model,
                           int max_iterations, parametric_search *search)
{
    double previous = INFINITY;
    search->outcome = ATR_FIT_STOPPED;
    parametric_evaluate(problem, model, search->parameter, &search->point);
    for (search->iterations = 0; search->iterations < max_iterations;
         search->iterations++) {
        double       ridge;
        const double decrement = find_step(search, &ridge), size = problem->events;
        const bool stalled = decrement <= small * size && decrement > quadratic * previous;
        if (decrement <= vanished * size || stalled) {
            conclude(ridge, search);
            return;
        }
        if (!advance(problem, model, decrement, search)) return;
        if (at_edge(model, search)) {
            search->outcome = ATR_FIT_RUNAWAY;
            return;
        }
        previous = decrement;
    }
}
