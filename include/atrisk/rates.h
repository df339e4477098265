/* rates.h - events per person-time, and two such rates against each other.
 *
 * Events are Poisson with mean rate times person-time: the hazard is constant and
 * patients are independent.  Rates are per unit of the person-time that is given. */
#ifndef ATRISK_RATES_H
#define ATRISK_RATES_H

#include "atrisk/error.h"
#include "atrisk/result.h"

/* What was observed in one group. */
typedef struct {
    double events;      /* whole, 0 to 1e8                             */
    double person_time; /* sum of all follow-up times, finite and > 0  */
} atr_exposure;

/* The rate with exact (Garwood) limits; the lower one is 0 without events.  std_error
 * is that of log rate, 1 / sqrt(events); NaN without events.
 * Fails with ATR_EARGUMENT for an impossible exposure or a level outside (0, 1).
 * Garwood, Biometrika 28 (1936) 437-442. */
atr_status atr_rate_exact(const atr_exposure *exposure, double level, atr_estimate *rate,
                          atr_error *err);

/* The rate with Wald limits of its logarithm, which are NaN without events; otherwise as
 * above.  Clayton & Hills, Statistical Models in Epidemiology (1993) ch. 9. */
atr_status atr_rate_wald(const atr_exposure *exposure, double level, atr_estimate *rate,
                         atr_error *err);

/* Group 1 against group 2; ratios are group 1 over group 2.  Without events in a group a
 * ratio is 0 or +Inf, or NaN in both, and its Wald limits and standard error are
 * NaN; the exact limits exist all the same (0 and +Inf when there is no event at all,
 * where every p is 1). */
typedef struct {
    atr_exposure group1, group2;
    double       level;
    atr_estimate rate_difference;  /* Wald limits                                       */
    atr_estimate rate_ratio;       /* log-scale Wald limits; std_error of the logarithm */
    atr_estimate rate_ratio_exact; /* limits given the total of events; std_error NaN */
    double       p;         /* exact, two-sided: splits as or less probable (to 1e-7)  */
    double       p_less;    /* P(events of group 1 or fewer): the ratio is below 1     */
    double       p_greater; /* P(events of group 1 or more)                            */
} atr_rates;

/* Compare two rates.
 * Fails with ATR_EARGUMENT for an impossible exposure or a level outside (0, 1).
 * Przyborowski & Wilenski, Biometrika 31 (1940) 313-323; Rothman & Greenland, Modern
 * Epidemiology, 2nd ed. (1998) ch. 14. */
atr_status atr_rates_test(const atr_exposure *group1, const atr_exposure *group2,
                          double level, atr_rates *result, atr_error *err);

#endif
