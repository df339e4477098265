/* exact_pair.c - the discrete model of two groups.
 *
 * At a time with d deaths among n0 + n1 at risk, the number X of them in group 1 has
 *
 *     P(X = x) proportional to C(n1, x) C(n0, d - x) exp(x beta)
 *
 * given d, so that with the observed d1, summed over all times of all strata,
 *
 *     score = sum (d1 - E X),    information = sum Var X.
 *
 * Gart & Tarone, Biometrics 39 (1983) 193-202.
 */
#include "core/exact_pair.h"

#include "num/dist.h"

#include <math.h>

enum { MOST_STEPS = 100 };

static const double FURTHEST = 2;       /* a step of Newton's is never longer        */
static const double NEGLIGIBLE = 1e-18; /* a weight that adds nothing to the sums */

typedef struct {
    double observed, low, high; /* deaths of group 1, and what they can be */
    double expected, variance;  /* at beta                                 */
} sums;

/* The mean and variance of X, by ratios of neighbouring probabilities from the mode:
 *
 *     P(x + 1) / P(x) = (n1 - x) (d - x) / ((x + 1) (n0 - d + x + 1)) exp(beta)   */
static double up(double x, double n0, double n1, double d, double odds)
{
    return (n1 - x) * (d - x) / ((x + 1) * (n0 - d + x + 1)) * odds;
}

static double mode_of(double low, double high, double n0, double n1, double d, double odds)
{
    double a = low,
           b = high; /* the ratio falls: the last x where it is above 1, and one more */
    while (a < b) {
        const double x = floor((a + b) / 2);
        if (up(x, n0, n1, d, odds) > 1) a = x + 1;
        else b = x;
    }
    return a;
}

/* Moments about the mode m: nothing large is subtracted. */
static void add_moments(double n0, double n1, double d, double odds, sums *s)
{
    const double low = fmax(0, d - n0), high = fmin(d, n1);
    const double m = mode_of(low, high, n0, n1, d, odds);
    double       total = 1, first = 0, second = 0, weight = 1;
    for (double x = m; x < high && weight > NEGLIGIBLE * total; x++) {
        weight *= up(x, n0, n1, d, odds);
        total += weight;
        first += weight * (x + 1 - m);
        second += weight * (x + 1 - m) * (x + 1 - m);
    }
    weight = 1;
    for (double x = m - 1; x >= low && weight > NEGLIGIBLE * total; x--) {
        weight /= up(x, n0, n1, d, odds);
        total += weight;
        first += weight * (x - m);
        second += weight * (x - m) * (x - m);
    }
    const double mean = first / total;
    s->expected += m + mean;
    s->variance += second / total - mean * mean;
    s->low += low;
    s->high += high;
}

/* One death: X is 0 or 1. */
static void add_time(double n0, double n1, double d, double odds, sums *s)
{
    if (d > 1) {
        add_moments(n0, n1, d, odds, s);
        return;
    }
    const double p = n1 * odds / (n1 * odds + n0);
    s->expected += p;
    s->variance += p * (1 - p);
    s->low += n0 == 0;
    s->high += n1 > 0;
}

/* All times of all strata. */
static sums evaluate(const cox_factor *counts, double beta)
{
    enum { ALIVE = 0, DYING = 2, SET = 4 };
    const double odds = exp(beta);
    sums         s = {.observed = counts->died[1]};
    for (size_t k = 0; k < counts->n; k++) {
        const double *alive = counts->set + SET * k + ALIVE, *dying = alive + DYING;
        add_time(alive[0] + dying[0], alive[1] + dying[1], dying[0] + dying[1], odds, &s);
    }
    return s;
}

/* Newton's method on a concave function, from where `at` was evaluated; a step that would
 * lower it is cut in half, which the sign of the score tells. */
static double search(const cox_factor *counts, double start, sums *at)
{
    double beta = start, low = -INFINITY, high = INFINITY;
    for (int k = 0; k < MOST_STEPS; k++) {
        const double score = at->observed - at->expected;
        if (score > 0) low = beta;
        else high = beta;
        const double step = fmax(-FURTHEST, fmin(FURTHEST, score / at->variance));
        double       next = beta + step;
        if (next <= low || next >= high) next = (low + high) / 2;
        if (score == 0 || next == beta || !isfinite(next)) break;
        const bool done = fabs(next - beta) <= 1e-15 * fmax(1, fabs(beta));
        beta = next;
        *at = evaluate(counts, beta);
        if (done) break;
    }
    return beta;
}

atr_estimate exact_pair_fit(const cox_factor *counts, double level, double start)
{
    sums at = evaluate(counts, start);
    if (at.low == at.high) return (atr_estimate){NAN, NAN, NAN, NAN};
    if (at.observed == at.high) return (atr_estimate){INFINITY, NAN, NAN, NAN};
    if (at.observed == at.low) return (atr_estimate){-INFINITY, NAN, NAN, NAN};
    const double beta = search(counts, start, &at);
    const double se = 1 / sqrt(at.variance), z = atr_normal_upper((1 - level) / 2);
    return (atr_estimate){beta, se, beta - z * se, beta + z * se};
}
