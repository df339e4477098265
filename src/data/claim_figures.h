/* claim_figures.h - the figures in a row of claims.csv, and whether they fit together. */
#ifndef ATRISK_DATA_CLAIM_FIGURES_H
#define ATRISK_DATA_CLAIM_FIGURES_H

#include "atrisk/table.h"
#include "atrisk/trial.h"

/* Does the statistic compare two arms, or describe one group of patients?  A p-value
 * and words may do either. */
bool atr_statistic_needs_two_arms(atr_statistic statistic);
bool atr_statistic_needs_one_group(atr_statistic statistic);

/* The columns in which the figures stand; NULL: there is no such column.  Then value,
 * interval and p are not printed, and time, n and k stay as they are. */
typedef struct {
    const char *value, *ci_low, *ci_high, *ci_level, *p, *sided, *time, *n, *k;
} atr_figure_columns;

/* Those of claims.csv. */
extern const atr_figure_columns atr_claim_columns;

/* Read value, interval, p, sided, time, n and k of a claim whose id and statistic are
 * known.  Fails with ATR_EDATA, naming the cell. */
atr_status atr_claim_read_figures(const atr_table *table, size_t row,
                                  const atr_figure_columns *columns, atr_claim *claim,
                                  atr_error *err);

#endif
