/* endpoint_draws.c - what the figure of an endpoint leaves open about its results. */
#include "published/endpoint_draws.h"

#include "atrisk/curve.h"
#include "atrisk/ensemble.h"
#include "atrisk/reconstruct_draws.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

static const double LEVEL = 0.95;

/* The results of every draw: [result * n + draw], ratios by every method, then medians. */
typedef struct {
    const atr_endpoint *endpoint;
    size_t              n, n_results;
    double             *value;
} tour;

bool endpoint_draws_possible(const atr_endpoint *endpoint)
{
    return endpoint->figure && endpoint->open.n == 0;
}

static atr_status measure_ratios(const tour *t, const atr_events *table, size_t draw,
                                 atr_error *err)
{
    const atr_endpoint  *e = t->endpoint;
    atr_rebuilt_patients patients = {0};
    atr_hr_conventions   c = {0};
    if (!e->hr.n) return ATR_OK;
    atr_status status = atr_rebuilt_patients_list(table, e->n_arms, &patients, err);
    if (!status) {
        const atr_sample sample = atr_rebuilt_patients_sample(&patients);
        status = atr_hr_conventions_fit(&sample, table, (size_t)e->arm, (size_t)e->versus,
                                        LEVEL, &c, err);
    }
    for (size_t k = 0; k < c.n; k++) t->value[k * t->n + draw] = c.result[k].log_hr.value;
    atr_rebuilt_patients_free(&patients);
    return status;
}

static atr_status measure_medians(const tour *t, const atr_events *table, size_t draw,
                                  atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < t->endpoint->n_arms; a++) {
        atr_curve    curve = {0};
        atr_estimate median = {0};
        status = atr_curve_fit(&table[a], NULL, &curve, err);
        if (!status) status = atr_curve_quantile(&curve, 0.5, &median, err);
        t->value[(t->endpoint->hr.n + a) * t->n + draw] =
            isnan(median.value) ? INFINITY : median.value;
        atr_curve_free(&curve);
    }
    return status;
}

/* Not known, as the interval of a method that gives nothing in some draw, is NaN. */
static atr_status interval_of(const double *value, size_t n, double *low, double *high,
                              atr_error *err)
{
    atr_ensemble found;
    *low = *high = NAN;
    for (size_t m = 0; m < n; m++)
        if (isnan(value[m])) return ATR_OK;
    const atr_status status = atr_ensemble_combine(value, NULL, n, LEVEL, &found, err);
    if (status) return status;
    *low = found.lower;
    *high = found.upper;
    return ATR_OK;
}

static atr_status find_intervals(const tour *t, atr_open *open, atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t k = 0; !status && k < t->n_results; k++)
        status = interval_of(t->value + k * t->n, t->n, &open->low[k], &open->high[k], err);
    return status;
}

static atr_status go_through(atr_endpoint *e, const atr_draws *draws, atr_error *err)
{
    tour t = {.endpoint = e, .n = draws->n_draws, .n_results = e->hr.n + e->n_arms};
    e->open.low = calloc(2 * t.n_results, sizeof *e->open.low);
    t.value = calloc(t.n_results * t.n, sizeof *t.value);
    if (e->open.low) e->open.high = e->open.low + t.n_results;
    atr_status status =
        t.value && e->open.low ? ATR_OK : atr_fail_memory(err, "what a figure leaves open");
    for (size_t m = 0; !status && m < t.n; m++) {
        const atr_events *table = &draws->table[m * draws->n_arms];
        status = measure_ratios(&t, table, m, err);
        if (!status) status = measure_medians(&t, table, m, err);
    }
    if (!status) status = find_intervals(&t, &e->open, err);
    if (!status) e->open.n = t.n;
    free(t.value);
    return status;
}

/* Draws that cannot be had are no failure of the study. */
atr_status endpoint_draws_make(atr_endpoint *e, atr_error *err)
{
    const atr_draws_options options = {.draws = ATR_VALIDATE_DRAWS,
                                       .seed = ATR_VALIDATE_SEED};
    atr_draws               draws = {0};
    atr_error               why = {0};
    atr_status status = atr_reconstruct_draws(&e->figure->read.figure, &e->figure->found,
                                              &options, &draws, &e->notes, &why);
    if (!status) status = go_through(e, &draws, &why);
    atr_draws_free(&draws);
    if (status && err) *err = why;
    if (status == ATR_EMEMORY) return status;
    if (!e->open.n) {
        endpoint_figure_free(e->figure);
        e->figure = NULL;
    }
    return ATR_OK;
}
