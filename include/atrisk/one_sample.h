/* one_sample.h - one group against a value that was fixed beforehand: a response rate that
 * is not worth pursuing, a rate of the general population. */
#ifndef ATRISK_ONE_SAMPLE_H
#define ATRISK_ONE_SAMPLE_H

#include "atrisk/error.h"
#include "atrisk/rates.h"
#include "atrisk/result.h"

typedef struct {
    double null;      /* the value that was fixed                                  */
    double p;         /* exact, two-sided: counts as or less probable (to 1e-7)    */
    double p_less;    /* P(as few or fewer): the truth is below the value          */
    double p_greater; /* P(as many or more)                                        */
    double mid_p;     /* twice the smaller one-sided p that counts the count itself by
                         half only; at most 1                                      */
    atr_test score;   /* (count - expected)^2 / its variance at the value          */
} atr_one_sample;

/* k of n against a proportion.
 * Fails with ATR_EARGUMENT for counts as atr_proportion_exact does, and unless the value
 * is inside (0, 1).
 * A'Hern, Stat. Med. 20 (2001) 859-866 on designs with one group. */
atr_status atr_proportion_against(double k, double n, double null, atr_one_sample *result,
                                  atr_error *err);

/* Events in a person-time against a rate.  With the number expected in its place and 1 for
 * the value this is the test of a standardised mortality ratio.
 * Fails with ATR_EARGUMENT for an impossible exposure or unless the value is finite and
 * above 0.
 * Breslow & Day, Statistical Methods in Cancer Research II (1987) sec. 2.3. */
atr_status atr_rate_against(const atr_exposure *exposure, double null,
                            atr_one_sample *result, atr_error *err);

#endif
