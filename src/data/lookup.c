/* lookup.c - asking a table for its columns and places, and thinning its rows. */
#include "data/table.h"

#include <stdlib.h>
#include <string.h>

size_t atr_table_rows(const atr_table *table)
{
    return table->rows;
}

const char *atr_table_path(const atr_table *table)
{
    return table->path;
}

size_t atr_table_width(const atr_table *table)
{
    return table->width;
}

const char *atr_table_name(const atr_table *table, size_t column)
{
    return column < table->width ? table->name[column] : NULL;
}

atr_column *atr_table_find(const atr_table *table, const char *name, atr_column_kind kind)
{
    for (size_t j = 0; j < table->n_columns; j++) {
        atr_column *c = &table->column[j];
        if ((kind == ATR_COLUMN_AUTO || c->kind == kind) && strcmp(c->name, name) == 0)
            return c;
    }
    return NULL;
}

bool atr_table_has(const atr_table *table, const char *name, atr_column_kind *kind)
{
    const atr_column *c = atr_table_find(table, name, ATR_COLUMN_AUTO);
    if (c && kind) *kind = c->kind;
    return c != NULL;
}

const double *atr_table_numbers(const atr_table *table, const char *name)
{
    const atr_column *c = atr_table_find(table, name, ATR_COLUMN_NUMBER);
    return c ? c->number : NULL;
}

bool atr_table_texts(const atr_table *table, const char *name, atr_text_column *column)
{
    const atr_column *c = atr_table_find(table, name, ATR_COLUMN_TEXT);
    *column = (atr_text_column){0};
    if (!c) return false;
    *column = (atr_text_column){c->code, c->levels.n, c->levels.level};
    return true;
}

const char *atr_table_cell(const atr_table *table, const char *name, size_t row)
{
    const atr_column *c = atr_table_find(table, name, ATR_COLUMN_TEXT);
    if (!c || row >= table->rows || c->code[row] == ATR_MISSING) return NULL;
    return c->levels.level[c->code[row]];
}

size_t atr_table_line(const atr_table *table, size_t row)
{
    return row < table->rows ? atr_row_lines_find(&table->lines, row) : 0;
}

size_t atr_table_field(const atr_table *table, const char *name)
{
    for (size_t j = 0; j < table->width && *name; j++)
        if (strcmp(table->name[j], name) == 0) return j + 1;
    const atr_column *loose = atr_table_find(table, name, ATR_COLUMN_AUTO);
    return loose ? loose->field + 1 : 0;
}

bool atr_table_keep(atr_table *table, const unsigned char *keep)
{
    atr_row_lines lines = {0};
    size_t        kept = 0;
    bool          room = true;
    for (size_t i = 0; i < table->rows && room; i++)
        if (keep[i]) room = atr_row_lines_add(&lines, kept++, atr_table_line(table, i));
    if (!room) {
        atr_row_lines_free(&lines);
        return false;
    }
    for (size_t j = 0; j < table->n_columns; j++)
        atr_column_keep(&table->column[j], keep, table->rows);
    atr_row_lines_free(&table->lines);
    table->lines = lines;
    table->rows = kept;
    return true;
}

void atr_table_forget(atr_table *table, const char *name, atr_column_kind kind)
{
    atr_column *c = atr_table_find(table, name, kind);
    if (!c) return;
    atr_column_free(c);
    const size_t after = table->column + table->n_columns - c - 1;
    memmove(c, c + 1, after * sizeof *c);
    table->n_columns--;
}

void atr_table_free(atr_table *table)
{
    if (!table) return;
    for (size_t j = 0; j < table->width; j++) free(table->name[j]);
    for (size_t j = 0; j < table->n_columns; j++) atr_column_free(&table->column[j]);
    free(table->name);
    free(table->column);
    free(table->of_field);
    free(table->path);
    atr_row_lines_free(&table->lines);
    free(table);
}
