/* figure_input.h - the figure that a command is to work on: files, or a trial folder. */
#ifndef ATRISK_CLI_FIGURE_INPUT_H
#define ATRISK_CLI_FIGURE_INPUT_H

#include "atrisk/trial_figure.h"
#include "cli/curve_options.h"

/* Owns what its figure points to. */
typedef struct {
    const char      *name;     /* the files, "a.csv, b.csv", or the folder's     */
    char            *names;    /* where they stand, when they are files          */
    const char      *endpoint; /* of the trial; NULL when read from files        */
    atr_figure       figure;   /* every arm has a label                          */
    atr_trial        trial;    /* one of these two ways                          */
    atr_trial_figure of_trial;
    atr_curves       curves;
} figure_input;

/* Read curves as the options say, or the figure of a trial folder.
 *
 *   endpoint  of a trial folder; NULL: the only one with a figure
 *   operands  [n_operands] at least one
 *
 * Fails as atr_curve_file_read and atr_trial_figure_read do; with ATR_EARGUMENT for options
 * that do not go with the operands, and with ATR_ENOINPUT for a trial without a figure. */
atr_status figure_input_read(const curve_arguments *args, const char *endpoint,
                             char *const *operands, size_t n_operands, figure_input *input,
                             atr_notes *notes, atr_error *err);

void figure_input_free(figure_input *input);

#endif
