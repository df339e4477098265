/* endpoint_figure.h - the patients behind the digitized figure of an endpoint. */
#ifndef ATRISK_PUBLISHED_ENDPOINT_FIGURE_H
#define ATRISK_PUBLISHED_ENDPOINT_FIGURE_H

#include "atrisk/validate.h"

/* Read the figure of the endpoint e->name and rebuild its patients by the best method:
 * fills arms, rebuilt patients and their sample, quality and inputs.  What it leaves behind
 * when it fails is released by endpoint_patients_free.
 *
 * Fails as atr_trial_figure_read and atr_reconstruct do. */
atr_status endpoint_figure_rebuild(const atr_trial *trial, atr_endpoint *e,
                                   atr_notes *notes, atr_error *err);

#endif
