#include "data.h"

#include "formula.h"
#include "score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A temporary file, open for writing; its name goes to data->path. */
static FILE *temporary(dataset *data)
{
    snprintf(data->path, sizeof data->path, "/tmp/oracle-XXXXXX");
    const int file = mkstemp(data->path);
    if (file < 0) data->path[0] = '\0';
    return file < 0 ? NULL : fdopen(file, "w");
}

static bool unpack(const char *packed, FILE *out)
{
    int         status = -1;
    const pid_t child = fork();
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        execlp("gzip", "gzip", "-dc", packed, (char *)NULL);
        _exit(127);
    }
    if (child > 0) waitpid(child, &status, 0);
    return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool make_file(const char *packed, const json_t *formula, dataset *data, char *why,
                      size_t size)
{
    FILE *out = temporary(data);
    snprintf(why, size, "its data cannot be unpacked");
    if (!out) return false;
    const bool good =
        formula ? formula_write(formula, out, why, size) : unpack(packed, out);
    return fclose(out) == 0 && good;
}

/* Is every cell of the column that is not missing a number? */
static bool all_numbers(const atr_table *table, const char *column)
{
    atr_text_column text;
    char           *end;
    if (!atr_table_texts(table, column, &text)) return false;
    for (size_t k = 0; k < text.n_levels; k++) {
        strtod(text.level[k], &end);
        if (*end != '\0' && strcmp(text.level[k], ".") != 0) return false;
    }
    return true;
}

static bool read_twice(const char *path, dataset *data, atr_error *err)
{
    atr_status status = atr_table_read(path, NULL, 0, NULL, &data->texts, err);
    if (status != ATR_OK) return false;
    const size_t        width = atr_table_width(data->texts);
    atr_column_request *request = must_alloc(width, sizeof *request);
    size_t              n = 0;
    for (size_t c = 0; c < width; c++) {
        const char *name = atr_table_name(data->texts, c);
        if (all_numbers(data->texts, name))
            request[n++] = (atr_column_request){.name = name, .kind = ATR_COLUMN_NUMBER};
    }
    if (n > 0) status = atr_table_read(path, request, n, NULL, &data->numbers, err);
    free(request);
    data->rows = atr_table_rows(data->texts);
    return status == ATR_OK;
}

bool data_read(const char *folder, const json_t *expected, dataset *data, char *why,
               size_t size)
{
    char          path[512];
    atr_error     err = {0};
    const json_t *formula = json_object_get(expected, "csv_formula");
    *data = (dataset){0};
    snprintf(path, sizeof path, "%s/case.csv", folder);
    if (formula || access(path, R_OK) != 0) {
        snprintf(path, sizeof path, "%s/case.csv.gz", folder);
        if (!make_file(path, formula, data, why, size)) {
            data_free(data);
            return false;
        }
        snprintf(path, sizeof path, "%s", data->path);
    }
    if (read_twice(path, data, &err)) return true;
    snprintf(why, size, "%s", err.message);
    data_free(data);
    return false;
}

double data_number(const dataset *data, const char *column, size_t row)
{
    const double *numbers = data->numbers ? atr_table_numbers(data->numbers, column) : NULL;
    return numbers ? numbers[row] : NAN;
}

const char *data_text(const dataset *data, const char *column, size_t row)
{
    return atr_table_cell(data->texts, column, row);
}

bool data_is_numeric(const dataset *data, const char *column)
{
    return data->numbers && atr_table_numbers(data->numbers, column);
}

bool data_has(const dataset *data, const char *column)
{
    atr_column_kind kind;
    return atr_table_has(data->texts, column, &kind);
}

void data_free(dataset *data)
{
    if (data->path[0]) unlink(data->path);
    atr_table_free(data->texts);
    atr_table_free(data->numbers);
    *data = (dataset){0};
}
