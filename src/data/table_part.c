/* table_part.c - some rows of a table as a table of its own. */
#include "data/table.h"

#include "base/fail.h"

#include <stdlib.h>
#include <string.h>

static bool copy_names(const atr_table *whole, atr_table *part)
{
    part->path = strdup(whole->path);
    part->name = calloc(whole->width + 1, sizeof *part->name);
    part->column = calloc(whole->n_columns + 1, sizeof *part->column);
    if (!part->path || !part->name || !part->column) return false;
    for (; part->width < whole->width; part->width++)
        if (!(part->name[part->width] = strdup(whole->name[part->width]))) return false;
    part->named = whole->named;
    part->header_line = whole->header_line;
    return true;
}

static bool copy_lines(const atr_table *whole, const size_t *row, atr_table *part)
{
    for (size_t i = 0; i < part->rows; i++)
        if (!atr_row_lines_add(&part->lines, i, atr_table_line(whole, row[i])))
            return false;
    return true;
}

/* The texts that occur are entered as they are met: renumber[] is ATR_MISSING for all
 * the others, and for all again in the end. */
static bool copy_texts(const atr_column *from, const size_t *row, size_t n, atr_column *to,
                       uint32_t *renumber)
{
    bool room = true;
    for (size_t i = 0; i < n && room; i++) {
        const uint32_t code = from->code[row[i]];
        to->code[i] = ATR_MISSING;
        if (code == ATR_MISSING) continue;
        const char *text = from->levels.level[code];
        if (renumber[code] == ATR_MISSING)
            room = atr_dictionary_find(&to->levels, text, strlen(text), &renumber[code]) !=
                   ATR_DICTIONARY_FULL;
        to->code[i] = renumber[code];
    }
    for (size_t i = 0; i < n; i++)
        if (from->code[row[i]] != ATR_MISSING) renumber[from->code[row[i]]] = ATR_MISSING;
    return room;
}

static bool copy_column(const atr_column *from, const size_t *row, size_t n, atr_column *to,
                        uint32_t *renumber)
{
    to->field = from->field;
    to->asked = from->asked;
    to->kind = from->kind;
    if (!atr_column_reserve(to, n + 1)) return false;
    for (size_t i = 0; to->number && i < n; i++) to->number[i] = from->number[row[i]];
    if (to->code && !copy_texts(from, row, n, to, renumber)) return false;
    return atr_column_finish(to, n);
}

static bool copy_columns(const atr_table *whole, const size_t *row, atr_table *part,
                         uint32_t *renumber)
{
    for (; part->n_columns < whole->n_columns; part->n_columns++) {
        atr_column       *to = &part->column[part->n_columns];
        const atr_column *from = &whole->column[part->n_columns];
        const bool        done = copy_column(from, row, part->rows, to, renumber);
        const bool        own = from->name == whole->name[from->field];
        to->name = own ? part->name[to->field] : from->name;
        if (done) continue;
        atr_column_free(to);
        return false;
    }
    return true;
}

/* As many as the column with most different texts has. */
static size_t most_levels(const atr_table *table)
{
    size_t most = 0;
    for (size_t j = 0; j < table->n_columns; j++)
        if (table->column[j].levels.n > most) most = table->column[j].levels.n;
    return most;
}

static bool make_part(const atr_table *whole, const size_t *row, size_t n,
                      uint32_t *renumber, atr_table **made)
{
    atr_table *part = *made = calloc(1, sizeof *part);
    if (!part || !copy_names(whole, part)) return false;
    part->rows = part->capacity = n;
    return copy_lines(whole, row, part) && copy_columns(whole, row, part, renumber);
}

/* The rows in the order of their parts, and where each part begins. */
static void order_rows(const uint32_t *code, size_t rows, size_t n_parts, size_t *row,
                       size_t *begin)
{
    memset(begin, 0, (n_parts + 1) * sizeof *begin);
    for (size_t i = 0; i < rows; i++) begin[code[i] + 1]++;
    for (size_t k = 0; k < n_parts; k++) begin[k + 1] += begin[k];
    for (size_t i = 0; i < rows; i++) row[begin[code[i]]++] = i;
    memmove(begin + 1, begin, n_parts * sizeof *begin);
    begin[0] = 0;
}

atr_status atr_table_split(const atr_table *whole, const uint32_t *code, size_t n_parts,
                           atr_table **part, atr_error *err)
{
    const size_t rows = whole->rows, levels = most_levels(whole);
    size_t      *row = malloc((rows + 1) * sizeof *row);
    size_t      *begin = malloc((n_parts + 1) * sizeof *begin);
    uint32_t    *renumber = malloc((levels + 1) * sizeof *renumber);
    bool         room = row && begin && renumber;
    for (size_t k = 0; k < n_parts; k++) part[k] = NULL;
    if (room) {
        order_rows(code, rows, n_parts, row, begin);
        memset(renumber, 0xFF, (levels + 1) * sizeof *renumber);
    }
    for (size_t k = 0; k < n_parts && room; k++)
        room =
            make_part(whole, row + begin[k], begin[k + 1] - begin[k], renumber, &part[k]);
    free(row);
    free(begin);
    free(renumber);
    if (room) return ATR_OK;
    for (size_t k = 0; k < n_parts; k++) {
        atr_table_free(part[k]);
        part[k] = NULL;
    }
    return atr_fail_memory(err, "the parts of a table");
}
