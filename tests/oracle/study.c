#include "study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *study_keep(study *s, size_t n, size_t size)
{
    s->owned = must_grow(s->owned, s->n_owned, &s->owned_capacity, sizeof *s->owned);
    return s->owned[s->n_owned++] = must_alloc(n, size);
}

static bool given(const dataset *data, const json_t *name, size_t row)
{
    const char *column = json_string_value(name);
    return !column || data_text(data, column, row) != NULL;
}

/* Has the row a value in every column that the spec names? */
static bool complete(const block *b, size_t row)
{
    static const char *const one[] = {"time",  "status",  "entry",  "weights",
                                      "group", "cluster", "offset", "id"};
    static const char *const many[] = {"strata", "covariates"};
    size_t                   k;
    json_t                  *name;
    for (size_t i = 0; i < sizeof one / sizeof *one; i++)
        if (!given(b->data, json_object_get(b->spec, one[i]), row)) return false;
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        json_array_foreach(json_object_get(b->spec, many[i]), k, name)
        {
            if (!given(b->data, name, row)) return false;
        }
    return true;
}

static double *numbers(study *s, const block *b, const char *key)
{
    const char *column = spec_text(b, key);
    if (!column) return NULL;
    double *x = study_keep(s, s->n, sizeof *x);
    for (size_t i = 0; i < s->n; i++) x[i] = data_number(b->data, column, s->row[i]);
    return x;
}

static bool is_event(const block *b, const char *column, size_t row)
{
    size_t  k;
    json_t *value;
    json_array_foreach(json_object_get(b->spec, "event"), k, value)
    {
        const char *text = json_string_value(value);
        if (text ? strcmp(text, data_text(b->data, column, row)) == 0
                 : json_number_value(value) == data_number(b->data, column, row))
            return true;
    }
    return false;
}

typedef struct {
    const char *label;
    double      value; /* NaN for text: then labels are compared */
    uint32_t    code;
} level;

static int by_level(const void *a, const void *b)
{
    const level *x = a, *y = b;
    if (isnan(x->value)) return strcmp(x->label, y->label);
    return (x->value > y->value) - (x->value < y->value);
}

factor study_factor(study *s, const dataset *data, const char *column, bool by_text)
{
    atr_text_column text;
    atr_table_texts(data->texts, column, &text);
    level    *seen = must_alloc(text.n_levels, sizeof *seen);
    uint32_t *rank = must_alloc(text.n_levels, sizeof *rank);
    factor    f = {0, NULL, study_keep(s, s->n, sizeof *f.code)};
    for (size_t i = 0; i < s->n; i++) {
        const uint32_t code = text.code[s->row[i]];
        if (seen[code].label) continue;
        seen[code].label = text.level[code];
        seen[code].value = by_text ? NAN : data_number(data, column, s->row[i]);
        seen[code].code = code;
    }
    for (size_t k = 0; k < text.n_levels; k++)
        if (seen[k].label) seen[f.n++] = seen[k];
    qsort(seen, f.n, sizeof *seen, by_level);
    f.label = study_keep(s, f.n, sizeof *f.label);
    for (size_t k = 0; k < f.n; k++) {
        f.label[k] = seen[k].label;
        rank[seen[k].code] = (uint32_t)k;
    }
    for (size_t i = 0; i < s->n; i++) f.code[i] = rank[text.code[s->row[i]]];
    free(seen);
    free(rank);
    return f;
}

