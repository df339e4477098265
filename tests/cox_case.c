#include "cox_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cox_case reserve(size_t n, size_t p)
{
    cox_case c = {.n = n, .p = p};
    c.number = calloc(n * (p + 2), sizeof *c.number);
    c.event = calloc(n, 1);
    c.stratum = calloc(n, sizeof *c.stratum);
    cr_assert(c.number && c.event && c.stratum && p <= COX_CASE_COLUMNS);
    return c;
}

static double *column_of(cox_case *c, size_t j)
{
    return c->number + (j + 2) * c->n;
}

/* Point the views to the arrays. */
static void connect(cox_case *c, size_t n_strata)
{
    for (size_t j = 0; j < c->p; j++) c->column[j] = column_of(c, j);
    c->sample = (atr_sample){.n = c->n,
                             .time = c->number,
                             .event = c->event,
                             .weight = c->number + c->n,
                             .stratum = c->stratum,
                             .n_groups = 1,
                             .n_strata = n_strata};
}

static bool complete(const golden_table *data, size_t row, const char *name)
{
    const char *cell = *name ? golden_text(data, row, name) : "-";
    return *cell && strcmp(cell, "NA");
}

static size_t split(const char *joined, char name[][32])
{
    size_t p = 0;
    while (*joined) {
        const size_t length = strcspn(joined, "+");
        snprintf(name[p++], sizeof *name, "%.*s", (int)length, joined);
        joined += length + (joined[length] == '+');
    }
    return p;
}

static int by_value(const void *a, const void *b)
{
    const char  *s = *(const char *const *)a, *t = *(const char *const *)b;
    const double x = strtod(s, NULL), y = strtod(t, NULL);
    return x != y ? (x > y) - (x < y) : strcmp(s, t);
}

/* Number the strata by their sorted values; returns how many there are. */
static size_t number_strata(cox_case *c, const char **label)
{
    const char **sorted = malloc(c->n * sizeof *sorted);
    memcpy(sorted, label, c->n * sizeof *sorted);
    qsort(sorted, c->n, sizeof *sorted, by_value);
    size_t n_strata = 1;
    for (size_t i = 1; i < c->n; i++)
        if (strcmp(sorted[i], sorted[n_strata - 1])) sorted[n_strata++] = sorted[i];
    for (size_t i = 0; i < c->n; i++)
        for (size_t s = 0; s < n_strata; s++)
            if (!strcmp(label[i], sorted[s])) c->stratum[i] = (uint32_t)s;
    free(sorted);
    return n_strata;
}

cox_case cox_case_read(const golden_table *models, size_t row)
{
    char file[128], name[COX_CASE_COLUMNS][32];
    snprintf(file, sizeof file, "data/%s.csv", golden_text(models, row, "data"));
    golden_table data = golden_table_read(file);
    const char  *used[COX_CASE_COLUMNS + 4] = {
         golden_text(models, row, "time"), golden_text(models, row, "event"),
         golden_text(models, row, "weight"), golden_text(models, row, "strata")};
    const size_t p = split(golden_text(models, row, "covariates"), name);
    for (size_t j = 0; j < p; j++) used[4 + j] = name[j];

    size_t  n = 0;
    size_t *rows = malloc(data.n * sizeof *rows);
    for (size_t i = 0; i < data.n; i++) {
        bool whole = true;
        for (size_t u = 0; u < 4 + p; u++) whole = whole && complete(&data, i, used[u]);
        if (whole) rows[n++] = i;
    }
    cox_case     c = reserve(n, p);
    const char **label = calloc(n, sizeof *label);
    const double value = golden_number(models, row, "value");
    for (size_t i = 0; i < n; i++) {
        c.number[i] = golden_number(&data, rows[i], used[0]);
        c.event[i] = golden_number(&data, rows[i], used[1]) == value;
        c.number[n + i] = *used[2] ? golden_number(&data, rows[i], used[2]) : 1;
        label[i] = *used[3] ? golden_text(&data, rows[i], used[3]) : "";
        for (size_t j = 0; j < p; j++)
            column_of(&c, j)[i] = golden_number(&data, rows[i], used[4 + j]);
    }
    connect(&c, number_strata(&c, label));
    const bool breslow = !strcmp(golden_text(models, row, "ties"), "breslow");
    c.options.ties = breslow ? ATR_TIES_BRESLOW : ATR_TIES_EFRON;
    c.options.exact_times = golden_number(models, row, "timefix") == 0;
    free(label);
    free(rows);
    golden_table_free(&data);
    return c;
}

