/* draws_settle.h - chains on their way from where they begin to what is probable. */
#ifndef ATRISK_PUBLISHED_DRAWS_SETTLE_H
#define ATRISK_PUBLISHED_DRAWS_SETTLE_H

#include "published/draws_chain.h"

/* Sweep in blocks, one at least and so many at the most, until a block does not bring the
 * chain any nearer to the points.
 *
 *   misfit  [n_arms] mean misfit of each arm over the later half of the last block */
void draws_chain_settle(draws_chain *chain, int sweeps, int most_blocks, double *misfit);

/* Move the chain that came nearest to the points to the front, and behind it those that
 * came about as near in every arm; the others are lost where the points are not met.
 * Returns how many are not.
 *
 *   chain   [n] of the same arms, n > 0, each settled
 *   misfit  [n * n_arms] of each, moved along */
size_t draws_chains_keep(draws_chain *chain, double *misfit, size_t n);

#endif
