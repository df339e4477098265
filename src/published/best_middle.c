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

#include <math.h>
#include <stdlib.h>

/* Sweeps of the chain before the first table, and between two; tables; sweeps towards the
 * mean. */
enum { SETTLING = 30, BETWEEN = 2, TABLES = 60, NEARING = 15 };

/* Of an arm: a change looks at many points. */
enum { MOST_POINTS = 4000 };

static const uint64_t SEED = 1;

/* What the square of a patient counts against the misfit of points. */
static const double PULL = 200;

static void find_means(draws_chain *chain, draws_aim *aim)
{
    for (int i = 0; i < SETTLING - BETWEEN; i++) draws_chain_sweep(chain);
    for (int k = 0; k < TABLES; k++) {
        for (int i = 0; i < BETWEEN; i++) draws_chain_sweep(chain);
        for (size_t a = 0; a < chain->n_arms; a++)
            draws_aim_add(&aim[a], chain->arm[a].walk.at_risk,
                          chain->arm[a].walk.count[DRAWS_EVENT]);
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
    const size_t  n = w->lattice->n;
    atr_events    table;
    double *const number = malloc(2 * n * sizeof *number);
    if (!number) return atr_fail_memory(err, "the patients of a curve");
    for (size_t j = 0; j < n; j++) {
        number[j] = w->count[DRAWS_EVENT][j];
        number[n + j] = w->count[DRAWS_CENSORED][j];
    }
    const departures d = {n, w->lattice->time, number, number + n};
    const atr_status status = departures_count(&d, &table, err);
    free(number);
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

static atr_status search(const draws_figure *f, atr_reconstructed_arm *result,
                         atr_error *err)
{
    const size_t n = f->figure->n_arms;
    draws_aim   *aim = calloc(n, sizeof *aim);
    draws_chain  chain;
    atr_status   status = draws_figure_chain(f, SEED, &chain, err);
    if (!status && !aim) status = atr_fail_memory(err, "the mean of a chain");
    for (size_t a = 0; !status && a < n; a++)
        status = draws_aim_build(&f->lattice[a], &aim[a], err);
    if (!status) {
        find_means(&chain, aim);
        approach(&chain, aim);
    }
    for (size_t a = 0; !status && a < n; a++)
        if (may_put(&chain, a)) status = put(&chain.arm[a].walk, &result[a], err);
    for (size_t a = 0; aim && a < n; a++) draws_aim_free(&aim[a]);
    free(aim);
    draws_chain_free(&chain);
    return status;
}

atr_status best_middle(const best_arm *b, size_t n, const atr_figure *figure,
                       atr_reconstructed_arm *result, atr_error *err)
{
    draws_figure f;
    for (size_t a = 0; a < n; a++)
        if (best_few_readings(&b[a]) || figure->arm[a].points.n > MOST_POINTS)
            return ATR_OK;
    atr_status status = draws_figure_build(figure, result, &f, err);
    if (!status) status = search(&f, result, err);
    draws_figure_free(&f);
    return status;
}
