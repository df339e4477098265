/* figure_trend.h - how the numbers of a column run, where no heading says what they are. */
#ifndef ATRISK_DATA_FIGURE_TREND_H
#define ATRISK_DATA_FIGURE_TREND_H

#include "data/grid.h"

typedef struct {
    size_t numbers, texts; /* cells of each kind                       */
    size_t up, down;       /* steps from one number to the next        */
    double least, most;    /* NaN without numbers                      */
    bool   by_one;         /* 0, 1, 2, ... or 1, 2, 3, ...             */
} atr_trend;

/* The cells of a column from a row on. */
atr_trend atr_trend_of(const atr_grid *grid, size_t column, size_t from_row);

/* Nearly all steps that are none of 0 go up (down). */
bool atr_trend_rises(const atr_trend *trend);
bool atr_trend_falls(const atr_trend *trend);

/* Does column `first` count the rows, with times and more after it?  *unclear: it could be
 * time as well. */
bool atr_trend_counts_rows(const atr_grid *grid, size_t first, size_t from_row,
                           bool *unclear);

/* Are n columns pairs of times and numbers?  *unclear: or curves of one time. */
bool atr_trend_pairs(const atr_grid *grid, size_t first, size_t n, size_t from_row,
                     bool *unclear);

/* Can `time` be survival and `value` be time, or the rows be in reverse order? */
bool atr_trend_exchanged(const atr_grid *grid, size_t time, size_t value, size_t from_row);

#endif
