/* tau2.c - the variance between studies.
 *
 * Letters: y the effects, s their standard errors, w = 1 / (s^2 + tau^2), k studies. */
#include "core/tau2.h"

#include "num/dist.h"
#include "num/root.h"

#include <float.h>
#include <math.h>

static double weight(const atr_studies *studies, size_t i, double tau2)
{
    return 1 / (studies->std_error[i] * studies->std_error[i] + tau2);
}

atr_pooled atr_tau2_pool(const atr_studies *studies, double tau2)
{
    atr_pooled p = {0};
    double     sum_wy = 0;
    for (size_t i = 0; i < studies->n; i++) {
        const double w = weight(studies, i, tau2);
        p.sum_w += w;
        p.sum_w2 += w * w;
        sum_wy += w * studies->value[i];
    }
    p.mean = sum_wy / p.sum_w;
    for (size_t i = 0; i < studies->n; i++) {
        const double r = studies->value[i] - p.mean;
        p.q += weight(studies, i, tau2) * r * r;
    }
    return p;
}

/* An equation in tau^2. */
typedef struct {
    const atr_studies *studies;
    double             target;
} equation;

/* Q falls with tau^2. */
static double excess_q(double tau2, const void *context)
{
    const equation *e = context;
    return atr_tau2_pool(e->studies, tau2).q - e->target;
}

/* The spread of the effects and of their errors, the order of magnitude of tau^2. */
static double scale_of(const atr_studies *studies)
{
    double low = INFINITY, high = -INFINITY, least = INFINITY;
    for (size_t i = 0; i < studies->n; i++) {
        low = fmin(low, studies->value[i]);
        high = fmax(high, studies->value[i]);
        least = fmin(least, studies->std_error[i]);
    }
    return (high - low) * (high - low) + least * least;
}

/* The tau^2 >= 0 where f crosses zero downwards; 0 when it is not above zero there. */
static double crossing(atr_function f, const equation *e)
{
    const double scale = scale_of(e->studies);
    double       high = scale;
    if (!(f(0, e) > 0)) return 0;
    while (f(high, e) > 0 && isfinite(high)) high *= 2;
    return atr_root_between(f, e, 0, high, DBL_EPSILON * scale);
}

double atr_tau2_limit(const atr_studies *studies, double tail)
{
    const equation e = {studies, atr_chisq_upper(tail, (double)studies->n - 1)};
    return crossing(excess_q, &e);
}

/* (Q - (k - 1)) / (sum w - sum w^2 / sum w) at tau = 0, but at least 0. */
static double dersimonian_laird(const atr_studies *studies)
{
    const atr_pooled p = atr_tau2_pool(studies, 0);
    const double     c = p.sum_w - p.sum_w2 / p.sum_w;
    return fmax(0, (p.q - ((double)studies->n - 1)) / c);
}

/* The logarithm of the restricted likelihood, without its constant:
 *
 *     -1/2 (sum log (s^2 + tau^2) + log sum w + Q) */
static double restricted_loglik(const atr_studies *studies, double tau2)
{
    const atr_pooled p = atr_tau2_pool(studies, tau2);
    double           sum = log(p.sum_w) + p.q;
    for (size_t i = 0; i < studies->n; i++) sum -= log(weight(studies, i, tau2));
    return -sum / 2;
}

/* Twice its derivative: sum w^2 (y - mean)^2 - sum w + sum w^2 / sum w. */
static double restricted_score(double tau2, const void *context)
{
    const equation  *e = context;
    const atr_pooled p = atr_tau2_pool(e->studies, tau2);
    double           score = p.sum_w2 / p.sum_w - p.sum_w;
    for (size_t i = 0; i < e->studies->n; i++) {
        const double w = weight(e->studies, i, tau2), r = e->studies->value[i] - p.mean;
        score += w * w * r * r;
    }
    return score;
}

/* The likelihood may have more than one maximum: the highest is looked for among 0 and
 * doublings of tau^2, then found exactly. */
static double restricted_maximum(const atr_studies *studies)
{
    enum { HALVINGS = 40, DOUBLINGS = 4 };
    const equation e = {.studies = studies};
    const double   scale = scale_of(studies);
    double         best = 0, highest = restricted_loglik(studies, 0);
    for (int i = -HALVINGS; i <= DOUBLINGS; i++) {
        const double tau2 = ldexp(scale, i), loglik = restricted_loglik(studies, tau2);
        if (loglik > highest) {
            highest = loglik;
            best = tau2;
        }
    }
    if (best == 0) return crossing(restricted_score, &e);
    const double other = restricted_score(best, &e) > 0 ? 2 * best : best / 2;
    return atr_root_between(restricted_score, &e, fmin(best, other), fmax(best, other),
                            DBL_EPSILON * best);
}

double atr_tau2_estimate(const atr_studies *studies, atr_meta_method method)
{
    const equation q_is_expected = {studies, (double)studies->n - 1};
    switch (method) {
    case ATR_META_DERSIMONIAN_LAIRD: return dersimonian_laird(studies);
    case ATR_META_REML: return restricted_maximum(studies);
    case ATR_META_PAULE_MANDEL: return crossing(excess_q, &q_is_expected);
    case ATR_META_FIXED: return 0;
    }
    return NAN;
}
