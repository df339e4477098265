/* reconstruct_draws.c - draws of a reconstruction, and what results vary by over them. */
#include "cli/reconstruct_draws.h"

#include "atrisk/curve.h"
#include "atrisk/rmst.h"
#include "base/fail.h"
#include "published/figure_thin.h"

#include <math.h>
#include <stdlib.h>

/* Results of each arm, in the order of their rows. */
enum { MEDIAN, EVENTS, MEAN, ARM_RESULTS };

typedef struct {
    const draws_base *base;
    double            horizon;
    size_t            n_draws;
    double           *value, *std_error; /* [rows * n_draws] */
} tour;

static double count_events(const atr_events *t)
{
    double events = 0;
    for (size_t k = 0; k < t->n; k++) events += t->events[k];
    return events;
}

/* Up to where all arms were followed. */
static double shared_follow_up(const atr_reconstruction *r)
{
    double least = INFINITY;
    for (size_t a = 0; a < r->n_arms; a++)
        least = fmin(least, r->arm[a].table.time[r->arm[a].table.n - 1]);
    return least;
}

/* The restricted mean; up to time 0, where a figure shows nothing after it, it is 0. */
static atr_status fit_mean(const atr_events *table, double horizon, double level,
                           atr_estimate *mean, atr_error *err)
{
    *mean = (atr_estimate){0};
    if (!(horizon > 0)) return ATR_OK;
    atr_rmst         rmst;
    const atr_status status = atr_rmst_fit(table, horizon, level, &rmst, err);
    if (!status) *mean = rmst.mean;
    return status;
}

static atr_status list_arm(ensemble *e, const draws_base *base, size_t a, double horizon,
                           atr_error *err)
{
    const atr_events *table = &base->found->arm[a].table;
    const double      events = count_events(table);
    atr_estimate      mean;
    atr_status        status = fit_mean(table, horizon, base->level, &mean, err);
    if (status) return status;
    const atr_ensemble_row rows[ARM_RESULTS] = {
        [MEDIAN] = {"median", "median", .at = NAN, .time = true,
                    .estimate = base->median[a]},
        [EVENTS] = {"events", "events", .at = NAN, .estimate = {events, NAN, NAN, NAN}},
        [MEAN] = {"rmst", "mean up to", .at = horizon, .estimate = mean}};
    for (size_t k = 0; !status && k < ARM_RESULTS; k++) {
        atr_ensemble_row row = rows[k];
        row.group = base->figure->arm[a].label;
        status = ensemble_add(e, &row, err);
    }
    return status;
}

static atr_status list_results(ensemble *e, const draws_base *base, double horizon,
                               atr_error *err)
{
    const size_t n = base->found->n_arms;
    atr_status   status = ATR_OK;
    if (n == 2)
        status = ensemble_add(e,
                              &(atr_ensemble_row){.quantity = "hazard_ratio",
                                                  .words = "hazard ratio",
                                                  .group = base->figure->arm[0].label,
                                                  .reference = base->figure->arm[1].label,
                                                  .at = NAN,
                                                  .logarithm = true,
                                                  .estimate = *base->log_hr},
                              err);
    for (size_t a = 0; !status && a < n; a++) status = list_arm(e, base, a, horizon, err);
    return status;
}

static void enter(const tour *t, size_t row, size_t draw, double value, double std_error)
{
    t->value[row * t->n_draws + draw] = value;
    t->std_error[row * t->n_draws + draw] = std_error;
}

static atr_status measure_arm(const tour *t, const atr_events *table, size_t row,
                              size_t draw, atr_error *err)
{
    atr_curve    curve = {0};
    atr_estimate median, mean;
    atr_status   status = atr_curve_fit(table, NULL, &curve, err);
    if (!status) status = atr_curve_quantile(&curve, 0.5, &median, err);
    if (!status) status = fit_mean(table, t->horizon, t->base->level, &mean, err);
    atr_curve_free(&curve);
    if (status) return status;
    enter(t, row + MEDIAN, draw, isnan(median.value) ? INFINITY : median.value, NAN);
    enter(t, row + EVENTS, draw, count_events(table), NAN);
    enter(t, row + MEAN, draw, mean.value, mean.std_error);
    return ATR_OK;
}

static atr_status measure(const tour *t, const atr_events *tables, size_t draw,
                          atr_error *err)
{
    const size_t n = t->base->found->n_arms;
    size_t       row = 0;
    atr_status   status = ATR_OK;
    if (n == 2) {
        atr_rebuilt_patients patients = {0};
        atr_estimate         log_hr;
        status = atr_rebuilt_patients_list(tables, n, &patients, err);
        if (!status)
            status = atr_rebuilt_patients_compare(&patients, t->base->level, &log_hr, err);
        if (!status) enter(t, row++, draw, log_hr.value, log_hr.std_error);
        atr_rebuilt_patients_free(&patients);
    }
    for (size_t a = 0; !status && a < n; a++, row += ARM_RESULTS)
        status = measure_arm(t, &tables[a], row, draw, err);
    return status;
}

static atr_status go_through(const draws_base *base, double horizon, reconstruct_draws *m,
                             atr_error *err)
{
    const size_t n = m->draws.n_draws, rows = m->results.n;
    double      *value = calloc(2 * rows * n + 1, sizeof *value);
    const tour   t = {base, horizon, n, value, value + rows * n};
    atr_status   status = value ? ATR_OK : atr_fail_memory(err, "the results over draws");
    for (size_t i = 0; !status && i < n; i++)
        status = measure(&t, &m->draws.table[i * m->draws.n_arms], i, err);
    for (size_t k = 0; !status && k < rows; k++)
        status = ensemble_combine(&m->results, k, t.value + k * n, t.std_error + k * n, n,
                                  base->level, err);
    free(value);
    m->results.report = (atr_ensemble_report){rows, m->results.row, n, base->level, "draw"};
    return status;
}

atr_status reconstruct_draws_draw(const atr_figure *figure, const atr_reconstruction *found,
                                  const atr_draws_options *options, atr_draws *draws,
                                  atr_notes *notes, atr_error *err)
{
    enum { MOST_POINTS = 2000 };
    thin_figure thin;
    atr_status  status = figure_thin(figure, found, MOST_POINTS, &thin, notes, err);
    if (status) return status;
    status = atr_reconstruct_draws(&thin.figure, found, options, draws, notes, err);
    thin_figure_free(&thin);
    return status;
}

atr_status reconstruct_draws_take(const draws_base *base, atr_draws *draws,
                                  reconstruct_draws *m, atr_error *err)
{
    const double horizon = shared_follow_up(base->found);
    m->draws = *draws;
    *draws = (atr_draws){0};
    const atr_status status = list_results(&m->results, base, horizon, err);
    return status ? status : go_through(base, horizon, m, err);
}

atr_status reconstruct_draws_make(const draws_base *base, const atr_draws_options *options,
                                  reconstruct_draws *m, atr_notes *notes, atr_error *err)
{
    atr_draws        draws;
    const atr_status status =
        reconstruct_draws_draw(base->figure, base->found, options, &draws, notes, err);
    return status ? status : reconstruct_draws_take(base, &draws, m, err);
}

void reconstruct_draws_free(reconstruct_draws *m)
{
    ensemble_free(&m->results);
    atr_draws_free(&m->draws);
}
