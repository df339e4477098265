/* events.h - the event table: a sample, sorted and counted once.
 *
 * This is the one idea of the library.  Sorting happens here and nowhere
 * else; every estimator and every test is then a single pass down the table.
 */
#ifndef ATRISK_EVENTS_H
#define ATRISK_EVENTS_H

#include "atrisk/notes.h"
#include "atrisk/sample.h"

#include <stdbool.h>

/* Row k describes the k-th distinct follow-up time.  Counts are sums of case
 * weights.  A subject censored at a time when others have their event counts
 * as still at risk for those events. */
typedef struct {
    size_t  n;
    double *time;     /* [n] strictly increasing, in the unit of the sample  */
    double *at_risk;  /* [n] under observation just before time[k]           */
    double *events;   /* [n] with the event at time[k]                       */
    double *censored; /* [n] censored at time[k]                             */
    double  subjects; /* sum of all weights                                  */
    /* Of samples with late entries; otherwise n_entries is 0. */
    size_t  n_entries;
    double *entry;   /* [n_entries] rising                                   */
    double *awaited; /* [n_entries] weight of those who enter then, or later */
    double *block;   /* private: where the columns stand                     */
} atr_events;

typedef struct {
    bool exact_times; /* do not merge times that differ by rounding error only */
} atr_events_options;

/* Build one table per group and stratum of a sample, from one sort of all
 * subjects together.  O(n).
 *
 * Unless exact_times is set, neighbouring distinct times of the whole sample
 * that differ by at most sqrt(2^-52), absolutely or relative to the mean
 * absolute time, are first made equal to the smallest of their run, as R's
 * survival does ("timefix").
 *
 *   sample   checked first; not kept
 *   options  NULL for the defaults
 *   tables   [n_strata * n_groups] filled, stratum by stratum: the table of
 *            group g in stratum s is tables[s * n_groups + g].  A combination
 *            without subjects gets a table of no rows.  Release with
 *            atr_events_free
 *   notes    may be NULL; told when times were made equal, with a warning when
 *            they differed by more than arithmetic does
 *
 * Weights are repetitions: a subject of weight 2 counts as two.
 *
 * Of a sample with entries, subjects are at risk after their entry only; rows are times
 * at which somebody leaves.  Nearly equal entries and times are made equal together.  When
 * all at risk have the event while others are still to come, notes are warned: a survival
 * curve is 0 from there on.  (atr_events_from helps.)
 *
 * Fails with ATR_EDATA (see atr_sample_check; also for 2^31 tables or more,
 * which are then not touched) or ATR_EMEMORY (also for 2^32 weighted subjects
 * or more). */
atr_status atr_events_build(const atr_sample *sample, const atr_events_options *options,
                            atr_events *tables, atr_notes *notes, atr_error *err);

/* The table of several samples together: counts add up.  O(rows). */
atr_status atr_events_merge(const atr_events *tables, size_t n_tables, atr_events *merged,
                            atr_error *err);

/* The same follow-up seen from its other end: events become censorings and censorings
 * events, so that the curve of `reversed` is the reverse Kaplan-Meier estimate of
 * potential follow-up.  A subject with an event at a time still counts as at risk of
 * censoring there (R's survfit with the indicator flipped; its reverse = TRUE takes him
 * out).  O(rows).  Fails with ATR_EMEMORY.
 * Schemper & Smith, Control. Clin. Trials 17 (1996) 343-346. */
atr_status atr_events_reverse(const atr_events *table, atr_events *reversed,
                              atr_error *err);

/* The subjects still under observation at `start`, their times unchanged.  The curve of
 * `later` is survival given that one has come so far; curves and tests of several such
 * tables are a landmark analysis.  Events at `start` itself are ahead, not past.  O(rows).
 *
 * Fails with ATR_EDATA when nobody is left, or ATR_EMEMORY.
 * Anderson, Cain & Gelber, J. Clin. Oncol. 1 (1983) 710-719. */
atr_status atr_events_from(const atr_events *table, double start, atr_events *later,
                           atr_error *err);

/* The number at risk just before `time` (a subject whose follow-up ends at
 * `time` is counted).  O(log n). */
double atr_events_at_risk(const atr_events *table, double time);

/* How many had the event before `time`, and how many were censored before it.  Without late
 * entries the two and atr_events_at_risk(table, time) add up to table->subjects.  O(n). */
void atr_events_before(const atr_events *table, double time, double *events,
                       double *censored);

/* Release n_tables tables and zero them.  Harmless on zeroed tables. */
void atr_events_free(atr_events *tables, size_t n_tables);

#endif
