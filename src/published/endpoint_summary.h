/* endpoint_summary.h - what the claims of a trial say about the patients behind one
 * endpoint. */
#ifndef ATRISK_PUBLISHED_ENDPOINT_SUMMARY_H
#define ATRISK_PUBLISHED_ENDPOINT_SUMMARY_H

#include "atrisk/summary.h"
#include "atrisk/trial.h"

/* A summary that owns its arrays. */
typedef struct {
    atr_summary      summary;
    atr_summary_arm *arm;       /* [summary.n_arms]                               */
    atr_landmark    *landmark;  /* of all arms, one behind the other              */
    uint32_t        *trial_arm; /* [summary.n_arms] index of the arm in the trial */
} endpoint_summary;

/* Would this claim be used to build patients?  Counts, landmarks, medians and follow-up
 * are, unless their role says that they are to be checked; ratios and p-values never are.
 */
bool claim_is_input(const atr_claim *claim);

/* The population whose patients stand behind an endpoint: that of its first claim of a
 * landmark, median, number of events or hazard ratio; "" when there is none. */
const char *endpoint_population(const atr_trial *trial, const char *endpoint);

/* Is the claim about these patients, or does it not say about whom? */
bool claim_is_about(const atr_claim *claim, const char *endpoint, const char *population);

/* Collect the inputs of an endpoint.  Of a quantity that is printed several times the
 * first row counts.  Arms about which nothing is said are left out.  Release with
 * endpoint_summary_free.
 *
 * Fails with ATR_EDATA, code ATR_CODE_SUMMARY_TOO_THIN, when no arm has both a number of
 * patients and a landmark, median or number of events; with ATR_EMEMORY. */
atr_status endpoint_summary_build(const atr_trial *trial, const char *endpoint,
                                  endpoint_summary *built, atr_error *err);

/* Fill in what holds for all arms: total events, follow-up and the accrual window. */
void endpoint_summary_follow_up(const atr_trial *trial, const char *endpoint,
                                endpoint_summary *built);

void endpoint_summary_free(endpoint_summary *built);

#endif
