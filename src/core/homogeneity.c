/* homogeneity.c - tests of one odds ratio in all strata.
 *
 * Letters as in cmh.c. */
#include "core/homogeneity.h"

#include "core/stratum.h"
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>

/* The same table turned such that its odds ratio is at most 1 and m <= n2, where A below
 * is the smallest expected count or nearly so.  Counting those without the outcome
 * inverts psi and the sign of a - A; doing so in exchanged groups leaves both. */
static atr_stratum turned(atr_stratum s, bool invert)
{
    if (invert) s = (atr_stratum){s.n1 - s.k1, s.n1, s.n2 - s.k2, s.n2};
    if (s.k1 + s.k2 > s.n2) s = (atr_stratum){s.n2 - s.k2, s.n2, s.n1 - s.k1, s.n1};
    return s;
}

/* The count A of group 1 with the outcome that has these margins and odds ratio psi:
 *
 *     A (n2 - m + A) = psi (n1 - A) (m - A)
 *     (1 - psi) A^2 + h A - psi n1 m = 0,    h = n2 - m + psi (n1 + m)
 *
 * The root inside the margins; with psi <= 1 and m <= n2 nothing cancels. */
static double expected_count(const atr_stratum *s, double psi)
{
    const double m = s->k1 + s->k2;
    const double h = s->n2 - m + psi * (s->n1 + m);
    return 2 * psi * s->n1 * m / (h + sqrt(h * h + 4 * (1 - psi) * psi * s->n1 * m));
}

/* With A as above and V = 1 / (1/A + 1/(n1 - A) + 1/(m - A) + 1/(n2 - m + A)):
 *
 *     Breslow and Day    X^2 = sum (a - A)^2 / V
 *     Tarone             X^2 - (sum (a - A))^2 / sum V */
static void breslow_day(const atr_stratum *stratum, size_t strata, atr_cmh *result)
{
    const double psi = result->odds_ratio.value, df = (double)result->informative - 1;
    if (!(psi > 0 && isfinite(psi))) {
        result->breslow_day = result->tarone = (atr_test){NAN, df, NAN, NAN};
        return;
    }
    double x = 0, difference = 0, variance = 0;
    for (size_t i = 0; i < strata; i++) {
        if (!atr_stratum_informative(&stratum[i])) continue;
        const atr_stratum s = turned(stratum[i], psi > 1);
        const double      m = s.k1 + s.k2, A = expected_count(&s, fmin(psi, 1 / psi));
        const double V = 1 / (1 / A + 1 / (s.n1 - A) + 1 / (m - A) + 1 / (s.n2 - m + A));
        x += (s.k1 - A) * (s.k1 - A) / V;
        difference += s.k1 - A;
        variance += V;
    }
    result->breslow_day = atr_chisq_test(x, df);
    result->tarone = atr_chisq_test(fmax(0, x - difference * difference / variance), df);
}

static bool has_empty_cell(const atr_stratum *s)
{
    return s->k1 == 0 || s->k1 == s->n1 || s->k2 == 0 || s->k2 == s->n2;
}

/* With y = log (a d / (b c)), w = 1 / (1/a + 1/b + 1/c + 1/d) and the weighted mean
 * y0 = sum w y / sum w:  X^2 = sum w (y - y0)^2.  The mean is updated stratum by stratum,
 * so that nothing cancels. */
static atr_test woolf(const atr_stratum *stratum, size_t strata, size_t informative)
{
    static const double HALF = 0.5;
    double              added = 0, sum_w = 0, mean = 0, x = 0;
    for (size_t i = 0; i < strata; i++) {
        if (atr_stratum_informative(&stratum[i]) && has_empty_cell(&stratum[i]))
            added = HALF;
    }
    for (size_t i = 0; i < strata; i++) {
        const atr_stratum *s = &stratum[i];
        if (!atr_stratum_informative(s)) continue;
        const double a = s->k1 + added, b = s->n1 - s->k1 + added;
        const double c = s->k2 + added, d = s->n2 - s->k2 + added;
        const double y = log(a / b) - log(c / d), w = 1 / (1 / a + 1 / b + 1 / c + 1 / d);
        const double step = y - mean;
        sum_w += w;
        mean += step * w / sum_w;
        x += w * step * (y - mean);
    }
    return atr_chisq_test(x, (double)informative - 1);
}

void atr_homogeneity_test(const atr_stratum *stratum, size_t strata, atr_cmh *result)
{
    if (result->informative < 2) {
        result->breslow_day = result->tarone = result->woolf = atr_chisq_test(0, 0);
        return;
    }
    breslow_day(stratum, strata, result);
    result->woolf = woolf(stratum, strata, result->informative);
}
