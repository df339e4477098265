/* reconstruct_ratio.h - patients of two arms that have the printed hazard ratio.
 *
 * A figure leaves open which of many event tables is behind each of its curves.  Of pairs
 * of such tables, one for each arm, those are kept whose hazard ratio and limits print as
 * they are printed: what is drawn of the arms is conditioned on the ratio.  The ratio is
 * an input then, and no result of these patients confirms it. */
#ifndef ATRISK_RECONSTRUCT_RATIO_H
#define ATRISK_RECONSTRUCT_RATIO_H

#include "atrisk/reconstruct_draws.h"

/* Is a hazard ratio printed of this figure's two arms? */
bool atr_figure_has_ratio(const atr_figure *figure);

/* Choose the patients that have the printed ratio: of all pairs of tables, the one found
 * among them, that which is nearest to the points; where none has it and its limits, the
 * pair that comes nearest to them, with a note.  Nothing changes when those found have it.
 *
 *   figure  of two arms with a printed ratio
 *   draws   of this figure and what was found; their events in all, where print fixes them
 *           and those found have them, stay the same
 *   found   its tables are replaced
 *
 * Fails with ATR_EARGUMENT (figure without a ratio; draws of another number of arms) or
 * ATR_EMEMORY. */
atr_status atr_reconstruct_ratio(const atr_figure *figure, const atr_draws *draws,
                                 atr_reconstruction *found, atr_notes *notes,
                                 atr_error *err);

/* Draw from those pairs: of tables drawn of each arm by itself, which are independent, any
 * two; where print fixes the events of both together, those of one draw.
 *
 *   n        pairs to be drawn, with replacement
 *   seed     of the random numbers
 *   kept     filled with n draws; release with atr_draws_free.  Those of `draws` as they
 *            are, with a note, when no pair has the printed ratio
 *
 * Fails likewise. */
atr_status atr_draws_with_ratio(const atr_figure *figure, const atr_reconstruction *found,
                                const atr_draws *draws, size_t n, uint64_t seed,
                                atr_draws *kept, atr_notes *notes, atr_error *err);

#endif
