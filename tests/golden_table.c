#include "golden_table.h"

#include "support.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *slurp(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", GOLDEN_DIR, name);
    FILE *file = fopen(path, "rb");
    cr_assert(file, "cannot open %s", path);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    cr_assert(text && fread(text, 1, size, file) == size, "cannot read %s", path);
    text[size] = 0;
    fclose(file);
    return text;
}

golden_table golden_table_read(const char *name)
{
    golden_table table = {.text = slurp(name)};
    size_t       cells = 0, lines = 0;
    for (const char *c = table.text; *c; c++) {
        lines += *c == '\n';
        cells += *c == '\n' || *c == ',';
    }
    cr_assert(lines > 0 && cells % lines == 0, "%s: lines of different length", name);
    table.columns = cells / lines;
    table.n = lines - 1;
    table.cell = malloc(cells * sizeof *table.cell);
    cr_assert(table.cell);

    size_t k = 0;
    for (char *c = table.text; *c; k++) {
        table.cell[k] = c;
        c += strcspn(c, ",\n");
        *c++ = 0;
    }
    return table;
}

void golden_table_free(golden_table *table)
{
    free(table->text);
    free(table->cell);
    *table = (golden_table){0};
}

const char *golden_text(const golden_table *table, size_t row, const char *column)
{
    for (size_t j = 0; j < table->columns; j++)
        if (!strcmp(table->cell[j], column))
            return table->cell[(row + 1) * table->columns + j];
    cr_assert_fail("no column %s", column);
    return NULL;
}

double golden_number(const golden_table *table, size_t row, const char *column)
{
    const char *text = golden_text(table, row, column);
    if (!*text || !strcmp(text, "NA")) return NAN;
    return strtod(text, NULL);
}

void golden_expect(const golden_table *table, size_t row, const char *column, double got,
                   double tolerance)
{
    const double want = golden_number(table, row, column);
    cr_expect(close_relative(got, want, tolerance), "row %zu, %s: %.17g, not %.17g",
              row + 1, column, got, want);
}
