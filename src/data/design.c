/* design.c - covariates of patients as columns of numbers for a model. */
#include "atrisk/design.h"

#include "base/fail.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Everything a design points to that is not the patients' or the formula's. */
typedef struct {
    const double **column; /* [p]                                                     */
    double        *number; /* columns that were made, one of n after the other        */
    char         **name;   /* [2 * p] levels and references of interactions, or NULL  */
    size_t         n_names;
} owned;

/* A covariate in a term. */
typedef struct {
    const atr_covariate *covariate;
    atr_function         function;
    size_t               reference; /* level of a categorical one */
} factor;

enum { MOST_FACTORS = 8 };

/* A term: the products of its factors' columns. */
typedef struct {
    const char *name;
    size_t      n;
    factor      factor[MOST_FACTORS];
} product;

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

/* How many columns a factor has by itself. */
static size_t width_of(const factor *f)
{
    if (!f->covariate->code) return 1;
    return f->covariate->n_levels > 0 ? f->covariate->n_levels - 1 : 0;
}

static size_t width_of_product(const product *term)
{
    size_t width = 1;
    for (size_t k = 0; k < term->n; k++) width *= width_of(&term->factor[k]);
    return width;
}

/* A number as it stands needs no column of its own. */
static bool is_borrowed(const product *term)
{
    return term->n == 1 && !term->factor[0].covariate->code &&
           term->factor[0].function == ATR_FUNCTION_NONE;
}

/* The level of a factor's column, the reference left out. */
static size_t level_of(const factor *f, size_t column)
{
    return column + (column >= f->reference);
}

static double value_of(const factor *f, size_t column, size_t i)
{
    if (f->covariate->code) return f->covariate->code[i] == level_of(f, column);
    return atr_function_value(f->function, f->covariate->value[i]);
}

static atr_status refuse_value(const atr_patients *patients, const product *term, size_t i,
                               atr_error *err)
{
    const atr_covariate *first = term->factor[0].covariate;
    return atr_hint(err,
                    atr_fail_at(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                                (atr_place){patients->file, atr_patients_line(patients, i),
                                            atr_patients_field(patients, first->name)},
                                "%s is not a finite number here", term->name),
                    "logarithms need numbers above 0, roots none below 0");
}

/* Column c of a term, in which the columns of the first factor vary fastest. */
static atr_status fill_column(const atr_patients *patients, const product *term, size_t c,
                              double *column, atr_error *err)
{
    const size_t n = patients->sample.n;
    for (size_t i = 0; i < n; i++) column[i] = 1;
    for (size_t k = 0, rest = c; k < term->n; k++) {
        const factor *f = &term->factor[k];
        const size_t  width = width_of(f);
        for (size_t i = 0; i < n; i++) column[i] *= value_of(f, rest % width, i);
        rest /= width;
    }
    for (size_t i = 0; i < n; i++)
        if (!isfinite(column[i])) return refuse_value(patients, term, i, err);
    return ATR_OK;
}

/* The names of a column's levels, or of its references, joined by colons. */
static char *join_levels(const product *term, size_t c, bool reference)
{
    size_t room = 1;
    for (size_t k = 0; k < term->n; k++)
        for (size_t l = 0; l < term->factor[k].covariate->n_levels; l++)
            room += strlen(term->factor[k].covariate->level[l]) + 1;
    char *text = calloc(room, 1);
    for (size_t k = 0, rest = c; text && k < term->n; k++) {
        const factor *f = &term->factor[k];
        if (f->covariate->code) {
            if (*text) strcat(text, ":");
            strcat(text, f->covariate->level[reference ? f->reference
                                                       : level_of(f, rest % width_of(f))]);
        }
        rest /= width_of(f);
    }
    return text;
}

static bool has_levels(const product *term)
{
    for (size_t k = 0; k < term->n; k++)
        if (term->factor[k].covariate->code) return true;
    return false;
}

/* False when memory runs out. */
static bool name_column(const product *term, size_t c, owned *own, atr_term *name)
{
    *name = (atr_term){.covariate = term->name};
    if (!has_levels(term)) return true;
    const factor *only = &term->factor[0];
    if (term->n == 1) {
        name->level = only->covariate->level[level_of(only, c)];
        name->reference = only->covariate->level[only->reference];
        return true;
    }
    name->level = own->name[own->n_names++] = join_levels(term, c, false);
    name->reference = own->name[own->n_names++] = join_levels(term, c, true);
    return name->level && name->reference;
}

