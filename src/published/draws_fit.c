/* draws_fit.c - the misfit of curve_misfit.c on a lattice.
 *
 * The curve is an array of levels, so a point looks at the few cells around it; the normal
 * density and distribution function come from a table; and the logarithm of a product
 * stands for a sum of logarithms. */
#include "published/draws_fit.h"

#include "base/fail.h"
#include "num/dist.h"
#include "published/curve_misfit.h"

#include <math.h>
#include <stdlib.h>

/* Beyond so many standard deviations a place of the curve does not bear on a point. */
enum { REACH = 5, STEPS = 128, ENTRIES = 2 * REACH * STEPS + 1 };

/* Squared distances beyond this grow like their logarithm only. */
static const double ROBUST = 36;

/* Printed values are met to this standard deviation beyond their rounding. */
static const double PRINTED_ERROR = 5e-4;

/* At the points -REACH, -REACH + 1 / STEPS, ... */
struct draws_normal {
    double density[ENTRIES + 1], below[ENTRIES + 1];
};

typedef struct {
    double density, below;
} normal_value;

draws_normal *draws_normal_new(void)
{
    draws_normal *normal = malloc(sizeof *normal);
    if (!normal) return NULL;
    for (int i = 0; i <= ENTRIES; i++) {
        const double z = (double)i / STEPS - REACH;
        normal->density[i] = atr_normal_density(z);
        normal->below[i] = atr_normal_tail(-z);
    }
    return normal;
}

void draws_normal_free(draws_normal *normal)
{
    free(normal);
}

/* Linear between the entries: off by 1e-5 at the most. */
static normal_value look_up(const draws_normal *normal, double z)
{
    if (!(z > -REACH)) return (normal_value){0, 0};
    if (!(z < REACH)) return (normal_value){0, 1};
    const double  place = (z + REACH) * STEPS;
    const int     i = (int)place;
    const double  part = place - i;
    const double *d = &normal->density[i], *b = &normal->below[i];
    return (normal_value){d[0] + part * (d[1] - d[0]), b[0] + part * (b[1] - b[0])};
}

/* ---- building --------------------------------------------------------------------- */

/* The last cell at or before a time, counted from 1; 0 when there is none. */
static size_t cells_until(const draws_lattice *l, double time)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (l->time[middle] <= time) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* A pixel shows survival at its time, others see everything within reach. */
void draws_fit_rescale(draws_fit *fit, double survival, double time)
{
    fit->error.survival = survival;
    fit->error.time = time;
    const bool   pixels = fit->error.source == ATR_SOURCE_PIXELS;
    const double around = pixels ? 0 : REACH * time;
    for (size_t i = 0; i < fit->n; i++) {
        const double t = fit->points->time[i];
        const size_t from = cells_until(fit->lattice, t - around);
        const size_t to = cells_until(fit->lattice, t + around);
        fit->from[i] = (uint32_t)(from < fit->lattice->n ? from : fit->lattice->n - 1);
        fit->to[i] = (uint32_t)(to > 0 ? to - 1 : 0);
        if (pixels) fit->from[i] = fit->to[i];
    }
}

/* A median of m, m between low and high, says S(t) >= 1/2 before low, <= 1/2 from high. */
static size_t add_windows(const draws_lattice *l, const atr_figure_arm *arm,
                          draws_window *window)
{
    size_t n = 0;
    for (size_t k = 0; k < arm->n_landmarks; k++) {
        const size_t cells = cells_until(l, arm->landmark[k].time);
        if (cells > 0 && arm->landmark[k].time <= l->end)
            window[n++] = (draws_window){cells - 1, arm->landmark[k].survival.low,
                                         arm->landmark[k].survival.high};
    }
    if (!(arm->median.value > 0)) return n;
    const size_t before = draws_lattice_cell(l, arm->median.low);
    const size_t after = cells_until(l, arm->median.high);
    if (before > 0) window[n++] = (draws_window){before - 1, 0.5, 1};
    if (after > 0 && isfinite(arm->median.high)) /* else it is not reached */
        window[n++] = (draws_window){after - 1, 0, 0.5};
    return n;
}

atr_status draws_fit_build(const draws_lattice *lattice, const draws_normal *normal,
                           const atr_figure_arm *arm, const atr_points_error *error,
                           draws_fit *fit, atr_error *err)
{
    const size_t n = arm->points.n;
    *fit = (draws_fit){.lattice = lattice,
                       .normal = normal,
                       .points = &arm->points,
                       .error = *error,
                       .n = n,
                       .from = calloc(n + 1, sizeof *fit->from),
                       .to = calloc(n + 1, sizeof *fit->to),
                       .window = calloc(arm->n_landmarks + 2, sizeof *fit->window)};
    if (!fit->from || !fit->to || !fit->window) {
        draws_fit_free(fit);
        return atr_fail_memory(err, "the points of a curve");
    }
    fit->n_windows = add_windows(lattice, arm, fit->window);
    draws_fit_rescale(fit, error->survival, error->time);
    return ATR_OK;
}

void draws_fit_free(draws_fit *fit)
{
    free(fit->from);
    free(fit->to);
    free(fit->window);
    *fit = (draws_fit){0};
}

size_t draws_fit_first(const draws_fit *fit, size_t cell)
{
    size_t low = 0, high = fit->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (fit->to[middle] < cell) low = middle + 1;
        else high = middle;
    }
    return low;
}

/* ---- one point ---------------------------------------------------------------------- */

static double square(double x)
{
    return x * x;
}

static double outside(double x, double low, double high)
{
    return x < low ? low - x : x > high ? x - high : 0;
}

static double robust(double square)
{
    return square <= ROBUST ? square : ROBUST * (1 + log(square / ROBUST));
}

