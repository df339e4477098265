/* known.c - kind cox_known: models of one covariate, worked by hand, at the maximum of the
 * likelihood or at a coefficient that is given. */
#include "models.h"

#include "atrisk/baseline.h"
#include "atrisk/phtest.h"
#include "atrisk/residuals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_maximum(block *b, const atr_cox *got)
{
    check_number(b, b->result, "beta", got->coef[0].value,
                 scaled(COX_COEF, got->coef[0].std_error));
    check_number(b, b->result, "loglik", got->loglik, COX_LOGLIK);
    check_number(b, b->result, "information", 1 / got->naive_variance[0], COX_ERROR);
    check_number(b, b->result, "naive_var", got->naive_variance[0], COX_ERROR);
    check_number(b, b->result, "robust_var", got->variance[0], COX_ERROR);
    check_number(b, b->result, "var", got->variance[0], COX_ERROR);
    check_number(b, b->result, "se", got->coef[0].std_error, COX_ERROR);
    check_number(b, b->result, "wald_test", got->wald.statistic, COX_ERROR);
    check_number(b, b->result, "lr_test", got->likelihood_ratio.statistic, STATISTIC);
}

/* The residuals of a fit are those at its coefficient, wherever that came from: put the
 * given one in, with the variance that belongs to it. */
static void move_to(const block *b, atr_cox *fit, double beta)
{
    const double information = number_of(json_object_get(b->result, "information"));
    fit->coef[0].value = beta;
    fit->variance[0] = fit->naive_variance[0] = 1 / information;
}

static void check_residuals(block *b, study *s, const atr_cox *fit)
{
    static const char *const parts[] = {"martingale", "score_residuals", "schoenfeld",
                                        "dfbeta"};
    atr_residuals            got;
    atr_error                err = {0};
    if (atr_residuals_find(&s->sample, &s->covariates, fit, &got, &err) != ATR_OK) {
        left_out(b, s, fit, parts, sizeof parts / sizeof *parts, &err);
        return;
    }
    for (size_t i = 0; s->weight && i < s->n; i++) got.dfbeta[i] /= s->weight[i];
    check_numbers(b, b->result, "martingale", got.martingale, s->n, COX_RESIDUAL);
    check_numbers(b, b->result, "score_residuals", got.score, s->n, COX_RESIDUAL);
    check_numbers(b, b->result, "schoenfeld", got.schoenfeld, got.events, COX_RESIDUAL);
    check_numbers(b, b->result, "dfbeta", got.dfbeta, s->n, COX_RESIDUAL);
    atr_residuals_free(&got);
}

static void check_curve(block *b, json_t *want, const atr_baseline *got, size_t row)
{
    double *variance = must_alloc(got->n, sizeof *variance);
    for (size_t k = 0; k < got->n; k++)
        variance[k] = pow(got->std_error[row * got->n + k], 2);
    check_number(b, want, "newx", number_of(json_object_get(want, "newx")), EXACT);
    check_numbers(b, want, "cumhaz", got->hazard + row * got->n, got->n, COX_CURVE);
    check_numbers(b, want, "surv", got->survival + row * got->n, got->n, COX_CURVE);
    check_numbers(b, want, "var_cumhaz", variance, got->n, COX_CURVE);
    free(variance);
}

static void check_curves(block *b, study *s, const atr_cox *fit)
{
    static const char *const parts[] = {"event_times", "baseline_cumhaz", "predicted"};
    json_t                  *predicted = json_object_get(b->result, "predicted"), *want;
    const size_t             n = json_array_size(predicted);
    double                  *x = study_keep(s, n, sizeof *x);
    atr_baseline            *got = must_alloc(s->sample.n_strata, sizeof *got);
    atr_error                err = {0};
    size_t                   i;
    json_array_foreach(predicted, i, want) x[i] = number_of(json_object_get(want, "newx"));
    const atr_baseline_options options = {.offset = s->offset, .n_rows = n, .rows = x};
    if (s->sample.n_strata > 1) {
        for (i = 0; i < sizeof parts / sizeof *parts; i++)
            omit(b, b->result, parts[i], "of several strata it is not said whose they are");
    } else if (atr_baseline_find(&s->sample, &s->covariates, fit, &options, got, &err) !=
               ATR_OK) {
        left_out(b, s, fit, parts, sizeof parts / sizeof *parts, &err);
    } else {
        check_numbers(b, b->result, "event_times", got->time, got->n, EXACT);
        json_array_foreach(predicted, i, want)
        {
            block_at(b, "predicted[%zu].", i);
            if (x[i] == 0) {
                block_at(b, "");
                check_numbers(b, b->result, "baseline_cumhaz", got->hazard + i * got->n,
                              got->n, COX_CURVE);
                block_at(b, "predicted[%zu].", i);
            }
            check_curve(b, want, got, i);
        }
        block_at(b, "");
    }
    for (i = 0; i < s->sample.n_strata; i++) atr_baseline_free(&got[i]);
    free(got);
}

static void check_zph(block *b, study *s, const atr_cox *fit)
{
    static const char *const names[] = {"identity", "log"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        const atr_phtest_options options = {.transform =
                                                k ? ATR_TIME_LOG : ATR_TIME_IDENTITY};
        json_t                  *part = json_object_get(b->result, names[k]);
        atr_phtest               got;
        atr_error                err = {0};
        if (!part) continue;
        if (atr_phtest_find(&s->sample, &s->covariates, fit, &options, &got, &err) !=
            ATR_OK) {
            left_out(b, s, fit, &names[k], 1, &err);
            continue;
        }
        block_at(b, "%s.", names[k]);
        check_number(b, part, "chisq", got.term[0].statistic, COX_ERROR);
        block_at(b, "");
        atr_phtest_free(&got);
    }
}

static void check_at_beta(block *b, study *s, atr_cox *fit, const json_t *fixed)
{
    if (fixed) {
        const double beta = number_of(json_array_get(fixed, 0));
        if (beta == 0) check_number(b, b->result, "loglik", fit->loglik_null, COX_LOGLIK);
        omit(b, b->result, beta == 0 ? "" : "loglik",
             "the library gives the likelihood at 0 and at its maximum");
        move_to(b, fit, beta);
        json_object_del(b->result, "beta");
    } else {
        check_maximum(b, fit);
    }
    check_number(b, b->result, "score_test", fit->score.statistic, COX_SCORE);
    check_residuals(b, s, fit);
    if (json_object_get(b->result, "event_times")) check_curves(b, s, fit);
    check_zph(b, s, fit);
}

void kind_cox_known(block *b)
{
    study   s;
    atr_cox fit = {0};
    study_build(b, &s);
    if (json_object_get(b->spec, "start")) {
        omit(b, b->result, NULL, "the library does not show the steps of its search");
    } else if (cox_fit(b, &s, &fit)) {
        if (json_object_get(b->result, "diverged")) check_diverged(b, &s, &fit);
        else check_at_beta(b, &s, &fit, json_object_get(b->spec, "fixed_beta"));
    }
    atr_cox_free(&fit);
    study_free(&s);
}
