/* figure_trend.c - how the numbers of a column run. */
#include "data/figure_trend.h"

#include "data/figure_cell.h"

#include <math.h>

/* One step against the trend in so many is a bad click. */
static const size_t STEPS_FOR_ONE = 5;

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
