/* draw_column.c - a column that tells draws of the same patients apart. */
#include "data/draw_column.h"

#include "base/fail.h"
#include "data/excerpt.h"
#include "data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool atr_draw_column_is_one(const atr_table *table, const char *column)
{
    const double *draw = atr_table_numbers(table, column);
    bool          has_zero = false, has_other = false;
    if (!draw) return false;
    for (size_t i = 0; i < atr_table_rows(table); i++) {
        if (!(draw[i] >= 0 && draw[i] == floor(draw[i]))) return false;
        if (draw[i] == 0) has_zero = true;
        else has_other = true;
    }
    return has_zero && has_other;
}

static atr_status fail_row(const atr_table *table, const char *column, size_t row,
                           double expected, atr_error *err)
{
    const double   *draw = atr_table_numbers(table, column);
    const atr_place place = {atr_table_path(table), atr_table_line(table, row),
                             atr_table_field(table, column)};
    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_ENSEMBLE, place,
                "column '%s': draw %g where draw %g goes on or the next begins",
                atr_excerpt_of(column, strlen(column)).text, draw[row], expected);
    return atr_hint(err, ATR_EDATA,
                    "draws are numbered 0, 1, 2, ... and the rows of each stand together: "
                    "sort the file by this column, or say --draws none if it means "
                    "something else");
}

atr_status atr_draw_column_read(const atr_table *table, const char *column,
                                atr_draw_rows *draws, atr_error *err)
{
    const size_t  rows = atr_table_rows(table);
    const double *draw = atr_table_numbers(table, column);
    *draws = (atr_draw_rows){0};
    double now = 0;
    for (size_t i = 0; i < rows; i++) {
        if (draw[i] != now && (i == 0 || draw[i] != now + 1))
            return fail_row(table, column, i, now, err);
        now = draw[i];
    }
    if (now == 0) return ATR_OK;
    draws->begin = calloc((size_t)now + 2, sizeof *draws->begin);
    if (!draws->begin) return atr_fail_memory(err, "the draws");
    draws->n = (size_t)now;
    for (size_t i = 0; i < rows; i++) draws->begin[(size_t)draw[i] + 1] = i + 1;
    return ATR_OK;
}
