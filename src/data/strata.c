/* strata.c - columns of categories crossed with each other. */
#include "data/strata.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

/* A cross of two columns is counted in a table of all pairs, which may have this many
 * cells a row of the file, or FEW of them however short the file. */
enum { CELLS_PER_ROW = 8, FEW = 1 << 16 };

static char *join(const char *a, const char *b)
{
    const size_t length = strlen(a);
    char        *label = malloc(length + strlen(b) + sizeof "/");
    if (!label) return NULL;
    memcpy(label, a, length);
    label[length] = '/';
    strcpy(label + length + 1, b);
    return label;
}

/* Number the pairs that occur in the order of their cells; their number is returned. */
static size_t number_pairs(uint32_t *cell, size_t n_cells)
{
    size_t n = 0;
    for (size_t k = 0; k < n_cells; k++)
        if (cell[k] != ATR_MISSING) cell[k] = (uint32_t)n++;
    return n;
}

/* Replace the labels and codes of s by those of s crossed with the column. */
static bool cross(atr_strata *s, const atr_text_column *column, size_t rows, uint32_t *cell)
{
    const size_t width = column->n_levels, n_cells = s->n * width;
    memset(cell, 0xFF, n_cells * sizeof *cell);
    for (size_t i = 0; i < rows; i++) cell[s->code[i] * width + column->code[i]] = 0;

    atr_strata crossed = {.n = number_pairs(cell, n_cells)};
    crossed.label = calloc(crossed.n + 1, sizeof *crossed.label);
    bool room = crossed.label != NULL;
    for (size_t k = 0; k < n_cells && room; k++) {
        if (cell[k] == ATR_MISSING) continue;
        char *label = join(s->label[k / width], column->level[k % width]);
        crossed.label[cell[k]] = label;
        room = label != NULL;
    }
    for (size_t i = 0; i < rows; i++)
        s->code[i] = cell[s->code[i] * width + column->code[i]];
    crossed.code = s->code;
    s->code = NULL;
    atr_strata_free(s);
    *s = crossed;
    return room;
}

static atr_status add_column(atr_strata *s, const atr_table *table, const char *name,
                             atr_error *err)
{
    const size_t    rows = atr_table_rows(table);
    const size_t    most = rows < FEW / CELLS_PER_ROW ? FEW : CELLS_PER_ROW * rows;
    atr_text_column column;
    atr_table_texts(table, name, &column);
    if (column.n_levels > most / s->n)
        return atr_fail_at(err, ATR_EDATA, ATR_CODE_MANY_LEVELS,
                           (atr_place){.file = atr_table_path(table)},
                           "%zu strata times %zu values of column '%s' are too many for "
                           "%zu rows",
                           s->n, column.n_levels, name, rows);
    uint32_t  *cell = malloc((s->n * column.n_levels + 1) * sizeof *cell);
    const bool done = cell && cross(s, &column, rows, cell);
    free(cell);
    return done ? ATR_OK : atr_fail_memory(err, "the strata");
}

static bool copy_first(atr_strata *s, const atr_text_column *column, size_t rows)
{
    s->code = malloc((rows + 1) * sizeof *s->code);
    s->label = calloc(column->n_levels + 1, sizeof *s->label);
    if (!s->code || !s->label) return false;
    memcpy(s->code, column->code, rows * sizeof *s->code);
    s->n = column->n_levels;
    bool room = true;
    for (size_t k = 0; k < s->n; k++) {
        s->label[k] = strdup(column->level[k]);
        room = room && s->label[k];
    }
    return room;
}

atr_status atr_strata_build(const atr_table *table, const char *const *column,
                            size_t n_columns, atr_strata *strata, atr_error *err)
{
    *strata = (atr_strata){0};
    atr_text_column first;
    atr_table_texts(table, column[0], &first);
    atr_status status = copy_first(strata, &first, atr_table_rows(table))
                            ? ATR_OK
                            : atr_fail_memory(err, "the strata");
    for (size_t k = 1; k < n_columns && !status; k++)
        status = add_column(strata, table, column[k], err);
    if (status) atr_strata_free(strata);
    return status;
}

void atr_strata_free(atr_strata *strata)
{
    for (size_t k = 0; k < strata->n && strata->label; k++) free(strata->label[k]);
    free(strata->label);
    free(strata->code);
    *strata = (atr_strata){0};
}
