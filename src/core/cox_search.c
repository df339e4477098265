/* cox_search.c - the coefficients that maximise the partial likelihood.
 *
 * Newton's method with shorter steps where a full one fails: the log-likelihood
 * is concave, so there is always one that succeeds.  Iterating ends when the
 * decrement u' I^-1 u, twice what a step can still gain, is rounding error.
 */
#include "core/cox_search.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column is redundant when others explain all but this share of it... */
const double cox_search_dependent = 0x1p-39;
/* ...or when it varies this little in risk sets, next to its mean absolute
 * deviation: the square of the ratio. */
static const double nothing = 1e-24;
/* The same while iterating, among columns that are not redundant. */
const double cox_search_singular = 1e-15;

/* The decrement, relative to the number of events and the log-likelihood, at
 * which the next step is below rounding, and at which it may be. */
static const double vanished = 1e-26, small = 1e-18;
static const double quadratic = 1. / 16; /* a decrement falling less has stalled */

/* A last step that moves some predictor by more than this share is one to
 * infinity. */
static const double far = 1e-3;

/* A predictor this far out makes one look for infinity, in the direction of the
 * coefficients themselves, of which this share of the distance counts as none. */
static const double remote = 12, aside = 0.1;

static const double enough = 0.1;  /* share of the predicted gain: Armijo's rule     */
static const double noise = 1e-12; /* of the log-likelihood, relative to its size    */
static const int    most_halvings = 8;
static const double least_damping = 1e-3, most_damping = 1e6;

/* Weights that differ by more than this factor hide directions from Newton's steps. */
static const double uneven = 1e3;

/* How far a predictor may go in one step, next to 1 + the furthest so far. */
static const double strides = 8;

static const double component = 1e-8; /* of a unit vector: not rounding error */

/* What a step has to reach. */
typedef struct {
    double loglik; /* to rise from */
    double noise;  /* of it        */
    size_t rank;   /* to keep      */
} goal;

bool cox_search_alloc(cox_search *search, const cox_problem *problem)
{
    const size_t p = problem->p;
    *search = (cox_search){0};
    search->beta = calloc(5 * p + 3 * p * p, sizeof *search->beta);
    search->kept = calloc(2 * p, sizeof *search->kept);
    const bool rooms = cox_point_alloc(&search->point, problem);
    if (!cox_system_alloc(&search->system, p) || !rooms || !search->beta || !search->kept) {
        cox_search_free(search);
        return false;
    }
    search->step = search->beta + p;
    search->trial = search->beta + 2 * p;
    search->runaway = search->beta + 3 * p;
    search->score = search->beta + 4 * p;
    search->information = search->beta + 5 * p;
    search->origin = search->information + p * p;
    search->damped = search->origin + p * p;
    search->unbounded = search->kept + p;
    return true;
}

void cox_search_free(cox_search *search)
{
    free(search->beta); /* with the other numbers */
    free(search->kept); /* with unbounded         */
    cox_point_free(&search->point);
    cox_system_free(&search->system);
    *search = (cox_search){0};
}

static double dot(const double *a, const double *b, size_t p)
{
    double sum = 0;
    for (size_t j = 0; j < p; j++) sum += a[j] * b[j];
    return sum;
}

/* Factor the information at 0, where the rank is clearest, and keep what is
 * not redundant. */
static void keep_independent(const cox_problem *problem, cox_search *search)
{
    memset(search->trial, 0, problem->p * sizeof *search->trial);
    cox_evaluate(problem, search->trial, &search->point);
    memcpy(search->origin, search->point.information,
           problem->p * problem->p * sizeof *search->origin);
    cox_system_factor(&search->system, search->origin, search->kept,
                      nothing * problem->events, cox_search_dependent);
    for (size_t j = 0; j < problem->p; j++)
        search->kept[j] = !cox_system_redundant(&search->system, j);
}

void cox_search_start(const cox_problem *problem, cox_search *search)
{
    const size_t p = problem->p;
    for (size_t j = 0; j < p; j++) search->kept[j] = true;
    keep_independent(problem, search);
    search->rank = search->system.rank;
    search->null_loglik = search->point.loglik;
    memcpy(search->step, search->point.score, p * sizeof *search->step);
    cox_system_solve(&search->system, search->step);
    search->score_statistic = dot(search->step, search->point.score, p);
}

static void factor_information(cox_search *search)
{
    cox_system_factor(&search->system, search->point.information, search->kept, 0,
                      cox_search_singular);
}

/* s = I^-1 u; returns the decrement u's. */
static double find_step(cox_search *search, size_t p)
{
    factor_information(search);
    memcpy(search->step, search->point.score, p * sizeof *search->step);
    cox_system_solve(&search->system, search->step);
    return dot(search->step, search->point.score, p);
}

