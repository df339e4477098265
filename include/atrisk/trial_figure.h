/* trial_figure.h - the digitized figure of an endpoint in a trial folder, with what the
 * claims say besides. */
#ifndef ATRISK_TRIAL_FIGURE_H
#define ATRISK_TRIAL_FIGURE_H

#include "atrisk/figure.h"
#include "atrisk/notes.h"
#include "atrisk/trial.h"

#include <stdint.h>

/* Owns all that its figure points to, except labels, which are the trial's. */
typedef struct {
    atr_figure               figure;    /* arms in the order of the trial            */
    uint32_t                *trial_arm; /* [figure.n_arms] index of the arm in the trial */
    char                     file[512]; /* ENDPOINT.curve.csv                       */
    atr_figure_arm          *arm;       /* [figure.n_arms] those of the figure      */
    struct atr_trial_inputs *owner;     /* private                                  */
} atr_trial_figure;

/* Would this claim be an input of a figure?  Numbers of events are, unless their role is to
 * be checked; landmarks, medians, hazard ratios and p (of the log-rank test) only when
 * their role says so. */
bool atr_trial_figure_uses(const atr_claim *claim);

/* Is there an ENDPOINT.curve.csv? */
bool atr_trial_has_figure(const atr_trial *trial, const char *endpoint);

/* Read ENDPOINT.curve.csv with ENDPOINT.risk.csv and ENDPOINT.marks.csv, if there are any;
 * the number of patients comes from arms.csv.
 *
 *   figure  release with atr_trial_figure_free; the trial must outlive it
 *   notes   what was assumed (may be NULL)
 *
 * Fails as atr_curve_file_read does, with ATR_EDATA for a curve that is no arm of the
 * trial or two that are the same one, and with ATR_EMEMORY. */
atr_status atr_trial_figure_read(const atr_trial *trial, const char *endpoint,
                                 atr_trial_figure *figure, atr_notes *notes,
                                 atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_trial_figure_free(atr_trial_figure *figure);

#endif
