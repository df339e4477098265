/* maxcombo.c - the maximum of weighted log-rank statistics. */
#include "atrisk/maxcombo.h"

#include "atrisk/logrank.h"
#include "base/fail.h"
#include "num/dist.h"
#include "num/quadrature.h"

#include <math.h>
#include <stdbool.h>

enum { LEVEL, LATE, EARLY, MIDDLE };

static const struct {
    double p, q;
} powers[ATR_MAXCOMBO_MOST] = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};

static const double digits = 1e-10;  /* of the p-value that integration may lose          */
static const double far = 12;        /* standard deviations beyond which nothing is left  */
static const double least_sd = 1e-8; /* a smaller one is a rounding error                 */

/* With x, t, e independent standard normal variables the statistics are
 *
 *     Z_late   = x
 *     Z_early  = r x + s t
 *     Z_middle = a x + b t + c e
 *     Z_level  = f x + g Z_early
 *
 * the last because 1 = (1 - S) + S makes the score of equal weights the sum of the two
 * before: f and g are their shares of its standard deviation. */
typedef struct {
    size_t n;         /* how many statistics are below m */
    bool   one_sided; /* they, or else their sizes       */
    double m;
    double r, s, a, b, c, f, g;
    double x;         /* of the slice that is being integrated */
    double tolerance; /* absolute */
} joint;

/* P(|mean + sd Z| >= m), or one-sided that of mean + sd Z >= m */
static double outside(const joint *j, double mean, double sd)
{
    const double m = j->m;
    if (!(sd > least_sd)) return (j->one_sided ? mean : fabs(mean)) >= m;
    const double above = atr_normal_tail((m - mean) / sd);
    return j->one_sided ? above : above + atr_normal_tail((m + mean) / sd);
}

typedef struct {
    double low, high;
} range;

/* Where Z_early must be, given x, for all but the middle to be below m. */
static range allowed(const joint *j)
{
    range early = {(-j->m - j->f * j->x) / j->g, (j->m - j->f * j->x) / j->g};
    if (j->n > EARLY) early = (range){fmax(early.low, -j->m), fmin(early.high, j->m)};
    if (j->one_sided) early.low = -INFINITY;
    return early;
}

static double middle_outside(double t, const void *context)
{
    const joint *j = context;
    return atr_normal_density(t) * outside(j, j->a * j->x + j->b * t, j->c);
}

/* The density at x times the probability that another statistic is m or more. */
static double slice(double x, const void *context)
{
    joint j = *(const joint *)context;
    j.x = x;
    const range  early = allowed(&j);
    const double mean = j.r * x;
    if (!(early.low < early.high)) return atr_normal_density(x);
    if (!(j.s > least_sd)) {
        const bool   inside = mean > early.low && mean < early.high;
        const double middle = j.n > MIDDLE ? outside(&j, j.a * x, j.c) : 0;
        return atr_normal_density(x) * (inside ? middle : 1);
    }
    const double low = (early.low - mean) / j.s, high = (early.high - mean) / j.s;
    double       p = atr_normal_tail(high) + atr_normal_tail(-low);
    if (j.n > MIDDLE && low < far && high > -far)
        p += atr_integrate(middle_outside, &j, fmax(low, -far), fmin(high, far),
                           j.tolerance);
    return atr_normal_density(x) * p;
}

/* p = P(|x| >= m) + the rest, integrated over |x| < m; kinks are where one bound of the
 * early statistic gives way to the other. */
static double p_value(joint *j)
{
    const double p_late = 2 * atr_normal_tail(j->m);
    const double reach = fmin(j->m, far + fabs(j->r) * j->m);
    const double kink = fmin(reach, fabs((1 - j->g) * j->m / j->f));
    j->tolerance = digits * p_late;
    return p_late + atr_integrate(slice, j, -reach, -kink, j->tolerance) +
           atr_integrate(slice, j, -kink, 0, j->tolerance) +
           atr_integrate(slice, j, 0, kink, j->tolerance) +
           atr_integrate(slice, j, kink, reach, j->tolerance);
}

/* The same of x < m, where high bounds only are left.  m may be anything. */
static double p_value_one_sided(joint *j)
{
    const double p_late = atr_normal_tail(j->m), reach = fmin(j->m, far);
    const double kink = fmax(-far, fmin(reach, (1 - j->g) * j->m / j->f));
    j->tolerance = digits * p_late;
    if (reach <= -far) return 1;
    return p_late + atr_integrate(slice, j, -far, kink, j->tolerance) +
           atr_integrate(slice, j, kink, reach, j->tolerance);
}

