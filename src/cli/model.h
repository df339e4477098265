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
/* clang-format off */
#define MODEL_OPTIONS \
    {OPTION_LIST, "categorical", 0, offsetof(model_arguments, categorical), "COLUMN,...", \
     "covariates to take as categories although they are numbers"}, \
    {OPTION_LIST, "reference", 'r', offsetof(model_arguments, reference), \
     "COLUMN=LEVEL,...", "levels to compare with; left out: the first of each"}
/* clang-format on */

/* Ask for the covariates that the arguments name. */
void model_columns(const model_arguments *args, atr_patients_options *columns);

/* The patients' covariates as columns of a model, with the reference levels asked for. */
atr_status model_design(const model_arguments *args, const atr_patients *patients,
                        atr_design *design, atr_error *err);

/* Warn of no events, of infinite and redundant coefficients, of no convergence; the
 * warnings begin with `of`, "subdistribution hazard: ". */
void model_note_problems(const char *of, const atr_cox *fit, const atr_design *design,
                         atr_notes *notes);

#endif
