/* cox.h - what the parts of `atrisk cox` share. */
#ifndef ATRISK_CLI_COX_H
#define ATRISK_CLI_COX_H

#include "atrisk/report.h"
#include "atrisk/report_influence.h"
#include "atrisk/report_penalty.h"
#include "atrisk/report_predictions.h"
#include "atrisk/term_test.h"
#include "cli/bootstrap.h"
#include "cli/convention.h"
#include "cli/figure_options.h"
#include "cli/model.h"
#include "cli/numbers.h"

/* Whom the baseline describes. */
enum { BASELINE_ZERO, BASELINE_MEAN, BASELINE_OFF };

/* The words of a choice that was not made. */
enum { PHTEST_OFF = ATR_TIME_LOG + 1, RESIDUALS_OFF = ATR_RESIDUAL_SCALED_SCHOENFELD + 1 };

enum { TERMS_WALD, TERMS_LIKELIHOOD, TERMS_OFF };

typedef struct {
    model_arguments model;
    const char     *offset, *cluster, *id, *newdata;
    text_list       times;
    long            influence;
    double          ridge;
    int  convention, ties, concordance, phtest, term_test, residual, baseline, scale;
    bool robust, firth, unscaled;

    figure_arguments figure;

    bootstrap_arguments bootstrap;
} cox_arguments;

/* A model of patients. */
typedef struct {
    model_terms  terms;
    atr_patients patients;
    atr_design   design;
    atr_cox      fit;
    number_list  times;
} cox_model;

/* How the model is to be fitted. */
atr_cox_options cox_options(const cox_arguments *args, const cox_model *model);

/* What is predicted, and the patients it is predicted for. */
typedef struct {
    atr_patients    rows;
    atr_design      design;
    double         *row;    /* [(n + 1) * p], the last what others are compared with */
    atr_estimate   *log_hr; /* [n]     */
    atr_baseline   *curve;  /* [n_strata] */
    size_t          n_strata;
    atr_predictions report;
} cox_predictions;

/* Predict for the rows of --newdata or the baseline; notes when a time is beyond all
 * follow-up.  Release with cox_predictions_free. */
atr_status cox_predict(const cox_arguments *args, const cox_model *model,
                       cox_predictions *predictions, atr_notes *notes, atr_error *err);
void       cox_predictions_free(cox_predictions *predictions);

/* Whom the coefficients depend on most. */
typedef struct {
    size_t              n;
    atr_influence_case *influential; /* [n] the most influential first */
    double             *number;      /* what they point into           */
    atr_influence       report;
} cox_influence;

atr_status cox_find_influence(const cox_arguments *args, const cox_model *model,
                              const atr_residuals *residuals, cox_influence *influence,
                              atr_error *err);
void       cox_influence_free(cox_influence *influence);

/* The model under Firth's or the ridge penalty instead. */
typedef struct {
    atr_firth firth;
    atr_ridge ridge;
} cox_penalty;

atr_status cox_penalised(const cox_arguments *args, const cox_model *model,
                         cox_penalty *penalty, atr_notes *notes, atr_error *err);
atr_status cox_penalty_write(FILE *stream, const cox_arguments *args,
                             const cox_model *model, const cox_penalty *penalty,
                             const atr_notes *notes, atr_error *err);
void       cox_penalty_free(cox_penalty *penalty);

#endif
