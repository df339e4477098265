/* endpoint_figure.h - the patients behind the digitized figure of an endpoint. */
#ifndef ATRISK_PUBLISHED_ENDPOINT_FIGURE_H
#define ATRISK_PUBLISHED_ENDPOINT_FIGURE_H

#include "atrisk/reconstruct.h"
#include "atrisk/trial_figure.h"
#include "atrisk/validate.h"

/* A figure, and the patients found behind it. */
struct atr_endpoint_figure {
    atr_trial_figure   read;
    atr_reconstruction found;
};

/* Read the figure of the endpoint e->name and rebuild its patients by the best method:
 * fills arms, rebuilt patients and their sample, quality, inputs and the figure.  What it
 * leaves behind when it fails is released by endpoint_patients_free.
 *
 * Fails as atr_trial_figure_read and atr_reconstruct do. */
atr_status endpoint_figure_rebuild(const atr_trial *trial, atr_endpoint *e,
                                   atr_notes *notes, atr_error *err);

/* Release.  NULL is allowed. */
void endpoint_figure_free(struct atr_endpoint_figure *figure);

#endif
