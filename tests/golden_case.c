#include "golden_case.h"

#include "golden_csv.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const golden_case golden_cases[GOLDEN_CASES] = {
    {"aml", "time", "status", 1, "x"},        {"lung", "time", "status", 2, "sex"},
    {"ovarian", "futime", "fustat", 1, "rx"}, {"kidney", "time", "status", 1, "sex"},
    {"myeloid", "futime", "death", 1, "trt"}, {"rotterdam", "dtime", "death", 1, "hormon"},
};

enum { MOST_LEVELS = 64 };

typedef struct {
    const char *level[MOST_LEVELS];
    size_t      n;
} levels;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t rank_of(const levels *l, const char *text)
{
    size_t k = 0;
    while (k < l->n && strcmp(l->level[k], text) != 0) k++;
    return k;
}

static const char *label(const golden_csv *csv, const char *column, size_t row)
{
    return strcmp(column, "-") == 0 ? "-" : golden_csv_text(csv, column, row);
}

static levels collect(const golden_csv *csv, const char *column)
{
    levels l = {.n = 0};
    for (size_t i = 0; i < csv->rows; i++) {
        const char *text = label(csv, column, i);
        if (*text == '\0' || rank_of(&l, text) < l.n) continue;
        cr_assert(l.n < MOST_LEVELS);
        l.level[l.n++] = text;
    }
    qsort(l.level, l.n, sizeof *l.level, by_text);
    return l;
}

atr_sample golden_sample(const golden_case *data, const char *group, const char *stratum)
{
    char file[64];
    snprintf(file, sizeof file, "data/%s.csv", data->name);
    golden_csv     csv = golden_csv_read(file);
    const levels   groups = collect(&csv, group), strata = collect(&csv, stratum);
    double        *time = malloc(csv.rows * sizeof *time);
    unsigned char *event = malloc(csv.rows);
    uint32_t      *g = malloc(csv.rows * sizeof *g), *s = malloc(csv.rows * sizeof *s);
    size_t         n = 0;

    for (size_t i = 0; i < csv.rows; i++) {
        const size_t in_group = rank_of(&groups, label(&csv, group, i));
        const size_t in_stratum = rank_of(&strata, label(&csv, stratum, i));
        time[n] = golden_csv_number(&csv, data->time, i);
        event[n] = golden_csv_number(&csv, data->status, i) == data->event;
        g[n] = (uint32_t)in_group;
        s[n] = (uint32_t)in_stratum;
        n += in_group < groups.n && in_stratum < strata.n && !isnan(time[n]);
    }
    golden_csv_free(&csv);
    return (atr_sample){n, time, event, NULL, g, groups.n, s, strata.n};
}

void golden_sample_free(atr_sample *sample)
{
    free((void *)sample->time);
    free((void *)sample->event);
    free((void *)sample->group);
    free((void *)sample->stratum);
    *sample = (atr_sample){0};
}
