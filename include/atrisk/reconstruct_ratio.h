/* reconstruct_ratio.h - patients of two arms that have the printed hazard ratio, or the
 * printed p of the log-rank test.
 *
 * A figure leaves open which of many event tables is behind each of its curves.  Of pairs
 * of such tables, one for each arm, those are kept whose hazard ratio, limits and p print
 * as they are printed: what is drawn of the arms is conditioned on them.  They are inputs
 * then, and no result of these patients confirms them.
 *
 * Hazard ratios are those of Cox's model with Efron's ties, neither adjusted nor
 * stratified; p is two-sided, of the log-rank test without weights and strata. */
#ifndef ATRISK_RECONSTRUCT_RATIO_H
#define ATRISK_RECONSTRUCT_RATIO_H

#include "atrisk/reconstruct_draws.h"

/* Is a hazard ratio, or p, printed of this figure's two arms? */
bool atr_figure_has_ratio(const atr_figure *figure);
bool atr_figure_has_p(const atr_figure *figure);

enum { ATR_MOST_CONFLICTS = 4 };

/* A printed number that patients who agree with the curves do not have. */
typedef struct {
    const char *name; /* "hazard ratio", "its lower limit", "its upper limit",
                         "log-rank p"                                                     */
    atr_known printed;
    double    least, most; /* over pairs of tables that agree with the curves and have
                              `with`; the least is above the most when there are none     */
    const char *with; /* the name of the number that it does not hold together with, each of
                         them allowed by the curves; NULL: the curves alone              */
} atr_ratio_conflict;

typedef struct {
    size_t             n;
    atr_ratio_conflict conflict[ATR_MOST_CONFLICTS];
} atr_ratio_conflicts;

/* Change patients so that they have what is printed: to those in the middle of all that
 * agree with the curves and have it.  Nothing changes when those found have it.  Where none
 * has all of it, but draws of the arms come near, the pair of draws that comes nearest is
 * taken, with a note.
 *
 * What the curves do not allow is left out, with a note, and the patients stay as they are
 * but for what else is printed: a hazard ratio with its limits, or p, or both when they do
 * not hold together.
 *
 *   figure     of two arms with a printed ratio or p; what is left out is set to unknown
 *   found      its tables are replaced; events of both arms together, where print fixes
 *              them and those found have them, stay the same
 *   threads    that draw at the same time, where drawing is needed; 0 for 1.  The patients
 *              do not depend on it
 *   conflicts  what is left out
 *
 * Fails with ATR_EARGUMENT (figure without any of them) or ATR_EMEMORY. */
atr_status atr_reconstruct_ratio(atr_figure *figure, size_t threads,
                                 atr_reconstruction *found, atr_ratio_conflicts *conflicts,
                                 atr_notes *notes, atr_error *err);

/* Draw from those pairs: of tables drawn of each arm by itself, which are independent, any
 * two; where print fixes the events of both together, those of one draw.
 *
 *   figure   of two arms with a printed ratio or p
 *   found    patients behind it
 *   draws    of it, to choose from
 *   n        pairs to be drawn, with replacement
 *   seed     of the random numbers
 *   kept     filled with n draws; release with atr_draws_free.  Those of `draws` as they
 *            are, with a note, when no pair has what is printed
 *
 * Fails with ATR_EARGUMENT (figure without any of them; draws of another number of arms) or
 * ATR_EMEMORY. */
atr_status atr_draws_with_ratio(const atr_figure *figure, const atr_reconstruction *found,
                                const atr_draws *draws, size_t n, uint64_t seed,
                                atr_draws *kept, atr_notes *notes, atr_error *err);

#endif
