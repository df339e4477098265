/* patient_check.h - what the checks against patients share. */
#ifndef ATRISK_PUBLISHED_PATIENT_CHECK_H
#define ATRISK_PUBLISHED_PATIENT_CHECK_H

#include "atrisk/validate.h"
#include "published/check.h"
#include "published/hr_reading.h"

typedef struct {
    atr_checker        *checker;
    const atr_endpoint *endpoint;
    double tolerance; /* how far a printed ratio may be off, in standard errors of its
                         logarithm */
} patient_check;

enum { PATIENT_LINE_SIZE = 1280, PATIENT_RANGE_SIZE = 160 };

/* A result, and its range over what had to be assumed. */
typedef struct {
    double value, low, high;
} patient_result;

static inline const atr_claim *patient_claim(const patient_check *c, size_t claim)
{
    return &c->checker->trial->claim[claim];
}

/* Were they built from something printed, and not read from a file? */
bool patients_are_built(const atr_endpoint *endpoint);

/* The group of patients that an arm of the trial is; -1 when it has none. */
int patient_group(const atr_endpoint *endpoint, int arm);

/* The hazard ratio of an endpoint in the direction of the claim; NaN when other groups
 * are compared. */
patient_result patient_hr(const atr_endpoint *endpoint, const atr_claim *claim);

/* How the input that a claim became was met; NULL when it was no input of the patients. */
const atr_input_fit *patient_input_of(const atr_endpoint *endpoint, const atr_claim *claim);

/* Report what was found about a claim.  Simulated patients neither confirm nor contradict.
 */
void patient_finding_add(const patient_check *check, size_t claim, atr_verdict verdict,
                         const patient_result *result, const char *line);

/* How a printed hazard ratio comes about from the patients of an endpoint; not found when
 * they are synthesised, or other arms are compared. */
hr_reading hr_reading_of(const atr_endpoint *endpoint, const atr_claim *claim,
                         double tolerance);

/* The checks of hr_checks.c and hr_limits.c: a hazard ratio, and its limits. */
void patient_check_hr(const patient_check *check, size_t claim);
void patient_check_limits(const patient_check *check, size_t claim);

/* The check of rmst_checks.c: a restricted mean, or a difference or ratio of two. */
void patient_check_rmst(const patient_check *check, size_t claim);

/* What the p of a test on patients, of as many sides as the printed one, says about that.
 */
void patient_check_wald_p(const patient_check *check, size_t claim, double p);

#endif
