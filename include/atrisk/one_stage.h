/* one_stage.h - a treatment in the patients of several studies: one model for all.
 *
 * Two-stage meta-analysis pools the studies' estimates (meta.h) and so leaves out a study
 * without events in an arm.  One stage keeps it: a Cox model of all patients in which every
 * study has a baseline hazard of its own. */
#ifndef ATRISK_ONE_STAGE_H
#define ATRISK_ONE_STAGE_H

#include "atrisk/cox.h"

/* Which study and which arm a patient is in.  A view, owns nothing. */
typedef struct {
    size_t               n_studies;
    const uint32_t      *study;     /* [n] below n_studies                             */
    const unsigned char *treatment; /* [n] 1 in the arm whose hazard is the numerator   */
} atr_arms;

typedef struct {
    size_t         n_studies;
    atr_cox        common;  /* column 0: the treatment, then the covariates        */
    atr_coef_kind *kind;    /* [n_studies] of the treatment in that study's model  */
    atr_estimate  *log_hr;  /* [n_studies] in that study by itself; +-Inf, NaN as in
                               atr_cox.coef                                        */
    double  *p;             /* [n_studies] two-sided Wald                          */
    size_t  *n[2];          /* [n_studies] patients without and with the treatment */
    double  *events[2];     /* [n_studies] weighted                                */
    atr_test heterogeneity; /* likelihood ratio of the model with a treatment effect
                               for each study against the common one; df 0 and NaN
                               when only one study tells of the treatment          */
    double loglik_separate; /* of the model with a treatment effect for each     */
} atr_one_stage;

/* Fit the common model, the models of the studies, and the model with treatment-by-study
 * interaction, in which the covariates keep one coefficient.
 *
 *   sample      checked; its strata are left out if there are none, else crossed with the
 *               studies
 *   arms        studies and arms of its patients
 *   covariates  to adjust for; p = 0 or NULL: none
 *   options     as for atr_cox_fit; a robust variance has no effect on the test of
 *               heterogeneity
 *   fit         filled; release with atr_one_stage_free
 *
 * Fails as atr_cox_fit does, and with ATR_EARGUMENT for a study or arm that is none.
 * Tudur Smith, Williamson & Marson, Stat. Med. 24 (2005) 1307-1319; Bowden, Tierney,
 * Simmonds, Copas & Higgins, Res. Synth. Methods 2 (2011) 150-162. */
atr_status atr_one_stage_fit(const atr_sample *sample, const atr_arms *arms,
                             const atr_covariates  *covariates,
                             const atr_cox_options *options, atr_one_stage *fit,
                             atr_error *err);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_one_stage_free(atr_one_stage *fit);

#endif