static double level_before(const double *survival, size_t cell)
{
    return cell ? survival[cell - 1] : 1;
}

/* A curve that is scaled as a whole may differ from itself by rounding where it is level.
 */
static bool is_drop(double survival, double level)
{
    static const double ROUNDING = 1e-10; /* an event is more than that */
    return survival < level * (1 - ROUNDING);
}

static double pixel_misfit(const draws_fit *fit, const double *survival, size_t i)
{
    const size_t cell = fit->to[i];
    const bool   before = fit->lattice->time[cell] > fit->points->time[i];
    const double level = before ? 1 : survival[cell];
    return robust(square((fit->points->survival[i] - level) / fit->error.survival));
}

/* The distance to the nearest level stretch or drop. */
static double path_misfit(const draws_fit *fit, const double *survival, size_t i)
{
    const draws_lattice *l = fit->lattice;
    const double         s = fit->points->survival[i], t = fit->points->time[i];
    const double per_time = 1 / fit->error.time, per_level = 1 / fit->error.survival;
    double level = level_before(survival, fit->from[i]), best = INFINITY, left = -INFINITY;
    for (size_t j = fit->from[i]; j <= fit->to[i]; j++) {
        if (!is_drop(survival[j], level)) continue;
        const double z = (l->time[j] - t) * per_time;
        best = fmin(best, square(outside(0, left, z)) + square((s - level) * per_level));
        best = fmin(best, square(z) + square(outside(s, survival[j], level) * per_level));
        level = survival[j];
        left = z;
    }
    return robust(
        fmin(best, square(outside(0, left, INFINITY)) + square((s - level) * per_level)));
}

/* The stretches and drops within reach, weighed by the density of the click around them. */
static draws_share click_share(const draws_fit *fit, const double *survival, size_t i)
{
    const draws_lattice *l = fit->lattice;
    const double         s = fit->points->survival[i], t = fit->points->time[i];
    const double per_time = 1 / fit->error.time, per_level = 1 / fit->error.survival;
    const double flat = fit->error.time / fit->error.span, steep = fit->error.survival;
    const size_t from = fit->from[i], to = fit->to[i];

    double       level = level_before(survival, from);
    normal_value height = look_up(fit->normal, (level - s) * per_level);
    normal_value left = look_up(fit->normal, from ? -REACH : -t * per_time);
    draws_share  share = {0, from ? 0 : left.density * height.density};
    for (size_t j = from; j <= to; j++) {
        if (!is_drop(survival[j], level)) continue;
        const normal_value here = look_up(fit->normal, (l->time[j] - t) * per_time);
        share.along += height.density * (here.below - left.below) * flat;
        level = survival[j];
        const normal_value lower = look_up(fit->normal, (level - s) * per_level);
        share.along += here.density * (height.below - lower.below) * steep;
        share.feet += here.density * lower.density;
        height = lower;
        left = here;
    }
    const bool         last = to + 1 == l->n;
    const normal_value right = look_up(fit->normal, last ? (l->end - t) * per_time : REACH);
    share.along += height.density * (right.below - left.below) * flat;
    if (last) share.feet += right.density * height.density;
    return share;
}

draws_share draws_fit_share(const draws_fit *fit, const double *survival, size_t point)
{
    switch (fit->error.source) {
    case ATR_SOURCE_PATH: return (draws_share){path_misfit(fit, survival, point), 0};
    case ATR_SOURCE_PIXELS: return (draws_share){pixel_misfit(fit, survival, point), 0};
    case ATR_SOURCE_CLICKS:
    case ATR_SOURCE_UNKNOWN: break;
    }
    return click_share(fit, survival, point);
}

/* ---- all points -----------------------------------------------------------------------
 */

/* Densities are below 1 and above 1e-18: so many of them multiply to a double. */
enum { FACTORS = 16 };

/* Over the area in which it was formed, so that errors of different size compare. */
static double click_misfit(const draws_fit *fit, const draws_share *share, double drops,
                           double last_survival)
{
    const double unit = fit->error.survival * fit->error.time / fit->error.span;
    const double length = fit->lattice->end / fit->error.span + 1 - last_survival;
    const double along = (1 - atr_click_foot) / length, feet = atr_click_foot / (drops + 2);
    const double astray = atr_click_astray * unit;
    double       sum = (double)fit->n * log(unit), product = 1;
    for (size_t i = 0; i < fit->n; i++) {
        product *= along * share[i].along + feet * share[i].feet + astray;
        if (i % FACTORS < FACTORS - 1) continue;
        sum -= log(product);
        product = 1;
    }
    return 2 * (sum - log(product));
}

double draws_fit_misfit(const draws_fit *fit, const draws_share *share, double drops,
                        double last_survival)
{
    if (fit->error.source == ATR_SOURCE_CLICKS)
        return click_misfit(fit, share, drops, last_survival);
    double sum = 0;
    for (size_t i = 0; i < fit->n; i++) sum += share[i].along;
    return sum;
}

double draws_fit_printed(const draws_fit *fit, const double *survival, size_t cell)
{
    double sum = 0;
    for (size_t k = 0; k < fit->n_windows; k++) {
        const draws_window *w = &fit->window[k];
        if (w->cell >= cell)
            sum += square(outside(survival[w->cell], w->low, w->high) / PRINTED_ERROR);
    }
    return sum;
}

void draws_fit_believe(draws_fit *fit, const double *survival)
{
    static const double ROUNDING = 1e-9;
    size_t              n = 0;
    for (size_t k = 0; k < fit->n_windows; k++) {
        const draws_window *w = &fit->window[k];
        if (outside(survival[w->cell], w->low, w->high) <= ROUNDING) fit->window[n++] = *w;
    }
    fit->n_windows = n;
}
