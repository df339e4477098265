/* hr_methods.h - what the checks of a hazard ratio and of its limits share. */
#ifndef ATRISK_PUBLISHED_HR_METHODS_H
#define ATRISK_PUBLISHED_HR_METHODS_H

#include "published/patient_check.h"

/* The hazard ratio by every method in one direction. */
typedef struct {
    atr_hr_conventions by;
    hr_open            open[ATR_MOST_HR_RESULTS]; /* [by.n] */
} hr_methods;

/* Those of an endpoint in the direction of a claim. */
hr_methods hr_methods_of(const atr_endpoint *endpoint, const atr_claim *claim);

/* The same in the other direction. */
void hr_methods_turn(hr_methods *methods);

/* Are there two limits?  Their level, 95% when none is printed. */
bool   hr_has_limits(const atr_claim *claim);
double hr_level_of(const atr_claim *claim);

/* The normal quantile of a level. */
double hr_quantile_of(double level);

/* The standard error of the log ratio: of the printed limits, else of the patients. */
double hr_error_of(const atr_claim *claim, const atr_endpoint *endpoint);

/* The verdict on what is printed so, or lies this far off, in standard errors. */
atr_verdict hr_verdict(const patient_check *check, bool prints, double away);

/* "; 0.590 to 0.680 over 50 draws of what the figure leaves open", or nothing. */
void hr_open_text(const atr_endpoint *endpoint, hr_open open,
                  char text[PATIENT_RANGE_SIZE]);

#endif
