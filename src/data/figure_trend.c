/* figure_trend.c - how the numbers of a column run. */
#include "data/figure_trend.h"

#include "data/figure_cell.h"

#include <math.h>

/* One step against the trend in so many is a bad click. */
static const size_t STEPS_FOR_ONE = 5;

enum { PAIR = 2 };

atr_trend atr_trend_of(const atr_grid *grid, size_t column, size_t from_row)
{
    atr_trend t = {.least = NAN, .most = NAN, .by_one = true};
    double    last = NAN;
    for (size_t i = from_row; i < grid->n_rows; i++) {
        const atr_figure_cell cell =
            atr_figure_cell_read(atr_grid_cell(grid, i, column), grid->decimal);
        t.texts += cell.kind == ATR_CELL_TEXT;
        if (cell.kind != ATR_CELL_NUMBER) continue;
        t.up += cell.value > last;
        t.down += cell.value < last;
        if (t.numbers ? cell.value != last + 1 : cell.value != 0 && cell.value != 1)
            t.by_one = false;
        t.least = fmin(t.least, cell.value);
        t.most = fmax(t.most, cell.value);
        last = cell.value;
        t.numbers++;
    }
    return t;
}

bool atr_trend_rises(const atr_trend *t)
{
    return t->up > STEPS_FOR_ONE * t->down;
}

bool atr_trend_falls(const atr_trend *t)
{
    return t->down > STEPS_FOR_ONE * t->up;
}

/* A column that counts its rows, before one that can be time.  Where what follows rises as
 * well, the first can be time and all others incidences. */
bool atr_trend_counts_rows(const atr_grid *grid, size_t first, size_t from, bool *unclear)
{
    const size_t width = atr_grid_widest(grid);
    *unclear = false;
    if (width - first <= PAIR) return false;
    const atr_trend id = atr_trend_of(grid, first, from);
    const atr_trend time = atr_trend_of(grid, first + 1, from);
    const atr_trend last = atr_trend_of(grid, width - 1, from);
    const bool      counts = id.by_one && id.numbers > 1 && !id.texts;
    *unclear = counts && atr_trend_rises(&time) && atr_trend_rises(&last);
    return counts && atr_trend_rises(&time);
}

/* In every second column the numbers run like times. */
bool atr_trend_pairs(const atr_grid *grid, size_t first, size_t n, size_t from,
                     bool *unclear)
{
    *unclear = false;
    if (n < PAIR * PAIR || n % PAIR) return false;
    bool times = true, values = true;
    for (size_t j = 0; j < n; j += PAIR) {
        const atr_trend x = atr_trend_of(grid, first + j, from);
        const atr_trend y = atr_trend_of(grid, first + j + 1, from);
        times = times && atr_trend_rises(&x);
        values = values && !atr_trend_rises(&y);
    }
    *unclear = times && !values;
    return times && values;
}

/* Survival that grows while time runs back from 1 to 0: the columns are exchanged, or the
 * rows are in reverse order. */
bool atr_trend_exchanged(const atr_grid *grid, size_t time, size_t value, size_t from)
{
    static const double highest = 1.05; /* of survival, with the error of clicks */
    const atr_trend     x = atr_trend_of(grid, time, from);
    const atr_trend     y = atr_trend_of(grid, value, from);
    return atr_trend_falls(&x) && atr_trend_rises(&y) && x.most <= highest;
}
