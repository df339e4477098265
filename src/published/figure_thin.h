/* figure_thin.h - a figure of fewer points. */
#ifndef ATRISK_PUBLISHED_FIGURE_THIN_H
#define ATRISK_PUBLISHED_FIGURE_THIN_H

#include "atrisk/reconstruct.h"

/* A figure whose arrays of points are its own where they were too many. */
typedef struct {
    atr_figure      figure;
    atr_figure_arm *arm;   /* [figure.n_arms] */
    double         *block; /* points          */
} thin_figure;

/* Take `most` points of each curve, evenly from the first to the last, where there are
 * more; a million of them tell little more than some thousands.  The corners of a path all
 * stay.
 *
 *   found  patients behind it, for the sources of the points
 *   notes  which curves lost points (may be NULL)
 *
 * Fails with ATR_EMEMORY. */
atr_status figure_thin(const atr_figure *figure, const atr_reconstruction *found,
                       size_t most, thin_figure *thin, atr_notes *notes, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void thin_figure_free(thin_figure *thin);

#endif
