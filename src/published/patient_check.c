/* patient_check.c - what the checks against patients share. */
#include "published/patient_check.h"

#include <math.h>

bool patients_are_built(const atr_endpoint *endpoint)
{
    return endpoint->origin != ATR_ORIGIN_PATIENTS;
}

int patient_group(const atr_endpoint *endpoint, int arm)
{
    for (size_t g = 0; arm >= 0 && g < endpoint->n_arms; g++)
        if (endpoint->arm_index[g] == (uint32_t)arm) return (int)g;
    return -1;
}

patient_result patient_hr(const atr_endpoint *endpoint, const atr_claim *claim)
{
    const int  arm = patient_group(endpoint, claim->arm);
    const int  versus = patient_group(endpoint, claim->versus);
    const bool same = arm == endpoint->arm && versus == endpoint->versus;
    const bool inverse = arm == endpoint->versus && versus == endpoint->arm;
    if (endpoint->versus < 0 || (!same && !inverse)) return (patient_result){NAN, NAN, NAN};
    const atr_sensitivity *s = &endpoint->range;
    if (same) return (patient_result){s->hr, s->hr_low, s->hr_high};
    return (patient_result){1 / s->hr, 1 / s->hr_high, 1 / s->hr_low};
}

/* Patients drawn at random agree or cannot tell. */
static atr_verdict cap(const atr_endpoint *endpoint, atr_verdict verdict)
{
    if (endpoint->origin != ATR_ORIGIN_SIMULATED) return verdict;
    return verdict == ATR_VERDICT_CONFIRMED || verdict == ATR_VERDICT_CONSISTENT
               ? ATR_VERDICT_CONSISTENT
               : ATR_VERDICT_NOT_CHECKABLE;
}

void patient_finding_add(const patient_check *check, size_t claim, atr_verdict verdict,
                         const patient_result *result, const char *line)
{
    atr_finding_add(check->checker,
                    &(atr_finding){.claim = claim,
                                   .check = ATR_CHECK_PATIENTS,
                                   .verdict = cap(check->endpoint, verdict),
                                   .value = result->value,
                                   .lower = result->low,
                                   .upper = result->high},
                    "%s", line);
}
