/* cox_model.c - the models of tests/golden/cox_more_models.csv, read without the library.
 */
#include "cox_model.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 32, MOST_USED = 16 };

typedef struct {
    size_t n;
    char   name[MOST_USED][LONGEST];
} names;

static void split(const char *joined, names *all)
{
    while (*joined) {
        const size_t length = strcspn(joined, "+");
        snprintf(all->name[all->n++], LONGEST, "%.*s", (int)length, joined);
        joined += length + (joined[length] == '+');
    }
}

static void keep_complete_rows(const golden_table *models, size_t k, cox_model *m)
{
    static const char *const parts[] = {"entry",  "time",    "event",  "offset",
                                        "weight", "cluster", "strata", "covariates"};
    names                    used = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *name = golden_text(models, k, parts[i]);
        if (strcmp(name, "row")) split(name, &used);
    }
    m->row = malloc(m->data.n * sizeof *m->row);
    for (size_t i = 0; i < m->data.n; i++) {
        bool complete = true;
        for (size_t u = 0; u < used.n; u++) {
            const char *cell = golden_text(&m->data, i, used.name[u]);
            if (!*cell || !strcmp(cell, "NA")) complete = false;
        }
        if (complete) m->row[m->sample.n++] = i;
    }
}

/* NULL for a column that the model does not have. */
static double *read_column(const cox_model *m, const char *name)
{
    if (!*name) return NULL;
    double *value = malloc(m->sample.n * sizeof *value);
    for (size_t i = 0; i < m->sample.n; i++)
        value[i] = golden_number(&m->data, m->row[i], name);
    return value;
}

static void read_strata(const char *name, cox_model *m)
{
    double *value = read_column(m, name);
    m->sample.n_strata = 1;
    if (!value) return;
    uint32_t *stratum = malloc(m->sample.n * sizeof *stratum);
    size_t    n = 0;
    for (size_t i = 0; i < m->sample.n; i++) {
        uint32_t s = 0;
        while (s < n && m->stratum[s] != value[i]) s++;
        if (s == n) m->stratum[n++] = value[i];
        stratum[i] = s;
    }
    m->sample.stratum = stratum;
    m->sample.n_strata = n;
    free(value);
}

static void read_clusters(const char *name, cox_model *m)
{
    m->options.robust = *name != 0;
    if (!*name || !strcmp(name, "row")) return;
    double *value = read_column(m, name);
    m->cluster = malloc(m->sample.n * sizeof *m->cluster);
    for (size_t i = 0; i < m->sample.n; i++) m->cluster[i] = (uint32_t)value[i];
    m->options.cluster = m->cluster;
    free(value);
}

static atr_ties ties_of(const char *name)
{
    if (!strcmp(name, "exact")) return ATR_TIES_EXACT;
    return !strcmp(name, "breslow") ? ATR_TIES_BRESLOW : ATR_TIES_EFRON;
}

cox_model cox_model_read(const golden_table *models, size_t k)
{
    char      file[128];
    cox_model m = {.name = golden_text(models, k, "model"), .sample = {.n_groups = 1}};
    snprintf(file, sizeof file, "data/%s.csv", golden_text(models, k, "data"));
    m.data = golden_table_read(file);
    keep_complete_rows(models, k, &m);
    m.sample.time = read_column(&m, golden_text(models, k, "time"));
    m.sample.entry = read_column(&m, golden_text(models, k, "entry"));
    m.sample.weight = read_column(&m, golden_text(models, k, "weight"));

    double        *value = read_column(&m, golden_text(models, k, "event"));
    unsigned char *event = malloc(m.sample.n);
    for (size_t i = 0; i < m.sample.n; i++)
        event[i] = value[i] == golden_number(models, k, "value");
    free(value);
    m.sample.event = event;
    read_strata(golden_text(models, k, "strata"), &m);

    names covariates = {0};
    split(golden_text(models, k, "covariates"), &covariates);
    cr_assert(covariates.n <= COX_MODEL_MOST);
    for (size_t j = 0; j < covariates.n; j++)
        m.column[j] = read_column(&m, covariates.name[j]);
    m.p = covariates.n;
    m.options.ties = ties_of(golden_text(models, k, "ties"));
    m.options.offset = m.offset = read_column(&m, golden_text(models, k, "offset"));
    read_clusters(golden_text(models, k, "cluster"), &m);
    return m;
}

atr_cox cox_model_fit(const cox_model *m)
{
    const double *x[COX_MODEL_MOST];
    for (size_t j = 0; j < COX_MODEL_MOST; j++) x[j] = m->column[j];
    const atr_covariates covariates = {m->p, x};
    atr_cox              fit;
    atr_error            err = {0};
    cr_assert(atr_cox_fit(&m->sample, &covariates, &m->options, &fit, &err) == ATR_OK,
              "%s: %s", m->name, err.message);
    return fit;
}

void cox_model_free(cox_model *m)
{
    for (size_t j = 0; j < m->p; j++) free(m->column[j]);
    free((void *)m->sample.time);
    free((void *)m->sample.event);
    free((void *)m->sample.entry);
    free((void *)m->sample.weight);
    free((void *)m->sample.stratum);
    free(m->offset);
    free(m->cluster);
    free(m->row);
    golden_table_free(&m->data);
}
