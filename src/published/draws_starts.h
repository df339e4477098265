/* draws_starts.h - where chains begin. */
#ifndef ATRISK_PUBLISHED_DRAWS_STARTS_H
#define ATRISK_PUBLISHED_DRAWS_STARTS_H

#include "published/draws_figure.h"

/* A chain of small changes is long on its way from one end of what a figure allows to the
 * other.  So chains begin all over it: from patients drawn at random by the search along
 * the curve (decode_draw.c), which knows the points only roughly but goes anywhere; where
 * the figure does not tell how patients were followed, under ways drawn at random as well.
 */
typedef struct {
    atr_figure             figure; /* with these arms, whose sizes are known              */
    atr_figure_arm        *arm;
    size_t                 n_found;
    atr_reconstructed_arm *found; /* [n_found * n_arms]                                  */
    size_t                 n;     /* ways to begin, 1 or more                            */
    draws_figure          *ready; /* [n] the first from `best`                           */
} draws_starts;

/* Look for `most` ways to begin that have every printed number which `best` has.  Release
 * with draws_starts_free, also after failure. */
atr_status draws_starts_build(const atr_figure *figure, const atr_reconstruction *best,
                              size_t most, uint64_t seed, draws_starts *s, atr_error *err);
void       draws_starts_free(draws_starts *s);

#endif