cox_case cox_case_named(const golden_table *models, const char *name)
{
    size_t row = 0;
    while (row < models->n && strcmp(golden_text(models, row, "model"), name)) row++;
    cr_assert(row < models->n, "no model %s", name);
    return cox_case_read(models, row);
}

/* Uniform on (0, 1): Park & Miller, Commun. ACM 31 (1988) 1192-1201. */
static double uniform(uint64_t *state)
{
    *state = 16807 * *state % 2147483647;
    return (double)*state / 2147483647;
}

cox_case cox_case_make(size_t n, atr_ties ties)
{
    cox_case c = reserve(n, 3);
    uint64_t state = 20240601;
    for (size_t i = 0; i < n; i++) {
        column_of(&c, 0)[i] = (double)(i % 2);
        column_of(&c, 1)[i] = 40 + 40 * uniform(&state);
        column_of(&c, 2)[i] = uniform(&state) - 0.5;
        const double eta = 0.7 * (double)(i % 2) - 0.02 * column_of(&c, 1)[i];
        c.number[i] = ceil(-3 * log(uniform(&state)) * exp(-eta));
        c.number[n + i] = 0.5 * (1 + (double)(i % 4));
        c.event[i] = uniform(&state) < 0.7;
        c.stratum[i] = i % 3 == 0;
    }
    connect(&c, 2);
    c.options.ties = ties;
    return c;
}

cox_case cox_case_without(const cox_case *c, size_t subject)
{
    cox_case rest = reserve(c->n - 1, c->p);
    for (size_t i = 0; i < rest.n; i++) {
        const size_t from = i + (i >= subject);
        for (size_t j = 0; j < c->p + 2; j++)
            rest.number[j * rest.n + i] = c->number[j * c->n + from];
        rest.event[i] = c->event[from];
        rest.stratum[i] = c->stratum[from];
    }
    connect(&rest, c->sample.n_strata);
    rest.options = c->options;
    return rest;
}

cox_case cox_case_split(const cox_case *c, double cut)
{
    size_t rows = c->n;
    for (size_t i = 0; i < c->n; i++) rows += c->number[i] > cut;
    cox_case split = reserve(rows, c->p);
    split.entry = malloc(rows * sizeof *split.entry);
    for (size_t i = 0, next = c->n; i < c->n; i++) {
        const bool   late = c->number[i] > cut;
        const size_t row[] = {i, next};
        for (size_t k = 0; k < (late ? 2 : 1); k++) {
            for (size_t j = 0; j < c->p + 2; j++)
                split.number[j * rows + row[k]] = c->number[j * c->n + i];
            split.stratum[row[k]] = c->stratum[i];
            split.entry[row[k]] = -1;
        }
        split.event[i] = c->event[i];
        if (!late) continue;
        split.entry[i] = cut;
        split.number[next++] = cut;
    }
    connect(&split, c->sample.n_strata);
    split.sample.entry = split.entry;
    split.options = c->options;
    return split;
}

void cox_case_free(cox_case *c)
{
    free(c->entry);
    free(c->number);
    free(c->event);
    free(c->stratum);
    *c = (cox_case){0};
}

atr_covariates cox_case_covariates(const cox_case *c)
{
    return (atr_covariates){c->p, c->column};
}

atr_cox cox_case_fit(const cox_case *c)
{
    const atr_covariates covariates = cox_case_covariates(c);
    atr_cox              fit;
    atr_error            err = {0};
    cr_assert(atr_cox_fit(&c->sample, &covariates, &c->options, &fit, &err) == ATR_OK, "%s",
              err.message);
    return fit;
}
