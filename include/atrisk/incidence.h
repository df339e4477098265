/* incidence.h - the cumulative incidence of each of several competing causes. */
#ifndef ATRISK_INCIDENCE_H
#define ATRISK_INCIDENCE_H

#include "atrisk/competing.h"
#include "atrisk/curve.h"
#include "atrisk/result.h"

/* Two estimates of the same standard error; they differ by a few per cent. */
typedef enum {
    ATR_INCIDENCE_JACKKNIFE, /* infinitesimal jackknife, as R's survival      */
    ATR_INCIDENCE_AALEN      /* delta method by Aalen (1978), as cmprsk, SAS  */
} atr_incidence_error;

typedef struct {
    double              level; /* confidence level, in (0, 1); 0 for 0.95   */
    atr_scale           scale; /* on which the limits are symmetric about F  */
    atr_incidence_error error; /* which one the limits are built on */
} atr_incidence_options;

/* Step functions: row k holds from time[k] up to, not including, time[k+1].  In arrays
 * with causes, row k of cause c = 1..n_causes is [(c - 1) * n + k]. */
typedef struct {
    size_t    n;
    size_t    n_causes;
    double   *time;             /* [n] strictly increasing, in the unit of the data     */
    double   *event_free;       /* [n] Kaplan-Meier: nothing has happened yet           */
    double   *event_free_error; /* [n] by the jackknife; 0 once event_free is 0         */
    double   *incidence;        /* [n_causes * n] probability that c has happened       */
    double   *jackknife;        /* [n_causes * n] standard error of incidence           */
    double   *aalen;            /* [n_causes * n] standard error of incidence           */
    double   *lower, *upper;    /* [n_causes * n] pointwise limits at the asked level   */
    double    level;            /* the options that were used                           */
    atr_scale scale;
    atr_incidence_error error;
} atr_incidence;

/* Estimate the cumulative incidences of one table (Aalen-Johansen).  They and
 * event_free sum to 1.  O(n * n_causes).
 *
 *   table      at least one row; not kept
 *   options    NULL for a 95% interval on the log scale from the jackknife
 *   incidence  filled; release with atr_incidence_free
 *
 * Weights: for the jackknife each subject is one, whatever his weight (a sampling
 * weight); for Aalen's variance a subject of weight 2 counts as two.
 *
 * Where a standard error is 0 both limits are the incidence itself (before the first
 * event of the cause; R gives NA there).  At incidence 1 there are no limits (NaN)
 * unless the error is 0.
 *
 * Fails with ATR_EARGUMENT (level outside (0, 1)), ATR_EDATA (no rows) or ATR_EMEMORY.
 *
 * Aalen & Johansen, Scand. J. Stat. 5 (1978) 141-150; Aalen, Ann. Stat. 6 (1978)
 * 534-545; on the jackknife: Therneau & Grambsch, Modeling Survival Data (2000) ch. 7. */
atr_status atr_incidence_fit(const atr_cause_events      *table,
                             const atr_incidence_options *options, atr_incidence *incidence,
                             atr_error *err);

/* The incidence of cause c = 1..n_causes at a time, with the standard error and the limits
 * that were asked for; carried forward after the last time, 0 before the first.  NaN for a
 * cause that is not there.  O(log n). */
atr_estimate atr_incidence_at(const atr_incidence *incidence, size_t cause, double time);

/* Release and zero.  Harmless on a zeroed result. */
void atr_incidence_free(atr_incidence *incidence);

#endif
