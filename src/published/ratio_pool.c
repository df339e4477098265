/* ratio_pool.c - draws of two arms as candidates for pairs. */
#include "published/ratio_pool.h"

#include "atrisk/reconstruct_ratio.h"
#include "base/fail.h"

enum { ARMS = COMPARED_ARMS };

/* Where print fixes the events of each arm, any two tables have as many as it says. */
static bool events_vary(const compared_pool *pool)
{
    for (size_t i = 1; i < pool->n; i++)
        if (pool->of[0][i].events != pool->of[0][0].events) return true;
    return false;
}

static atr_status put_all(const atr_reconstruction *found, const atr_draws *draws,
                          compared_pool *pool, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < ARMS; a++)
        status = compared_pool_put(pool, a, 0, &found->arm[a].table, 0, err);
    for (size_t k = 0; !status && k < draws->n_draws * ARMS; k++)
        status = compared_pool_put(pool, k % ARMS, 1 + k / ARMS, &draws->table[k], 0, err);
    return status;
}

atr_status ratio_pool_build(const atr_figure *figure, const atr_reconstruction *found,
                            const atr_draws *draws, compared_pool *pool, atr_error *err)
{
    *pool = (compared_pool){0};
    if (!(atr_figure_has_ratio(figure) || atr_figure_has_p(figure)) ||
        found->n_arms != ARMS || draws->n_arms != ARMS)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_METHOD,
                        "a printed hazard ratio, or p, is of two arms");
    atr_status status = compared_pool_alloc(1 + draws->n_draws, pool, err);
    pool->print = compared_read(figure);
    if (!status) status = put_all(found, draws, pool, err);
    if (status) return status;
    const double events = pool->of[0][0].events + pool->of[1][0].events;
    if (events == figure->events && events_vary(pool)) pool->events = events;
    return ATR_OK;
}
