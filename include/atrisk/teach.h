/* teach.h - the arithmetic behind the estimates, step by step, with the numbers of the
 * data.
 *
 * What stands there is computed from the definitions, apart from the rest of the library,
 * and ends in the same numbers; the reconstruction shows what the library had in hand. */
#ifndef ATRISK_TEACH_H
#define ATRISK_TEACH_H

#include "atrisk/events.h"
#include "atrisk/figure.h"
#include "atrisk/notes.h"

#include <stdio.h>

typedef enum { ATR_TEACH_TEXT, ATR_TEACH_MARKDOWN, ATR_TEACH_HTML } atr_teach_format;

typedef struct {
    atr_teach_format format;
    size_t           step;    /* only this one, from 1; 0: all              */
    double           level;   /* of confidence limits, in (0, 1)            */
    double           horizon; /* of restricted means; NaN: the earliest last time */
    const char      *remark;  /* below the title, with every step; NULL: none    */
} atr_teach_options;

/* Groups, with unweighted tables of people under observation from the start. */
typedef struct {
    size_t             n;
    const char *const *label; /* [n]                                     */
    const atr_events  *table; /* [n] from one call of atr_events_build   */
} atr_teach_groups;

/* Kaplan and Meier's estimate: who is at risk, the factors and their running product,
 * Greenwood's variance, limits on the log scale, the median. */
atr_status atr_teach_km(FILE *stream, const atr_teach_groups *groups,
                        const atr_teach_options *options, atr_error *err);

/* The log-rank test: observed and expected at every time, the variance, the statistic, and
 * Peto's hazard ratio of two groups. */
atr_status atr_teach_logrank(FILE *stream, const atr_teach_groups *groups,
                             const atr_teach_options *options, atr_error *err);

/* Cox's model of two groups, the second over the first: the terms of the partial
 * likelihood (Breslow's for ties), and Newton's steps to its maximum. */
atr_status atr_teach_cox(FILE *stream, const atr_teach_groups *groups,
                         const atr_teach_options *options, atr_error *err);

/* Restricted means: the area under the curve, piece by piece, and its variance. */
atr_status atr_teach_rmst(FILE *stream, const atr_teach_groups *groups,
                          const atr_teach_options *options, atr_error *err);

/* Patients behind a published curve after Guyot and others (2012): for each interval
 * between two numbers at risk the censored who are tried until the next number is met, and
 * the events at each point by the Kaplan-Meier equation.  What cannot be met is noted.
 * Fails as atr_reconstruct does. */
atr_status atr_teach_reconstruct(FILE *stream, const atr_figure *figure,
                                 const atr_teach_options *options, atr_notes *notes,
                                 atr_error *err);

/* Trials that are carried out many times. */
typedef struct {
    double        hazard_ratio; /* for power: of the second group over the first; not 1  */
    size_t        n_sizes;
    const double *size; /* [n_sizes] numbers of events (power), of patients (coverage) */
    size_t   trials;    /* for each size, 1 to 1e8                                       */
    uint64_t seed;      /* the same seed, the same lesson                               */
    size_t   threads;   /* which make no difference to it                               */
} atr_teach_design;

/* The power of the log-rank test at level 1 - options->level: Schoenfeld's formula against
 * trials carried out, with and without an effect, and with one that comes late. */
atr_status atr_teach_power(FILE *stream, const atr_teach_design *design,
                           const atr_teach_options *options, atr_error *err);

/* How often the limits of Kaplan and Meier's curve hold the truth, on every scale. */
atr_status atr_teach_coverage(FILE *stream, const atr_teach_design *design,
                              const atr_teach_options *options, atr_error *err);

/* All fail with ATR_EARGUMENT for a step that does not exist, or when two groups are
 * needed and there are others, and with ATR_EDATA for a group without events where
 * nothing can be shown. */

#endif
