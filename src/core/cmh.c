/* cmh.c - Mantel-Haenszel estimates and the test of Cochran, Mantel and Haenszel.
 *
 * Letters, per stratum: a = k1, b = n1 - k1, c = k2, d = n2 - k2, m = a + c and
 * n = n1 + n2; z is the normal half-width. */
#include "atrisk/cmh.h"

#include "core/homogeneity.h"
#include "core/stratum.h"
#include "core/wald.h"
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>

static bool has_both_groups(const atr_stratum *s)
{
    return s->n1 > 0 && s->n2 > 0;
}

/* With R = sum a d / n, S = sum b c / n, P = (a + d) / n and Q = (b + c) / n per stratum:
 *
 *     OR = R / S
 *     var log OR = sum P ad/n / (2 R^2) + sum (P bc/n + Q ad/n) / (2 R S)
 *                + sum Q bc/n / (2 S^2) */
static atr_estimate odds_ratio(const atr_stratum *stratum, size_t strata, double z)
{
    double r = 0, s = 0, pr = 0, mixed = 0, qs = 0;
    for (size_t i = 0; i < strata; i++) {
        if (!has_both_groups(&stratum[i])) continue;
        const double a = stratum[i].k1, b = stratum[i].n1 - a;
        const double c = stratum[i].k2, d = stratum[i].n2 - c;
        const double n = stratum[i].n1 + stratum[i].n2;
        const double ad = a * d / n, bc = b * c / n, p = (a + d) / n, q = (b + c) / n;
        r += ad;
        s += bc;
        pr += p * ad;
        mixed += p * bc + q * ad;
        qs += q * bc;
    }
    const double variance = pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s);
    return atr_wald_log(r / s, sqrt(variance), z);
}

/* With R = sum a n2 / n and S = sum c n1 / n:
 *
 *     RR = R / S,    var log RR = sum (m n1 n2 / n^2 - a c / n) / (R S) */
static atr_estimate risk_ratio(const atr_stratum *stratum, size_t strata, double z)
{
    double r = 0, s = 0, v = 0;
    for (size_t i = 0; i < strata; i++) {
        if (!has_both_groups(&stratum[i])) continue;
        const double a = stratum[i].k1, c = stratum[i].k2;
        const double n1 = stratum[i].n1, n2 = stratum[i].n2, n = n1 + n2;
        r += a * n2 / n;
        s += c * n1 / n;
        v += (a + c) * (n1 / n) * (n2 / n) - a * c / n;
    }
    return atr_wald_log(r / s, sqrt(v / r / s), z);
}

/* With weights w = n1 n2 / n:
 *
 *     RD = sum (a n2 - c n1) / n / sum w
 *     var RD = (RD sum P + sum Q) / (sum w)^2
 *     P = (n1^2 c - n2^2 a + n1 n2 (n2 - n1) / 2) / n^2,  Q = (a d + c b) / (2 n) */
static atr_estimate risk_difference(const atr_stratum *stratum, size_t strata, double z)
{
    double r = 0, w = 0, p = 0, q = 0;
    for (size_t i = 0; i < strata; i++) {
        if (!has_both_groups(&stratum[i])) continue;
        const double a = stratum[i].k1, c = stratum[i].k2;
        const double n1 = stratum[i].n1, n2 = stratum[i].n2, n = n1 + n2;
        r += (a * n2 - c * n1) / n;
        w += n1 * (n2 / n);
        p += (n1 / n) * (n1 / n) * c - (n2 / n) * (n2 / n) * a +
             (n1 / n) * (n2 / n) * (n2 - n1) / 2;
        q += (a * (n2 - c) + c * (n1 - a)) / (2 * n);
    }
    const double difference = r / w;
    atr_estimate e = atr_wald(difference, sqrt(difference * p + q) / w, z);
    if (!isnan(e.lower)) {
        e.lower = fmax(-1, e.lower);
        e.upper = fmin(1, e.upper);
    }
    return e;
}

/* X^2 = (|sum (a - E)| - correction)^2 / sum V, where given the margins
 *
 *     E = n1 m / n,    V = n1 n2 m (n - m) / (n^2 (n - 1)) */
static atr_test independence(const atr_stratum *stratum, size_t strata, double correction)
{
    double difference = 0, variance = 0;
    for (size_t i = 0; i < strata; i++) {
        if (!atr_stratum_informative(&stratum[i])) continue;
        const double n1 = stratum[i].n1, n2 = stratum[i].n2, n = n1 + n2;
        const double m = stratum[i].k1 + stratum[i].k2;
        difference += (stratum[i].k1 * n2 - stratum[i].k2 * n1) / n;
        variance += (n1 / n) * (n2 / n) * m * ((n - m) / (n - 1));
    }
    if (!(variance > 0)) return (atr_test){NAN, 1, NAN, NAN};
    const double x = fmax(0, fabs(difference) - correction);
    return atr_chisq_test(x * x / variance, 1);
}

atr_status atr_cmh_test(const atr_stratum *stratum, size_t n, double level, atr_cmh *result,
                        atr_error *err)
{
    static const double HALF = 0.5;
    *result = (atr_cmh){0};
    const atr_status status = atr_strata_check(stratum, n, level, err);
    if (status) return status;

    const double z = atr_normal_upper((1 - level) / 2);
    *result = (atr_cmh){
        .strata = n, .informative = atr_strata_informative(stratum, n), .level = level};
    result->odds_ratio = odds_ratio(stratum, n, z);
    result->risk_ratio = risk_ratio(stratum, n, z);
    result->risk_difference = risk_difference(stratum, n, z);
    result->cmh = independence(stratum, n, 0);
    result->cmh_continuity = independence(stratum, n, HALF);
    atr_homogeneity_test(stratum, n, result);
    return ATR_OK;
}
