/* endpoint_patients.h - the best patients that there are behind an endpoint of a trial. */
#ifndef ATRISK_PUBLISHED_ENDPOINT_PATIENTS_H
#define ATRISK_PUBLISHED_ENDPOINT_PATIENTS_H

#include "atrisk/validate.h"

#include <stdbool.h>

/* Read ENDPOINT.patients.csv; failing that build patients that follow
 * ENDPOINT.curve.csv; failing that build some that agree with the claims.  When
 * nothing can be built the origin is NONE and the reason is given.
 *
 *   name      of the endpoint, borrowed
 *   endpoint  filled; release with endpoint_patients_free
 *   notes     what was assumed
 *
 * Fails when a file is there and cannot be read, names an arm that the trial does not
 * have or (of patients, when the trial has several arms) none, or has numbers at risk
 * that cannot be, and with ATR_EMEMORY. */
atr_status endpoint_patients_find(const atr_trial *trial, const char *name,
                                  atr_endpoint *endpoint, atr_notes *notes, atr_error *err);

/* Is there a file of patients or of a curve for this endpoint? */
bool endpoint_patients_in_file(const atr_trial *trial, const char *name);

void endpoint_patients_free(atr_endpoint *endpoint);

#endif
