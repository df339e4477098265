/* report.h - results as text for people, and as CSV and JSON with every digit.
 *
 * Each writer prints on a stream that the caller opened and closes; text is for
 * people and may change, the names in CSV and JSON are stable.  In JSON a number that
 * is not defined is null; `diagnostics` holds the notes. */
#ifndef ATRISK_REPORT_H
#define ATRISK_REPORT_H

#include "atrisk/bootstrap.h"
#include "atrisk/concordance.h"
#include "atrisk/cox.h"
#include "atrisk/curve.h"
#include "atrisk/design.h"
#include "atrisk/finegray.h"
#include "atrisk/fixed_time.h"
#include "atrisk/gray.h"
#include "atrisk/incidence.h"
#include "atrisk/logrank.h"
#include "atrisk/maxcombo.h"
#include "atrisk/notes.h"
#include "atrisk/pairwise.h"
#include "atrisk/parametric.h"
#include "atrisk/patients.h"
#include "atrisk/permutation.h"
#include "atrisk/phtest.h"
#include "atrisk/report_ensemble.h"
#include "atrisk/report_influence.h"
#include "atrisk/report_km.h"
#include "atrisk/report_predictions.h"
#include "atrisk/residuals.h"
#include "atrisk/rmst.h"
#include "atrisk/validate.h"

#include <stdio.h>

/* What else was asked for besides the test is NULL when it was not. */
typedef struct {
    const atr_patients       *patients;
    const atr_logrank        *result;
    const atr_logrank_hazard *hazard; /* of the second group over the first               */
    double                    level;  /* of its limits                                   */
    const atr_pairwise       *pairwise;
    const atr_trend          *trend;
    const atr_fixed_time     *fixed_time; /* second group less the first                  */
    const atr_maxcombo       *maxcombo;
    const atr_permutation    *permutation;
    long                      seed; /* of it                                           */
    double                    from; /* of those under observation then; NaN: everybody */
    const atr_notes          *notes;
} atr_logrank_report;

/* Observed and expected events of each group, the test, and what else was asked for. */
void atr_report_logrank_text(FILE *stream, const atr_logrank_report *report);
/* One row per number: group,reference,quantity,value,std_error,lower,upper,statistic,df,p,
 * log_p; log_p is the natural logarithm, finite even where p underflows. */
void       atr_report_logrank_csv(FILE *stream, const atr_logrank_report *report);
atr_status atr_report_logrank_json(FILE *stream, const atr_logrank_report *report,
                                   atr_error *err);

typedef struct {
    const atr_patients      *patients;
    const atr_rmst          *rmst;     /* [sample.n_groups]                               */
    const atr_rmst_contrast *contrast; /* [sample.n_groups - 1] of group g + 1 against
                                          group 0                                         */
    const atr_notes *notes;
    bool             robust, sampling; /* as in atr_km_report                             */
    const atr_ensemble_report *ensemble; /* over draws; NULL: there are none */
    const atr_bootstrap *bootstrap; /* as atr_bootstrap_rmst has it; NULL: not asked for */
} atr_rmst_report;

/* The restricted mean of each group, and differences and ratios against the first. */
void atr_report_rmst_text(FILE *stream, const atr_rmst_report *report);
/* One row per group: group,horizon, then rmst, rmtl, difference, ratio and rmtl_ratio, each
 * with _std_error, _lower and _upper, the last three with _p. */
void atr_report_rmst_csv(FILE *stream, const atr_rmst_report *report);
/* One row per number: quantity (rmst or difference),group,reference, then as for
 * atr_report_cox_bootstrap_csv. */
void       atr_report_rmst_bootstrap_csv(FILE *stream, const atr_rmst_report *report);
atr_status atr_report_rmst_json(FILE *stream, const atr_rmst_report *report,
                                atr_error *err);

/* What was not asked for, or cannot be had, is NULL. */
typedef struct {
    const atr_patients    *patients;
    const atr_design      *design;
    const atr_cox         *fit;
    const atr_concordance *concordance;
    const atr_phtest      *phtest;        /* of the design's terms */
    const atr_test        *term_test;     /* [n_terms of the design]                     */
    bool                   terms_by_wald; /* those are Wald's, not ratios of likelihoods */
    const atr_predictions *predictions;
    const atr_influence   *influence;
    const atr_ensemble_report *ensemble;  /* over draws */
    const atr_bootstrap       *bootstrap; /* one statistic for each coefficient */
    const atr_notes           *notes;
} atr_cox_report;

typedef enum {
    ATR_RESIDUAL_MARTINGALE,
    ATR_RESIDUAL_DEVIANCE,
    ATR_RESIDUAL_SCORE,
    ATR_RESIDUAL_DFBETA,
    ATR_RESIDUAL_DFBETAS,
    ATR_RESIDUAL_SCHOENFELD,
    ATR_RESIDUAL_SCALED_SCHOENFELD
} atr_residual;

/* Residuals of one kind as CSV: a row per patient, `row` counting the patients of the
 * analysis from 1, or per event with its time, and with its id where patients have one; one
 * column per term where there are several. */
void atr_report_residuals_csv(FILE *stream, const atr_cox_report *report,
                              const atr_residuals *residuals, atr_residual kind);

/* The coefficients and the three tests of the model. */
void atr_report_cox_text(FILE *stream, const atr_cox_report *report);
/* One row per term, with all its columns: term,test,chi_square,df,p. */
void atr_report_term_tests_csv(FILE *stream, const atr_cox_report *report);
/* One row per term: term,level,reference,coef,std_error,hr,lower,upper,z,p,kind. */
void atr_report_cox_csv(FILE *stream, const atr_cox_report *report);
/* One row per term: term,level,reference, then value (the coefficient), std_error, lower,
 * upper, bias, finite, infinite, undefined, replicates, seed, limits. */
