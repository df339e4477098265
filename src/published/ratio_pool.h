/* ratio_pool.h - draws of two arms as candidates for pairs. */
#ifndef ATRISK_PUBLISHED_RATIO_POOL_H
#define ATRISK_PUBLISHED_RATIO_POOL_H

#include "atrisk/reconstruct_draws.h"
#include "published/compared_pairs.h"

/* Those found and then the draws, which must stay; without costs.  Where print fixes the
 * events of both arms together and those found have them, pairs have them, too.  Release
 * with compared_pool_free, also after failure.
 *
 * Fails with ATR_EARGUMENT (a figure of which nothing is printed; draws of another number
 * of arms) or ATR_EMEMORY. */
atr_status ratio_pool_build(const atr_figure *figure, const atr_reconstruction *found,
                            const atr_draws *draws, compared_pool *pool, atr_error *err);

#endif