/* No predictor of x' delta is further from 0. */
static double bound(const cox_problem *problem, const double *delta)
{
    double sum = 0;
    for (size_t j = 0; j < problem->p; j++)
        sum += problem->extent ? problem->extent[j] * fabs(delta[j]) : INFINITY;
    return sum;
}

/* The largest size of x' delta. */
static double furthest(const cox_problem *problem, const double *delta)
{
    const size_t p = problem->p;
    double       most = 0;
    for (size_t i = 0; i < problem->n; i++) {
        const double distance = fabs(cox_predictor(problem->x + i * p, delta, p));
        if (distance > most) most = distance;
    }
    return most;
}

/* How far does a step move the predictor of any row, next to its size? */
static double reach(const cox_problem *problem, const cox_search *search)
{
    const size_t p = problem->p;
    double       furthest = 0;
    for (size_t i = 0; i < problem->n; i++) {
        const double *x = problem->x + i * p;
        const double  eta = cox_predictor(x, search->beta, p);
        const double  move = cox_predictor(x, search->step, p);
        const double  share = fabs(move) / (1 + fabs(eta));
        if (share > furthest) furthest = share;
    }
    return furthest;
}

/* Go to beta + length * step if the likelihood rises as it should and is still
 * curved in all directions there: beyond that, no step would lead back. */
static bool try_step(const cox_problem *problem, double length, const goal *reach_for,
                     cox_search *search)
{
    const size_t p = problem->p;
    for (size_t j = 0; j < p; j++)
        search->trial[j] = search->beta[j] + length * search->step[j];
    cox_evaluate(problem, search->trial, &search->point);
    factor_information(search);
    const double gain = search->point.loglik - reach_for->loglik;
    const double slope = length * dot(search->step, search->score, p);
    if (!(gain >= enough * slope - reach_for->noise)) return false;
    if (search->system.rank < reach_for->rank) return false;
    memcpy(search->beta, search->trial, p * sizeof *search->beta);
    return true;
}

/* Where the likelihood is much flatter than at 0 but still sloping, Newton's step
 * is far too long and may point anywhere: solve (I + mu I_0) s = u instead. */
static void damp_step(double mu, size_t p, cox_search *search)
{
    for (size_t i = 0; i < p * p; i++)
        search->damped[i] = search->information[i] + mu * search->origin[i];
    cox_system_factor(&search->system, search->damped, search->kept, 0,
                      cox_search_singular);
    memcpy(search->step, search->score, p * sizeof *search->step);
    cox_system_solve(&search->system, search->step);
}

/* A step that takes a predictor much further than any has been may end where everything is
 * flat, even though the likelihood is higher there. */
static double first_length(const cox_problem *problem, const cox_search *search)
{
    if (bound(problem, search->step) <= strides) return 1;
    const double most = strides * (1 + furthest(problem, search->beta));
    const double move = furthest(problem, search->step);
    return move > most ? most / move : 1;
}

/* Take the step found, or a shorter one, or a damped one.  False when the
 * likelihood rises along none. */
static bool advance(const cox_problem *problem, double size, cox_search *search)
{
    const size_t p = problem->p;
    const goal   reach_for = {search->point.loglik, noise * size, search->system.rank};
    memcpy(search->score, search->point.score, p * sizeof *search->score);
    memcpy(search->information, search->point.information,
           p * p * sizeof *search->information);

    double length = first_length(problem, search);
    for (int halving = 0; halving <= most_halvings; halving++, length /= 2)
        if (try_step(problem, length, &reach_for, search)) return true;
    for (double mu = least_damping; mu <= most_damping; mu *= 10) {
        damp_step(mu, p, search);
        if (try_step(problem, 1, &reach_for, search)) return true;
    }
    cox_evaluate(problem, search->beta, &search->point);
    return false;
}

/* In the limit just taken the coefficients are determined up to a multiple of
 * its null vectors: whatever takes part in one has no finite maximum. */
static void mark_unbounded(const cox_problem *problem, const double *direction,
                           const bool *before, cox_search *search)
{
    const size_t p = problem->p;
    for (size_t r = 0; r < p; r++) {
        if (!before[r] || search->kept[r]) continue;
        memset(search->trial, 0, p * sizeof *search->trial);
        search->trial[r] = 1;
        cox_system_null(&search->system, search->trial);
        for (size_t j = 0; j < p; j++)
            if (fabs(search->trial[j]) > component) search->unbounded[j] = true;
    }
    double largest = 0;
    for (size_t j = 0; j < p; j++) largest = fmax(largest, fabs(direction[j]));
    for (size_t j = 0; j < p; j++)
        if (search->runaway[j] == 0 && fabs(direction[j]) > component * largest)
            search->runaway[j] = direction[j];
}

