/* proportion.h - one proportion, and two of them against each other. */
#ifndef ATRISK_PROPORTION_H
#define ATRISK_PROPORTION_H

#include "atrisk/error.h"
#include "atrisk/result.h"

/* k of n with Wilson's score limits; std_error is sqrt(p(1-p)/n).
 * Fails with ATR_EARGUMENT unless k and n are whole, 0 <= k <= n, 0 < n <= 1e8, and
 * 0 < level < 1.
 * Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212. */
atr_status atr_proportion_wilson(double k, double n, double level, atr_estimate *result,
                                 atr_error *err);

/* k of n with the exact (Clopper-Pearson) limits; otherwise as above.
 * Clopper & Pearson, Biometrika 26 (1934) 404-413. */
atr_status atr_proportion_exact(double k, double n, double level, atr_estimate *result,
                                atr_error *err);

/* k of n with the limits p -/+ z sqrt(p(1-p)/n), cut at 0 and 1: widely printed, too narrow
 * near the ends, a point at 0 and 1.  Otherwise as above. */
atr_status atr_proportion_wald(double k, double n, double level, atr_estimate *result,
                               atr_error *err);

/* k of n with Agresti and Coull's limits, which are Wald's of k + z^2/2 in n + z^2, cut at
 * 0 and 1; otherwise as above. Agresti & Coull, Am. Stat. 52 (1998) 119-126. */
atr_status atr_proportion_agresti_coull(double k, double n, double level,
                                        atr_estimate *result, atr_error *err);

/* Two groups: k1 of n1 against k2 of n2.  Ratios are group 1 over group 2.  With a
 * zero cell a ratio is 0 or +Inf, or NaN for 0 / 0; its Wald limits and standard error
 * are then NaN, while the exact limits exist (one of them 0 or +Inf; both when nobody,
 * or everybody, has the outcome).  In that last case nothing can be tested: the
 * chi-square tests are NaN and Fisher's p is 1. */
typedef struct {
    double       k1, n1, k2, n2, level;
    atr_estimate risk_difference; /* Wald limits, cut at -1 and 1; std_error of the
                                     difference                                        */
    atr_estimate risk_ratio;      /* log-scale Wald limits; std_error of log RR           */
    atr_estimate odds_ratio;      /* log-scale Wald (Woolf) limits; std_error of log OR   */
    atr_estimate fisher;          /* conditional maximum likelihood odds ratio with exact
                                     limits; std_error NaN                                */
    atr_estimate difference_score;   /* risk difference with Newcombe's hybrid of Wilson's
                                        limits; std_error NaN                               */
    atr_estimate odds_ratio_haldane; /* as odds_ratio with 1/2 added to every cell, so
                                        that it always exists                            */
    double needed_to_treat; /* 1 / |risk difference|; +Inf when it is 0                   */
    atr_test chi_square;    /* Pearson                                              */
    atr_test chi_square_yates; /* with continuity correction                          */
    atr_test likelihood_ratio; /* the G test                                          */
    double   fisher_p;         /* two-sided: tables as or less probable (to 1e-7)      */
    double   fisher_p_less;    /* P(group 1 <= k1): the odds ratio is below 1          */
    double   fisher_p_greater;
    double   fisher_mid_p; /* twice the smaller one-sided p that counts the table
                              itself by half only; at most 1                      */
} atr_two_by_two;

/* Compare two proportions.
 * Fails with ATR_EARGUMENT for counts that are not whole, negative or above their
 * totals, for totals of 0 or above 1e8, and for a level outside (0, 1).
 * Fisher, Statistical Methods for Research Workers (1934) sec. 21.02; Woolf, Ann.
 * Hum. Genet. 19 (1955) 251-253; Katz et al., Biometrics 34 (1978) 469-474; Newcombe,
 * Stat. Med. 17 (1998) 873-890 (method 10); Haldane, Ann. Hum. Genet. 20 (1956) 309-311;
 * Lancaster, J. Am. Stat. Assoc. 56 (1961) 223-234 (mid-p). */
atr_status atr_two_by_two_test(double k1, double n1, double k2, double n2, double level,
                               atr_two_by_two *result, atr_error *err);

#endif
