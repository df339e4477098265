/* patient_checks.h - claims against the patients behind an endpoint. */
#ifndef ATRISK_PUBLISHED_PATIENT_CHECKS_H
#define ATRISK_PUBLISHED_PATIENT_CHECKS_H

#include "atrisk/validate.h"
#include "published/check.h"

/* Compare every claim about the endpoint, in the population of its first claim, with what
 * its patients give, and add the findings.
 *
 *   tolerance  of a hazard ratio, in standard errors of its logarithm
 *
 * From a trial's own patients a claim is confirmed when the result prints so, consistent
 * when it lies within a quarter of a standard error (a p-value: 0.15 in z, or one-sided
 * where it is not printed which), else inconsistent.  From patients that
 * were built nothing is ever confirmed: a claim is consistent when it lies in the range
 * over what had to be assumed or within half a standard error of it, and a claim that was
 * an input is consistent when it could be met together with the others. */
void patient_checks_add(atr_checker *checker, const atr_endpoint *endpoint,
                        double tolerance);

#endif