static bool take_limit(cox_problem *problem, cox_infinite *found, bool *before,
                       cox_search *search)
{
    memcpy(before, search->kept, problem->p * sizeof *before);
    if (!cox_infinite_restrict(problem, found)) return false;
    keep_independent(problem, search);
    mark_unbounded(problem, found->direction, before, search);
    cox_evaluate(problem, search->beta, &search->point);
    return true;
}

/* Does the likelihood rise for ever along the step, or along the way so far?  The
 * latter shows when a long step has left too little curvature to find a
 * direction by: differences that are small beside the largest are finite ones. */
static bool rises_for_ever(const cox_problem *problem, cox_infinite *infinite,
                           cox_search *search)
{
    const size_t p = problem->p;
    if (2 * bound(problem, search->step) > cox_infinite_still &&
        cox_infinite_find(problem, search->step, search->kept, infinite))
        return true;
    if (bound(problem, search->beta) < remote) return false;
    const double distance = furthest(problem, search->beta);
    if (distance < remote) return false;
    for (size_t j = 0; j < p; j++)
        search->trial[j] = search->beta[j] * (cox_infinite_still / aside / distance);
    return cox_infinite_find(problem, search->trial, search->kept, infinite);
}

bool cox_search_settled(double decrement, double last, double size)
{
    const bool stalled = decrement > quadratic * last;
    return decrement <= vanished * size || (decrement <= small * size && stalled);
}

/* Nothing left to gain, and no way to go. */
static bool settled(const cox_problem *problem, double decrement, double last, double size,
                    const cox_search *search)
{
    return cox_search_settled(decrement, last, size) &&
           (bound(problem, search->step) <= far || reach(problem, search) <= far);
}

/* False when memory runs out. */
static bool iterate(cox_problem *problem, int max_iterations, cox_infinite *infinite,
                    bool *before, cox_search *search)
{
    double last = INFINITY;
    while (true) {
        const double size = problem->events + fabs(search->point.loglik);
        const double decrement = find_step(search, problem->p);
        const bool   infinitely = rises_for_ever(problem, infinite, search);
        search->converged = !infinitely && settled(problem, decrement, last, size, search);
        if (search->converged || search->iterations == max_iterations) return true;

        if (infinitely && !take_limit(problem, infinite, before, search)) return false;
        if (!infinitely && !advance(problem, size, search)) return true;
        last = infinitely ? INFINITY : decrement;
        search->iterations++;
    }
}

static bool weights_are_uneven(const cox_problem *problem)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < problem->n; i++) {
        least = fmin(least, problem->weight[i]);
        most = fmax(most, problem->weight[i]);
    }
    return most > uneven * least;
}

/* Weights of 1 in place of the problem's, and back.  False when memory runs out. */
static bool hold_weights(cox_problem *problem)
{
    double *ones = malloc((problem->n + 1) * sizeof *ones);
    if (!ones) return false;
    for (size_t i = 0; i < problem->n; i++) ones[i] = 1;
    problem->held = problem->weight;
    problem->weight = ones;
    return true;
}

static void release_weights(cox_problem *problem)
{
    free(problem->weight);
    problem->weight = problem->held;
    problem->held = NULL;
}

/* In which directions the likelihood rises for ever does not depend on the weights, only
 * how hard these are to find does.  Go through all of them with weights of 1, and leave the
 * problem as its limit, the search at 0.  False when memory runs out. */
static bool find_limit(cox_problem *problem, int max_iterations, cox_infinite *infinite,
                       bool *before, cox_search *search)
{
    const size_t p = problem->p;
    const double events = problem->events;
    if (!weights_are_uneven(problem)) return true;
    if (!hold_weights(problem)) return false;
    problem->events = 0;
    for (size_t k = 0; k < problem->n_blocks; k++)
        problem->events += (double)(problem->block[k].end - problem->block[k].deaths);
    cox_evaluate(problem, search->beta, &search->point);
    memcpy(search->origin, search->point.information, p * p * sizeof *search->origin);
    const bool done = iterate(problem, max_iterations, infinite, before, search);

    release_weights(problem);
    problem->events = events;
    memset(search->beta, 0, p * sizeof *search->beta);
    cox_evaluate(problem, search->beta, &search->point);
    memcpy(search->origin, search->point.information, p * p * sizeof *search->origin);
    search->iterations = 0;
    return done;
}

atr_status cox_search_run(cox_problem *problem, int max_iterations, cox_search *search,
                          atr_error *err)
{
    cox_infinite infinite;
    bool        *before = calloc(problem->p, sizeof *before);
    if (!before || !cox_infinite_alloc(&infinite, problem)) {
        free(before);
        return atr_fail_memory(err, "fitting the model");
    }
    const bool done = find_limit(problem, max_iterations, &infinite, before, search) &&
                      iterate(problem, max_iterations, &infinite, before, search);
    cox_infinite_free(&infinite);
    free(before);
    return done ? ATR_OK : atr_fail_memory(err, "the limit of the model");
}