void       atr_report_cox_bootstrap_csv(FILE *stream, const atr_cox_report *report);
atr_status atr_report_cox_json(FILE *stream, const atr_cox_report *report, atr_error *err);

/* One family fitted to one group, and what it says of a patient with the group's mean
 * covariates; NaN unless the fit is a maximum. */
typedef struct {
    const atr_parametric *fit; /* m = 0: the data do not allow the family       */
    atr_estimate          median, mean, rmst;
    const atr_estimate   *survival; /* [n_times] as in the report */
} atr_fit_model;

typedef struct {
    const char          *label;
    size_t               n;
    double               events; /* weighted */
    double               last;   /* time of follow-up: beyond, a model extrapolates */
    const atr_fit_model *model;  /* [n_models] by AIC, those without maximum last  */
} atr_fit_group;

typedef struct {
    const atr_patients  *patients;
    const atr_design    *design; /* NULL: no covariates */
    size_t               n_groups, n_models;
    const atr_fit_group *group;   /* [n_groups]                                    */
    double               horizon; /* of the restricted mean                        */
    double               level;
    size_t               n_times;
    const double        *time; /* [n_times] at which survival is asked for       */
    const atr_notes     *notes;
} atr_fit_report;

/* The families compared, survival at the times asked for, effects of the covariates, and
 * the parameters if there is one family only. */
void atr_report_fit_text(FILE *stream, const atr_fit_report *report);
/* One row per number: group,family,quantity,of,value,std_error,lower,upper,p. */
void       atr_report_fit_csv(FILE *stream, const atr_fit_report *report);
atr_status atr_report_fit_json(FILE *stream, const atr_fit_report *report, atr_error *err);

/* All pointers are borrowed. */
typedef struct {
    const char             *label;
    const atr_cause_events *table;
    const atr_incidence    *incidence;
} atr_cif_group;

/* Two regressions on the same covariates. */
typedef struct {
    size_t              cause; /* 1..n_causes */
    const atr_design   *design;
    const atr_finegray *subdistribution;
    const atr_cox      *cause_specific;
    const atr_baseline *curve; /* [n_strata] as from atr_finegray_predict for the
                                  report's rows; NULL: there are none            */
} atr_cif_model;

/* What was not asked for, or cannot be had, is NULL. */
typedef struct {
    const atr_patients  *patients; /* with causes */
    size_t               n_groups;
    const atr_cif_group *group;    /* [n_groups]                                    */
    const atr_gray      *gray;     /* [n_causes]                                    */
    size_t               n_strata; /* of the tests; the curves are of all strata     */
    size_t               n_times;
    const double        *time; /* [n_times] at which incidences are shown       */
    size_t               n_models;
    const atr_cif_model *model;      /* [n_models]                                    */
    const atr_patients  *rows;       /* those the models predict for                  */
    bool                 every_time; /* CSV and JSON: predictions at every event time */
    const atr_notes     *notes;
} atr_cif_report;

/* Events, incidences at the times asked for, Gray's tests, the regressions. */
void atr_report_cif_text(FILE *stream, const atr_cif_report *report);
/* One row per step and cause: group,cause,time,n_risk,n_event,n_censor,incidence,
 * std_error,lower,upper; with a model one per hazard and term instead:
 * cause,hazard,term,level,reference,coef,std_error,hr,lower,upper,z,p,kind; with
 * predictions one per model, row, stratum and time instead:
 * cause,row,id,stratum,time,incidence,std_error,lower,upper. */
void       atr_report_cif_csv(FILE *stream, const atr_cif_report *report);
atr_status atr_report_cif_json(FILE *stream, const atr_cif_report *report, atr_error *err);

typedef struct {
    size_t                n_trials;
    const atr_validation *trial;   /* [n_trials]                                      */
    bool                  explain; /* text: the arithmetic behind every verdict, not only
                                      behind the negative ones                        */
} atr_validation_report;

/* A table of the claims, the patients behind the endpoints, and the arithmetic. */
void atr_report_validation_text(FILE *stream, const atr_validation_report *report);
/* One row per finding: trial,id,endpoint,comparison,statistic,printed,role,verdict (of the
 * claim),check,finding (its verdict),value,lower,upper,origin,line. */
void       atr_report_validation_csv(FILE *stream, const atr_validation_report *report);
atr_status atr_report_validation_json(FILE *stream, const atr_validation_report *report,
                                      atr_error *err);

/* The words for options as they are printed everywhere. */
const char *atr_scale_name(atr_scale scale);
const char *atr_estimator_name(atr_survival_estimator estimator);
const char *atr_lower_limit_name(atr_lower_limit limit);
const char *atr_quantile_rule_name(atr_quantile_rule rule);
const char *atr_band_name(atr_band_kind kind);
const char *atr_ties_name(atr_ties ties);
const char *atr_time_transform_name(atr_time_transform transform);
const char *atr_family_name(atr_family family);
const char *atr_fit_outcome_name(const atr_parametric *fit);
const char *atr_incidence_error_name(atr_incidence_error error);
const char *atr_weight_name(atr_weight weight);
/* "(0, 1)": p and q of the weight; weight below ATR_MAXCOMBO_MOST. */
const char *atr_maxcombo_weight_name(size_t weight);
const char *atr_adjustment_name(atr_adjustment adjustment);

#endif
