/* urn.c - sums over the counts of an urn, each relative to the most probable one.
 *
 * Neighbouring weights w(x) = h(x) psi^x have a rational ratio, so walking outwards
 * from the mode needs neither factorials nor logarithms and cannot overflow, and
 * dividing by the sum of all weights makes the probabilities add up to 1. */
#include "num/urn.h"

#include "num/root.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

static const double NEGLIGIBLE = 1e-22;    /* of the sum: all that follow are smaller */
static const double TIE = 1e-7;            /* relative difference of equal probabilities */
static const double LOG_TOLERANCE = 1e-15; /* in log psi */

/* An urn at given odds. */
typedef struct {
    const atr_urn *urn;
    double         odds;  /* psi                                     */
    double         mode;  /* the most probable count                 */
    double         total; /* the sum of all weights, that of the mode being 1 */
} distribution;

atr_urn atr_urn_binomial(double n)
{
    return (atr_urn){.kind = ATR_URN_BINOMIAL, .n1 = n, .low = 0, .high = n};
}

atr_urn atr_urn_poisson(void)
{
    return (atr_urn){.kind = ATR_URN_POISSON, .low = 0, .high = INFINITY};
}

atr_urn atr_urn_hypergeometric(double n1, double n2, double m)
{
    return (atr_urn){.kind = ATR_URN_HYPERGEOMETRIC,
                     .n1 = n1,
                     .n2 = n2,
                     .m = m,
                     .low = fmax(0, m - n2),
                     .high = fmin(m, n1)};
}

/* h(x + 1) / h(x) */
static double ratio(const atr_urn *u, double x)
{
    if (u->kind == ATR_URN_POISSON) return 1 / (x + 1);
    const double binomial = (u->n1 - x) / (x + 1);
    if (u->kind == ATR_URN_BINOMIAL) return binomial;
    return binomial * ((u->m - x) / (u->n2 - u->m + x + 1));
}

/* w(x + direction) / w(x); 0 where the range ends. */
static double step(const distribution *d, double x, double direction)
{
    if (x + direction < d->urn->low || x + direction > d->urn->high) return 0;
    return direction > 0 ? d->odds * ratio(d->urn, x)
                         : 1 / (d->odds * ratio(d->urn, x - 1));
}

/* The sum of w(y) / w(x) from y = x outwards, x not being on the near side of the mode:
 * the weights fall faster and faster, so the first negligible one ends the sum. */
static double sum_outwards(const distribution *d, double x, double direction)
{
    double sum = 0;
    for (double w = 1; w > NEGLIGIBLE * sum; x += direction) {
        sum += w;
        w *= step(d, x, direction);
    }
    return sum;
}

/* The last count that is at least as probable as the one before it.  The ratios fall
 * with x, so it is found by bisection (Poisson: psi / x >= 1 says it at once). */
static double find_mode(const atr_urn *u, double odds)
{
    if (u->kind == ATR_URN_POISSON) return floor(odds);
    double first = u->low, last = u->high;
    while (first < last) {
        const double middle = floor((first + last + 1) / 2);
        if (odds * ratio(u, middle - 1) >= 1) first = middle;
        else last = middle - 1;
    }
    return first;
}

static distribution at_odds(const atr_urn *urn, double log_odds)
{
    distribution d = {.urn = urn, .odds = exp(log_odds)};
    d.mode = find_mode(urn, d.odds);
    d.total = sum_outwards(&d, d.mode, 1) + sum_outwards(&d, d.mode, -1) - 1;
    return d;
}

/* w(x), that of the mode being 1.  It underflows no sooner than the probability. */
static double weight(const distribution *d, double x)
{
    const double direction = x > d->mode ? 1 : -1;
    double       w = 1;
    for (double y = d->mode; y != x; y += direction) w *= step(d, y, direction);
    return w;
}

/* The probability of x and everything beyond it as seen from the mode. */
static double tail(const distribution *d, double x, double direction)
{
    return weight(d, x) * sum_outwards(d, x, direction) / d->total;
}

double atr_urn_exactly(const atr_urn *urn, double log_odds, double x)
{
    if (x < urn->low || x > urn->high) return 0;
    const distribution d = at_odds(urn, log_odds);
    return weight(&d, x) / d.total;
}

