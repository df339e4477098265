/* two_by_two.c - two proportions against each other.
 *
 * Letters: a = k1, b = n1 - k1, c = k2, d = n2 - k2 are the cells of the table,
 * n = n1 + n2, m = k1 + k2, p = k / n in each group, z the normal half-width. */
#include "atrisk/proportion.h"

#include "core/counts.h"
#include "core/wald.h"
#include "num/dist.h"
#include "num/urn.h"

#include <math.h>

static const double HALDANE = 0.5; /* added to every cell where one may be empty */

/* p1 - p2 -/+ z sqrt(p1 (1 - p1) / n1 + p2 (1 - p2) / n2), within [-1, 1] */
static atr_estimate risk_difference(const atr_two_by_two *t, double z)
{
    const double p1 = t->k1 / t->n1, p2 = t->k2 / t->n2;
    const double difference = p1 - p2;
    const double e = sqrt(p1 * (1 - p1) / t->n1 + p2 * (1 - p2) / t->n2);
    return (atr_estimate){difference, e, fmax(-1, difference - z * e),
                          fmin(1, difference + z * e)};
}

/* With Wilson's limits (l, u) of each proportion,
 *
 *     lower = p1 - p2 - sqrt((p1 - l1)^2 + (u2 - p2)^2)
 *     upper = p1 - p2 + sqrt((u1 - p1)^2 + (p2 - l2)^2)
 *
 * which cannot leave [-1, 1]. */
static atr_estimate difference_score(const atr_two_by_two *t)
{
    atr_estimate p1, p2;
    atr_proportion_wilson(t->k1, t->n1, t->level, &p1, NULL);
    atr_proportion_wilson(t->k2, t->n2, t->level, &p2, NULL);

    const double difference = p1.value - p2.value;
    return (atr_estimate){difference, NAN,
                          difference - hypot(p1.value - p1.lower, p2.upper - p2.value),
                          difference + hypot(p1.upper - p1.value, p2.value - p2.lower)};
}

/* p1 / p2 with e^2 = 1/k1 - 1/n1 + 1/k2 - 1/n2 = b / (n1 k1) + d / (n2 k2) */
static atr_estimate risk_ratio(const atr_two_by_two *t, double z)
{
    const double e =
        sqrt((t->n1 - t->k1) / (t->n1 * t->k1) + (t->n2 - t->k2) / (t->n2 * t->k2));
    return atr_wald_log(t->k1 * t->n2 / (t->n1 * t->k2), e, z);
}

/* a d / (b c) with e^2 = 1/a + 1/b + 1/c + 1/d, after adding to every cell. */
static atr_estimate odds_ratio(const atr_two_by_two *t, double added, double z)
{
    const double a = t->k1 + added, b = t->n1 - t->k1 + added;
    const double c = t->k2 + added, d = t->n2 - t->k2 + added;
    return atr_wald_log(a * d / (b * c), sqrt(1 / a + 1 / b + 1 / c + 1 / d), z);
}

/* X^2 = n (|ad - bc| - correction)^2 / (n1 n2 m (n - m)), where ad - bc = k1 n2 - k2 n1.
 * Without a success, or without a failure, there is nothing to test. */
static atr_test chi_square(const atr_two_by_two *t, double correction)
{
    const double n = t->n1 + t->n2, m = t->k1 + t->k2;
    if (m == 0 || m == n) return (atr_test){NAN, 1, NAN, NAN};

    const double distance = fmax(0, fabs(t->k1 * t->n2 - t->k2 * t->n1) - correction);
    const double x = (distance / t->n1 / t->n2) * distance * (n / m / (n - m));
    return atr_chisq_test(x, 1);
}

/* o log(o / e), and its limit 0 for o = 0. */
static double surprise(double observed, double expected)
{
    return observed > 0 ? observed * log(observed / expected) : 0;
}

/* G = 2 sum o log(o / e) over the cells, e = (row total) (column total) / n */
static atr_test likelihood_ratio(const atr_two_by_two *t)
{
    const double n = t->n1 + t->n2, m = t->k1 + t->k2;
    if (m == 0 || m == n) return (atr_test){NAN, 1, NAN, NAN};

    const double g = surprise(t->k1, t->n1 * (m / n)) + surprise(t->k2, t->n2 * (m / n)) +
                     surprise(t->n1 - t->k1, t->n1 * ((n - m) / n)) +
                     surprise(t->n2 - t->k2, t->n2 * ((n - m) / n));
    return atr_chisq_test(fmax(0, 2 * g), 1);
}

/* Given all margins, k1 is noncentral hypergeometric and its odds ratio the only
 * unknown: the estimate has E(X) = k1, the limits solve
 *
 *     P(X >= k1; lower) = alpha / 2,    P(X <= k1; upper) = alpha / 2. */
static void fisher(atr_two_by_two *t)
{
    const double  alpha = 1 - t->level;
    const atr_urn urn = atr_urn_hypergeometric(t->n1, t->n2, t->k1 + t->k2);

    t->fisher = (atr_estimate){.value = exp(atr_urn_likeliest(&urn, t->k1)),
                               .std_error = NAN,
                               .lower = exp(atr_urn_lower_limit(&urn, t->k1, alpha / 2)),
                               .upper = exp(atr_urn_upper_limit(&urn, t->k1, alpha / 2))};
    t->fisher_p = atr_urn_as_rare(&urn, 0, t->k1);
    t->fisher_p_less = atr_urn_at_most(&urn, 0, t->k1);
    t->fisher_p_greater = atr_urn_at_least(&urn, 0, t->k1);
    const double half = atr_urn_exactly(&urn, 0, t->k1) / 2;
    t->fisher_mid_p = fmin(1, 2 * (fmin(t->fisher_p_less, t->fisher_p_greater) - half));
}

atr_status atr_two_by_two_test(double k1, double n1, double k2, double n2, double level,
                               atr_two_by_two *result, atr_error *err)
{
    *result = (atr_two_by_two){0};
    atr_status status = atr_counts_check(k1, n1, " in group 1", err);
    if (!status) status = atr_counts_check(k2, n2, " in group 2", err);
    if (!status) status = atr_counts_check_level(level, err);
    if (status) return status;

    const double z = atr_normal_upper((1 - level) / 2);
    *result = (atr_two_by_two){.k1 = k1, .n1 = n1, .k2 = k2, .n2 = n2, .level = level};
    result->risk_difference = risk_difference(result, z);
    result->risk_ratio = risk_ratio(result, z);
    result->odds_ratio = odds_ratio(result, 0, z);
    result->odds_ratio_haldane = odds_ratio(result, HALDANE, z);
    result->difference_score = difference_score(result);
    result->needed_to_treat = 1 / fabs(result->risk_difference.value);
    result->chi_square = chi_square(result, 0);
    result->chi_square_yates = chi_square(result, (n1 + n2) / 2);
    result->likelihood_ratio = likelihood_ratio(result);
    fisher(result);
    return ATR_OK;
}
