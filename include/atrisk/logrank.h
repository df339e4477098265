/* logrank.h - are the survival functions of two or more groups the same? */
#ifndef ATRISK_LOGRANK_H
#define ATRISK_LOGRANK_H

#include "atrisk/events.h"
#include "atrisk/result.h"

/* What a difference at a time counts for; n and d are all at risk and all events there,
 * S the Kaplan-Meier estimate of everybody in the stratum just before, and
 * R = prod (n + 1 - d) / (n + 1) up to and including that time. */
typedef enum {
    ATR_WEIGHT_LOGRANK,            /* 1                                             */
    ATR_WEIGHT_GEHAN,              /* n           Gehan-Breslow, "Wilcoxon"         */
    ATR_WEIGHT_TARONE_WARE,        /* sqrt(n)                                       */
    ATR_WEIGHT_PETO_PETO,          /* R                                             */
    ATR_WEIGHT_MODIFIED_PETO,      /* R n / (n + 1)                                 */
    ATR_WEIGHT_FLEMING_HARRINGTON, /* S^p (1 - S)^q, 0^0 = 1; R's rho is p         */
    ATR_WEIGHT_MAGIRR_BURMAN       /* 1 / max(S, floor), the modestly weighted test */
} atr_weight;

typedef struct {
    atr_weight weight;
    double     p, q;  /* of Fleming-Harrington, at least 0; not read otherwise        */
    double     floor; /* of Magirr-Burman, in (0, 1]; not read otherwise; usually 0.5 */
} atr_logrank_options;

typedef struct {
    size_t              n_groups;
    atr_logrank_options options;  /* that were used                                       */
    double             *subjects; /* [n_groups] weighted number of subjects               */
    double             *observed; /* [n_groups] events, times the weights of their times  */
    double *expected; /* [n_groups] likewise, under the hypothesis of equal hazards       */
    double *variance; /* [n_groups * n_groups] of observed - expected, summed over strata */
    double  z;        /* (observed - expected) / sd of the second of two groups, else NaN */
    atr_test test;    /* df = rank of the variance; all else NaN when that is 0           */
} atr_logrank;

/* The log-rank test, weighted or not, stratified when there are several strata.
 *
 *   tables   [n_strata * n_groups] as atr_events_build gives them
 *   n_groups at least 2
 *   options  NULL for the unweighted test
 *   result   filled; release with atr_logrank_free
 *
 * A time at which one subject is at risk counts as observed and expected but has
 * no variance.  A group that is never at risk when somebody has the event leaves the
 * comparison (df goes down).  O(rows * n_groups^2).
 *
 * Fails with ATR_EARGUMENT (fewer than two groups; p, q or floor outside their range)
 * or ATR_EMEMORY.
 * Peto & Peto, J. R. Stat. Soc. A 135 (1972) 185-207; Klein & Moeschberger (2003) sec. 7.3;
 * Magirr & Burman, Stat. Med. 38 (2019) 3782-3790. */
atr_status atr_logrank_test(const atr_events *tables, size_t n_groups, size_t n_strata,
                            const atr_logrank_options *options, atr_logrank *result,
                            atr_error *err);

typedef struct {
    double score;    /* sum_j a_j (observed_j - expected_j), a the scores of the groups */
    double variance; /* of the score                                                  */
    double z;        /* positive when groups of high scores have more events; NaN when
                        the variance is 0                                             */
    atr_test test;   /* one degree of freedom; none when the variance is 0            */
} atr_trend;

/* Does the hazard rise or fall with the scores of the groups?
 *
 *   result   of any of the tests above
 *   scores   [n_groups] finite; their origin and unit do not matter
 *
 * Fails with ATR_EARGUMENT for scores that are not finite.
 * Tarone, Biometrika 62 (1975) 679-682; Klein & Moeschberger (2003) sec. 7.4. */
atr_status atr_logrank_trend(const atr_logrank *result, const double *scores,
                             atr_trend *trend, atr_error *err);

typedef struct {
    atr_estimate peto; /* exp((O - E) / V)                                       */
    atr_estimate pike; /* (O / E) over (O / E); variance 1 / E + 1 / E of its log */
    atr_estimate pike_observed; /* the same with the variance 1 / O + 1 / O */
} atr_logrank_hazard;

/* The hazard ratio of the second group against the first, from an unweighted log-rank
 * test of two groups; std_error is that of its logarithm.  Neither is the estimate of
 * Cox's model: Peto's is biased towards 1 when the ratio is far from it, but finite
 * when a group has no events, where Pike's is 0 or infinite and has no limits (NaN).
 * Where nothing happened everything is NaN or infinite.
 *
 * Fails with ATR_EARGUMENT for other than two groups, a weighted test or a level
 * outside (0, 1).
 * Yusuf et al., Prog. Cardiovasc. Dis. 27 (1985) 335-371; Pike, J. R. Stat. Soc. A 135
 * (1972) 201-203; Berry, Kitchin & Mock, Stat. Med. 10 (1991) 749-755. */
atr_status atr_logrank_hazard_ratio(const atr_logrank *result, double level,
                                    atr_logrank_hazard *ratio, atr_error *err);

/* Release and zero.  Harmless on a zeroed result. */
void atr_logrank_free(atr_logrank *result);

#endif
