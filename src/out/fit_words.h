/* fit_words.h - what the parts of parametric models are called. */
#ifndef ATRISK_OUT_FIT_WORDS_H
#define ATRISK_OUT_FIT_WORDS_H

#include "atrisk/parametric.h"
#include "atrisk/report.h"
#include "out/describe.h"

/* The formula of a family, one line. */
const char *fit_formula(atr_family family);

/* The name of parameter i of a fit, as the formula has it; of a covariate its term
 * (design: NULL without covariates).  Returns the buffer. */
const char *fit_parameter_name(char buffer[DESCRIBE_TERM_SIZE], const atr_parametric *fit,
                               const atr_design *design, size_t i);

/* Do covariates stretch time by exp(b)?  Do they multiply the hazard? */
bool fit_stretches_time(atr_family family);
bool fit_multiplies_hazard(atr_family family);

/* The hazard ratio and the time ratio of covariate j with their limits; NaN where the
 * family has none.  Without standard error, which belongs to the logarithm. */
atr_estimate fit_hazard_ratio(const atr_parametric *fit, size_t j);
atr_estimate fit_time_ratio(const atr_parametric *fit, size_t j);

/* The number of parameters that were estimated: redundant ones do not count. */
size_t fit_estimated(const atr_parametric *fit);

#endif
