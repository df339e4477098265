/* draws_settle.c - chains on their way from where they begin to what is probable. */
#include "published/draws_settle.h"

#include <math.h>

static double sum_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

/* The mean misfits over the later half of a block. */
static void sweep_block(draws_chain *c, int sweeps, double *misfit)
{
    const int half = sweeps / 2;
    for (size_t a = 0; a < c->n_arms; a++) misfit[a] = 0;
    for (int i = 0; i < half; i++) draws_chain_sweep(c);
    for (int i = half; i < sweeps; i++) {
        draws_chain_sweep(c);
        for (size_t a = 0; a < c->n_arms; a++)
            misfit[a] += c->arm[a].walk.misfit / (sweeps - half);
    }
}

void draws_chain_settle(draws_chain *c, int sweeps, int most_blocks, double *misfit)
{
    static const double LITTLE = 10; /* the probability becomes e^5 times as much */
    double              before = INFINITY;
    for (int block = 0; block < most_blocks; block++) {
        sweep_block(c, sweeps, misfit);
        const double now = sum_of(misfit, c->n_arms);
        if (block > 0 && now > before - LITTLE) return;
        before = now;
    }
}

/* Misfits of a settled chain vary by about 1 for each point that is met; beyond that and so
 * much besides its tables are e^-10 times as probable. */
static const double LOST = 20;

static bool is_lost(const draws_chain *c, const double *misfit, const double *least)
{
    bool lost = false;
    for (size_t a = 0; a < c->n_arms; a++)
        lost |= misfit[a] > least[a] + LOST + (double)c->arm[a].walk.fit.n;
    return lost;
}

static void swap(draws_chain *chain, double *misfit, size_t i, size_t k)
{
    const size_t      arms = chain->n_arms;
    const draws_chain other = chain[i];
    chain[i] = chain[k];
    chain[k] = other;
    for (size_t a = 0; a < arms; a++) {
        const double x = misfit[i * arms + a];
        misfit[i * arms + a] = misfit[k * arms + a];
        misfit[k * arms + a] = x;
    }
}

size_t draws_chains_keep(draws_chain *chain, double *misfit, size_t n)
{
    const size_t arms = chain->n_arms;
    size_t       nearest = 0, kept = 1;
    for (size_t k = 1; k < n; k++)
        if (sum_of(misfit + k * arms, arms) < sum_of(misfit + nearest * arms, arms))
            nearest = k;
    swap(chain, misfit, 0, nearest);
    for (size_t k = 1; k < n; k++)
        if (!is_lost(&chain[k], misfit + k * arms, misfit)) swap(chain, misfit, kept++, k);
    return kept;
}