/* Write the columns of a term behind those there are; *made is where there is room. */
static atr_status add_term(const atr_patients *patients, const product *term, double **made,
                           atr_design *design, atr_error *err)
{
    owned       *own = design->owner;
    const size_t width = width_of_product(term);
    for (size_t c = 0; c < width; c++) {
        const size_t j = design->columns.p++;
        if (!name_column(term, c, own, &design->term[j]))
            return atr_fail_memory(err, "the columns of the model");
        design->term[j].number = design->n_terms;
        own->column[j] = is_borrowed(term) ? term->factor[0].covariate->value : *made;
        if (is_borrowed(term)) continue;
        const atr_status status = fill_column(patients, term, c, *made, err);
        if (status) return status;
        *made += patients->sample.n;
    }
    design->n_terms += width > 0;
    return ATR_OK;
}

static atr_status alloc(const product *term, size_t n_terms, size_t n, atr_design *design,
                        atr_error *err)
{
    size_t p = 0, made = 0;
    for (size_t t = 0; t < n_terms; t++) {
        p += width_of_product(&term[t]);
        made += is_borrowed(&term[t]) ? 0 : width_of_product(&term[t]);
    }
    owned *own = calloc(1, sizeof *own);
    design->owner = own;
    design->term = calloc(p + 1, sizeof *design->term);
    if (!own || !design->term) return atr_fail_memory(err, "the columns of the model");
    own->column = calloc(p + 1, sizeof *own->column);
    own->name = calloc(2 * p + 1, sizeof *own->name);
    own->number = calloc(made * n + 1, sizeof *own->number);
    design->columns = (atr_covariates){0, own->column};
    if (own->column && own->name && own->number) return ATR_OK;
    return atr_fail_memory(err, "the columns of the model");
}

static atr_status refuse_function(const char *term, const char *covariate, atr_error *err)
{
    return atr_hint(err,
                    atr_fail(err, ATR_EDATA, ATR_CODE_BAD_COVARIATE,
                             "%s: column '%s' holds categories", term, covariate),
                    "functions are of numbers");
}

/* The covariates that a term of the formula names. */
static atr_status find_product(const atr_patients       *patients,
                               const atr_design_options *options,
                               const atr_formula_term *written, product *term,
                               atr_error *err)
{
    *term = (product){.name = written->text, .n = written->n};
    for (size_t k = 0; k < written->n; k++) {
        const atr_formula_factor *f = &written->factor[k];
        const atr_covariate      *x = find_covariate(patients, f->column);
        if (x->code && f->function != ATR_FUNCTION_NONE &&
            f->function != ATR_FUNCTION_FACTOR)
            return refuse_function(written->text, f->column, err);
        term->factor[k] = (factor){
            x, f->function, reference_level(x, options->reference, options->n_references)};
    }
    return ATR_OK;
}

static atr_status list_products(const atr_patients       *patients,
                                const atr_design_options *options, product *term, size_t n,
                                atr_error *err)
{
    atr_status status = ATR_OK;
    for (size_t t = 0; !status && t < n; t++) {
        if (options->formula) {
            status =
                find_product(patients, options, &options->formula->term[t], &term[t], err);
            continue;
        }
        const atr_covariate *x = &patients->covariate[t];
        const size_t level = reference_level(x, options->reference, options->n_references);
        term[t] = (product){x->name, 1, {{x, ATR_FUNCTION_NONE, level}}};
    }
    return status;
}

atr_status atr_design_build(const atr_patients *patients, const atr_design_options *options,
                            atr_design *design, atr_error *err)
{
    static const atr_design_options plain = {0};
    *design = (atr_design){0};
    if (!options) options = &plain;
    const size_t n = options->formula ? options->formula->n_terms : patients->n_covariates;
    product     *term = calloc(n + 1, sizeof *term);
    double      *made = NULL;
    atr_status   status = term ? ATR_OK : atr_fail_memory(err, "the terms of the model");
    for (size_t r = 0; !status && r < options->n_references; r++)
        status = check_reference(patients, options->reference + r, err);
    if (!status) status = list_products(patients, options, term, n, err);
    if (!status) status = alloc(term, n, patients->sample.n, design, err);
    if (!status) made = ((owned *)design->owner)->number;
    for (size_t t = 0; !status && t < n; t++)
        status = add_term(patients, &term[t], &made, design, err);
    free(term);
    if (status) atr_design_free(design);
    return status;
}

void atr_design_free(atr_design *design)
{
    owned *own = design->owner;
    if (own) {
        for (size_t k = 0; own->name && k < own->n_names; k++) free(own->name[k]);
        free(own->name);
        free(own->column);
        free(own->number);
    }
    free(own);
    free(design->term);
    *design = (atr_design){0};
}
