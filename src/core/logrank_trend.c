/* logrank_trend.c - the log-rank test for trend. */
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "num/dist.h"

#include <math.h>

/* With U = O - E, whose elements add up to zero as the rows of V do, and scores a_j,
 *
 *     a'U  = sum_j (a_j - a_1) U_j
 *     a'Va = sum_{j<k} -V_jk (a_j - a_k)^2
 *
 * where no term of the second sum is negative. */
atr_status atr_logrank_trend(const atr_logrank *result, const double *scores,
                             atr_trend *trend, atr_error *err)
{
    const size_t groups = result->n_groups;
    double       score = 0, variance = 0;
    *trend = (atr_trend){0};
    for (size_t j = 0; j < groups; j++) {
        if (!isfinite(scores[j]))
            return atr_hint(err,
                            atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                                     "group %zu: score %g is not a finite number", j + 1,
                                     scores[j]),
                            "give every group a number, such as its dose or its rank");
        score += (scores[j] - scores[0]) * (result->observed[j] - result->expected[j]);
        for (size_t k = 0; k < j; k++) {
            const double step = scores[j] - scores[k];
            variance -= result->variance[j * groups + k] * step * step;
        }
    }
    const double z = variance > 0 ? score / sqrt(variance) : NAN;
    *trend = (atr_trend){score, variance, z, atr_chisq_test(z * z, variance > 0)};
    return ATR_OK;
}
