/* claims.h - which published numbers hold together, by arithmetic alone.
 *
 * Every check works on the intervals of values that the printed digits allow; a
 * contradiction is one for all of them.  "Cut off" below means that the further
 * digits were dropped instead of rounded.
 *
 * percent from count   k of n prints as the percentage: confirmed; it does not, or no
 *                      count of n does: impossible (the line says what would fit, and
 *                      whether cutting off or adding up rounded parts explains it); n
 *                      alone: consistent.  n is the printed one, else that of a claim
 *                      about the same population, else for those randomised the arm's;
 *                      inconsistent instead of impossible then, and not checkable when
 *                      no population is said.
 *                      With limits: those of Clopper-Pearson, Wilson and Wald; they print
 *                      so: confirmed, within 0.25 standard errors: consistent.
 * inside interval      outside its own limits, or limits in the wrong order: impossible.
 * symmetry             sqrt(lower upper) is the ratio, over the rounding, or up to 0.15
 *                      standard errors beyond: consistent.
 * p from interval      z = |log ratio| / SE.  The printed p within the range of p, or
 *                      0.15 in z beyond, or 0.07 z |log ratio| (a score, log-rank or
 *                      stratified test): consistent.  Two-sided unless printed
 *                      otherwise; a one-sided fit is accepted when it is not printed
 *                      which.  No level printed: 95%.
 * level                the stated level does not give the printed p and another usual
 *                      one does: inconsistent.
 * events               4 / SE^2, and with the split that arm sizes and ratio lead to,
 *                      early or late; more than 10% beyond all and the rounding:
 *                      inconsistent.
 * two by two           a pair of counts behind the two percentages and a method (Woolf,
 *                      Fisher, Wald) print estimate and limits, and a test the p:
 *                      confirmed; a p within 0.15 in z: consistent.  All three cut off,
 *                      by one pair of counts only: confirmed.  Off in the last digit,
 *                      or by up to 0.25 standard errors (an adjusted estimate):
 *                      consistent.  So many pairs that not all are tried: nothing
 *                      between those tried is contradicted.
 * p two by two         chi-square, Fisher's or Yates' p prints so for all pairs of
 *                      counts: confirmed, for some, or that of a logistic model (Wald,
 *                      likelihood ratio): consistent.  Only cut off:
 *                      inconsistent.  Within 0.05 in z (a stratified test): consistent.
 * sum                  the arms add up to all: confirmed when the counts are sure.
 * landmarks and hazard ratio  ln S1 / ln S2 inside the interval of the ratio: consistent;
 *                      outside by more than the landmarks' own error, at the level of
 *                      the interval: inconsistent, unless hazards are not proportional.
 * median and landmark  survival is above one half before the median, not after.
 * restricted means     no longer than the time up to which they are: else impossible; their
 *                      difference and ratio out of those of the two arms, over the
 * rounding: consistent, else inconsistent. printed twice        compared with the first
 * such row that nothing else contradicts. part of whole        part_of, by counts where
 * there are some, else by percentages; survival at a later time; patients of an arm.
 *
 * Where several claims contradict each other (sum, landmarks, median) the finding is
 * laid to what stands later in the file.  A finding that would blame an assumption (a
 * level or side that is not printed) blames nobody. */
#ifndef ATRISK_CLAIMS_H
#define ATRISK_CLAIMS_H

#include "atrisk/trial.h"

/* From no information to the worst news; the verdict on a claim is the worst
 * of its findings, where "confirmed" outranks "consistent". */
typedef enum {
    ATR_VERDICT_NOT_CHECKABLE, /* nothing else printed bears on it */
    ATR_VERDICT_CONSISTENT,    /* nothing printed contradicts it    */
    ATR_VERDICT_CONFIRMED, /* other printed numbers lead to exactly this one              */
    ATR_VERDICT_INCONSISTENT, /* other printed numbers lead to another one */
    ATR_VERDICT_IMPOSSIBLE /* no data at all could print as this                          */
} atr_verdict;

/* "confirmed", "not checkable", ... */
const char *atr_verdict_name(atr_verdict verdict);

typedef enum {
    ATR_CHECK_PERCENT_COUNT,   /* percent from a count                                */
    ATR_CHECK_INSIDE_INTERVAL, /* estimate inside its interval                        */
    ATR_CHECK_SYMMETRY,        /* interval symmetric on the log scale                 */
    ATR_CHECK_P_FROM_INTERVAL, /* p implied by estimate and interval                  */
    ATR_CHECK_LEVEL,           /* level of the interval                               */
    ATR_CHECK_EVENTS,          /* events implied by the width of the interval         */
    ATR_CHECK_TWO_BY_TWO,      /* ratio, interval and p from two percentages          */
    ATR_CHECK_P_TWO_BY_TWO,    /* p from two percentages                              */
    ATR_CHECK_SUM,             /* arms or parts add up to the whole                   */
    ATR_CHECK_LANDMARK_HR,     /* two landmarks against a hazard ratio                */
    ATR_CHECK_MEDIAN_LANDMARK, /* a median against landmarks                          */
    ATR_CHECK_REPEATED,        /* the same quantity printed twice                     */
    ATR_CHECK_PART,            /* a part no larger than its whole                     */
    ATR_CHECK_RMST,            /* restricted means, their difference and ratio        */
    ATR_CHECK_PATIENTS,        /* recomputed from patients                            */
    ATR_CHECK_NONE             /* why it cannot be checked                            */
} atr_check;

/* "percent from count", ...: stable, as CSV and JSON have them. */
const char *atr_check_name(atr_check check);

typedef struct {
    size_t      claim; /* index of the claim that it is about                           */
    atr_check   check;
    atr_verdict verdict;
    double      value; /* recomputed, in the unit of the claim (percent as 74.7); NaN    */
    double lower, upper; /* range of the recomputed value over what is not known; NaN */
    char  *line; /* the numbers that led to it, one line a person can follow       */
} atr_finding;

typedef struct {
    size_t       n, capacity;
    atr_finding *finding; /* [n] ordered by claim                 */
    size_t       n_claims;
    atr_verdict *verdict; /* [n_claims] the overall one           */
} atr_findings;

/* Check all claims of a trial against each other.  Every claim gets at least
 * one finding.  Release with atr_findings_free.  Fails with ATR_EMEMORY. */
atr_status atr_claims_check(const atr_trial *trial, atr_findings *findings, atr_error *err);

/* The findings about a claim stand together: the index of the first one; that of the first
 * about a later claim when there is none.  O(log n). */
size_t atr_findings_first(const atr_findings *findings, size_t claim);

/* The counts k of claim->n that print as the percentage of the claim: from *first to
 * *last; none when *first > *last. */
void atr_claim_counts(const atr_claim *claim, double *first, double *last);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_findings_free(atr_findings *findings);

#endif
