#include "competing_case.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

double *competing_case_column(const competing_case *c, const char *column)
{
    double *value = malloc(c->sample.n * sizeof *value);
    cr_assert(value);
    for (size_t i = 0; i < c->sample.n; i++)
        value[i] = golden_number(&c->data, c->row[i], column);
    return value;
}

static bool complete(const golden_table *t, size_t row)
{
    for (size_t j = 0; j < t->columns; j++)
        if (!*t->cell[(row + 1) * t->columns + j]) return false;
    return true;
}

/* The number of distinct values; codes are their ranks. */
static size_t rank(const competing_case *c, const char *column, uint32_t **code)
{
    const size_t n = c->sample.n;
    double      *value = competing_case_column(c, column);
    double       below = -INFINITY;
    size_t       levels = 0;
    *code = calloc(n, sizeof **code);
    cr_assert(*code);
    while (true) {
        double next = INFINITY;
        for (size_t i = 0; i < n; i++)
            if (value[i] > below) next = fmin(next, value[i]);
        if (next == INFINITY) break;
        for (size_t i = 0; i < n; i++)
            if (value[i] == next) (*code)[i] = (uint32_t)levels;
        below = next;
        levels++;
    }
    free(value);
    return levels;
}

competing_case competing_case_read(const char *name, const char *group, const char *stratum)
{
    competing_case c = {.sample = {.n_groups = 1, .n_strata = 1}};
    char           file[64];
    snprintf(file, sizeof file, "data/%s.csv", name);
    c.data = golden_table_read(file);
    c.row = malloc(c.data.n * sizeof *c.row);
    cr_assert(c.row);
    for (size_t i = 0; i < c.data.n; i++)
        if (complete(&c.data, i)) c.row[c.sample.n++] = i;

    unsigned char *cause = malloc(c.sample.n);
    double        *number = competing_case_column(&c, "cause");
    cr_assert(cause);
    for (size_t i = 0; i < c.sample.n; i++) {
        cause[i] = (unsigned char)number[i];
        if (cause[i] > c.sample.n_causes) c.sample.n_causes = cause[i];
    }
    free(number);
    c.sample.cause = cause;
    c.sample.time = competing_case_column(&c, "time");
    uint32_t *code;
    if (strcmp(group, "-")) {
        c.sample.n_groups = rank(&c, group, &code);
        c.sample.group = code;
    }
    if (strcmp(stratum, "-")) {
        c.sample.n_strata = rank(&c, stratum, &code);
        c.sample.stratum = code;
    }
    return c;
}

void competing_case_free(competing_case *c)
{
    free((void *)c->sample.time);
    free((void *)c->sample.cause);
    free((void *)c->sample.group);
    free((void *)c->sample.stratum);
    free(c->row);
    golden_table_free(&c->data);
}
