/* ensemble.c - the same results from every draw of the patients. */
#include "cli/ensemble.h"

#include "base/fail.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static const atr_ensemble unknown = {.lower = NAN,
                                     .upper = NAN,
                                     .mean = NAN,
                                     .between = NAN,
                                     .within = NAN,
                                     .total = {NAN, NAN, NAN, NAN},
                                     .df = NAN};

atr_status ensemble_add(ensemble *e, const atr_ensemble_row *row, atr_error *err)
{
    enum { FIRST = 8 };
    if (e->n == e->capacity) {
        const size_t      capacity = e->capacity ? 2 * e->capacity : FIRST;
        atr_ensemble_row *grown = realloc(e->row, capacity * sizeof *grown);
        if (!grown) return atr_fail_memory(err, "the results over draws");
        e->row = grown;
        e->capacity = capacity;
    }
    e->row[e->n] = *row;
    e->row[e->n++].ensemble = unknown;
    return ATR_OK;
}

atr_status ensemble_combine(ensemble *e, size_t k, const double *value,
                            const double *std_error, size_t n_draws, double level,
                            atr_error *err)
{
    bool known = true, has_errors = true;
    for (size_t m = 0; m < n_draws; m++) {
        known &= !isnan(value[m]);
        has_errors &= !isnan(std_error[m]);
    }
    e->row[k].ensemble.n = n_draws;
    if (!known) return ATR_OK;
    return atr_ensemble_combine(value, has_errors ? std_error : NULL, n_draws, level,
                                &e->row[k].ensemble, err);
}

atr_status ensemble_run(ensemble *e, const atr_patients *patients, double level,
                        ensemble_measure *measure, const void *context, atr_error *err)
{
    const size_t n_draws = patients->n_draws;
    double      *value = calloc(2 * e->n * (n_draws + 1) + 1, sizeof *value);
    if (!value) return atr_fail_memory(err, "the results over draws");
    double *std_error = value + e->n * n_draws, *one = std_error + e->n * n_draws;

    atr_status status = ATR_OK;
    for (size_t m = 0; !status && m < n_draws; m++) {
        atr_patients draw;
        status = atr_patients_draw(patients, m + 1, &draw, err);
        if (!status) status = measure(context, &draw, one, one + e->n, err);
        for (size_t k = 0; !status && k < e->n; k++) {
            value[k * n_draws + m] = one[k];
            std_error[k * n_draws + m] = one[e->n + k];
        }
        atr_patients_free(&draw);
    }
    for (size_t k = 0; !status && k < e->n; k++)
        status = ensemble_combine(e, k, value + k * n_draws, std_error + k * n_draws,
                                  n_draws, level, err);
    free(value);
    e->report = (atr_ensemble_report){e->n, e->row, n_draws, level, patients->draws_name};
    return status;
}

void ensemble_free(ensemble *e)
{
    free(e->row);
    *e = (ensemble){0};
}
