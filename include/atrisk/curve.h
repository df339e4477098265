/* curve.h - the Kaplan-Meier estimate of a survival function and its relatives, its
 * quantiles and its value at given times. */
#ifndef ATRISK_CURVE_H
#define ATRISK_CURVE_H

#include "atrisk/events.h"
#include "atrisk/result.h"

/* What survival is estimated by: a product, or exp(-H) of a cumulative hazard (see
 * cumulative.h), which is never 0. */
typedef enum {
    ATR_SURVIVAL_KAPLAN_MEIER,      /* Greenwood's variance                           */
    ATR_SURVIVAL_NELSON_AALEN,      /* Breslow's or Altshuler's estimate; Aalen's one */
    ATR_SURVIVAL_FLEMING_HARRINGTON /* ties as if they came one by one; its own       */
} atr_survival_estimator;

/* The scale on which the confidence interval is symmetric. */
typedef enum {
    ATR_SCALE_PLAIN,  /* S           clipped to [0, 1]                             */
    ATR_SCALE_LOG,    /* log S       upper end clipped to 1; R's default           */
    ATR_SCALE_LOGLOG, /* log(-log S) stays inside (0, 1); SAS's and Stata's default */
    ATR_SCALE_LOGIT,  /* log(S / (1 - S)) likewise                               */
    ATR_SCALE_ARCSINE /* asin sqrt S likewise, by stopping at 0 and 1            */
} atr_scale;

/* How wide the interval is below the curve.  Between events fewer and fewer are under
 * observation, which Greenwood's formula does not see. */
typedef enum {
    ATR_LOWER_GREENWOOD, /* as above the curve                                        */
    ATR_LOWER_PETO,      /* by (1 - S) / n for Var log S, n at risk: conservative     */
    ATR_LOWER_MODIFIED   /* that above, widened as the number at risk has fallen since
                            the last event                                            */
} atr_lower_limit;

/* What the quantile is where the curve runs along its level. */
typedef enum {
    ATR_QUANTILE_MIDPOINT, /* the middle of that flat piece: R, SAS */
    ATR_QUANTILE_FIRST     /* where it begins: Stata                */
} atr_quantile_rule;

typedef struct {
    double                 level; /* confidence level, in (0, 1); 0 for 0.95 */
    atr_scale              scale;
    atr_lower_limit        lower_limit;
    atr_quantile_rule      quantile;
    atr_survival_estimator estimator;
    const double          *std_error; /* [rows of the table] of S, as the robust one of an
                                         atr_jackknife; NULL: that of the estimator          */
} atr_curve_options;

/* A step function: survival[k] holds from time[k] up to, not including,
 * time[k+1]; before time[0] it is 1. */
typedef struct {
    size_t          n;
    double         *time;      /* [n] strictly increasing, in the unit of the data       */
    double         *survival;  /* [n] in [0, 1], never increasing                        */
    double         *std_error; /* [n] of S: NaN once S is 0, unless given by the options */
    double         *lower;     /* [n] pointwise limits at the asked level; NaN likewise  */
    double         *upper;     /* [n]                                                    */
    double          level;     /* the options that were used                             */
    atr_scale       scale;
    atr_lower_limit lower_limit;
    atr_quantile_rule      quantile;
    atr_survival_estimator estimator;
} atr_curve;

/* Estimate survival at every time of an event table.  O(n).
 *
 *   table    at least one row; not kept
 *   options  NULL for Kaplan-Meier and a 95% interval on the log scale
 *   curve    filled; release with atr_curve_free
 *
 * Where S is 0 there are no limits, except [0, 0] on the plain scale when std_error says 0.
 * Before the first event the limits are [1, 1] on every scale (R 4.2's survival
 * gives NA on the log-log scale there).
 *
 * Fails with ATR_EARGUMENT (level outside (0, 1)), ATR_EDATA (no rows) or
 * ATR_EMEMORY.
 *
 * Kaplan & Meier, J. Am. Stat. Assoc. 53 (1958) 457-481; for the others cumulative.h.  The
 * intervals are those of Klein & Moeschberger, Survival Analysis, 2nd ed. (2003), sec. 4.3;
 * the lower limits are from Peto et al., Br. J. Cancer 35 (1977) 1-39, and Dorey & Korn,
 * Stat. Med. 6 (1987) 679-687. */
atr_status atr_curve_fit(const atr_events *table, const atr_curve_options *options,
                         atr_curve *curve, atr_error *err);

/* The p-quantile of the event time with Brookmeyer-Crowley limits: the first
 * time at which S <= 1 - p (within 1.5e-8); where S lies on 1 - p, by default the middle of
 * that flat piece (up to the last time when S never falls further).  The same
 * rule applied to the lower and the upper limit gives lower and upper.  (A limit
 * of few subjects may fall and rise again: its first crossing counts; R sorts it.)
 * NaN where the level is never reached.  std_error is NaN.  O(n).
 *
 * Fails with ATR_EARGUMENT when p is outside (0, 1).
 * Brookmeyer & Crowley, Biometrics 38 (1982) 29-41. */
atr_status atr_curve_quantile(const atr_curve *curve, double p, atr_estimate *quantile,
                              atr_error *err);

/* What is asked of a curve. */
typedef struct {
    size_t        n_probs;
    const double *prob; /* [n_probs] of quantiles */
    size_t        n_times;
    const double *time; /* [n_times] at which survival is wanted */
} atr_curve_questions;

/* Quantiles and survival at times, as atr_curve_quantile and atr_curve_at have them,
 * without room for the curve itself: its rows are made and forgotten.  O(n).
 *
 *   curve     filled with the options that are used, and no rows: nothing to release
 *   quantile  [asked->n_probs] filled
 *   at        [asked->n_times] filled
 *
 * Fails as atr_curve_fit and atr_curve_quantile do. */
atr_status atr_curve_answer(const atr_events *table, const atr_curve_options *options,
                            const atr_curve_questions *asked, atr_curve *curve,
                            atr_estimate *quantile, atr_estimate *at, atr_error *err);

/* Survival at a time with its limits; carried forward after the last time, 1
 * before the first.  O(log n). */
atr_estimate atr_curve_at(const atr_curve *curve, double time);

/* Release a curve and zero it.  Harmless on a zeroed curve. */
void atr_curve_free(atr_curve *curve);

#endif
