/* parametric_likelihood.h - the log-likelihood of a sample with its derivatives. */
#ifndef ATRISK_CORE_PARAMETRIC_LIKELIHOOD_H
#define ATRISK_CORE_PARAMETRIC_LIKELIHOOD_H

#include "core/parametric_family.h"

/* How follow-up ended: without the event, with it, or with the news that it had come since
 * some time.  The first two are what a sample's event says. */
typedef enum { PARAMETRIC_CENSORED, PARAMETRIC_EVENT, PARAMETRIC_BETWEEN } parametric_end;

/* A sample in units that suit the arithmetic: log times are measured from their mean,
 * covariates from theirs in units of their mean absolute deviation.  Covariates that
 * are redundant are left out. */
typedef struct {
    size_t  n;
    size_t  p;             /* covariates that are kept                    */
    double *u;             /* [n] log time of the end - origin; -INFINITY for
                              somebody of whom nothing is known           */
    double *since;         /* [n] likewise of late entry, or since when the event
                              came; -INFINITY: from the start.  NULL: all */
    double        *x;      /* [n * p] row by row                          */
    const double  *weight; /* [n] or NULL; the sample's                   */
    unsigned char *end;    /* [n] parametric_end                          */
    double         origin; /* weighted mean of log time                   */
    double         weights;
    double         events; /* weighted number with the event...           */
    double         exact;  /* ... and of those at a known time            */
    size_t        *column; /* [p] which covariate column j of x is        */
    double        *mean;   /* [all covariates]                            */
    double        *scale;  /* [all covariates]                            */
} parametric_problem;

/* Arrange a checked sample, or checked intervals, with finite covariates.  Fails with
 * ATR_EDATA (an event at time 0, a negative time) or ATR_EMEMORY.  Release with
 * parametric_problem_free. */
atr_status parametric_problem_build(const atr_sample     *sample,
                                    const atr_covariates *covariates,
                                    parametric_problem *problem, atr_error *err);
atr_status parametric_problem_build_between(const atr_intervals  *intervals,
                                            const atr_covariates *covariates,
                                            parametric_problem *problem, atr_error *err);
void       parametric_problem_free(parametric_problem *problem);

/* Where subject i's end lies, as nearly as one number can say: the middle of an interval
 * with two ends. */
double parametric_middle(const parametric_problem *problem, size_t i);

/* Parameters in the order of atr_parametric: b0, b, the family's own. */
typedef struct {
    size_t  m;
    double  loglik;      /* without -exact * origin: of t / exp(origin)   */
    double *score;       /* [m]                                           */
    double *information; /* [m * m] minus the second derivatives          */
} parametric_point;

bool parametric_point_alloc(parametric_point *point, size_t m);
void parametric_point_free(parametric_point *point);

void parametric_evaluate(const parametric_problem *problem, const parametric_model *model,
                         const double *parameter, parametric_point *point);

#endif
