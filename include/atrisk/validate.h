/* validate.h - a verdict on everything that was published about a trial.
 *
 * Two sources speak: the printed numbers among themselves (claims.h), and, for
 * endpoints over time, patients.  The best patients that there are behind an
 * endpoint are used: the trial's own, those of a digitized curve, or, failing
 * both, patients synthesised to agree with the claims whose role is input.  A
 * claim whose role is input is never called confirmed: at best it is consistent. */
#ifndef ATRISK_VALIDATE_H
#define ATRISK_VALIDATE_H

#include "atrisk/claims.h"
#include "atrisk/hr_conventions.h"
#include "atrisk/notes.h"
#include "atrisk/origin.h"
#include "atrisk/patients.h"
#include "atrisk/quality.h"
#include "atrisk/sensitivity.h"
#include "atrisk/summary.h"

/* The arm_index of a group of patients that the trial's claims are not about. */
#define ATR_NO_ARM UINT32_MAX

/* What a figure leaves open about results of its patients: reconstruction intervals at 95%
 * over draws of all patients that agree with it (reconstruct_draws.h, ensemble.h).  They
 * are drawn only where the patients found do not agree with a claim by themselves. */
typedef struct {
    size_t  n; /* draws; 0: none                                                  */
    double *low, *high; /* log hazard ratios in the order of `hr`, then medians of all
                           groups (infinite: not reached); NaN: not known               */
} atr_open;

/* How many, and with which seed: the same study has the same verdict every time. */
enum { ATR_VALIDATE_DRAWS = 50, ATR_VALIDATE_SEED = 1 };

/* The patients behind one endpoint of a trial. */
typedef struct {
    const char *name; /* as claims write it; borrowed from the trial                   */
    atr_origin  origin;
    char        reason[320]; /* why there are none; "" otherwise                       */
    char        file[512];   /* where they were read from, "" when from claims alone   */
    atr_sample  sample; /* a view; group g is arm arm_index[g] of the trial            */
    size_t      n_arms;
    atr_events *table; /* [n_arms] of the sample's groups, over strata; NULL: no patients */
    uint32_t   *arm_index;   /* [n_arms] indices of the trial's arms, or ATR_NO_ARM      */
    int         arm, versus; /* groups that range compares; versus -1: only one arm    */
    atr_synthesis synthesis; /* of the first shape, when built                         */
    atr_patients  patients;  /* when read from a file                                  */
    atr_rebuilt_patients rebuilt; /* when behind a digitized figure                      */
    atr_quality         *quality; /* [n_arms] of those; NULL otherwise                   */
    size_t               n_inputs;
    atr_input_fit *input;  /* [n_inputs] every printed number that built patients were to
                              have, and how they do; the arms of these are groups   */
    atr_sensitivity range; /* results, and what an assumed shape does to them     */
    atr_hr_conventions
             hr;   /* of arm over versus, by every method; none for synthesised ones */
    atr_open open; /* of patients behind a digitized figure                           */
    struct atr_endpoint_figure *figure; /* private: to draw from; or NULL             */
    atr_notes notes; /* what was assumed to build them                              */
} atr_endpoint;

typedef struct {
    atr_trial     trial;
    atr_findings  findings; /* of claims.h, with those from patients added */
    size_t        n_endpoints;
    atr_endpoint *endpoint; /* [n_endpoints] those with survival, events or a hazard ratio,
                               and those with a median or a p-value that have a file */
    atr_notes notes;
} atr_validation;

typedef struct {
    double tolerance; /* how far a printed hazard ratio may be from the patients', in
                         standard errors of its logarithm: conventions differ by this much
                         without an error; 0: 0.25 for the trial's own patients and, beyond
                         what the figure leaves open, for those rebuilt from one; 0.5 where
                         that is not known (patients that others rebuilt, or synthesised) */
} atr_validate_options;

/* The tolerance for an endpoint with these options (NULL: the defaults). */
double atr_validate_tolerance(const atr_validate_options *options,
                              const atr_endpoint         *endpoint);

/* Read and judge a trial folder.
 *   options  NULL for the defaults
 * Fails as atr_trial_read and atr_patients_read do.  An endpoint for which no
 * patients can be built is no failure: its origin is NONE and reason says why. */
atr_status atr_trial_validate(const char *folder, const atr_validate_options *options,
                              atr_validation *validation, atr_error *err);

/* Judge a trial that has been read.
 *   trial  taken over: it belongs to the validation, also on failure, and is zeroed
 * Likewise. */
atr_status atr_trial_judge(atr_trial *trial, const atr_validate_options *options,
                           atr_validation *validation, atr_error *err);

/* The finding that decides the verdict on a claim: of those of that verdict the one from
 * patients, else the first. */
const atr_finding *atr_validation_finding(const atr_validation *validation, size_t claim);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_validation_free(atr_validation *validation);

#endif