/* Both factors crossed, empty combinations left out, the first varying slowest. */
static factor crossed(study *s, const factor *a, const factor *b)
{
    factor    f = {0, study_keep(s, a->n * b->n, sizeof *f.label),
                   study_keep(s, s->n, sizeof *f.code)};
    uint32_t *rank = must_alloc(a->n * b->n, sizeof *rank);
    for (size_t i = 0; i < s->n; i++) rank[a->code[i] * b->n + b->code[i]] = 1;
    for (size_t k = 0; k < a->n * b->n; k++) {
        if (!rank[k]) continue;
        const char  *first = a->label[k / b->n], *second = b->label[k % b->n];
        const size_t size = strlen(first) + strlen(second) + 2;
        char        *label = study_keep(s, size, 1);
        snprintf(label, size, "%s/%s", first, second);
        rank[k] = (uint32_t)f.n;
        f.label[f.n++] = label;
    }
    for (size_t i = 0; i < s->n; i++) f.code[i] = rank[a->code[i] * b->n + b->code[i]];
    free(rank);
    return f;
}

/* Strata stand in the order of their labels as texts, as in the reference's lists of
 * residuals. */
static void read_strata(study *s, const block *b)
{
    size_t  k;
    json_t *name;
    json_array_foreach(json_object_get(b->spec, "strata"), k, name)
    {
        const factor next = study_factor(s, b->data, json_string_value(name), true);
        s->stratum = k == 0 ? next : crossed(s, &s->stratum, &next);
    }
}

static void add_column(study *s, double *x, size_t of, const char *name, const char *value)
{
    const size_t size = strlen(name) + strlen(value) + 1;
    s->x[s->p] = x;
    s->of[s->p] = of;
    s->term[s->p] = study_keep(s, size, 1);
    snprintf(s->term[s->p++], size, "%s%s", name, value);
}

static void add_covariate(study *s, const block *b, size_t of, const char *name)
{
    const json_t *levels = json_object_get(json_object_get(b->spec, "categorical"), name);
    for (size_t k = levels ? 1 : 0; k < (levels ? json_array_size(levels) : 1); k++) {
        const char *value = json_string_value(json_array_get(levels, k));
        double     *x = study_keep(s, s->n, sizeof *x);
        for (size_t i = 0; i < s->n; i++)
            x[i] = value ? strcmp(data_text(b->data, name, s->row[i]), value) == 0
                         : data_number(b->data, name, s->row[i]);
        add_column(s, x, of, name, value ? value : "");
    }
}

static void read_covariates(study *s, const block *b)
{
    const json_t *names = json_object_get(b->spec, "covariates");
    size_t        most = json_array_size(names), k;
    const char   *key;
    json_t       *value;
    json_object_foreach(json_object_get(b->spec, "categorical"), key, value) most +=
        json_array_size(value);
    s->x = study_keep(s, most, sizeof *s->x);
    s->term = study_keep(s, most, sizeof *s->term);
    s->of = study_keep(s, most, sizeof *s->of);
    json_array_foreach(names, k, value) add_covariate(s, b, k, json_string_value(value));
    s->covariates = (atr_covariates){s->p, s->x};
}

/* A case of weight 0 is nobody. */
static void drop_weightless(study *s, const block *b)
{
    const char *column = spec_text(b, "weights");
    size_t      n = 0;
    if (!column) return;
    for (size_t i = 0; i < s->n; i++)
        if (data_number(b->data, column, s->row[i]) != 0) s->row[n++] = s->row[i];
    s->n_weightless = s->n - n;
    s->n = n;
}

/* A row of weight w is w rows of weight 1. */
static void replicate(study *s, const block *b)
{
    const char *column = spec_text(b, "weights");
    size_t      n = 0, total = 0;
    for (size_t i = 0; i < s->n; i++)
        total += (size_t)data_number(b->data, column, s->row[i]);
    size_t *row = study_keep(s, total, sizeof *row);
    for (size_t i = 0; i < s->n; i++)
        for (double k = data_number(b->data, column, s->row[i]); k > 0; k--)
            row[n++] = s->row[i];
    s->row = row;
    s->n = n;
}

static bool whole_weights(const study *s)
{
    bool whole = true;
    for (size_t i = 0; i < s->n && s->weight; i++)
        whole &= s->weight[i] == floor(s->weight[i]);
    return whole;
}

