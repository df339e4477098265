/* urn_sum.c - the sum of the counts drawn from several urns at the same odds. */
#include "num/urn_sum.h"

#include "num/root.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TIE = 1e-7; /* relative difference of equal probabilities */
static const double LOG_TOLERANCE = 1e-15;

static size_t length_of(double low, double high)
{
    return (size_t)(high - low) + 1;
}

/* product[i + j] = sum a[i] b[j] */
static void convolve(const double *a, size_t n_a, const double *b, size_t n_b,
                     double *product)
{
    memset(product, 0, (n_a + n_b - 1) * sizeof *product);
    for (size_t i = 0; i < n_a; i++) {
        for (size_t j = 0; j < n_b; j++) product[i + j] += a[i] * b[j];
    }
}

bool atr_urn_sum_build(const atr_urn *urn, size_t n, double log_odds, atr_urn_sum *sum)
{
    *sum = (atr_urn_sum){.log_odds = log_odds};
    for (size_t k = 0; k < n; k++) {
        sum->low += urn[k].low;
        sum->high += urn[k].high;
    }
    const size_t all = length_of(sum->low, sum->high);
    double      *weight = malloc(3 * all * sizeof *weight);
    if (!weight) return false;

    double *one = weight + all, *product = one + all;
    size_t  length = 1;
    weight[0] = 1;
    for (size_t k = 0; k < n; k++) {
        const size_t more = length_of(urn[k].low, urn[k].high);
        atr_urn_probabilities(&urn[k], log_odds, one);
        convolve(weight, length, one, more, product);
        length += more - 1;
        memcpy(weight, product, length * sizeof *weight);
    }
    for (size_t i = 0; i < all; i++) weight[i] = log(weight[i]);
    sum->log_weight = weight;
    return true;
}

void atr_urn_sum_free(atr_urn_sum *sum)
{
    free(sum->log_weight);
    *sum = (atr_urn_sum){0};
}

/* log (h(s) psi^s), up to a constant */
static double log_term(const atr_urn_sum *sum, double log_odds, double s)
{
    const double i = s - sum->low;
    return sum->log_weight[(size_t)i] + (log_odds - sum->log_odds) * i;
}

static double greatest_term(const atr_urn_sum *sum, double log_odds)
{
    double greatest = -INFINITY;
    for (double s = sum->low; s <= sum->high; s++)
        greatest = fmax(greatest, log_term(sum, log_odds, s));
    return greatest;
}

/* The probability of first, ..., last. */
static double between(const atr_urn_sum *sum, double log_odds, double first, double last)
{
    const double greatest = greatest_term(sum, log_odds);
    double       part = 0, all = 0;
    for (double s = sum->low; s <= sum->high; s++) {
        const double w = exp(log_term(sum, log_odds, s) - greatest);
        all += w;
        if (s >= first && s <= last) part += w;
    }
    return part / all;
}

double atr_urn_sum_at_least(const atr_urn_sum *sum, double log_odds, double x)
{
    return between(sum, log_odds, x, sum->high);
}

double atr_urn_sum_at_most(const atr_urn_sum *sum, double log_odds, double x)
{
    return between(sum, log_odds, sum->low, x);
}

double atr_urn_sum_as_rare(const atr_urn_sum *sum, double log_odds, double x)
{
    const double greatest = greatest_term(sum, log_odds);
    const double threshold = log_term(sum, log_odds, x) + log1p(TIE);
    double       part = 0, all = 0;
    for (double s = sum->low; s <= sum->high; s++) {
        const double term = log_term(sum, log_odds, s), w = exp(term - greatest);
        all += w;
        if (term <= threshold) part += w;
    }
    return part / all;
}

/* An equation in log psi. */
typedef struct {
    const atr_urn_sum *sum;
    double             x, tail;
} equation;

static double excess_at_least(double log_odds, const void *context)
{
    const equation *e = context;
    return log(fmax(DBL_MIN, atr_urn_sum_at_least(e->sum, log_odds, e->x)) / e->tail);
}

static double lack_at_most(double log_odds, const void *context)
{
    const equation *e = context;
    return -log(fmax(DBL_MIN, atr_urn_sum_at_most(e->sum, log_odds, e->x)) / e->tail);
}

static double excess_mean(double log_odds, const void *context)
{
    const equation *e = context;
    const double    greatest = greatest_term(e->sum, log_odds);
    double          moment = 0, all = 0;
    for (double s = e->sum->low; s <= e->sum->high; s++) {
        const double w = exp(log_term(e->sum, log_odds, s) - greatest);
        all += w;
        moment += w * (s - e->x);
    }
    return moment / all;
}

static double solve(atr_function f, const equation *e)
{
    return atr_root_from(f, e, e->sum->log_odds, 1, LOG_TOLERANCE);
}

double atr_urn_sum_lower_limit(const atr_urn_sum *sum, double x, double tail)
{
    if (x <= sum->low) return -INFINITY;
    return solve(excess_at_least, &(equation){sum, x, tail});
}

double atr_urn_sum_upper_limit(const atr_urn_sum *sum, double x, double tail)
{
    if (x >= sum->high) return INFINITY;
    return solve(lack_at_most, &(equation){sum, x, tail});
}

double atr_urn_sum_likeliest(const atr_urn_sum *sum, double x)
{
    if (sum->low == sum->high) return NAN;
    if (x <= sum->low) return -INFINITY;
    if (x >= sum->high) return INFINITY;
    return solve(excess_mean, &(equation){.sum = sum, .x = x});
}
