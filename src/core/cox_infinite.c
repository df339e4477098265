/* cox_infinite.c - directions in which the likelihood rises for ever. */
#include "core/cox_infinite.h"

#include "core/cox_episodes.h"
#include "core/cox_risksets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Equal up to rounding, relative to the largest terms of x' delta. */
static const double rounding = 1e-10;

/* Subjects whose columns differ by rounding only: the square of their distance. */
static const double same = 1e-26;

/* A column of which others explain all but this share is a combination of them. */
static const double dependent = 1e-11;

bool cox_infinite_alloc(cox_infinite *search, const cox_problem *problem)
{
    const size_t n = problem->n, p = problem->p;
    *search = (cox_infinite){0};
    const size_t blocks = problem->n_blocks, levels = cox_traverse_levels(problem);
    double      *numbers = calloc(3 * blocks + 2 * levels + 2 * p + p * p, sizeof *numbers);
    search->direction = numbers;
    search->eta = calloc(n + 1, sizeof *search->eta);
    search->stays = calloc(n + blocks + 1, sizeof *search->stays);
    const bool room = numbers && search->eta && search->stays;
    if (!cox_system_alloc(&search->equal, p) || !room) {
        cox_infinite_free(search);
        return false;
    }
    search->link = numbers + p;
    search->gram = numbers + 2 * p;
    search->level = search->gram + p * p;
    search->high = search->level + blocks;
    search->low = search->high + blocks;
    search->ends = search->low + blocks;
    search->general = problem->until || problem->ties == ATR_TIES_EXACT;
    search->fresh = search->stays + n;
    return true;
}

void cox_infinite_free(cox_infinite *search)
{
    free(search->direction); /* with the other numbers */
    free(search->eta);
    free(search->stays); /* with fresh */
    cox_system_free(&search->equal);
    *search = (cox_infinite){0};
}

static void predict(const cox_problem *problem, const double *delta, size_t begin,
                    size_t end, double *eta)
{
    for (size_t i = begin; i < end; i++)
        eta[i] = cox_predictor(problem->x + i * problem->p, delta, problem->p);
}

static cox_standing compare_block(const cox_problem *problem, size_t k, size_t begin,
                                  double *top, double tolerance, cox_infinite *search)
{
    const cox_block block = problem->block[k];
    cox_standing    found = {true, false};
    double          largest = -INFINITY;
    predict(problem, search->delta, begin, block.end, search->eta);
    for (size_t i = begin; i < block.end; i++)
        if (search->eta[i] > largest) largest = search->eta[i];

    search->fresh[k] = block.fresh || largest > *top + tolerance;
    found.some_fall = search->fresh[k] && !block.fresh;
    if (search->fresh[k]) *top = largest;
    for (size_t i = begin; i < block.end; i++) {
        search->stays[i] = search->eta[i] >= *top - tolerance;
        if (search->stays[i]) continue;
        found.some_fall = true;
        if (i >= block.deaths) found.deaths_lead = false;
    }
    return found;
}

/* Who has the largest x' delta in the risk sets: fills eta, stays and fresh, as far as the
 * events lead. */
static cox_standing compare(const cox_problem *problem, const double *delta,
                            double tolerance, cox_infinite *search)
{
    if (search->general) {
        predict(problem, delta, 0, problem->n, search->eta);
        return cox_episodes_compare(problem, tolerance, search);
    }
    search->delta = delta;
    cox_standing all = {true, false};
    size_t       begin = 0;
    double       top = -INFINITY;
    for (size_t k = 0; k < problem->n_blocks && all.deaths_lead; k++) {
        const cox_standing one = compare_block(problem, k, begin, &top, tolerance, search);
        all.deaths_lead = one.deaths_lead;
        all.some_fall |= one.some_fall;
        begin = problem->block[k].end;
    }
    return all;
}

/* v v' / v'v with v = x - y. */
void cox_infinite_link(cox_infinite *search, const double *x, const double *y, size_t p)
{
    double square = 0;
    for (size_t j = 0; j < p; j++) {
        search->link[j] = x[j] - y[j];
        square += search->link[j] * search->link[j];
    }
    if (square <= same) return;
    for (size_t j = 0; j < p; j++)
        for (size_t k = 0; k <= j; k++)
            search->gram[j * p + k] += search->link[j] * search->link[k] / square;
}

/* The sum of squares of all differences between subjects that stay in a risk
 * set together.  Each block has a death, so its rows are linked by that. */
static void link_equals(const cox_problem *problem, cox_infinite *search)
{
    const size_t  p = problem->p;
    const double *leader = NULL;
    size_t        begin = 0;
    memset(search->gram, 0, p * p * sizeof *search->gram);
    if (search->general) {
        cox_episodes_link(problem, search);
        return;
    }
    for (size_t k = 0; k < problem->n_blocks; k++) {
        const cox_block block = problem->block[k];
        if (search->fresh[k]) leader = problem->x + block.deaths * p;
        for (size_t i = begin; i < block.end; i++)
            if (search->stays[i]) cox_infinite_link(search, problem->x + i * p, leader, p);
        begin = block.end;
    }
}

static double largest_terms(const cox_problem *problem, const double *delta)
{
    double largest = 0;
    for (size_t i = 0; i < problem->n; i++) {
        double terms = 0;
        for (size_t j = 0; j < problem->p; j++)
            terms += fabs(problem->x[i * problem->p + j] * delta[j]);
        largest = fmax(largest, terms);
    }
    return largest;
}

/* Take from the step who stays with whom, then clean it: the direction nearby
 * along which those differences are exactly 0.  Only if all events lead along
 * that one, up to rounding, has a direction been found. */
bool cox_infinite_find(const cox_problem *problem, const double *step, const bool *kept,
                       cox_infinite *search)
{
    const size_t       p = problem->p;
    const cox_standing rough = compare(problem, step, cox_infinite_still, search);
    if (!rough.deaths_lead || !rough.some_fall) return false;

    link_equals(problem, search);
    cox_system_factor(&search->equal, search->gram, kept, 0, dependent);
    for (size_t j = 0; j < p; j++) search->direction[j] = kept[j] ? step[j] : 0;
    cox_system_null(&search->equal, search->direction);
    const double       tolerance = rounding * largest_terms(problem, search->direction);
    const cox_standing exact = compare(problem, search->direction, tolerance, search);
    return exact.deaths_lead && exact.some_fall;
}

bool cox_infinite_restrict(cox_problem *problem, cox_infinite *found)
{
    if (found->general) return cox_episodes_restrict(problem, found);
    const size_t p = problem->p;
    size_t       kept = 0, begin = 0;
    for (size_t k = 0; k < problem->n_blocks; k++) {
        cox_block   *block = problem->block + k;
        const size_t deaths = block->deaths, end = block->end;
        for (size_t i = begin; i < end; i++) {
            if (i == deaths) block->deaths = kept;
            if (!found->stays[i]) continue;
            memmove(problem->x + kept * p, problem->x + i * p, p * sizeof(double));
            if (problem->offset) problem->offset[kept] = problem->offset[i];
            if (problem->subject) problem->subject[kept] = problem->subject[i];
            if (problem->held) problem->held[kept] = problem->held[i];
            if (problem->fading.whole) {
                problem->fading.whole[kept] = problem->fading.whole[i];
                problem->fading.row[kept] = problem->fading.row[i];
            }
            problem->weight[kept++] = problem->weight[i];
        }
        block->end = kept;
        block->fresh = found->fresh[k];
        begin = end;
    }
    problem->n = kept;
    cox_problem_count_deaths(problem);
    return true;
}
