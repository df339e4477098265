#include "golden_csv.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL, "cannot open %s", path);
    fseek(file, 0, SEEK_END);
    const size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = malloc(size + 1);
    cr_assert(text != NULL);
    cr_assert(fread(text, 1, size, file) == size, "cannot read %s", path);
    text[size] = '\0';
    fclose(file);
    return text;
}

static size_t count(const char *text, const char *end, char what)
{
    size_t n = 0;
    for (; text != end && *text; text++) n += *text == what;
    return n;
}

golden_csv golden_csv_read(const char *file)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", GOLDEN_DIR, file);
    golden_csv table = {.text = read_all(path)};
    table.columns = 1 + count(table.text, strchr(table.text, '\n'), ',');
    table.rows = count(table.text, NULL, '\n') - 1;

    const size_t cells = (1 + table.rows) * table.columns;
    table.cell = malloc(cells * sizeof *table.cell);
    cr_assert(table.cell != NULL);
    char *next = table.text;
    for (size_t i = 0; i < cells; i++) {
        table.cell[i] = next;
        next += strcspn(next, ",\n");
        const char expected = (i + 1) % table.columns ? ',' : '\n';
        cr_assert(*next == expected, "%s: ragged row %zu", file, i / table.columns);
        *next++ = '\0';
    }
    return table;
}

const char *golden_csv_text(const golden_csv *table, const char *column, size_t row)
{
    size_t k = 0;
    while (k < table->columns && strcmp(table->cell[k], column) != 0) k++;
    cr_assert(k < table->columns, "no golden column %s", column);
    return table->cell[(1 + row) * table->columns + k];
}

double golden_csv_number(const golden_csv *table, const char *column, size_t row)
{
    const char *text = golden_csv_text(table, column, row);
    if (*text == '\0' || strcmp(text, "NA") == 0) return NAN;
    char        *end;
    const double number = strtod(text, &end);
    cr_assert(*end == '\0', "column %s, row %zu: %s is not a number", column, row, text);
    return number;
}

void golden_csv_free(golden_csv *table)
{
    free(table->cell);
    free(table->text);
    *table = (golden_csv){0};
}