void study_build(const block *b, study *s)
{
    const char *status = spec_text(b, "status"), *group = spec_text(b, "group"),
               *cluster = spec_text(b, "cluster");
    *s = (study){0};
    s->row = study_keep(s, b->data->rows, sizeof *s->row);
    for (size_t i = 0; i < b->data->rows; i++)
        if (complete(b, i)) s->row[s->n++] = i;
    drop_weightless(s, b);
    const bool replicated = json_is_true(json_object_get(b->spec, "replicate_rows"));
    if (replicated) replicate(s, b);
    s->time = numbers(s, b, "time");
    s->entry = numbers(s, b, "entry");
    s->weight = replicated ? NULL : numbers(s, b, "weights");
    s->offset = numbers(s, b, "offset");
    s->event = study_keep(s, s->n, sizeof *s->event);
    for (size_t i = 0; i < s->n && status; i++)
        s->event[i] = is_event(b, status, s->row[i]);
    if (group) s->group = study_factor(s, b->data, group, false);
    if (cluster) s->cluster = study_factor(s, b->data, cluster, false);
    read_strata(s, b);
    read_covariates(s, b);
    s->exact_times = json_is_false(json_object_get(b->spec, "timefix"));
    s->sample = (atr_sample){.n = s->n,
                             .time = s->time,
                             .event = s->event,
                             .weight = s->weight,
                             .group = s->group.code,
                             .n_groups = s->group.n ? s->group.n : 1,
                             .stratum = s->stratum.code,
                             .n_strata = s->stratum.n ? s->stratum.n : 1,
                             .entry = s->entry};
    const json_t *robust = json_object_get(b->spec, "robust");
    s->robust = robust ? json_is_true(robust) : s->cluster.n > 0 || !whole_weights(s);
}

void study_join(study *s, const block *b, const char *id)
{
    const factor who = study_factor(s, b->data, id, false);
    size_t      *last = must_alloc(who.n, sizeof *last), n = 0; /* 1 + kept row */
    for (size_t i = 0; i < s->n; i++) {
        size_t k = last[who.code[i]];
        if (k == 0 || s->time[k - 1] != s->entry[i] || s->event[k - 1]) {
            s->entry[n] = s->entry[i];
            k = ++n;
        }
        s->time[k - 1] = s->time[i];
        s->event[k - 1] = s->event[i];
        for (size_t j = 0; j < s->p; j++) ((double *)s->x[j])[k - 1] = s->x[j][i];
        last[who.code[i]] = k;
    }
    s->n = s->sample.n = n;
    free(last);
}

bool study_tables(block *b, study *s)
{
    const atr_events_options options = {s->exact_times};
    atr_error                err = {0};
    s->n_tables = s->sample.n_groups * s->sample.n_strata;
    s->tables = study_keep(s, s->n_tables, sizeof *s->tables);
    if (atr_events_build(&s->sample, &options, s->tables, NULL, &err) == ATR_OK)
        return true;
    refused(b, &err);
    return false;
}

const atr_jackknife *study_jackknife(block *b, study *s, const atr_events *tables)
{
    atr_error err = {0};
    if (!s->weight && !s->robust) return NULL;
    if (s->jackknife) atr_jackknife_free(s->jackknife, s->n_tables);
    s->jackknife = study_keep(s, s->n_tables, sizeof *s->jackknife);
    if (atr_jackknife_fit(&s->sample, s->cluster.code, tables, s->jackknife, &err) ==
        ATR_OK)
        return s->jackknife;
    refused(b, &err);
    return NULL;
}

void study_free(study *s)
{
    if (s->jackknife) atr_jackknife_free(s->jackknife, s->n_tables);
    if (s->tables) atr_events_free(s->tables, s->n_tables);
    for (size_t i = 0; i < s->n_owned; i++) free(s->owned[i]);
    free(s->owned);
    *s = (study){0};
}
