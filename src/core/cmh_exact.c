/* cmh_exact.c - the exact conditional analysis of stratified 2x2 tables.
 *
 * Given the margins of all strata, the k1 are noncentral hypergeometric with the common
 * odds ratio psi, and their sum is sufficient for it. */
#include "atrisk/cmh.h"

#include "base/fail.h"
#include "core/stratum.h"
#include "num/urn_sum.h"

#include <math.h>
#include <stdlib.h>

/* Convolutions take time as its square; half a second. */
static const double LARGEST_RANGE = 20000;

static atr_status check_range(const atr_urn *urn, size_t n, atr_error *err)
{
    double range = 0;
    for (size_t i = 0; i < n; i++) range += urn[i].high - urn[i].low;
    if (range <= LARGEST_RANGE) return ATR_OK;
    atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_TABLE,
             "%g possible sums of counts are more than the %g of the exact test", range,
             LARGEST_RANGE);
    return atr_hint(err, ATR_EARGUMENT,
                    "with counts like these the Mantel-Haenszel estimate will do");
}

/* The p-values belong to psi = 1, the limits lie about the Mantel-Haenszel estimate: the
 * weights are computed at either, so that neither meets one that underflowed. */
static atr_status analyse(const atr_urn *urn, double sum_k1, double near, atr_cmh_exact *r,
                          atr_error *err)
{
    const double alpha = 1 - r->level;
    atr_urn_sum  null, sum;
    if (!atr_urn_sum_build(urn, r->strata, 0, &null))
        return atr_fail_memory(err, "the sums of counts");
    r->p = atr_urn_sum_as_rare(&null, 0, sum_k1);
    r->p_less = atr_urn_sum_at_most(&null, 0, sum_k1);
    r->p_greater = atr_urn_sum_at_least(&null, 0, sum_k1);
    atr_urn_sum_free(&null);

    if (!atr_urn_sum_build(urn, r->strata, near, &sum))
        return atr_fail_memory(err, "the sums of counts");
    r->odds_ratio = (atr_estimate){
        .value = exp(atr_urn_sum_likeliest(&sum, sum_k1)),
        .std_error = NAN,
        .lower = exp(atr_urn_sum_lower_limit(&sum, sum_k1, alpha / 2)),
        .upper = exp(atr_urn_sum_upper_limit(&sum, sum_k1, alpha / 2)),
    };
    atr_urn_sum_free(&sum);
    return ATR_OK;
}

atr_status atr_cmh_exact_test(const atr_stratum *stratum, size_t n, double level,
                              atr_cmh_exact *result, atr_error *err)
{
    atr_cmh mantel_haenszel;
    *result = (atr_cmh_exact){0};
    atr_status status = atr_cmh_test(stratum, n, level, &mantel_haenszel, err);
    if (status) return status;
    atr_urn *urn = malloc(n * sizeof *urn);
    if (!urn) return atr_fail_memory(err, "the strata");

    double sum_k1 = 0;
    for (size_t i = 0; i < n; i++) {
        const atr_stratum *s = &stratum[i];
        urn[i] = atr_urn_hypergeometric(s->n1, s->n2, s->k1 + s->k2);
        sum_k1 += s->k1;
    }
    const double near = log(mantel_haenszel.odds_ratio.value);
    *result = (atr_cmh_exact){
        .strata = n, .informative = mantel_haenszel.informative, .level = level};
    status = check_range(urn, n, err);
    if (!status) status = analyse(urn, sum_k1, isfinite(near) ? near : 0, result, err);
    free(urn);
    if (status) *result = (atr_cmh_exact){0};
    return status;
}
