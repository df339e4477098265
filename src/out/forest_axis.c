/* forest_axis.c - ends and ticks of a logarithmic axis. */
#include "out/forest_axis.h"

#include <math.h>

static const double reach = 4;   /* an interval may lengthen the axis by this factor     */
static const double widen = 1.1; /* free room beyond the last end                        */
static const double least = 1.5; /* the axis reaches at least so far on both sides of 1  */
static const double lowest = 1e-4, highest = 1e4; /* no estimate stretches it further    */

static bool drawn(double ratio)
{
    return ratio > 0 && isfinite(ratio);
}

static void choose_ends(const atr_plot_forest *plot, atr_ratio_axis *axis)
{
    double low = 1 / least, high = least, low_limit = low, high_limit = high;
    for (size_t i = 0; i < plot->n_rows; i++) {
        const atr_plot_row *row = &plot->row[i];
        if (drawn(row->estimate)) {
            low = fmin(low, row->estimate);
            high = fmax(high, row->estimate);
        }
        if (drawn(row->lower)) low_limit = fmin(low_limit, row->lower);
        if (drawn(row->upper)) high_limit = fmax(high_limit, row->upper);
    }
    low = fmax(lowest, fmin(low, fmax(low_limit, low / reach)) / widen);
    high = fmin(highest, fmax(high, fmin(high_limit, high * reach)) * widen);
    axis->low = plot->x_min > 0 ? plot->x_min : low;
    axis->high = plot->x_max > 0 ? plot->x_max : high;
}

/* The ticks d * 10^k, d being one of `digit`, that lie on the axis. */
static void fill(atr_ratio_axis *axis, const double *digit, size_t n_digits)
{
    const double slack = 1 + 1e-9;
    axis->n = 0;
    for (int k = (int)floor(log10(axis->low)); k <= (int)ceil(log10(axis->high)); k++) {
        for (size_t i = 0; i < n_digits && axis->n < ATR_MOST_RATIO_TICKS; i++) {
            const double tick = k < 0 ? digit[i] / pow(10, -k) : digit[i] * pow(10, k);
            if (tick >= axis->low / slack && tick <= axis->high * slack)
                axis->tick[axis->n++] = tick;
        }
    }
}

static double closest(const atr_ratio_axis *axis)
{
    double least_share = 1;
    for (size_t i = 1; i < axis->n; i++)
        least_share = fmin(least_share, log(axis->tick[i] / axis->tick[i - 1]) /
                                            log(axis->high / axis->low));
    return least_share;
}

void atr_ratio_axis_choose(const atr_plot_forest *plot, double apart, atr_ratio_axis *axis)
{
    static const struct {
        size_t n;
        double digit[7];
    } set[] = {{7, {1, 1.25, 1.5, 2, 3, 5, 7}},
               {6, {1, 1.5, 2, 3, 5, 7}},
               {4, {1, 2, 4, 7}},
               {3, {1, 2, 5}},
               {2, {1, 3}},
               {1, {1}}};
    choose_ends(plot, axis);
    for (size_t i = 0; i < sizeof set / sizeof *set; i++) {
        fill(axis, set[i].digit, set[i].n);
        if (closest(axis) >= apart) return;
    }
}