double atr_urn_at_least(const atr_urn *urn, double log_odds, double x)
{
    if (x <= urn->low) return 1;
    if (x > urn->high) return 0;
    const distribution d = at_odds(urn, log_odds);
    return x >= d.mode ? tail(&d, x, 1) : 1 - tail(&d, x - 1, -1);
}

double atr_urn_at_most(const atr_urn *urn, double log_odds, double x)
{
    if (x >= urn->high) return 1;
    if (x < urn->low) return 0;
    const distribution d = at_odds(urn, log_odds);
    return x <= d.mode ? tail(&d, x, -1) : 1 - tail(&d, x + 1, 1);
}

void atr_urn_probabilities(const atr_urn *urn, double log_odds, double *p)
{
    const distribution d = at_odds(urn, log_odds);
    for (double direction = -1; direction <= 1; direction += 2) {
        double w = 1 / d.total;
        for (double x = d.mode; x >= urn->low && x <= urn->high; x += direction) {
            p[(size_t)(x - urn->low)] = w;
            w *= step(&d, x, direction);
        }
    }
}

/* The sum of the weights up to the threshold on one side of the mode. */
static double rare_side(const distribution *d, double threshold, double direction)
{
    double x = d->mode, w = 1;
    for (; w > threshold; x += direction) w *= step(d, x, direction);
    return w * sum_outwards(d, x, direction);
}

/* Where the mode itself is rare enough it is on both sides, but then p is 1 anyway. */
double atr_urn_as_rare(const atr_urn *urn, double log_odds, double x)
{
    const distribution d = at_odds(urn, log_odds);
    const double       threshold = weight(&d, x) * (1 + TIE);
    return fmin(1, (rare_side(&d, threshold, 1) + rare_side(&d, threshold, -1)) / d.total);
}

/* An equation in log psi: the sums of the urn against what they should be. */
typedef struct {
    const atr_urn *urn;
    double         x, tail;
} equation;

/* Logarithms of the tails are nearly straight lines where they are small. */
static double excess_at_least(double log_odds, const void *context)
{
    const equation *e = context;
    return log(fmax(DBL_MIN, atr_urn_at_least(e->urn, log_odds, e->x)) / e->tail);
}

static double lack_at_most(double log_odds, const void *context)
{
    const equation *e = context;
    return -log(fmax(DBL_MIN, atr_urn_at_most(e->urn, log_odds, e->x)) / e->tail);
}

/* E(X) - x, summed about the mode. */
static double excess_mean(double log_odds, const void *context)
{
    const equation    *e = context;
    const distribution d = at_odds(e->urn, log_odds);
    double             moment = 0;
    for (double direction = -1; direction <= 1; direction += 2) {
        double w = 1;
        for (double y = d.mode; w > NEGLIGIBLE; y += direction) {
            moment += w * (y - d.mode);
            w *= step(&d, y, direction);
        }
    }
    return d.mode - e->x + moment / d.total;
}

/* Solve from the empirical log odds (a half added to every cell), in steps of their
 * standard error, which keeps the mode near x and so the sums short. */
static double solve(atr_function f, const equation *e)
{
    static const double HALF = 0.5;
    const atr_urn      *u = e->urn;
    const double        a = e->x + HALF;
    double              start = log(a), variance = 1 / a;
    if (u->kind != ATR_URN_POISSON) {
        const double b = u->n1 - e->x + HALF;
        start -= log(b);
        variance += 1 / b;
    }
    if (u->kind == ATR_URN_HYPERGEOMETRIC) {
        const double c = u->m - e->x + HALF, d = u->n2 - u->m + e->x + HALF;
        start -= log(c / d);
        variance += 1 / c + 1 / d;
    }
    return atr_root_from(f, e, start, sqrt(variance), LOG_TOLERANCE);
}

double atr_urn_lower_limit(const atr_urn *urn, double x, double tail)
{
    if (x <= urn->low) return -INFINITY;
    return solve(excess_at_least, &(equation){urn, x, tail});
}

double atr_urn_upper_limit(const atr_urn *urn, double x, double tail)
{
    if (x >= urn->high) return INFINITY;
    return solve(lack_at_most, &(equation){urn, x, tail});
}

double atr_urn_likeliest(const atr_urn *urn, double x)
{
    if (urn->low == urn->high) return NAN;
    if (x <= urn->low) return -INFINITY;
    if (x >= urn->high) return INFINITY;
    return solve(excess_mean, &(equation){.urn = urn, .x = x});
}
