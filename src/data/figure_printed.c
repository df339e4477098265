/* figure_printed.c - numbers at risk typed off as they are printed below a figure. */
#include "data/figure_printed.h"

#include "data/figure_cell.h"

#include <math.h>

enum { PAIR = 2 };

static atr_figure_cell cell_of(const atr_grid *g, size_t row, size_t column)
{
    return atr_figure_cell_read(atr_grid_cell(g, row, column), g->decimal);
}

/* From the second cell on a row of times: numbers that rise. */
static bool has_rising_times(const atr_grid *g, size_t row)
{
    double last = -1;
    if (atr_grid_width(g, row) <= PAIR) return false;
    for (size_t j = 1; j < atr_grid_width(g, row); j++) {
        const atr_figure_cell cell = cell_of(g, row, j);
        if (cell.kind != ATR_CELL_NUMBER || !(cell.value > last)) return false;
        last = cell.value;
    }
    return true;
}

/* "arm,0,6,12" and a row for each curve.  Of three columns the corner must be known, or the
 * rows could be curve, time, number. */
static bool is_transposed(const atr_grid *g, size_t titles)
{
    const size_t width = atr_grid_widest(g);
    if (width <= PAIR || g->n_rows < titles + PAIR) return false;
    const char *corner = atr_grid_cell(g, titles, 0);
    const bool  known =
        !*corner || atr_heading_read(corner, ATR_FIGURE_RISK).role != ATR_ROLE_UNKNOWN;
    if (!known && width == PAIR + 1) return false;
    for (size_t i = titles + (*corner ? 0 : 1); i < g->n_rows; i++)
        if (cell_of(g, i, 0).kind != ATR_CELL_TEXT) return false;
    return has_rising_times(g, titles);
}

/* "No. at risk" alone in the first row. */
static size_t count_titles(const atr_grid *g)
{
    return atr_grid_width(g, 0) == 1 && cell_of(g, 0, 0).kind == ATR_CELL_TEXT;
}

/* "10" and below "80 32 12 7 4 1". */
static bool is_counts(const atr_grid *g)
{
    if (g->n_rows < PAIR || atr_grid_width(g, 0) != 1 ||
        cell_of(g, 0, 0).kind != ATR_CELL_NUMBER)
        return false;
    for (size_t i = 1; i < g->n_rows; i++)
        if (atr_grid_width(g, i) < PAIR) return false;
    return true;
}

/* From the first cell on numbers that go the way of `sign` and never back. */
static bool runs(const atr_grid *g, size_t row, double sign)
{
    double last = NAN, first = NAN;
    for (size_t j = 0; j < atr_grid_width(g, row); j++) {
        const atr_figure_cell cell = cell_of(g, row, j);
        if (cell.kind == ATR_CELL_TEXT || isnan(cell.value)) return false;
        if (isnan(first)) first = cell.value;
        if (sign * cell.value < sign * last) return false;
        last = cell.value;
    }
    return sign * last > sign * first;
}

/* A column of times, and beside it columns of numbers that fall. */
static bool are_columns(const atr_grid *g)
{
    for (size_t i = 1; i < g->n_rows; i++)
        for (size_t j = 0; j < atr_grid_width(g, i); j++) {
            const double step = cell_of(g, i, j).value - cell_of(g, i - 1, j).value;
            if (j == 0 ? step <= 0 : step > 0) return false;
        }
    return true;
}

/* "0 6 12" and below "138 86 35": times that rise, and numbers that fall. */
static bool is_without_names(const atr_grid *g)
{
    if (are_columns(g)) return false;
    if (g->n_rows < PAIR || atr_grid_width(g, 0) <= PAIR || !runs(g, 0, 1)) return false;
    for (size_t i = 1; i < g->n_rows; i++)
        if (atr_grid_width(g, i) > atr_grid_width(g, 0) || !runs(g, i, -1)) return false;
    return true;
}

bool atr_figure_printed_find(const atr_grid *grid, atr_figure_layout *layout)
{
    const size_t titles = count_titles(grid);
    if (is_transposed(grid, titles)) {
        layout->shape = ATR_LAYOUT_TRANSPOSED;
        layout->header_rows = titles;
    } else if (is_without_names(grid)) layout->shape = ATR_LAYOUT_ROWS;
    else if (is_counts(grid)) layout->shape = ATR_LAYOUT_COUNTS;
    return layout->shape != ATR_LAYOUT_COLUMNS;
}
