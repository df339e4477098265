/* ensemble.c - one result from many draws. */
#include "atrisk/ensemble.h"

#include "base/fail.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The order statistic at p (n + 1), between two of them linearly: of n + 1 numbers of which
 * one is not seen, it is below with probability p. */
static double percentile(const double *sorted, size_t n, double p)
{
    const double place = p * ((double)n + 1) - 1;
    if (place <= 0) return sorted[0];
    const size_t k = (size_t)place;
    if (k + 1 >= n) return sorted[n - 1];
    if (place == (double)k || sorted[k] == sorted[k + 1]) return sorted[k];
    return sorted[k] + (place - (double)k) * (sorted[k + 1] - sorted[k]);
}

/* Mean and variance; NaN where they are not defined. */
static void moments(const double *value, size_t n, double *mean, double *variance)
{
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) sum += value[i];
    *mean = isfinite(sum) ? sum / (double)n : NAN;
    for (size_t i = 0; i < n; i++) squares += (value[i] - *mean) * (value[i] - *mean);
    *variance = n > 1 ? squares / (double)(n - 1) : NAN;
}

static double mean_square(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sum / (double)n;
}

static void add_up(atr_ensemble *e, double level)
{
    const double between = (1 + 1 / (double)e->n) * e->between;
    const double total = sqrt(e->within + between);
    const double ratio = 1 + e->within / between;
    e->df = ((double)e->n - 1) * ratio * ratio;
    const double t = between > 0 ? atr_student_upper((1 - level) / 2, e->df)
                                 : atr_normal_upper((1 - level) / 2);
    e->total = (atr_estimate){e->mean, total, e->mean - t * total, e->mean + t * total};
}

atr_status atr_ensemble_combine(const double *value, const double *std_error, size_t n,
                                double level, atr_ensemble *e, atr_error *err)
{
    *e = (atr_ensemble){0};
    if (!(level > 0 && level < 1))
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_LEVEL,
                        "the level %g is not between 0 and 1", level);
    for (size_t i = 0; i < n; i++)
        if (isnan(value[i]))
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_ENSEMBLE,
                            "draw %zu has no value", i + 1);
    if (n == 0)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_ENSEMBLE, "there are no draws");
    double *sorted = malloc(n * sizeof *sorted);
    if (!sorted) return atr_fail_memory(err, "the draws");
    memcpy(sorted, value, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_value);
    *e = (atr_ensemble){.n = n,
                        .lower = percentile(sorted, n, (1 - level) / 2),
                        .upper = percentile(sorted, n, (1 + level) / 2),
                        .within = std_error ? mean_square(std_error, n) : NAN,
                        .df = NAN,
                        .total = {NAN, NAN, NAN, NAN}};
    moments(value, n, &e->mean, &e->between);
    if (isfinite(e->mean) && isfinite(e->within) && n > 1) add_up(e, level);
    free(sorted);
    return ATR_OK;
}
