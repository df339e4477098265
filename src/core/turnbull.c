/* turnbull.c - the survival function of interval-censored data. */
#include "atrisk/turnbull.h"

#include "base/fail.h"
#include "core/turnbull_search.h"

#include <math.h>
#include <stdlib.h>

static const int default_iterations = 20000;

static atr_status check(const atr_intervals *s, int max_iterations, atr_error *err)
{
    if (max_iterations < 0)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_FIT,
                        "a limit of %d iterations is negative", max_iterations);
    return atr_intervals_check(s, err);
}

static bool allocate(atr_turnbull *fit, size_t n)
{
    double *const block = calloc(5 * n, sizeof *block);
    if (!block) return false;
    fit->n = n;
    fit->left = block;
    fit->right = block + n;
    fit->mass = block + 2 * n;
    fit->survival = block + 3 * n;
    fit->gradient = block + 4 * n;
    return true;
}

static void report(const turnbull_cells *cells, const turnbull_search *search,
                   atr_turnbull *fit)
{
    double after = 0;
    for (size_t k = fit->n; k-- > 0;) {
        fit->left[k] = cells->left[k];
        fit->right[k] = cells->right[k];
        fit->mass[k] = search->mass[k];
        fit->gradient[k] = search->gradient[k] / search->total;
        fit->survival[k] = after;
        after += search->mass[k];
    }
    fit->subjects = search->total;
    fit->loglik = search->loglik;
    fit->excess = search->excess;
    fit->converged = search->converged;
    fit->iterations = search->iterations;
}

static atr_status fit_cells(const turnbull_cells *cells, int max_iterations,
                            atr_turnbull *fit, atr_error *err)
{
    turnbull_search search;
    if (!turnbull_search_alloc(&search, cells->m))
        return atr_fail_memory(err, "the masses of the intervals");
    const bool room = allocate(fit, cells->m);
    if (room) {
        turnbull_search_run(cells, max_iterations, &search);
        report(cells, &search, fit);
    }
    turnbull_search_free(&search);
    return room ? ATR_OK : atr_fail_memory(err, "the masses of the intervals");
}

atr_status atr_turnbull_fit(const atr_intervals        *intervals,
                            const atr_turnbull_options *options, atr_turnbull *fit,
                            atr_notes *notes, atr_error *err)
{
    atr_turnbull_options used = options ? *options : (atr_turnbull_options){0};
    if (used.max_iterations == 0) used.max_iterations = default_iterations;
    *fit = (atr_turnbull){0};

    turnbull_cells cells = {0};
    atr_status     status = check(intervals, used.max_iterations, err);
    if (!status)
        status = turnbull_cells_build(intervals, used.exact_times, &cells, notes, err);
    if (!status) status = fit_cells(&cells, used.max_iterations, fit, err);
    turnbull_cells_free(&cells);
    return status;
}

atr_turnbull_range atr_turnbull_at(const atr_turnbull *fit, double time)
{
    atr_turnbull_range range = {0, 0};
    for (size_t k = fit->n; k-- > 0 && fit->right[k] > time;) {
        range.upper += fit->mass[k];
        const bool point = fit->left[k] == fit->right[k];
        if (point || fit->left[k] >= time) range.lower += fit->mass[k];
    }
    return range;
}

void atr_turnbull_free(atr_turnbull *fit)
{
    free(fit->left); /* the whole block */
    *fit = (atr_turnbull){0};
}
