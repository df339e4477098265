/* turnbull_cells.h - the maximal intersections of intervals, and who covers which. */
#ifndef ATRISK_CORE_TURNBULL_CELLS_H
#define ATRISK_CORE_TURNBULL_CELLS_H

#include "atrisk/turnbull.h"

typedef struct {
    size_t  n;            /* subjects                                               */
    size_t *first, *last; /* [n] the cells that the subject's interval covers       */
    double *weight;       /* [n]                                                    */
    size_t  m;            /* cells                                                  */
    double *left, *right; /* [m]                                                    */
} turnbull_cells;

/* Cut checked intervals into cells.  Fails with ATR_EMEMORY. */
atr_status turnbull_cells_build(const atr_intervals *intervals, bool exact_times,
                                turnbull_cells *cells, atr_notes *notes, atr_error *err);

/* Release and zero.  Harmless on zeroed cells. */
void turnbull_cells_free(turnbull_cells *cells);

#endif
