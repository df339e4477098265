/* model.h - the options and steps that commands with covariates share. */
#ifndef ATRISK_CLI_MODEL_H
#define ATRISK_CLI_MODEL_H

#include "atrisk/cox.h"
#include "atrisk/design.h"
#include "cli/analysis.h"

/* The first member of the arguments of such a command. */
typedef struct {
    patient_arguments in;
    text_list         covariates, categorical, reference;
} model_arguments;

/* Rows of its option table; --covariates has a text of its own in each command. */
#define COVARIATES_NOTE                                                                    \
    "Covariates are columns; one whose cells are text becomes an indicator for each\n"     \
    "level but the reference.  Also log(psa), log2, log10, sqrt, exp, age^2, age^3,\n"     \
    "factor(grade), arm:sex for an interaction, arm*sex for it and its parts; a column\n"  \
    "that is called so goes in backquotes.\n\n"
/* clang-format off */
#define MODEL_OPTIONS \
    {OPTION_LIST, "categorical", 0, offsetof(model_arguments, categorical), "COLUMN,...", \
     "numbers to take as categories, as factor(COLUMN) does"}, \
    {OPTION_LIST, "reference", 'r', offsetof(model_arguments, reference), \
     "COLUMN=LEVEL,...", "levels to compare with; left out: the first of each"}
/* clang-format on */

/* What the arguments say of the model, understood.  Zeroed: no covariates are named. */
typedef struct {
    atr_formula    formula;
    size_t         n_categorical;
    const char   **categorical; /* [n_categorical] by option or inside factor() */
    size_t         n_references;
    atr_reference *reference; /* [n_references] */
} model_terms;

/* Understand them; splits the words of --reference in place.  Fails with ATR_EARGUMENT or
 * ATR_EMEMORY.  Release with model_terms_free. */
atr_status model_terms_read(const model_arguments *args, model_terms *terms,
                            atr_error *err);
void       model_terms_free(model_terms *terms);

/* Ask for the columns that the terms need. */
void model_columns(const model_terms *terms, atr_patients_options *columns);

/* The patients' covariates as columns of a model, with the reference levels asked for. */
atr_status model_design(const model_terms *terms, const atr_patients *patients,
                        atr_design *design, atr_error *err);

/* Warn of no events, of infinite and redundant coefficients, of no convergence; the
 * warnings begin with `of`, "subdistribution hazard: ". */
void model_note_problems(const char *of, const atr_cox *fit, const atr_design *design,
                         atr_notes *notes);

#endif
