/* life_table.h - the actuarial life table: survival by intervals of time. */
#ifndef ATRISK_LIFE_TABLE_H
#define ATRISK_LIFE_TABLE_H

#include "atrisk/events.h"

/* One interval [start, end).  NaN where nobody is left, and where a rate would need the
 * width of the last, open interval. */
typedef struct {
    double start, end;     /* end is +Inf in the last row                              */
    double entering;       /* under observation at start                               */
    double censored;       /* within                                                   */
    double exposed;        /* entering - censored / 2                                  */
    double events;         /* within                                                   */
    double survival;       /* at start                                                 */
    double survival_error; /* Greenwood                                                */
    double density;        /* probability of the event within, per unit of time        */
    double density_error;
    double hazard; /* events per time lived, in the middle of the interval             */
    double hazard_error;
} atr_life_row;

typedef struct {
    size_t        n;
    atr_life_row *row; /* [n] */
} atr_life_table;

/* Group a table by intervals; those censored in one count as half exposed.
 *
 *   table     at least one row; not kept
 *   breaks    [n_breaks] finite, rising; the first not after the first time.  Interval k
 *             begins at breaks[k], the last one has no end
 *   n_breaks  at least 1
 *   result    n_breaks rows; release with atr_life_table_free
 *
 * Fails with ATR_EARGUMENT (breaks), ATR_EDATA (no rows, late entries) or ATR_EMEMORY.
 * Cutler & Ederer, J. Chronic Dis. 8 (1958) 699-712; Gehan, J. Chronic Dis. 21 (1969)
 * 629-644; Klein & Moeschberger (2003) sec. 5.4. */
atr_status atr_life_table_fit(const atr_events *table, const double *breaks,
                              size_t n_breaks, atr_life_table *result, atr_error *err);

/* Release and zero.  Harmless on a zeroed table. */
void atr_life_table_free(atr_life_table *result);

#endif
