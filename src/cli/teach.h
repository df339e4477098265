/* teach.h - the lessons of `atrisk teach`, by what they are taught with. */
#ifndef ATRISK_CLI_TEACH_H
#define ATRISK_CLI_TEACH_H

#include "atrisk/teach.h"
#include "cli/analysis.h"

/* NaN, NULL and empty where an option was not given. */
typedef struct {
    patient_arguments in; /* its result.format is a lesson's */
    long              step;
    double            horizon;                /* of restricted means             */
    text_list         risk, names, n, events; /* of a figure                     */
    int               scale, shows;
    double            hr; /* of trials carried out        */
    text_list         sizes;
    long              trials, seed, threads;
} teach_arguments;

/* How the arguments want a lesson. */
atr_teach_options teach_how(const teach_arguments *args);

/* What a lesson is given: the operands behind its name. */
typedef struct {
    const char            *name;
    const teach_arguments *args;
    char *const           *operands;
    size_t                 n_operands;
} teach_request;

/* Teach with patients (km, logrank, cox, rmst) or with a figure (reconstruct).  Each fails
 * as its lesson and the reader of its input do. */
atr_status teach_patients(const teach_request *request, FILE *stream, atr_notes *notes,
                          atr_error *err);
atr_status teach_figure(const teach_request *request, FILE *stream, atr_notes *notes,
                        atr_error *err);
atr_status teach_design(const teach_request *request, FILE *stream, atr_notes *notes,
                        atr_error *err);

#endif
