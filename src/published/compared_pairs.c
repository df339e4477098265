/* compared_pairs.c - pairs of event tables, one for each arm. */
#include "published/compared_pairs.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_TRIES = 300 };

/* ---- candidates ------------------------------------------------------------------------
 */

atr_status compared_pool_alloc(size_t n, compared_pool *pool, atr_error *err)
{
    bool whole = true;
    pool->events = NAN;
    pool->n = n;
    for (size_t a = 0; a < COMPARED_ARMS; a++) {
        pool->of[a] = calloc(n, sizeof *pool->of[a]);
        whole &= pool->of[a] != NULL;
    }
    return whole ? ATR_OK : atr_fail_memory(err, "the tables of an arm");
}

void compared_pool_free(compared_pool *pool)
{
    for (size_t a = 0; a < COMPARED_ARMS; a++) free(pool->of[a]);
    *pool = (compared_pool){0};
}

static double count_events(const atr_events *t)
{
    double events = 0;
    for (size_t k = 0; k < t->n; k++) events += t->events[k];
    return events;
}

atr_status compared_pool_put(compared_pool *pool, size_t arm, size_t i,
                             const atr_events *table, double cost, atr_error *err)
{
    compared_candidate *const c = &pool->of[arm][i];
    const atr_events *const   other = i ? pool->of[1 - arm][0].table : table;
    *c = (compared_candidate){.table = table, .cost = cost, .events = count_events(table)};
    if (i == 0 && arm == 0) return ATR_OK; /* the other one is not there yet */
    if (i > 0)
        return compared_measure(&pool->print, arm ? other : table, arm ? table : other,
                                &c->with_found, err);
    const atr_status status =
        compared_measure(&pool->print, pool->of[0][0].table, table, &c->with_found, err);
    pool->of[0][0].with_found = c->with_found;
    return status;
}

/* ---- pairs -----------------------------------------------------------------------------
 */

static compared_values expected(const compared_pool *pool, size_t i, size_t j)
{
    const compared_values *const a = &pool->of[0][i].with_found;
    const compared_values *const b = &pool->of[1][j].with_found;
    const compared_values *const found = &pool->of[0][0].with_found;
    compared_values              v = {.std_error = a->std_error};
    for (int k = 0; k < COMPARED; k++) v.of[k] = a->of[k] + b->of[k] - found->of[k];
    return v;
}

static int nearest_first(const void *a, const void *b)
{
    const compared_pair *x = a, *y = b;
    if (x->off != y->off) return x->off < y->off ? -1 : 1;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    if (x->of[0] != y->of[0]) return x->of[0] < y->of[0] ? -1 : 1;
    return (x->of[1] > y->of[1]) - (x->of[1] < y->of[1]);
}

static bool may_be(const compared_pool *pool, size_t i, size_t j)
{
    const compared_candidate *const a = &pool->of[0][i], *const b = &pool->of[1][j];
    if (isinf(a->cost + b->cost)) return false;
    return isnan(pool->events) || a->events + b->events == pool->events;
}

atr_status compared_pairs_list(const compared_pool *pool, size_t first, bool together,
                               compared_pair **list, size_t *n, atr_error *err)
{
    *n = 0;
    *list = calloc(pool->n * (together ? 1 : pool->n), sizeof **list);
    if (!*list) return atr_fail_memory(err, "pairs of tables");
    for (size_t i = first; i < pool->n; i++)
        for (size_t j = together ? i : first; j < (together ? i + 1 : pool->n); j++) {
            if (!may_be(pool, i, j)) continue;
            const compared_values v = expected(pool, i, j);
            (*list)[(*n)++] = (compared_pair){{i, j},
                                              compared_off(&pool->print, &v),
                                              pool->of[0][i].cost + pool->of[1][j].cost};
        }
    qsort(*list, *n, sizeof **list, nearest_first);
    return ATR_OK;
}

atr_status compared_pair_measure(const compared_pool *pool, compared_pair *pair,
                                 atr_error *err)
{
    compared_values  v;
    const atr_status status = compared_measure(&pool->print, pool->of[0][pair->of[0]].table,
                                               pool->of[1][pair->of[1]].table, &v, err);
    if (!status) pair->off = compared_off(&pool->print, &v);
    return status;
}

atr_status compared_pairs_choose(const compared_pool *pool, compared_pair *best,
                                 atr_error *err)
{
    compared_pair *list;
    size_t         n;
    atr_status     status = compared_pairs_list(pool, 0, false, &list, &n, err);
    *best = (compared_pair){.off = INFINITY};
    for (size_t k = 0; !status && k < n && k < MOST_TRIES && best->off > 0; k++) {
        compared_pair now = list[k];
        status = compared_pair_measure(pool, &now, err);
        if (!status && nearest_first(&now, best) < 0) *best = now;
    }
    free(list);
    return status;
}

void compared_pairs_range(const compared_pool *pool, const compared_print *given, int which,
                          double *least, double *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (size_t i = 1; i < pool->n; i++)
        for (size_t j = 1; j < pool->n; j++) {
            const compared_values v = expected(pool, i, j);
            if (!may_be(pool, i, j) || compared_off(given, &v) > 0) continue;
            *least = fmin(*least, v.of[which]);
            *most = fmax(*most, v.of[which]);
        }
}
