/* draws_fit.c - the misfit of curve_misfit.c on a lattice.
 *
 * Cells and points are in order, so a point looks at the few drops around it; the normal
 * density and distribution function come from a table, and what depends on time alone is
 * kept; and the logarithm of a product stands for a sum of logarithms. */
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
    draws_normal_value at[ENTRIES + 1];
};

draws_normal *draws_normal_new(void)
{
    draws_normal *normal = malloc(sizeof *normal);
    if (!normal) return NULL;
    for (int i = 0; i <= ENTRIES; i++) {
        const double z = (double)i / STEPS - REACH;
        normal->at[i] = (draws_normal_value){atr_normal_density(z), atr_normal_tail(-z)};
    }
    return normal;
}

void draws_normal_free(draws_normal *normal)
{
    free(normal);
}

/* Linear between the entries: off by 1e-5 at the most. */
static draws_normal_value look_up(const draws_normal *normal, double z)
{
    if (!(z > -REACH)) return (draws_normal_value){0, 0};
    if (!(z < REACH)) return (draws_normal_value){0, 1};
    const double             place = (z + REACH) * STEPS;
    const int                i = (int)place;
    const double             part = place - i;
    const draws_normal_value a = normal->at[i], b = normal->at[i + 1];
    return (draws_normal_value){a.density + part * (b.density - a.density),
                                a.below + part * (b.below - a.below)};
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
static void find_cells(draws_fit *fit)
{
    const draws_lattice *l = fit->lattice;
    const bool           pixels = fit->error.source == ATR_SOURCE_PIXELS;
    const double         around = pixels ? 0 : REACH * fmin(fit->error.time, fit->widest);
    for (size_t i = 0; i < fit->n; i++) {
        const double t = fit->points->time[i];
        const size_t from = cells_until(l, t - around);
        const size_t to = cells_until(l, t + around);
        fit->from[i] = (uint32_t)(from < l->n ? from : l->n - 1);
        fit->to[i] = (uint32_t)(to > 0 ? to - 1 : 0);
        if (pixels) fit->from[i] = fit->to[i];
    }
}

enum { EDGES = 2 }; /* where a point begins and ceases to look at the curve */

/* The curve begins at 0 and ends at the last cell; inside, nothing happens at an edge. */
static void find_off(draws_fit *fit)
{
    const draws_lattice *l = fit->lattice;
    const double         per_time = 1 / fit->error.time;
    size_t               k = 0;
    for (size_t i = 0; i < fit->n; i++) {
        const double t = fit->points->time[i];
        const size_t from = fit->from[i], end = (size_t)fit->to[i] + 1;
        fit->off_begin[i] = k;
        fit->off[k++] = look_up(fit->normal, from ? -REACH : -t * per_time);
        for (size_t j = from; j < end; j++)
            fit->off[k++] = look_up(fit->normal, (l->time[j] - t) * per_time);
        fit->off[k++] = look_up(fit->normal, end == l->n ? (l->end - t) * per_time : REACH);
    }
}

void draws_fit_rescale(draws_fit *fit, double survival, double time)
{
    fit->error.survival = survival;
    fit->error.time = time;
    find_cells(fit);
    if (fit->off) find_off(fit);
}

const double draws_fit_widest = 1.5;

/* Room for the widest look at the curve. */
static bool make_room(draws_fit *fit)
{
    size_t all = 0;
    fit->widest = fit->error.time * draws_fit_widest;
    draws_fit_rescale(fit, fit->error.survival, fit->widest);
    for (size_t i = 0; i < fit->n; i++) all += EDGES + fit->to[i] + 1 - fit->from[i];
    fit->off = malloc((all + 1) * sizeof *fit->off);
    return fit->off;
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

/* Whoever reads a curve reads where it ends: few are at risk there, an event more is a fall
 * that no point can miss.  It does not end below all points. */
static draws_window end_window(const draws_lattice *l, const atr_points *points,
                               const atr_points_error *error)
{
    static const double FAR = 6; /* standard deviations */
    double              lowest = 1;
    for (size_t i = 0; i < points->n; i++) lowest = fmin(lowest, points->survival[i]);
    return (draws_window){l->n - 1, fmax(lowest - FAR * error->survival, 0), 1};
}

atr_status draws_fit_build(const draws_lattice *lattice, const draws_normal *normal,
                           const atr_figure_arm *arm, const atr_points_error *error,
                           draws_fit *fit, atr_error *err)
{
    const size_t n = arm->points.n;
    const bool   whole =
        error->source == ATR_SOURCE_PATH || error->source == ATR_SOURCE_PIXELS;
    *fit = (draws_fit){.lattice = lattice,
                       .normal = normal,
                       .points = &arm->points,
                       .error = *error,
                       .n = n,
                       .from = calloc(n + 1, sizeof *fit->from),
                       .to = calloc(n + 1, sizeof *fit->to),
                       .off_begin = calloc(n + 1, sizeof *fit->off_begin),
                       .widest = INFINITY,
                       .window = calloc(arm->n_landmarks + 3, sizeof *fit->window)};
    if (!fit->from || !fit->to || !fit->off_begin || !fit->window ||
        (!whole && !make_room(fit))) {
        draws_fit_free(fit);
        return atr_fail_memory(err, "the points of a curve");
    }
    fit->n_windows = add_windows(lattice, arm, fit->window);
    fit->window[fit->n_windows++] = end_window(lattice, &arm->points, error);
    draws_fit_rescale(fit, error->survival, error->time);
    return ATR_OK;
}

void draws_fit_free(draws_fit *fit)
{
    free(fit->from);
    free(fit->to);
    free(fit->off);
    free(fit->off_begin);
    free(fit->window);
    *fit = (draws_fit){0};
}

size_t draws_fit_first(const draws_fit *fit, size_t cell)
{
    return draws_count_below(fit->to, fit->n, cell);
}

/* ---- one point ---------------------------------------------------------------------- */

static double square(double x)
{
    return x * x;
}

/* fmin for numbers that are none is a call. */
static double lesser(double x, double y)
{
    return x < y ? x : y;
}

static double outside(double x, double low, double high)
{
    return x < low ? low - x : x > high ? x - high : 0;
}

static double robust(double square)
{
    return square <= ROBUST ? square : ROBUST * (1 + log(square / ROBUST));
}

/* Each of these is about point i, on which drops of the curve from the k-th on bear.
 *
 * Survival at the time of a column of pixels, which is 1 before the first cell. */
static double pixel_misfit(const draws_fit *fit, const draws_curve *c, size_t k, size_t i)
{
    const double time = fit->points->time[i];
    const size_t cell = fit->to[i];
    const bool   drop = k < c->n && c->cell[k] == cell && fit->lattice->time[cell] <= time;
    const double level = draws_curve_after(c, k + drop);
    return robust(square((fit->points->survival[i] - level) / fit->error.survival));
}

/* The distance to the nearest level stretch or drop. */
static double path_misfit(const draws_fit *fit, const draws_curve *c, size_t k, size_t i)
{
    const draws_lattice *l = fit->lattice;
    const double         s = fit->points->survival[i], t = fit->points->time[i];
    const double per_time = 1 / fit->error.time, per_level = 1 / fit->error.survival;
    double       level = draws_curve_after(c, k), best = INFINITY, left = -INFINITY;
    for (; k < c->n && c->cell[k] <= fit->to[i]; k++) {
        const double next = c->level[k], z = (l->time[c->cell[k]] - t) * per_time;
        best = lesser(best, square(outside(0, left, z)) + square((s - level) * per_level));
        best = lesser(best, square(z) + square(outside(s, next, level) * per_level));
        level = next;
        left = z;
    }
    return robust(
        lesser(best, square(outside(0, left, INFINITY)) + square((s - level) * per_level)));
}

/* The stretches and drops within reach, weighed by the density of the click around them. */
static draws_share click_share(const draws_fit *fit, const draws_curve *c, size_t k,
                               size_t i)
{
    const double              s = fit->points->survival[i];
    const double              per_level = 1 / fit->error.survival;
    const draws_normal_value *off = fit->off + fit->off_begin[i];
    const size_t              from = fit->from[i], to = fit->to[i];

    double             level = draws_curve_after(c, k), flat = 0, steep = 0;
    draws_normal_value left = *off++;
    draws_normal_value height = look_up(fit->normal, (level - s) * per_level);
    double             feet = left.density * height.density;
    for (; k < c->n && c->cell[k] <= to; k++) {
        const draws_normal_value here = off[c->cell[k] - from];
        const draws_normal_value lower =
            look_up(fit->normal, (c->level[k] - s) * per_level);
        flat += height.density * (here.below - left.below);
        steep += here.density * (height.below - lower.below);
        feet += here.density * lower.density;
        height = lower;
        left = here;
    }
    const draws_normal_value right = off[to + 1 - from];
    flat += height.density * (right.below - left.below);
    feet += right.density * height.density;
    return (draws_share){
        flat * fit->error.time / fit->error.span + steep * fit->error.survival, feet};
}

static draws_share share_of(const draws_fit *fit, const draws_curve *c, size_t k, size_t i)
{
    switch (fit->error.source) {
    case ATR_SOURCE_PATH: return (draws_share){path_misfit(fit, c, k, i), 0};
    case ATR_SOURCE_PIXELS: return (draws_share){pixel_misfit(fit, c, k, i), 0};
    case ATR_SOURCE_CLICKS:
    case ATR_SOURCE_UNKNOWN: break;
    }
    return click_share(fit, c, k, i);
}

/* ---- all points -----------------------------------------------------------------------
 */

size_t draws_fit_shares(const draws_fit *fit, const draws_curve *c, size_t first,
                        size_t last, draws_share *share)
{
    size_t i = first, k = first < fit->n ? draws_curve_before(c, fit->from[first]) : 0;
    for (; i < fit->n && fit->from[i] <= last; i++) {
        while (k < c->n && c->cell[k] < fit->from[i]) k++;
        share[i] = share_of(fit, c, k, i);
    }
    return i;
}

/* Products, and sums, side by side do not wait for each other. */
enum { LANES = 4 };

/* The density of a click times the area of its error is above 0.002 (e) and, errors being
 * above 1e-6, below 1e11: so many in each lane, and some more in the last, multiply to a
 * double. */
enum { FACTORS = 6 };

static double log_product(const double product[LANES])
{
    return log(product[0] * product[1] * (product[2] * product[3]));
}

static double click_misfit(const draws_fit *fit, const draws_share *share,
                           const draws_curve *c)
{
    const double unit = fit->error.survival * fit->error.time / fit->error.span;
    const double length = fit->lattice->end / fit->error.span + 1 - draws_curve_last(c);
    const double along = (1 - atr_click_foot) / length / unit;
    const double feet = atr_click_foot / ((double)c->n + 2) / unit;
    double       product[LANES] = {1, 1, 1, 1}, sum = 0;
    size_t       i = 0;
    for (; i + LANES <= fit->n; i += LANES) {
        for (size_t k = 0; k < LANES; k++)
            product[k] *=
                along * share[i + k].along + feet * share[i + k].feet + atr_click_astray;
        if (i / LANES % FACTORS < FACTORS - 1) continue;
        sum += log_product(product);
        for (size_t k = 0; k < LANES; k++) product[k] = 1;
    }
    for (; i < fit->n; i++)
        product[0] *= along * share[i].along + feet * share[i].feet + atr_click_astray;
    return -2 * (sum + log_product(product));
}

static double misfit_sum(const draws_share *share, size_t n)
{
    double sum[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) sum[k] += share[i + k].along;
    for (; i < n; i++) sum[0] += share[i].along;
    return sum[0] + sum[1] + sum[2] + sum[3];
}

double draws_fit_misfit(const draws_fit *fit, const draws_share *share,
                        const draws_curve *c)
{
    if (fit->error.source == ATR_SOURCE_CLICKS) return click_misfit(fit, share, c);
    return misfit_sum(share, fit->n);
}

static double off_window(const draws_window *w, const draws_curve *c)
{
    return outside(draws_curve_at(c, w->cell), w->low, w->high);
}

double draws_fit_printed(const draws_fit *fit, const draws_curve *c)
{
    double sum = 0;
    for (size_t k = 0; k < fit->n_windows; k++)
        sum += square(off_window(&fit->window[k], c) / PRINTED_ERROR);
    return sum;
}

void draws_fit_believe(draws_fit *fit, const draws_curve *c)
{
    static const double ROUNDING = 1e-9;
    size_t              n = 0;
    for (size_t k = 0; k < fit->n_windows; k++)
        if (off_window(&fit->window[k], c) <= ROUNDING) fit->window[n++] = fit->window[k];
    fit->n_windows = n;
}
