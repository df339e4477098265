/* turnbull_search.c - the masses that maximise the likelihood of interval-censored data.
 *
 * With masses p_j in the cells and P_i = sum of p_j over the cells that subject i
 * covers, the log-likelihood l = sum_i w_i log P_i is concave, with the gradient
 *
 *     d_j = sum over i that cover j of w_i / P_i.
 *
 * Because sum_j p_j d_j = W, the sum of weights, always, p is a maximum as soon as no d_j
 * is above W, and l is below its maximum by at most max_j d_j - W.
 *
 * Self-consistency, p_j <- p_j d_j / W, rises steadily but slowly and never reaches 0.
 * The convex minorant step goes by the cumulative masses F_j instead: a Newton step with
 * the second derivatives in F_j only, projected onto what is non-decreasing in [0, 1]
 * (in the metric of these derivatives: isotonic regression), as far as l rises.
 */
#include "core/turnbull_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double tolerance = 1e-10; /* of the excess */

static const double enough = 0.1; /* share of the predicted gain: Armijo's rule */
static const int    most_halvings = 40;

bool turnbull_search_alloc(turnbull_search *search, size_t m)
{
    *search = (turnbull_search){0};
    search->mass = calloc(8 * (m + 1), sizeof *search->mass);
    search->length = calloc(m + 1, sizeof *search->length);
    if (!search->mass || !search->length) {
        turnbull_search_free(search);
        return false;
    }
    search->gradient = search->mass + (m + 1);
    search->sum = search->gradient + (m + 1);
    search->slope = search->sum + (m + 1);
    search->bend = search->slope + (m + 1);
    search->level = search->bend + (m + 1);
    search->heft = search->level + (m + 1);
    search->trial = search->heft + (m + 1);
    return true;
}

void turnbull_search_free(turnbull_search *search)
{
    free(search->mass); /* with the other numbers */
    free(search->length);
    *search = (turnbull_search){0};
}

static void accumulate(const double *mass, size_t m, double *sum)
{
    sum[0] = 0;
    for (size_t j = 0; j < m; j++) sum[j + 1] = sum[j] + mass[j];
}

/* P_i: one cell by itself, so that a small mass keeps its digits. */
static double covered(const turnbull_cells *cells, const double *mass, const double *sum,
                      size_t i)
{
    const size_t first = cells->first[i], last = cells->last[i];
    return first == last ? mass[first] : sum[last + 1] - sum[first];
}

/* -Inf where somebody covers no mass. */
static double likelihood(const turnbull_cells *cells, const double *mass, double *sum)
{
    double loglik = 0;
    accumulate(mass, cells->m, sum);
    for (size_t i = 0; i < cells->n; i++) {
        const double P = covered(cells, mass, sum, i);
        if (!(P > 0)) return -INFINITY;
        loglik += cells->weight[i] * log(P);
    }
    return loglik;
}

/* With F_j = sum[j]: P_i = F_{last+1} - F_first, so w_i/P_i is a slope up in the one and
 * down in the other; d_j is minus the sum of the slopes up to j. */
static void differentiate(const turnbull_cells *cells, turnbull_search *search)
{
    const size_t m = cells->m;
    search->loglik = likelihood(cells, search->mass, search->sum);
    memset(search->slope, 0, (m + 1) * sizeof *search->slope);
    memset(search->bend, 0, (m + 1) * sizeof *search->bend);
    for (size_t i = 0; i < cells->n; i++) {
        const double P = covered(cells, search->mass, search->sum, i);
        const double s = cells->weight[i] / P;
        search->slope[cells->last[i] + 1] += s;
        search->slope[cells->first[i]] -= s;
        search->bend[cells->last[i] + 1] += s / P;
        search->bend[cells->first[i]] += s / P;
    }
    double d = 0, largest = 0;
    for (size_t j = 0; j < m; j++) {
        d -= search->slope[j];
        search->gradient[j] = d;
        largest = fmax(largest, d);
    }
    search->excess = largest / search->total - 1;
}

static void normalise(double *mass, size_t m)
{
    double sum = 0;
    for (size_t j = 0; j < m; j++) sum += mass[j];
    for (size_t j = 0; j < m; j++) mass[j] /= sum;
}

static void expect(const turnbull_cells *cells, turnbull_search *search)
{
    for (size_t j = 0; j < cells->m; j++)
        search->mass[j] *= search->gradient[j] / search->total;
    normalise(search->mass, cells->m);
}

/* Non-decreasing values nearest to F_j + slope_j / bend_j, j = 1..m-1, by pooling
 * neighbours that are out of order; returns the number of pieces. */
static size_t regress(turnbull_search *search, size_t m)
{
    size_t pieces = 0;
    for (size_t j = 1; j < m; j++) {
        search->level[pieces] = search->sum[j] + search->slope[j] / search->bend[j];
        search->heft[pieces] = search->bend[j];
        search->length[pieces++] = 1;
        while (pieces > 1 && search->level[pieces - 2] >= search->level[pieces - 1]) {
            const size_t a = pieces - 2, b = pieces - 1;
            const double heft = search->heft[a] + search->heft[b];
            const double share = search->heft[b] / heft;
            search->level[a] += share * (search->level[b] - search->level[a]);
            search->heft[a] = heft;
            search->length[a] += search->length[b];
            pieces--;
        }
    }
    return pieces;
}

/* The masses of the regression less the present ones, into trial; returns the gain that
 * the slopes promise. */
static double direct(turnbull_search *search, size_t m)
{
    const size_t pieces = regress(search, m);
    double       before = 0, gain = 0;
    size_t       j = 0;
    for (size_t k = 0; k < pieces; k++) {
        const double F = fmin(1, fmax(0, search->level[k]));
        for (size_t i = 0; i < search->length[k]; i++, j++) {
            gain += search->slope[j + 1] * (F - search->sum[j + 1]);
            search->trial[j] = F - before - search->mass[j];
            before = F;
        }
    }
    search->trial[m - 1] = 1 - before - search->mass[m - 1];
    return gain;
}

/* Go towards the regression as far as the likelihood rises. */
static void minorise(const turnbull_cells *cells, turnbull_search *search)
{
    const size_t m = cells->m;
    const double gain = direct(search, m), before = search->loglik;
    double       length = 1;
    memcpy(search->level, search->mass, m * sizeof *search->level);
    for (int halving = 0; halving < most_halvings; halving++, length /= 2) {
        for (size_t j = 0; j < m; j++)
            search->mass[j] = fmax(0, search->level[j] + length * search->trial[j]);
        if (likelihood(cells, search->mass, search->sum) >= before + enough * length * gain)
            return;
    }
    memcpy(search->mass, search->level, m * sizeof *search->level);
}

void turnbull_search_run(const turnbull_cells *cells, int max_iterations,
                         turnbull_search *search)
{
    const size_t m = cells->m;
    search->total = 0;
    for (size_t i = 0; i < cells->n; i++) search->total += cells->weight[i];
    for (size_t j = 0; j < m; j++) search->mass[j] = 1 / (double)m;
    differentiate(cells, search);
    while (search->excess > tolerance && search->iterations < max_iterations) {
        expect(cells, search);
        differentiate(cells, search);
        if (m > 1) minorise(cells, search);
        normalise(search->mass, m);
        differentiate(cells, search);
        search->iterations++;
    }
    search->converged = search->excess <= tolerance;
}
