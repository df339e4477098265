/* ties.h - times that differ by rounding error only. */
#ifndef ATRISK_CORE_TIES_H
#define ATRISK_CORE_TIES_H

#include "atrisk/notes.h"

/* Make nearly equal times equal.  Two neighbours among the distinct times are
 * tied when they differ by at most sqrt(2^-52), absolutely or relative to the
 * mean absolute distinct time; every time of an unbroken run of tied
 * neighbours becomes the smallest of the run.
 *
 *   time   [n] rising; all subjects of an analysis together, or groups would
 *          disagree about what is tied
 *   notes  told when a time was changed: a note when the change is of the size
 *          of rounding errors, else a warning; may be NULL */
void atr_ties_settle(double *time, size_t n, atr_notes *notes);

#endif
