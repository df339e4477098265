/* interval_columns.c - two columns of a table that say between which times something was.
 */
#include "data/interval_columns.h"

#include "base/fail.h"
#include "data/table.h"

#include <math.h>
#include <string.h>

/* The numbers of a column, to be changed. */
static double *cells_of(atr_table *table, const char *name)
{
    atr_column *c = table->column;
    while (!c->number || strcmp(c->name, name) != 0) c++;
    return c->number;
}

void interval_columns_open(atr_table *table, const atr_patients_options *options)
{
    if (!options->left) return;
    double *left = cells_of(table, options->left), *right = cells_of(table, options->right);
    for (size_t i = 0; i < atr_table_rows(table); i++) {
        const bool from = !isnan(left[i]), to = !isnan(right[i]);
        if (to && !from) left[i] = -INFINITY;
        if (from && !to) right[i] = INFINITY;
    }
}

atr_status interval_columns_check(const atr_table            *table,
                                  const atr_patients_options *options, atr_error *err)
{
    if (!options->left) return ATR_OK;
    const double *left = atr_table_numbers(table, options->left);
    const double *right = atr_table_numbers(table, options->right);
    for (size_t i = 0; i < atr_table_rows(table); i++)
        if (left[i] > right[i] || right[i] < 0)
            return atr_hint(
                err,
                atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_TIME,
                            (atr_place){atr_table_path(table), atr_table_line(table, i),
                                        atr_table_field(table, options->right)},
                            "the interval ends at %g, before %g", right[i],
                            fmax(0, left[i])),
                "the last time without the event comes first");
    return ATR_OK;
}

atr_intervals interval_columns_view(const atr_table            *table,
                                    const atr_patients_options *options, double *time,
                                    unsigned char *event)
{
    const atr_intervals s = {
        .n = atr_table_rows(table),
        .left = atr_table_numbers(table, options->left),
        .right = atr_table_numbers(table, options->right),
        .weight = options->weight ? atr_table_numbers(table, options->weight) : NULL};
    for (size_t i = 0; i < s.n; i++) {
        event[i] = s.right[i] < INFINITY;
        time[i] = event[i] ? s.right[i] : s.left[i];
    }
    return s;
}
