/* figures.h - groups with two figures each, as operands or as a table of few rows. */
#ifndef ATRISK_CLI_FIGURES_H
#define ATRISK_CLI_FIGURES_H

#include "atrisk/table.h"
#include "base/fail.h"

#include <stdbool.h>

/* What the two figures are called. */
typedef struct {
    const char *first, *second; /* columns of numbers                          */
    bool        strata;         /* a column stratum is understood              */
    const char *example;        /* a command line, for hints                   */
} figure_columns;

typedef struct {
    size_t    group, stratum; /* indices */
    double    first, second;
    atr_place place; /* {0} for operands */
} figure_row;

/* Release with figures_free.  No two rows have the same group and stratum. */
typedef struct {
    atr_table         *table; /* NULL for operands                            */
    size_t             n;
    figure_row        *row; /* [n]                                             */
    size_t             n_groups;
    const char *const *group;    /* [n_groups] labels; "1" and "2" for operands */
    size_t             n_strata; /* 0: not stratified                          */
} figures;

/* Read two or four operands as the figures of groups 1 and 2, or the file that one
 * operand names; none: standard input.
 * Fails with ATR_EARGUMENT for other operands, ATR_EDATA naming the row where something
 * is missing or comes a second time, and as atr_table_read does. */
atr_status figures_read(char *const *operands, size_t n_operands,
                        const figure_columns *columns, figures *f, atr_error *err);

/* The index of the group that the others are compared with: the named one, or with NULL
 * the last.  Fails with ATR_EARGUMENT. */
atr_status figures_reference(const figures *f, const char *name, size_t *reference,
                             atr_error *err);

/* Read the table of the one operand (none: standard input); one without rows fails
 * with ATR_EDATA. */
atr_status figures_table(char *const *operands, size_t n_operands,
                         const atr_column_request *request, size_t n_request,
                         atr_table **table, atr_error *err);

/* Where a cell stands. */
atr_place figures_place(const atr_table *table, size_t row, const char *column);

/* The file that was read, NULL for operands. */
const char *figures_file(const figures *f);

void figures_free(figures *f);

#endif
