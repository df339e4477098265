/* pooled.c - the patients of several studies as one sample. */
#include "atrisk/pooled.h"

#include "base/fail.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Labels of all parts, each once. */
typedef struct {
    size_t n;
    char **label;
} union_of_labels;

struct atr_pooled_owner {
    double        *number; /* [columns * n] times, weights, entries, offsets, covariates */
    uint32_t      *code;   /* [columns * n] studies, arms, strata, covariates             */
    unsigned char *event;  /* [n]                                                         */
    union_of_labels *labels; /* [columns] of the codes */
    size_t           n_labels;
};

enum { TIME, WEIGHT, ENTRY, OFFSET, FIXED_NUMBERS };
enum { STUDY, ARM, STRATUM, FIXED_CODES };

/* The number of a label, which joins the union if it is new; -1 without memory. */
static long number_of(union_of_labels *all, const char *label)
{
    for (size_t k = 0; k < all->n; k++)
        if (strcmp(all->label[k], label) == 0) return (long)k;
    char **grown = realloc(all->label, (all->n + 1) * sizeof *grown);
    if (!grown) return -1;
    all->label = grown;
    grown[all->n] = strdup(label);
    return grown[all->n] ? (long)all->n++ : -1;
}

/* Copy the codes of a part, translated; without codes everybody has the label `other`. */
static bool copy_codes(const uint32_t *code, const char *const *label, const char *other,
                       size_t n, union_of_labels *all, uint32_t *to)
{
    for (size_t i = 0; i < n; i++) {
        const long number = number_of(all, code ? label[code[i]] : other);
        if (number < 0) return false;
        to[i] = (uint32_t)number;
    }
    return true;
}

static void copy_numbers(const double *from, size_t n, double *to)
{
    if (from) memcpy(to, from, n * sizeof *to);
}

static int by_code_point(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Number the labels by code point. */
static bool sort_labels(union_of_labels *all, uint32_t *code, size_t n)
{
    union_of_labels sorted = {all->n, malloc((all->n + 1) * sizeof *sorted.label)};
    if (!sorted.label) return false;
    if (all->n) memcpy(sorted.label, all->label, all->n * sizeof *sorted.label);
    qsort(sorted.label, sorted.n, sizeof *sorted.label, by_code_point);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (sorted.label[k] != all->label[code[i]]) k++;
        code[i] = (uint32_t)k;
    }
    free(all->label);
    *all = sorted;
    return true;
}

static bool alloc(const atr_patients *part, size_t n_parts, atr_pooled_patients *pooled)
{
    const size_t x = part->n_covariates;
    size_t       n = 0;
    for (size_t k = 0; k < n_parts; k++) n += part[k].sample.n;
    struct atr_pooled_owner *own = pooled->owner = calloc(1, sizeof *own);
    pooled->patients.covariate = calloc(x + 1, sizeof *pooled->patients.covariate);
    if (!own || !pooled->patients.covariate) return false;
    pooled->patients.sample.n = n;
    pooled->patients.n_covariates = x;
    own->n_labels = FIXED_CODES + x;
    own->number = calloc((FIXED_NUMBERS + x) * n + 1, sizeof *own->number);
    own->code = calloc((FIXED_CODES + x) * n + 1, sizeof *own->code);
    own->event = calloc(n + 1, sizeof *own->event);
    own->labels = calloc(own->n_labels, sizeof *own->labels);
    return own->number && own->code && own->event && own->labels;
}

/* Copy a part to where it begins among all. */
static bool copy_part(const atr_patients *part, const char *name, size_t begin,
                      atr_pooled_patients *pooled)
{
    const struct atr_pooled_owner *own = pooled->owner;
    const size_t                   all = pooled->patients.sample.n, n = part->sample.n;
    const atr_sample              *s = &part->sample;
    double                        *number = own->number + begin;
    uint32_t                      *code = own->code + begin;
    copy_numbers(s->time, n, number + TIME * all);
    copy_numbers(s->weight, n, number + WEIGHT * all);
    copy_numbers(s->entry, n, number + ENTRY * all);
    copy_numbers(part->offset, n, number + OFFSET * all);
    memcpy(own->event + begin, s->event, n);
    bool room =
        copy_codes(part->id.code, part->id.level, name, n, &own->labels[STUDY],
                   code + STUDY * all) &&
        copy_codes(s->group, part->group, "", n, &own->labels[ARM], code + ARM * all) &&
        copy_codes(s->stratum, part->stratum, "", n, &own->labels[STRATUM],
                   code + STRATUM * all);
    for (size_t c = 0; room && c < part->n_covariates; c++) {
        const atr_covariate *x = &part->covariate[c];
        copy_numbers(x->value, n, number + (FIXED_NUMBERS + c) * all);
        if (x->code)
            room = copy_codes(x->code, x->level, "", n, &own->labels[FIXED_CODES + c],
                              code + (FIXED_CODES + c) * all);
    }
    return room;
}