static joint joint_of(const atr_maxcombo *result)
{
    const double(*r)[ATR_MAXCOMBO_MOST] = result->correlation;
    const double(*v)[ATR_MAXCOMBO_MOST] = result->covariance;
    const double sd = sqrt(v[LEVEL][LEVEL]);

    joint j = {.n = result->n,
               .m = result->maximum,
               .r = r[LATE][EARLY],
               .a = r[LATE][MIDDLE],
               .f = sqrt(v[LATE][LATE]) / sd,
               .g = sqrt(v[EARLY][EARLY]) / sd};
    j.s = sqrt(fmax(0, (1 - j.r) * (1 + j.r)));
    j.b = j.s > least_sd ? (r[EARLY][MIDDLE] - j.a * j.r) / j.s : 0;
    j.c = sqrt(fmax(0, 1 - j.a * j.a - j.b * j.b));
    return j;
}

/* The variance of a test is sum w^2 v over its times, so that the covariance of two,
 * sum w_a w_b v, is the variance of the one with weights sqrt(w_a w_b), whose powers are
 * the means of theirs. */
static atr_status pair(const atr_events *tables, size_t n_strata, size_t a, size_t b,
                       atr_maxcombo *result, atr_error *err)
{
    const atr_logrank_options options = {.weight = ATR_WEIGHT_FLEMING_HARRINGTON,
                                         .p = (powers[a].p + powers[b].p) / 2,
                                         .q = (powers[a].q + powers[b].q) / 2};
    atr_logrank               test;
    const atr_status status = atr_logrank_test(tables, 2, n_strata, &options, &test, err);
    if (status) return status;
    result->covariance[a][b] = result->covariance[b][a] = test.variance[3];
    if (a == b) result->score[a] = test.observed[1] - test.expected[1];
    if (a == b) result->z[a] = test.z;
    atr_logrank_free(&test);
    return ATR_OK;
}

static void correlate(atr_maxcombo *result)
{
    for (size_t a = 0; a < ATR_MAXCOMBO_MOST; a++)
        for (size_t b = 0; b < ATR_MAXCOMBO_MOST; b++)
            result->correlation[a][b] = a == b ? 1
                                               : result->covariance[a][b] /
                                                     sqrt(result->covariance[a][a]) /
                                                     sqrt(result->covariance[b][b]);
}

static void find_maximum(atr_maxcombo *result)
{
    result->maximum = NAN;
    for (size_t a = 0; a < result->n; a++) {
        if (isnan(result->z[a]) || fabs(result->z[a]) <= result->maximum) continue;
        result->maximum = fabs(result->z[a]);
        result->best = a;
    }
}

/* Of a maximum of sign times z that is as large as the one found. */
static double p_one_sided(const atr_maxcombo *result, double sign)
{
    joint j = joint_of(result);
    j.one_sided = true;
    j.m = NAN;
    for (size_t a = 0; a < result->n; a++) j.m = fmax(j.m, sign * result->z[a]);
    if (isnan(j.m)) return NAN;
    return isnan(result->z[LATE]) ? atr_normal_tail(j.m) : p_value_one_sided(&j);
}

static double p_two_sided(const atr_maxcombo *result)
{
    joint j = joint_of(result);
    if (isnan(j.m)) return NAN;
    return isnan(result->z[LATE]) ? 2 * atr_normal_tail(j.m) : p_value(&j);
}

atr_status atr_maxcombo_test(const atr_events *tables, size_t n_strata, size_t n,
                             atr_maxcombo *result, atr_error *err)
{
    *result = (atr_maxcombo){0};
    if (n < 2 || n > ATR_MAXCOMBO_MOST)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_SCORE,
                        "a maximum is taken of 2, 3 or 4 weights, not of %zu", n);
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < ATR_MAXCOMBO_MOST; a++)
        for (size_t b = 0; !status && b <= a; b++)
            status = pair(tables, n_strata, a, b, result, err);
    if (status) {
        *result = (atr_maxcombo){0};
        return status;
    }
    result->n = n;
    correlate(result);
    find_maximum(result);
    result->p = p_two_sided(result);
    result->p_lower = p_one_sided(result, -1);
    result->p_upper = p_one_sided(result, 1);
    return ATR_OK;
}
