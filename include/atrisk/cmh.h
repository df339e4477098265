/* cmh.h - 2x2 tables of several strata: one common effect, and whether it is common. */
#ifndef ATRISK_CMH_H
#define ATRISK_CMH_H

#include "atrisk/error.h"
#include "atrisk/result.h"

#include <stddef.h>

/* k1 of n1 against k2 of n2.  A stratum may lack a group (k = n = 0). */
typedef struct {
    double k1, n1, k2, n2;
} atr_stratum;

/* Ratios are group 1 over group 2.  An estimate of 0 or +Inf has no standard error and
 * no limits (NaN); what no stratum tells about is NaN altogether. */
typedef struct {
    size_t       strata;      /* as given                                             */
    size_t       informative; /* with both groups, and with and without the outcome   */
    double       level;
    atr_estimate odds_ratio;      /* Mantel-Haenszel; std_error of the logarithm
                                     (Robins, Breslow & Greenland)                    */
    atr_estimate risk_ratio;      /* Mantel-Haenszel; std_error of the logarithm
                                     (Greenland & Robins)                             */
    atr_estimate risk_difference; /* Mantel-Haenszel weights, Sato's variance;
                                     limits cut at -1 and 1                           */
    atr_test cmh;                 /* conditional independence of group and outcome     */
    atr_test cmh_continuity;      /* the same with |sum (O - E)| less 1/2, not below 0 */
    atr_test breslow_day;         /* one odds ratio in all strata                      */
    atr_test tarone;              /* the same with Tarone's adjustment                 */
    atr_test woolf;               /* the same from log odds ratios; 1/2 is added to
                                     every cell of all strata when one is 0            */
} atr_cmh;

/* Combine and test 2x2 tables.
 *
 *   stratum  [n]; not kept
 *   level    confidence level, in (0, 1)
 *
 * Strata that are not informative add nothing to any test of independence or of
 * homogeneity; those with both groups still count in the risk difference.  The tests of
 * homogeneity have df = 0 and NaN with fewer than two informative strata, and
 * those of Breslow and Day also NaN when the common odds ratio is 0 or infinite.  (R's
 * mantelhaen.test omits the continuity correction when |sum (O - E)| is below 1/2,
 * where the corrected statistic here is 0.)
 *
 * Fails with ATR_EARGUMENT for n = 0, counts that are not whole, negative or above their
 * totals, totals above 1e8, and a level outside (0, 1).
 * Mantel & Haenszel, J. Natl. Cancer Inst. 22 (1959) 719-748; Robins, Breslow &
 * Greenland, Biometrics 42 (1986) 311-323; Greenland & Robins, Biometrics 41 (1985)
 * 55-68; Sato, Biometrics 45 (1989) 1323-1324; Breslow & Day, Statistical Methods in
 * Cancer Research I (1980) sec. 4.4; Tarone, Biometrika 72 (1985) 91-95; Woolf, Ann.
 * Hum. Genet. 19 (1955) 251-253. */
atr_status atr_cmh_test(const atr_stratum *stratum, size_t n, double level, atr_cmh *result,
                        atr_error *err);

/* The exact conditional analysis, given the margins of all strata. */
typedef struct {
    size_t       strata, informative;
    double       level;
    atr_estimate odds_ratio; /* conditional maximum likelihood with exact limits;
                                std_error NaN                                    */
    double p;                /* two-sided: sums as or less probable (to 1e-7)    */
    double p_less;           /* P(sum of k1 or less): the odds ratio is below 1  */
    double p_greater;
} atr_cmh_exact;

/* Combine 2x2 tables exactly; with one stratum this is Fisher's test.
 * Arguments and failures as above.  Fails with ATR_EARGUMENT also when the sum of k1
 * could take more than 20000 values, and with ATR_EMEMORY.  O(values^2).
 * Gart, Biometrika 57 (1970) 471-475; Mehta, Patel & Gray, J. Am. Stat. Assoc. 80 (1985)
 * 969-973. */
atr_status atr_cmh_exact_test(const atr_stratum *stratum, size_t n, double level,
                              atr_cmh_exact *result, atr_error *err);

#endif
