/* design.c - covariates of patients as columns of numbers for a model. */
#include "atrisk/design.h"

#include "base/fail.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything a design points to that is not the patients'. */
typedef struct {
    const double **column; /* [p]                                            */
    double        *number; /* the indicators, one column of n after the other */
} owned;

static const atr_covariate *find_covariate(const atr_patients *patients, const char *name)
{
    for (size_t c = 0; c < patients->n_covariates; c++)
        if (!strcmp(patients->covariate[c].name, name)) return patients->covariate + c;
    return NULL;
}

static bool find_level(const atr_covariate *covariate, const char *level, size_t *found)
{
    for (size_t l = 0; l < covariate->n_levels; l++)
        if (!strcmp(covariate->level[l], level)) {
            *found = l;
            return true;
        }
    return false;
}

/* The names of what there is to choose from, as far as they fit in a hint. */
typedef struct {
    char   text[200];
    size_t length;
} choice;

static void offer(choice *names, const char *name)
{
    const size_t room = sizeof names->text - names->length;
    const int    written = snprintf(names->text + names->length, room, "%s%s",
                                 names->length ? ", " : "", name);
    if (written > 0 && (size_t)written < room) names->length += (size_t)written;
    else names->text[names->length] = 0;
}

static atr_status refuse_covariate(const atr_patients  *patients,
                                   const atr_reference *reference, atr_error *err)
{
    choice names = {.length = 0};
    for (size_t c = 0; c < patients->n_covariates; c++)
        offer(&names, patients->covariate[c].name);
    atr_fail(err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
             "reference %s=%s: the model has no covariate %s", reference->covariate,
             reference->level, reference->covariate);
    return atr_hint(err, ATR_EDATA, "its covariates are %s", names.text);
}

static atr_status refuse_number(const atr_reference *reference, atr_error *err)
{
    atr_fail(err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
             "reference %s=%s: covariate %s is a number and has no levels",
             reference->covariate, reference->level, reference->covariate);
    return atr_hint(err, ATR_EDATA, "declare it categorical, or leave out the reference");
}

static atr_status refuse_level(const atr_covariate *covariate,
                               const atr_reference *reference, atr_error *err)
{
    choice names = {.length = 0};
    for (size_t l = 0; l < covariate->n_levels; l++) offer(&names, covariate->level[l]);
    atr_fail(err, ATR_EDATA, ATR_CODE_NO_SUCH_LEVEL,
             "reference %s=%s: no patient has that level", reference->covariate,
             reference->level);
    return atr_hint(err, ATR_EDATA, "its levels are %s", names.text);
}

static atr_status check_reference(const atr_patients  *patients,
                                  const atr_reference *reference, atr_error *err)
{
    const atr_covariate *covariate = find_covariate(patients, reference->covariate);
    size_t               level;
    if (!covariate) return refuse_covariate(patients, reference, err);
    if (!covariate->code) return refuse_number(reference, err);
    if (!find_level(covariate, reference->level, &level))
        return refuse_level(covariate, reference, err);
    return ATR_OK;
}

/* The last reference named for a covariate counts; without one, the first level. */
static size_t reference_level(const atr_covariate *covariate,
                              const atr_reference *reference, size_t n_references)
{
    size_t level = 0;
    for (size_t r = 0; r < n_references; r++)
        if (!strcmp(reference[r].covariate, covariate->name))
            find_level(covariate, reference[r].level, &level);
    return level;
}

static size_t indicators(const atr_covariate *covariate)
{
    return covariate->n_levels > 0 ? covariate->n_levels - 1 : 0;
}

static bool alloc(const atr_patients *patients, atr_design *design)
{
    size_t p = 0, made = 0;
    for (size_t c = 0; c < patients->n_covariates; c++) {
        const atr_covariate *covariate = patients->covariate + c;
        p += covariate->code ? indicators(covariate) : 1;
        made += covariate->code ? indicators(covariate) : 0;
    }
    owned *own = calloc(1, sizeof *own);
    design->owner = own;
    design->term = calloc(p + 1, sizeof *design->term);
    if (!own) return false;
    own->column = calloc(p + 1, sizeof *own->column);
    own->number = calloc(made * patients->sample.n + 1, sizeof *own->number);
    design->columns = (atr_covariates){p, own->column};
    return design->term && own->column && own->number;
}

/* Write the indicators of a covariate from column p on; `number` has room. */
static void add_indicators(const atr_covariate *covariate, size_t reference, size_t n,
                           double *number, const double **column, atr_term *term)
{
    size_t made = 0;
    for (size_t l = 0; l < covariate->n_levels; l++) {
        if (l == reference) continue;
        double *indicator = number + made * n;
        for (size_t i = 0; i < n; i++) indicator[i] = covariate->code[i] == l;
        column[made] = indicator;
        term[made] =
            (atr_term){covariate->name, covariate->level[l], covariate->level[reference]};
        made++;
    }
}

static void fill(const atr_patients *patients, const atr_reference *reference,
                 size_t n_references, atr_design *design)
{
    const owned *own = design->owner;
    const size_t n = patients->sample.n;
    double      *number = own->number;
    size_t       p = 0;
    for (size_t c = 0; c < patients->n_covariates; c++) {
        const atr_covariate *covariate = patients->covariate + c;
        if (covariate->code) {
            const size_t level = reference_level(covariate, reference, n_references);
            add_indicators(covariate, level, n, number, own->column + p, design->term + p);
            number += indicators(covariate) * n;
            p += indicators(covariate);
        } else {
            own->column[p] = covariate->value;
            design->term[p] = (atr_term){covariate->name, NULL, NULL};
            p++;
        }
    }
}

atr_status atr_design_build(const atr_patients *patients, const atr_reference *reference,
                            size_t n_references, atr_design *design, atr_error *err)
{
    *design = (atr_design){0};
    for (size_t r = 0; r < n_references; r++) {
        const atr_status status = check_reference(patients, reference + r, err);
        if (status) return status;
    }
    if (!alloc(patients, design)) {
        atr_design_free(design);
        return atr_fail_memory(err, "the columns of the model");
    }
    fill(patients, reference, n_references, design);
    return ATR_OK;
}

void atr_design_free(atr_design *design)
{
    owned *own = design->owner;
    if (own) {
        free(own->column);
        free(own->number);
    }
    free(own);
    free(design->term);
    *design = (atr_design){0};
}
