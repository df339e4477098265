/* parametric_profile.h - a fitted model for a subject with given covariates. */
#ifndef ATRISK_CORE_PARAMETRIC_PROFILE_H
#define ATRISK_CORE_PARAMETRIC_PROFILE_H

#include "core/parametric_family.h"

typedef struct {
    parametric_model model;
    double           local[PARAMETRIC_MOST];                     /* eta, then the rest */
    double           variance[PARAMETRIC_MOST][PARAMETRIC_MOST]; /* of local           */
    double           normal; /* z of the confidence level */
} parametric_profile;

/* x as in parametric.h.  The fit is a maximum. */
parametric_profile parametric_profile_of(const atr_parametric *fit, const double *x);

/* The standard error of a function of local with derivatives d. */
double parametric_profile_error(const parametric_profile *profile, const double *d);

/* The log time at which log H reaches a level; Inf where it never does. */
double parametric_profile_reach(const parametric_profile *profile, double log_cumulative);

#endif
