/* figures.c - groups with two figures each, as operands or as a table of few rows. */
#include "cli/figures.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIGURES = 2, MOST_GROUPS = 2 }; /* of one group; given as operands */

static const char *const operand_groups[MOST_GROUPS] = {"1", "2"};

static atr_status read_operand(const char *text, const figure_columns *columns,
                               double *value, atr_error *err)
{
    char *end;
    *value = strtod(text, &end);
    if (end != text && *end == '\0' && isfinite(*value)) return ATR_OK;
    return atr_hint(
        err, atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE, "'%.40s' is not a number", text),
        "for example atrisk %s", columns->example);
}

static atr_status read_operands(char *const *operands, size_t n_operands,
                                const figure_columns *columns, figures *f, atr_error *err)
{
    f->n = f->n_groups = n_operands / FIGURES;
    f->group = operand_groups;
    f->row = calloc(f->n, sizeof *f->row);
    if (!f->row) return atr_fail_memory(err, "the groups");
    atr_status status = ATR_OK;
    for (size_t g = 0; !status && g < f->n; g++) {
        f->row[g].group = g;
        status = read_operand(operands[FIGURES * g], columns, &f->row[g].first, err);
        if (!status)
            status =
                read_operand(operands[FIGURES * g + 1], columns, &f->row[g].second, err);
    }
    return status;
}

atr_place figures_place(const atr_table *table, size_t row, const char *column)
{
    return (atr_place){atr_table_path(table), atr_table_line(table, row),
                       atr_table_field(table, column)};
}

static atr_status fail_missing(const figures *f, size_t row, const char *column,
                               atr_error *err)
{
    return atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_TABLE,
                       figures_place(f->table, row, column), "there is no %s", column);
}

static atr_status refuse_second(const figures *f, size_t row, atr_error *err)
{
    for (size_t i = 0; i < row; i++) {
        if (f->row[i].group != f->row[row].group) continue;
        if (f->row[i].stratum != f->row[row].stratum) continue;
        return atr_hint(err,
                        atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_TABLE, f->row[row].place,
                                    "group '%s' comes a second time%s, after line %zu",
                                    f->group[f->row[row].group],
                                    f->n_strata ? " in its stratum" : "",
                                    f->row[i].place.line),
                        "each group has one row%s", f->n_strata ? " in each stratum" : "");
    }
    return ATR_OK;
}

static atr_status read_row(const figure_columns *columns, const atr_text_column *group,
                           const atr_text_column *stratum, figures *f, size_t i,
                           atr_error *err)
{
    figure_row *row = &f->row[i];
    if (group->code[i] == ATR_MISSING) return fail_missing(f, i, "group", err);
    if (f->n_strata && stratum->code[i] == ATR_MISSING)
        return fail_missing(f, i, "stratum", err);
    *row = (figure_row){.group = group->code[i],
                        .stratum = f->n_strata ? stratum->code[i] : 0,
                        .first = atr_table_numbers(f->table, columns->first)[i],
                        .second = atr_table_numbers(f->table, columns->second)[i],
                        .place = figures_place(f->table, i, columns->first)};
    if (isnan(row->first)) return fail_missing(f, i, columns->first, err);
    if (isnan(row->second)) return fail_missing(f, i, columns->second, err);
    return ATR_OK;
}

atr_status figures_table(char *const *operands, size_t n_operands,
                         const atr_column_request *request, size_t n_request,
                         atr_table **table, atr_error *err)
{
    const char *path = n_operands ? operands[0] : "-";
    atr_status  status = atr_table_read(path, request, n_request, NULL, table, err);
    if (status || atr_table_rows(*table) > 0) return status;
    status = atr_fail_at(err, ATR_EDATA, ATR_CODE_NO_ROWS,
                         (atr_place){.file = atr_table_path(*table)},
                         "there is nothing below the header");
    atr_table_free(*table);
    *table = NULL;
    return status;
}

static atr_status read_file(char *const *operands, size_t n_operands,
                            const figure_columns *columns, figures *f, atr_error *err)
{
    const atr_column_request request[] = {
        {.name = "group", .kind = ATR_COLUMN_TEXT},
        {.name = columns->first, .kind = ATR_COLUMN_NUMBER},
        {.name = columns->second, .kind = ATR_COLUMN_NUMBER},
        {.name = "stratum", .kind = ATR_COLUMN_TEXT, .optional = true}};
    const size_t    n_request = sizeof request / sizeof *request - !columns->strata;
    atr_text_column group, stratum = {0};
    atr_status      status =
        figures_table(operands, n_operands, request, n_request, &f->table, err);
    if (status) return status;
    atr_table_texts(f->table, "group", &group);
    if (atr_table_texts(f->table, "stratum", &stratum)) f->n_strata = stratum.n_levels;
    f->n = atr_table_rows(f->table);
    f->n_groups = group.n_levels;
    f->group = group.level;
    f->row = calloc(f->n, sizeof *f->row);
    if (!f->row) return atr_fail_memory(err, "the rows");
    for (size_t i = 0; !status && i < f->n; i++) {
        status = read_row(columns, &group, &stratum, f, i, err);
        if (!status) status = refuse_second(f, i, err);
    }
    return status;
}

atr_status figures_read(char *const *operands, size_t n_operands,
                        const figure_columns *columns, figures *f, atr_error *err)
{
    *f = (figures){0};
    atr_status status = ATR_OK;
    if (n_operands <= 1) status = read_file(operands, n_operands, columns, f, err);
    else if (n_operands == FIGURES || n_operands == FIGURES * MOST_GROUPS)
        status = read_operands(operands, n_operands, columns, f, err);
    else
        status = atr_hint(
            err,
            atr_fail(err, ATR_EARGUMENT, ATR_CODE_USAGE,
                     "%zu operands are given: this takes one file, or two or four numbers",
                     n_operands),
            "for example atrisk %s", columns->example);
    if (status) figures_free(f);
    return status;
}

atr_status figures_reference(const figures *f, const char *name, size_t *reference,
                             atr_error *err)
{
    *reference = f->n_groups - 1;
    if (!name) return ATR_OK;
    for (size_t g = 0; g < f->n_groups; g++) {
        if (strcmp(f->group[g], name) != 0) continue;
        *reference = g;
        return ATR_OK;
    }
    return atr_hint(err,
                    atr_fail(err, ATR_EARGUMENT, ATR_CODE_NO_SUCH_LEVEL,
                             "--reference: there is no group '%.40s'", name),
                    "the first group is '%.40s', the last '%.40s'", f->group[0],
                    f->group[f->n_groups - 1]);
}

const char *figures_file(const figures *f)
{
    return f->table ? atr_table_path(f->table) : NULL;
}

void figures_free(figures *f)
{
    atr_table_free(f->table);
    free(f->row);
    *f = (figures){0};
}
