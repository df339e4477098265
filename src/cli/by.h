/* by.h - an analysis made anew for each part of the patients: --by COLUMN,... */
#ifndef ATRISK_CLI_BY_H
#define ATRISK_CLI_BY_H

#include "cli/analysis.h"

/* The parts that analyses take their patients from, one after the other. */
typedef struct by_source by_source;

/* The patients of the part that is due; the file is read for the first. */
atr_status by_patients(by_source *source, const char *path,
                       const atr_patients_options *options, atr_patients *patients,
                       atr_notes *notes, atr_error *err);

/* Analyse every part and write all results where the arguments, which begin with
 * patient_arguments, say.  Nothing is written unless every part has a result.  Returns the
 * exit status. */
int by_run(const analysis *a, const patient_arguments *args, char *const *operands,
           size_t n_operands);

#endif
