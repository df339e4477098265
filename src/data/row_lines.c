/* row_lines.c - on which line of the file each row begins. */
#include "data/row_lines.h"

#include <stdlib.h>

enum { FIRST_RUNS = 16 };

bool atr_row_lines_add(atr_row_lines *lines, size_t row, size_t line)
{
    if (lines->n && lines->run[lines->n - 1].offset == line - row) return true;
    if (lines->n == lines->capacity) {
        const size_t capacity = lines->capacity ? 2 * lines->capacity : FIRST_RUNS;
        atr_row_run *run = realloc(lines->run, capacity * sizeof *run);
        if (!run) return false;
        lines->run = run;
        lines->capacity = capacity;
    }
    lines->run[lines->n++] = (atr_row_run){row, line - row};
    return true;
}

size_t atr_row_lines_find(const atr_row_lines *lines, size_t row)
{
    size_t low = 0, high = lines->n; /* run[low].row <= row < run[high].row */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (lines->run[middle].row <= row) low = middle;
        else high = middle;
    }
    return lines->n ? row + lines->run[low].offset : 0;
}

void atr_row_lines_free(atr_row_lines *lines)
{
    free(lines->run);
    *lines = (atr_row_lines){0};
}
