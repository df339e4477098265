/* plot_trials.h - figures of trial folders: what was published and what is behind it. */
#ifndef ATRISK_CLI_PLOT_TRIALS_H
#define ATRISK_CLI_PLOT_TRIALS_H

#include "atrisk/validate.h"
#include "cli/plot.h"

/* Is this a folder, so that it stands for a trial? */
bool is_trial_folder(const char *path);

/* Read the trials named by the operands; release each with atr_validation_free, then
 * the array with free. */
atr_status trials_read(char *const *folders, size_t n, atr_validation **trials,
                       atr_error *err);

/* Is this endpoint among the words of --endpoint (all are when there is none)?  A word
 * stands for the endpoint of that name or, if it ends in *, for all that begin so. */
bool endpoint_is_wanted(const plot_arguments *args, const char *endpoint);

/* The arm as figures show it. */
const char *arm_label(const atr_trial *trial, int arm);

/* The figures.  They report what goes wrong and return the exit status.  plot_trial_km
 * takes one folder. */
int plot_trial_km(const plot_arguments *args, char *const *folders, size_t n);
int plot_trial_bars(const plot_arguments *args, char *const *folders, size_t n);
int plot_trial_forest(const plot_arguments *args, char *const *folders, size_t n);

#endif
