/* figure_input.h - the figure that a command is to work on: files, or a trial folder. */
#ifndef ATRISK_CLI_FIGURE_INPUT_H
#define ATRISK_CLI_FIGURE_INPUT_H

#include "atrisk/curve_file.h"
#include "atrisk/trial_figure.h"
#include "cli/options.h"

typedef struct {
    text_list   risk, marks;
    const char *endpoint;
} figure_files;

/* Owns what its figure points to. */
typedef struct {
    const char      *name;     /* the first file, or the folder                  */
    const char      *endpoint; /* of the trial; NULL when read from files        */
    atr_figure       figure;   /* every arm has a label                          */
    atr_trial        trial;    /* one of these two ways                          */
    atr_trial_figure of_trial;
    atr_curves       curves;
} figure_input;

/* Read curves with the files that the options name, or the figure of a trial folder.
 *
 *   operands  [n_operands] at least one
 *
 * Fails as atr_curve_file_read and atr_trial_figure_read do; with ATR_EARGUMENT for options
 * that do not go with the operands, and with ATR_ENOINPUT for a trial without a figure. */
atr_status figure_input_read(const figure_files *files, char *const *operands,
                             size_t n_operands, figure_input *input, atr_notes *notes,
                             atr_error *err);

void figure_input_free(figure_input *input);

#endif
