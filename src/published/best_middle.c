/* best_middle.c - the patients in the middle of all that a figure allows.
 *
 * Many event tables agree with a figure about as well as the one that was decoded.  A chain
 * (draws_chain.h) goes from that one through others, each as often as it is probable.  The
 * mean over them of the numbers of events N(t) and at risk Y(t) is off by as little as can
 * be on average, in what N and Y say of an arm and in what a comparison of arms makes of
 * them, but it is no table of whole patients: the answer is the one that is nearest to it
 * and meets the points as well. */
#include "published/best.h"

#include "base/fail.h"
#include "published/draws_figure.h"
#include "published/draws_settle.h"

#include <math.h>
#include <stdlib.h>

/* Chains; sweeps of each in a block while it settles, and such blocks at the most; tables
 * of all of them, and sweeps between two of one; sweeps towards the mean. */
enum { CHAINS = 5, SETTLING = 6, BLOCKS = 6, TABLES = 30, BETWEEN = 2, NEARING = 15 };

/* States kept to draw from. */
enum { WIDTH = 120 };

/* Of an arm: a change looks at many points. */
enum { MOST_POINTS = 4000 };

static const uint64_t SEED = 1;

/* What the square of a patient counts against the misfit of points. */
static const double PULL = 200;

/* Of chains that take turns. */
static void find_means(draws_chain *chain, size_t n, draws_aim *aim)
{
    for (size_t k = 0; k < TABLES; k++) {
        draws_chain *c = &chain[k % n];
        for (int i = 0; i < BETWEEN; i++) draws_chain_sweep(c);
        for (size_t a = 0; a < c->n_arms; a++)
            draws_aim_add(&aim[a], c->arm[a].walk.at_risk,
                          c->arm[a].walk.count[DRAWS_EVENT]);
    }
    draws_aim_compare(aim, chain->n_arms);
}

static void approach(draws_chain *chain, const draws_aim *aim)
{
    for (size_t a = 0; a < chain->n_arms; a++)
        draws_walk_aim(&chain->arm[a].walk, &aim[a], PULL);
    chain->descends = true;
    for (int i = 0; i < NEARING; i++)
        for (size_t a = 0; a < chain->n_arms; a++)
            draws_chain_move(chain, a, draws_chain_moves(chain, a));
}

static atr_status put(const draws_walk *w, atr_reconstructed_arm *result, atr_error *err)
{
    atr_events       table;
    const atr_status status = draws_walk_table(w, &table, err);
    if (status) return status;
    atr_events_free(&result->table, 1);
    result->table = table;
    return ATR_OK;
}

/* What the start has of what is printed of survival is not given up; and arms whose events
 * only add up to a number belong together. */
static bool may_put(const draws_chain *chain, size_t a)
{
    static const double ROUNDING = 1e-9;
    bool                all = true;
    for (size_t o = 0; o < chain->n_arms; o++)
        all &= (o != a && !chain->coupled) || chain->arm[o].walk.printed <= ROUNDING;
    return all;
}

/* A chain is long on its way from one end of what is possible to the other: all but the
 * first begin from patients drawn along the curve.  Those that have the numbers that are
 * known settle: their number. */
static atr_status begin_chains(const draws_figure *f, const atr_reconstructed_arm *drawn,
                               draws_chain *chain, double *misfit, size_t *n,
                               atr_error *err)
{
    const size_t arms = f->figure->n_arms;
    atr_status   status = ATR_OK;
    *n = 0;
    for (size_t k = 0; !status && k < CHAINS; k++) {
        draws_chain *const c = &chain[*n];
        status = draws_figure_chain(f, k ? drawn + (k - 1) * arms : NULL, SEED + k, c, err);
        if (status || !draws_chain_fits(c, chain)) {
            draws_chain_free(c);
            continue;
        }
        draws_chain_settle(c, SETTLING, BLOCKS, misfit + *n * arms);
        ++*n;
    }
    return status;
}

static atr_status take_middle(const draws_figure *f, draws_chain *chain, size_t n,
                              atr_reconstructed_arm *result, atr_error *err)
{
    const size_t arms = f->figure->n_arms;
    draws_aim   *aim = calloc(arms, sizeof *aim);
    atr_status   status = aim ? ATR_OK : atr_fail_memory(err, "the mean of a chain");
    for (size_t a = 0; !status && a < arms; a++)
        status = draws_aim_build(&f->lattice[a], &aim[a], err);
    if (!status) {
        find_means(chain, n, aim);
        approach(chain, aim);
    }
    for (size_t a = 0; !status && a < arms; a++)
        if (may_put(chain, a)) status = put(&chain->arm[a].walk, &result[a], err);
    for (size_t a = 0; aim && a < arms; a++) draws_aim_free(&aim[a]);
    free(aim);
    return status;
}

static atr_status search(const draws_figure *f, const atr_reconstructed_arm *drawn,
                         atr_reconstructed_arm *result, atr_error *err)
{
    draws_chain   chain[CHAINS];
    size_t        n = 0;
    double *const misfit = malloc(CHAINS * f->figure->n_arms * sizeof *misfit);
    if (!misfit) return atr_fail_memory(err, "chains");
    atr_status status = begin_chains(f, drawn, chain, misfit, &n, err);
    if (!status)
        status = take_middle(f, chain, draws_chains_keep(chain, misfit, n), result, err);
    for (size_t k = 0; k < n; k++) draws_chain_free(&chain[k]);
    free(misfit);
    return status;
}

static atr_status draw_and_search(const draws_figure *f, best_arm *b,
                                  atr_reconstructed_arm *result, atr_error *err)
{
    const size_t           n = f->figure->n_arms, more = CHAINS - 1;
    atr_random             random = atr_random_start(SEED);
    atr_reconstructed_arm *start = calloc(n * more + 1, sizeof *start);
    if (!start) return atr_fail_memory(err, "the starts of chains");
    atr_status status = best_draw(b, n, WIDTH, more, &random, start, err);
    if (!status) status = search(f, start, result, err);
    for (size_t i = 0; i < n * more; i++) atr_events_free(&start[i].table, 1);
    free(start);
    return status;
}

atr_status best_middle(best_arm *b, size_t n, const atr_figure *figure,
                       atr_reconstructed_arm *result, atr_error *err)
{
    draws_figure f;
    for (size_t a = 0; a < n; a++)
        if (best_few_readings(&b[a]) || figure->arm[a].points.n > MOST_POINTS)
            return ATR_OK;
    atr_status status = draws_figure_build(figure, result, &f, err);
    if (!status) status = draw_and_search(&f, b, result, err);
    draws_figure_free(&f);
    return status;
}
