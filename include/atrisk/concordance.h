/* concordance.h - do those with the higher risk have their events earlier? */
#ifndef ATRISK_CONCORDANCE_H
#define ATRISK_CONCORDANCE_H

#include "atrisk/result.h"
#include "atrisk/sample.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    ATR_CONCORDANCE_HARRELL, /* every comparable pair counts alike                    */
    ATR_CONCORDANCE_UNO,     /* as 1 / G(t-)^2, G being the chance of not being censored
                                up to the earlier time t: estimates what would be seen
                                without censoring.  R's "n/G2" and "S/G", which are one */
    ATR_CONCORDANCE_SURVIVAL /* as 1 / G(t-): events count as in the Peto-Peto test, by
                                S(t-) in place of the share still at risk.  R's "S" */
} atr_concordance_kind;

typedef struct {
    atr_concordance_kind kind;
    double               level;   /* confidence level, in (0, 1); 0 for 0.95      */
    double               horizon; /* count pairs whose first event is before it; 0: all */
    bool                 exact_times; /* as in atr_events_options */
    const uint32_t      *cluster; /* [n of the sample] equal for rows that belong together;
                                     NULL: every row by itself                           */
} atr_concordance_options;

/* Numbers of pairs, weighted; exact while below 2^53. */
typedef struct {
    double               concordant; /* the higher risk has the earlier event          */
    double               discordant; /* the lower one has                              */
    double               tied_risk;  /* equal risks                                    */
    double               tied_time;  /* both had the event at one time: not comparable */
    double               tied_both;  /* both, and equal risks                          */
    atr_estimate         index;      /* C; Wald limits                                 */
    atr_concordance_kind kind;
    double               level;
} atr_concordance;

/* Estimate the concordance of a risk score with the event times.
 *
 *   sample       checked first; pairs within a stratum only; groups not looked at
 *   risk         [n] finite; higher means earlier events.  Scores are equal when they
 *                differ by at most 2^-40 of the mean absolute score, so that rounding
 *                in a linear predictor does not rank subjects with equal covariates
 *   options      NULL for Harrell's C with a 95% interval
 *   concordance  filled
 *
 * A pair is comparable when one has the event and the other is under observation for
 * longer, or is censored at just that time.  C = (concordant + tied_risk / 2) /
 * (concordant + discordant + tied_risk); NaN without a comparable pair.  Somebody who comes
 * under observation late is compared with the events after his entry only.  The standard
 * error is that of the infinitesimal jackknife, G taken as known; the influences of the
 * rows of a cluster are added up before they are squared.  O(n log n).
 *
 * G falls at a time with d events and c censored of n by (n - d - c)/(n - d): the events
 * come first.  It is estimated within each stratum.
 *
 * Fails with ATR_EARGUMENT (also for late entries but with Harrell's kind: G is not known
 * then), ATR_EDATA (sample, or a risk that is not finite) or
 * ATR_EMEMORY.
 * Harrell, Lee & Mark, Stat. Med. 15 (1996) 361-387; Uno et al., Stat. Med. 30 (2011)
 * 1105-1117; Therneau & Watson, Mayo Clinic technical report 85 (2015) on the error. */
atr_status atr_concordance_find(const atr_sample *sample, const double *risk,
                                const atr_concordance_options *options,
                                atr_concordance *concordance, atr_error *err);

#endif
