/* ratio_draws.c - draws of pairs that have what is printed of a comparison. */
#include "atrisk/reconstruct_ratio.h"
#include "base/fail.h"
#include "num/random.h"
#include "published/ratio_pool.h"

#include <math.h>
#include <stdlib.h>

enum { ARMS = COMPARED_ARMS };

static atr_status allocate(const atr_draws *draws, size_t n, atr_draws *kept,
                           atr_error *err)
{
    *kept = (atr_draws){.n_arms = ARMS,
                        .table = calloc(n * ARMS, sizeof *kept->table),
                        .arm = calloc(ARMS, sizeof *kept->arm)};
    if (!kept->table || !kept->arm) return atr_fail_memory(err, "the draws");
    kept->n_draws = n;
    for (size_t a = 0; a < ARMS; a++) kept->arm[a] = draws->arm[a];
    return ATR_OK;
}

/* Different tables among those taken; the same one twice in the draws counts once more. */
static void count_distinct(const size_t *taken, size_t n, size_t most, atr_draws_arm *arm)
{
    size_t distinct = 0;
    for (size_t i = 0; i < most; i++) distinct += taken[i] > 0;
    if (distinct < arm->distinct) arm->distinct = distinct;
    if (n < arm->distinct) arm->distinct = n;
}

/* One of the pairs at random; where they are to have what is printed, one that has it,
 * which is nearly always the first. */
static atr_status pick(const compared_pool *pool, const compared_pair *list, size_t n,
                       bool fitting, atr_random *random, compared_pair *picked,
                       atr_error *err)
{
    enum { MOST_PICKS = 50 };
    atr_status status = ATR_OK;
    for (int tries = 0; !status && tries < MOST_PICKS; tries++) {
        *picked = list[atr_random_below(random, n)];
        if (!fitting) break;
        status = compared_pair_measure(pool, picked, err);
        if (picked->off <= 0) break;
    }
    return status;
}

static atr_status take_pairs(const compared_pool *pool, const compared_pair *list,
                             size_t n_list, bool fitting, uint64_t seed, atr_draws *kept,
                             atr_error *err)
{
    atr_random random = atr_random_start(seed);
    size_t    *taken = calloc(ARMS * pool->n, sizeof *taken);
    atr_status status = taken ? ATR_OK : atr_fail_memory(err, "the draws");
    for (size_t m = 0; !status && m < kept->n_draws; m++) {
        compared_pair p;
        status = pick(pool, list, n_list, fitting, &random, &p, err);
        for (size_t a = 0; !status && a < ARMS; a++) {
            taken[a * pool->n + p.of[a]]++;
            status = atr_events_merge(pool->of[a][p.of[a]].table, 1,
                                      &kept->table[m * ARMS + a], err);
        }
    }
    for (size_t a = 0; !status && a < ARMS; a++)
        count_distinct(taken + a * pool->n, kept->n_draws, pool->n, &kept->arm[a]);
    free(taken);
    return status;
}

/* Those that have what is printed, as far as the first order tells; they stand first. */
static size_t count_fitting(const compared_pair *list, size_t n)
{
    size_t fitting = 0;
    while (fitting < n && list[fitting].off <= 0) fitting++;
    return fitting;
}

static const char *printed_of(const atr_figure *figure)
{
    const bool p = atr_figure_has_p(figure);
    if (!atr_figure_has_ratio(figure)) return "p";
    return p ? "hazard ratio and p" : "hazard ratio";
}

static void note_pairs(const atr_figure *figure, size_t fitting, size_t n, atr_notes *notes)
{
    enum { FEW = 30 };
    if (fitting == 0)
        atr_note(notes, ATR_WARNING, ATR_CODE_DRAWS,
                 "none of %zu pairs of draws has the printed %s: they are drawn without it",
                 n, printed_of(figure));
    else if (fitting < FEW)
        atr_note(notes, ATR_WARNING, ATR_CODE_DRAWS,
                 "%zu of %zu pairs of draws have the printed %s; more --draws give more",
                 fitting, n, printed_of(figure));
}

atr_status atr_draws_with_ratio(const atr_figure *figure, const atr_reconstruction *found,
                                const atr_draws *draws, size_t n, uint64_t seed,
                                atr_draws *kept, atr_notes *notes, atr_error *err)
{
    compared_pool  pool;
    compared_pair *list = NULL;
    size_t         n_list = 0;
    *kept = (atr_draws){0};
    atr_status status = ratio_pool_build(figure, found, draws, &pool, err);
    if (!status)
        status = compared_pairs_list(&pool, 1, !isnan(pool.events), &list, &n_list, err);
    if (!status) status = allocate(draws, n, kept, err);
    if (!status) {
        const size_t fitting = count_fitting(list, n_list);
        note_pairs(figure, fitting, n_list, notes);
        status = take_pairs(&pool, list, fitting ? fitting : n_list, fitting > 0, seed,
                            kept, err);
    }
    free(list);
    compared_pool_free(&pool);
    if (status) atr_draws_free(kept);
    return status;
}
