/* cumulative.h - the cumulative hazard, and survival derived from it. */
#ifndef ATRISK_CUMULATIVE_H
#define ATRISK_CUMULATIVE_H

#include "atrisk/events.h"
#include "atrisk/result.h"

/* What d events at one time, among n at risk, add to the hazard. */
typedef enum {
    ATR_HAZARD_NELSON_AALEN,      /* d / n                                            */
    ATR_HAZARD_FLEMING_HARRINGTON /* 1 / n + 1 / (n - 1) + ... + 1 / (n - d + 1), as if
                                     they had come one by one                         */
} atr_hazard_kind;

typedef struct {
    size_t          n;
    double         *time;           /* [n] the times of the table                     */
    double         *hazard;         /* [n] cumulative, never falling                  */
    double         *std_error;      /* [n] of the hazard                              */
    double         *survival;       /* [n] exp(-hazard); never 0                      */
    double         *survival_error; /* [n] survival * std_error                       */
    atr_hazard_kind kind;
} atr_cumulative;

/* Estimate the cumulative hazard at every time of a table.  Survival by the first kind is
 * also known as Breslow's or Altshuler's estimate.
 *
 * The variance is sum d / n^2, or the sum of the squares of the terms above.  Weights are
 * repetitions, and so the second kind splits ties of weighted subjects further than R
 * does; of a broken number of events the rest counts as that part of a term.
 *
 *   table   at least one row; not kept
 *   result  filled; release with atr_cumulative_free.  O(n), at most 1000 terms a row
 *
 * Fails with ATR_EDATA (no rows) or ATR_EMEMORY.
 * Nelson, Technometrics 14 (1972) 945-966; Aalen, Ann. Stat. 6 (1978) 701-726; Fleming &
 * Harrington, Commun. Stat. Theory Methods 13 (1984) 2469-2486. */
atr_status atr_cumulative_fit(const atr_events *table, atr_hazard_kind kind,
                              atr_cumulative *result, atr_error *err);

/* The hazard up to a time, without limits; 0 before the first time.  O(log n). */
atr_estimate atr_cumulative_at(const atr_cumulative *result, double time);

/* Give the hazard other standard errors, [result->n], as the robust ones of an
 * atr_jackknife. */
void atr_cumulative_set_errors(atr_cumulative *result, const double *std_error);

/* Release and zero.  Harmless on a zeroed result. */
void atr_cumulative_free(atr_cumulative *result);

#endif