static atr_status check_kinds(const atr_patients *part, size_t n_parts, atr_error *err)
{
    for (size_t k = 1; k < n_parts; k++)
        for (size_t c = 0; c < part->n_covariates; c++)
            if (!part[k].covariate[c].code != !part->covariate[c].code)
                return atr_hint(
                    err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                                (atr_place){.file = part[k].file},
                                "column '%s' holds %s here but %s in %s",
                                part->covariate[c].name,
                                part->covariate[c].code ? "numbers" : "texts",
                                part->covariate[c].code ? "texts" : "numbers", part->file),
                    "code it alike, or take it as factor(%s)", part->covariate[c].name);
    return ATR_OK;
}

/* What says least about a trial, and how many patients are of none. */
static void pool_origins(const atr_patients *part, size_t n_parts, atr_patients *all)
{
    all->origin = part->origin;
    for (size_t k = 0; k < n_parts; k++) {
        if (part[k].origin < all->origin) all->origin = part[k].origin;
        all->origins |= part[k].origins;
        all->n_built += part[k].n_built;
    }
}

static void view(const atr_patients *part, size_t n_parts, atr_pooled_patients *pooled)
{
    const struct atr_pooled_owner *own = pooled->owner;
    atr_patients                  *p = &pooled->patients;
    const size_t                   n = p->sample.n;
    p->sample =
        (atr_sample){.n = n,
                     .time = own->number + TIME * n,
                     .event = own->event,
                     .weight = part->sample.weight ? own->number + WEIGHT * n : NULL,
                     .group = part->sample.group ? own->code + ARM * n : NULL,
                     .n_groups = own->labels[ARM].n,
                     .stratum = part->sample.stratum ? own->code + STRATUM * n : NULL,
                     .n_strata = own->labels[STRATUM].n,
                     .entry = part->sample.entry ? own->number + ENTRY * n : NULL};
    p->offset = part->offset ? own->number + OFFSET * n : NULL;
    p->group = part->group ? (const char *const *)own->labels[ARM].label : NULL;
    p->stratum = part->stratum ? (const char *const *)own->labels[STRATUM].label : NULL;
    for (size_t k = 0; k < n_parts; k++) {
        p->n_read += part[k].n_read;
        p->n_dropped += part[k].n_dropped;
    }
    pool_origins(part, n_parts, p);
    for (size_t c = 0; c < p->n_covariates; c++) {
        const union_of_labels *labels = &own->labels[FIXED_CODES + c];
        p->covariate[c] = (atr_covariate){.name = part->covariate[c].name};
        if (!part->covariate[c].code) {
            p->covariate[c].value = own->number + (FIXED_NUMBERS + c) * n;
            continue;
        }
        p->covariate[c].code = own->code + (FIXED_CODES + c) * n;
        p->covariate[c].n_levels = labels->n;
        p->covariate[c].level = (const char *const *)labels->label;
    }
    pooled->n_studies = own->labels[STUDY].n;
    pooled->study = (const char *const *)own->labels[STUDY].label;
    pooled->study_of = own->code + STUDY * n;
}

atr_status atr_pooled_build(const atr_patients *part, size_t n_parts,
                            const char *const *name, atr_pooled_patients *pooled,
                            atr_error *err)
{
    *pooled = (atr_pooled_patients){0};
    atr_status status = check_kinds(part, n_parts, err);
    if (status) return status;
    bool   room = alloc(part, n_parts, pooled);
    size_t begin = 0;
    for (size_t k = 0; room && k < n_parts; begin += part[k++].sample.n)
        room = copy_part(&part[k], name[k], begin, pooled);
    for (size_t k = ARM; room && k < pooled->owner->n_labels; k++)
        if (pooled->owner->labels[k].n)
            room = sort_labels(&pooled->owner->labels[k],
                               pooled->owner->code + k * pooled->patients.sample.n,
                               pooled->patients.sample.n);
    if (!room) {
        atr_pooled_free(pooled);
        return atr_fail_memory(err, "the patients of all studies");
    }
    view(part, n_parts, pooled);
    return ATR_OK;
}

void atr_pooled_free(atr_pooled_patients *pooled)
{
    struct atr_pooled_owner *own = pooled->owner;
    for (size_t k = 0; own && own->labels && k < own->n_labels; k++) {
        for (size_t l = 0; l < own->labels[k].n; l++) free(own->labels[k].label[l]);
        free(own->labels[k].label);
    }
    if (own) {
        free(own->number);
        free(own->code);
        free(own->event);
        free(own->labels);
    }
    free(own);
    free(pooled->patients.covariate);
    *pooled = (atr_pooled_patients){0};
}
