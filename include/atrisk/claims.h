/* claims.h - which published numbers hold together, by arithmetic alone.
 *
 * Every check works on the intervals of values that the printed digits allow;
 * a contradiction is one for all of them. */
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
    ATR_CHECK_PATIENTS,        /* recomputed from patients                            */
    ATR_CHECK_NONE             /* why it cannot be checked                            */
} atr_check;

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

void atr_findings_free(atr_findings *findings);

#endif
