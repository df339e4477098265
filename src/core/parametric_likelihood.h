/* parametric_likelihood.h - the log-likelihood of a sample with its derivatives. */
#ifndef ATRISK_CORE_PARAMETRIC_LIKELIHOOD_H
#define ATRISK_CORE_PARAMETRIC_LIKELIHOOD_H

#include "core/parametric_family.h"

/* A sample in units that suit the arithmetic: log times are measured from their mean,
 * covariates from theirs in units of their mean absolute deviation.  Covariates that
 * are redundant are left out. */
typedef struct {
    size_t               n;
    size_t               p;      /* covariates that are kept                    */
    double              *u;      /* [n] log time - origin                       */
    double              *x;      /* [n * p] row by row                          */
    const double        *weight; /* [n] or NULL; the sample's                   */
    const unsigned char *event;  /* [n] the sample's                            */
    double               origin; /* weighted mean of log time                   */
    double               weights, events;
    size_t              *column; /* [p] which covariate column j of x is        */
    double              *mean;   /* [all covariates]                            */
    double              *scale;  /* [all covariates]                            */
} parametric_problem;

/* Arrange a checked sample with finite covariates.  Fails with ATR_EDATA (a time of 0)
 * or ATR_EMEMORY.  Release with parametric_problem_free. */
atr_status parametric_problem_build(const atr_sample     *sample,
                                    const atr_covariates *covariates,
                                    parametric_problem *problem, atr_error *err);
void       parametric_problem_free(parametric_problem *problem);

/* Parameters in the order of atr_parametric: b0, b, the family's own. */
typedef struct {
    size_t  m;
    double  loglik;      /* without -sum event origin: of t / exp(origin) */
    double *score;       /* [m]                                           */
    double *information; /* [m * m] minus the second derivatives          */
} parametric_point;

bool parametric_point_alloc(parametric_point *point, size_t m);
void parametric_point_free(parametric_point *point);

void parametric_evaluate(const parametric_problem *problem, const parametric_model *model,
                         const double *parameter, parametric_point *point);

#endif
