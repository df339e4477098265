/* competing.h - follow-up that ends by one of several causes, sorted and counted once.
 *
 * The event table again (events.h), with a column for each cause.  Cumulative incidences
 * (incidence.h) and Gray's test (gray.h) are passes down such tables. */
#ifndef ATRISK_COMPETING_H
#define ATRISK_COMPETING_H

#include "atrisk/events.h"

/* A view like atr_sample, with a cause in place of the event indicator. */
typedef struct {
    size_t               n;
    const double        *time;  /* [n] follow-up, any unit, finite                    */
    const unsigned char *cause; /* [n] 1..n_causes: what happened at time; 0 =
                                   censored                                           */
    size_t          n_causes;   /* at least 1                                         */
    const double   *weight;     /* [n] case weight > 0, finite; NULL: 1 for everybody */
    const uint32_t *group;      /* [n] below n_groups; NULL: everybody in group 0     */
    size_t          n_groups;   /* at least 1                                         */
    const uint32_t *stratum;    /* [n] below n_strata; NULL: everybody in stratum 0   */
    size_t          n_strata;   /* at least 1                                         */
} atr_competing;

/* Row k describes the k-th distinct time at which somebody leaves.  Cause 0 is
 * censoring; those censored at a time are still at risk of the events at that time. */
typedef struct {
    size_t  n;
    size_t  n_causes;
    double *time;    /* [n] strictly increasing, in the unit of the sample              */
    double *at_risk; /* [n] weighted number under observation just before time[k]       */
    double *squares; /* [n] the sum of the squares of their weights                     */
    double *exits;   /* [(1 + n_causes) * n] exits[c * n + k]: weighted number that
                        leaves by cause c at time[k]                                    */
    double *exit_squares; /* [(1 + n_causes) * n] the sum of the squares of their weights */
    double  subjects;     /* sum of all weights                                           */
} atr_cause_events;

/* Check every requirement above.  ATR_EDATA names the first subject (1-based) that
 * breaks one; ATR_EMEMORY. */
atr_status atr_competing_check(const atr_competing *sample, atr_error *err);

/* Build one table per group and stratum of a sample, from one sort of all subjects
 * together.  O(n).
 *
 *   sample   checked first; not kept
 *   options  NULL for the defaults; nearly equal times are made equal as by
 *            atr_events_build
 *   tables   [n_strata * n_groups] filled, the table of group g in stratum s is
 *            tables[s * n_groups + g].  A combination without subjects gets a table of
 *            no rows.  Release with atr_competing_free
 *   notes    may be NULL; told when times were made equal
 *
 * Fails with ATR_EDATA (see atr_competing_check) or ATR_EMEMORY (also for 2^32 subjects or
 * more). */
atr_status atr_competing_build(const atr_competing      *sample,
                               const atr_events_options *options, atr_cause_events *tables,
                               atr_notes *notes, atr_error *err);

/* Release n_tables tables and zero them.  Harmless on zeroed tables. */
void atr_competing_free(atr_cause_events *tables, size_t n_tables);

#endif
