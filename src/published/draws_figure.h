/* draws_figure.h - the arms of a figure made ready for chains over their patients. */
#ifndef ATRISK_PUBLISHED_DRAWS_FIGURE_H
#define ATRISK_PUBLISHED_DRAWS_FIGURE_H

#include "atrisk/reconstruct.h"
#include "published/draws_chain.h"

typedef struct {
    const atr_figure            *figure;
    const atr_reconstructed_arm *start; /* [n_arms] the patients from whom chains begin  */
    draws_normal                *normal;
    draws_lattice               *lattice; /* [n_arms] */
    atr_points_error            *error;   /* [n_arms] */
    bool coupled; /* a printed total over the arms holds, and how they share it is open */
} draws_figure;

/* What `start` meets of the printed numbers holds for all chains.  Release with
 * draws_figure_free, also after failure. */
atr_status draws_figure_build(const atr_figure *figure, const atr_reconstructed_arm *start,
                              draws_figure *f, atr_error *err);
void       draws_figure_free(draws_figure *f);

/* Do the same printed numbers hold for two starts of one figure? */
bool draws_figure_same(const draws_figure *f, const draws_figure *g);

/* A chain that begins from the start, or from patients like those, as near as the lattices
 * have places for them (NULL: the start); they may not fit (draws_figure_fits).  Release
 * with draws_chain_free, also after failure. */
atr_status draws_figure_chain(const draws_figure *f, const atr_reconstructed_arm *like,
                              uint64_t seed, draws_chain *c, atr_error *err);

/* Has a chain the numbers that are known, as another has them? */
bool draws_chain_fits(const draws_chain *c, const draws_chain *known);
void draws_chain_free(draws_chain *c);

/* Let one arm of a chain begin again from the start, hazards from what it suggests. */
atr_status draws_figure_restart(const draws_figure *f, size_t arm, draws_chain *c,
                                atr_error *err);

#endif
