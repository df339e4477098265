/* cumulative.c - Nelson-Aalen and Fleming-Harrington estimates. */
#include "atrisk/cumulative.h"

#include "base/block.h"
#include "base/fail.h"
#include "num/search.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Beyond so many terms the rest of a sum is taken from its expansion, whose error is then
 * below 1e-20 of it. */
static const double most_terms = 1000;

typedef struct {
    double hazard, variance;
} increment;

/* The sums of 1 / x and 1 / x^2 over x = a, a + 1, ..., b - 1 for a > 1000, as differences
 * of the digamma and trigamma functions,
 *
 *     psi(x)  = log x - 1 / (2 x) - 1 / (12 x^2) + ...
 *     psi'(x) = 1 / x + 1 / (2 x^2) + 1 / (6 x^3) - ...
 *
 * each difference in closed form so that none cancels. */
static increment tail(double a, double b)
{
    const double gap = b - a, inverse = gap / a / b; /* 1 / a - 1 / b     */
    const double squares = inverse * (1 / a + 1 / b);
    const double cubes = inverse * (1 / a / a + 1 / a / b + 1 / b / b);
    return (increment){log1p(gap / a) + inverse / 2 + squares / 12,
                       inverse + squares / 2 + cubes / 6};
}

static increment one_by_one(double d, double n)
{
    const double whole = floor(d), rest = d - whole;
    double       x = n - whole + 1; /* the least term first */
    increment    sum = {0, 0};
    if (rest > 0) sum = (increment){rest / (x - 1), rest / (x - 1) / (x - 1)};
    for (double k = 0; k < fmin(whole, most_terms); k++, x++) {
        sum.hazard += 1 / x;
        sum.variance += 1 / (x * x);
    }
    if (whole <= most_terms) return sum;
    const increment more = tail(x, n + 1);
    return (increment){sum.hazard + more.hazard, sum.variance + more.variance};
}

static increment at(const atr_events *table, size_t k, atr_hazard_kind kind)
{
    const double d = table->events[k], n = table->at_risk[k];
    if (d == 0) return (increment){0, 0};
    switch (kind) {
    case ATR_HAZARD_NELSON_AALEN: break;
    case ATR_HAZARD_FLEMING_HARRINGTON: return one_by_one(d, n);
    }
    return (increment){d / n, d / n / n};
}

static bool allocate(atr_cumulative *result, size_t n)
{
    double *const block = atr_block_alloc(5 * n, sizeof *block);
    if (!block) return false;
    *result = (atr_cumulative){.n = n,
                               .time = block,
                               .hazard = block + n,
                               .std_error = block + 2 * n,
                               .survival = block + 3 * n,
                               .survival_error = block + 4 * n};
    return true;
}

atr_status atr_cumulative_fit(const atr_events *table, atr_hazard_kind kind,
                              atr_cumulative *result, atr_error *err)
{
    *result = (atr_cumulative){0};
    if (table->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_EMPTY_SAMPLE,
                        "there is nobody to estimate a hazard from");
    if (!allocate(result, table->n)) return atr_fail_memory(err, "a cumulative hazard");

    result->kind = kind;
    increment sum = {0, 0};
    for (size_t k = 0; k < table->n; k++) {
        const increment step = at(table, k, kind);
        sum.hazard += step.hazard;
        sum.variance += step.variance;
        result->time[k] = table->time[k];
        result->hazard[k] = sum.hazard;
        result->std_error[k] = sqrt(sum.variance);
        result->survival[k] = exp(-sum.hazard);
        result->survival_error[k] = result->survival[k] * result->std_error[k];
    }
    return ATR_OK;
}

atr_estimate atr_cumulative_at(const atr_cumulative *result, double time)
{
    const size_t steps = atr_search_upto(result->time, result->n, time);
    if (steps == 0) return (atr_estimate){0, 0, NAN, NAN};
    return (atr_estimate){result->hazard[steps - 1], result->std_error[steps - 1], NAN,
                          NAN};
}

void atr_cumulative_set_errors(atr_cumulative *result, const double *std_error)
{
    for (size_t k = 0; k < result->n; k++) {
        result->std_error[k] = std_error[k];
        result->survival_error[k] = result->survival[k] * std_error[k];
    }
}

void atr_cumulative_free(atr_cumulative *result)
{
    free(result->time); /* the whole block */
    *result = (atr_cumulative){0};
}
