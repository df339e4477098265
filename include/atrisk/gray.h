/* gray.h - is the cumulative incidence of a cause the same in two or more groups? */
#ifndef ATRISK_GRAY_H
#define ATRISK_GRAY_H

#include "atrisk/competing.h"
#include "atrisk/result.h"

typedef struct {
    size_t n_groups;
    double rho;       /* events count (1 - F)^rho, F their incidence before, all groups
                         together                                                        */
    double *observed; /* [n_groups] weighted number of events of the cause               */
    double *expected; /* [n_groups] if the subdistribution hazards were equal            */
    double *variance; /* [n_groups * n_groups] of observed - expected, summed over strata */
    atr_test test;    /* df = rank of the variance; all else NaN when that is 0          */
} atr_gray;

/* Gray's test with weight 1 (rho = 0), stratified when there are several strata.
 *
 *   tables   [n_strata * n_groups] as atr_competing_build gives them
 *   n_groups at least 2
 *   cause    1..n_causes of the tables
 *   result   filled; release with atr_gray_free
 *
 * Subjects who had another event stay in the risk set, by way of the factor
 * (1 - F)/S; censorings follow the events of the same time.  Weights are repetitions.
 * With one cause and one common pattern of censoring this is close to the log-rank test,
 * but not the same: the variance is that of the estimated incidences.
 *
 * Agrees with cmprsk but for heavily tied events in a group that has nearly died
 * out, where the variance of the number tied may come out negative there and is
 * counted as 0 here.  O(rows * n_groups^3).
 *
 * Fails with ATR_EARGUMENT (fewer than two groups, a cause that is not there) or
 * ATR_EMEMORY.
 * Gray, Ann. Stat. 16 (1988) 1141-1154. */
atr_status atr_gray_test(const atr_cause_events *tables, size_t n_groups, size_t n_strata,
                         size_t cause, atr_gray *result, atr_error *err);

/* The same with weight (1 - F)^rho: above 0 early differences count more, below 0 late
 * ones. */
atr_status atr_gray_weighted_test(const atr_cause_events *tables, size_t n_groups,
                                  size_t n_strata, size_t cause, double rho,
                                  atr_gray *result, atr_error *err);

/* Release and zero.  Harmless on a zeroed result. */
void atr_gray_free(atr_gray *result);

#endif
