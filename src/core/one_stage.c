/* one_stage.c - a treatment in the patients of several studies: one model for all.
 *
 * Three models, each with a baseline hazard h_s of its own in every study s:
 *
 *     common       h_s(t) exp(b x + c z)        x the treatment, z the covariates
 *     interaction  h_s(t) exp(b_s x + c z)      2 (l_interaction - l_common) tests b_s = b
 *     study s      h_s(t) exp(b_s x + c_s z)    fitted to its patients alone
 */
#include "atrisk/one_stage.h"

#include "base/fail.h"
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the models and strata, which the fits share. */
typedef struct {
    const atr_sample     *sample;
    const atr_arms       *arms;
    const atr_covariates *covariates;
    atr_cox_options       options;
    uint32_t             *stratum;   /* [n]                                           */
    double               *treatment; /* [n * n_studies] column 0 for all, then its part
                                        in studies 1..n_studies-1                     */
    const double **column;           /* [n_studies + p]                               */
} workplace;

static atr_status check(const atr_sample *sample, const atr_arms *arms, atr_error *err)
{
    for (size_t i = 0; i < sample->n; i++)
        if (arms->study[i] >= arms->n_studies || arms->treatment[i] > 1)
            return atr_fail(err, ATR_EARGUMENT, ATR_CODE_BAD_GROUP,
                            "subject %zu is in study %u, arm %u: there are %zu studies and "
                            "arms 0 and 1",
                            i + 1, arms->study[i], arms->treatment[i], arms->n_studies);
    return ATR_OK;
}

static bool alloc(workplace *work)
{
    const size_t n = work->sample->n, studies = work->arms->n_studies;
    work->stratum = calloc(n, sizeof *work->stratum);
    work->treatment = calloc(n * studies, sizeof *work->treatment);
    work->column = calloc(studies + (work->covariates ? work->covariates->p : 0),
                          sizeof *work->column);
    return work->stratum && work->treatment && work->column;
}

static void fill(workplace *work)
{
    const atr_sample *sample = work->sample;
    const atr_arms   *arms = work->arms;
    for (size_t i = 0; i < sample->n; i++) {
        const uint32_t within = sample->stratum ? sample->stratum[i] : 0;
        work->stratum[i] = arms->study[i] * (uint32_t)sample->n_strata + within;
        work->treatment[i] = arms->treatment[i];
        if (arms->study[i] > 0)
            work->treatment[arms->study[i] * sample->n + i] = arms->treatment[i];
    }
}

/* Fit the first `effects` treatment columns and the covariates. */
static atr_status fit_all(workplace *work, size_t effects, atr_cox *fit, atr_error *err)
{
    const size_t p = work->covariates ? work->covariates->p : 0;
    atr_sample   sample = *work->sample;
    sample.stratum = work->stratum;
    sample.n_strata = work->sample->n_strata * work->arms->n_studies;
    for (size_t e = 0; e < effects; e++) work->column[e] = work->treatment + e * sample.n;
    for (size_t j = 0; j < p; j++) work->column[effects + j] = work->covariates->x[j];
    const atr_covariates columns = {effects + p, work->column};
    return atr_cox_fit(&sample, &columns, &work->options, fit, err);
}

/* Move the rows of a study together in the arrays of `part`, which is as large as the
 * sample; columns [(1 + p) * n]. */
static size_t gather(const workplace *work, size_t study, double *number,
                     unsigned char *event, uint32_t *code)
{
    const atr_sample *s = work->sample;
    const size_t      n = s->n, p = work->covariates ? work->covariates->p : 0;
    size_t            m = 0;
    for (size_t i = 0; i < n; i++) {
        if (work->arms->study[i] != study) continue;
        number[m] = s->time[i];
        number[n + m] = s->weight ? s->weight[i] : 1;
        number[2 * n + m] = s->entry ? s->entry[i] : 0;
        number[3 * n + m] = work->options.offset ? work->options.offset[i] : 0;
        number[4 * n + m] = work->arms->treatment[i];
        for (size_t j = 0; j < p; j++) number[(5 + j) * n + m] = work->covariates->x[j][i];
        event[m] = s->event[i];
        code[m] = s->stratum ? s->stratum[i] : 0;
        code[n + m] = work->options.cluster ? work->options.cluster[i] : 0;
        m++;
    }
    return m;
}

static void report_study(const atr_cox *alone, size_t study, atr_one_stage *fit)
{
    fit->kind[study] = alone->kind[0];
    fit->log_hr[study] = alone->coef[0];
    fit->p[study] = alone->p_value[0];
}

/* The model of one study; scratch arrays as in gather. */
static atr_status fit_study(workplace *work, size_t study, double *number,
                            unsigned char *event, uint32_t *code, atr_one_stage *fit,
                            atr_error *err)
{
    const atr_sample *s = work->sample;
    const size_t      n = s->n, p = work->covariates ? work->covariates->p : 0;
    const size_t      m = gather(work, study, number, event, code);
    atr_cox_options   options = work->options;
    atr_cox           alone;
    if (options.offset) options.offset = number + 3 * n;
    if (options.cluster) options.cluster = code + n;
    for (size_t j = 0; j <= p; j++) work->column[j] = number + (4 + j) * n;
    const atr_covariates columns = {1 + p, work->column};
    const atr_sample     part = {.n = m,
                                 .time = number,
                                 .event = event,
                                 .weight = s->weight ? number + n : NULL,
                                 .n_groups = 1,
                                 .stratum = code,
                                 .n_strata = s->n_strata,
                                 .entry = s->entry ? number + 2 * n : NULL};
    const atr_status     status = atr_cox_fit(&part, &columns, &options, &alone, err);
    if (status) return status;
    report_study(&alone, study, fit);
    atr_cox_free(&alone);
    return ATR_OK;
}

static atr_status fit_studies(workplace *work, atr_one_stage *fit, atr_error *err)
{
    const size_t   n = work->sample->n, p = work->covariates ? work->covariates->p : 0;
    double        *number = calloc((5 + p) * n, sizeof *number);
    unsigned char *event = calloc(n, sizeof *event);
    uint32_t      *code = calloc(2 * n, sizeof *code);
    atr_status     status =
        number && event && code ? ATR_OK : atr_fail_memory(err, "the studies");
    for (size_t s = 0; !status && s < fit->n_studies; s++)
        status = fit_study(work, s, number, event, code, fit, err);
    free(number);
    free(event);
    free(code);
    return status;
}

static atr_status test_heterogeneity(workplace *work, atr_one_stage *fit, atr_error *err)
{
    atr_cox          interaction;
    const atr_status status = fit_all(work, fit->n_studies, &interaction, err);
    if (status) return status;
    const double df = interaction.likelihood_ratio.df - fit->common.likelihood_ratio.df;
    const double fallen = 2 * (interaction.loglik - fit->common.loglik);
    fit->loglik_separate = interaction.loglik;
    fit->heterogeneity =
        df > 0 ? atr_chisq_test(fmax(0, fallen), df) : (atr_test){NAN, 0, NAN, NAN};
    atr_cox_free(&interaction);
    return ATR_OK;
}

static bool alloc_result(atr_one_stage *fit, size_t studies)
{
    *fit = (atr_one_stage){.n_studies = studies};
    fit->kind = calloc(studies, sizeof *fit->kind);
    fit->log_hr = calloc(studies, sizeof *fit->log_hr);
    fit->p = calloc(3 * studies, sizeof *fit->p);
    fit->n[0] = calloc(2 * studies, sizeof *fit->n[0]);
    if (!fit->kind || !fit->log_hr || !fit->p || !fit->n[0]) return false;
    fit->n[1] = fit->n[0] + studies;
    fit->events[0] = fit->p + studies;
    fit->events[1] = fit->events[0] + studies;
    return true;
}

static void count(const workplace *work, atr_one_stage *fit)
{
    const atr_sample *s = work->sample;
    for (size_t i = 0; i < s->n; i++) {
        const size_t arm = work->arms->treatment[i], study = work->arms->study[i];
        fit->n[arm][study]++;
        if (s->event[i]) fit->events[arm][study] += s->weight ? s->weight[i] : 1;
    }
}

atr_status atr_one_stage_fit(const atr_sample *sample, const atr_arms *arms,
                             const atr_covariates  *covariates,
                             const atr_cox_options *options, atr_one_stage *fit,
                             atr_error *err)
{
    workplace work = {.sample = sample, .arms = arms, .covariates = covariates};
    if (options) work.options = *options;
    *fit = (atr_one_stage){0};
    atr_status status = atr_sample_check(sample, err);
    if (!status) status = check(sample, arms, err);
    if (!status && !(alloc(&work) && alloc_result(fit, arms->n_studies)))
        status = atr_fail_memory(err, "the studies");
    if (!status) {
        fill(&work);
        count(&work, fit);
        status = fit_all(&work, 1, &fit->common, err);
    }
    if (!status) status = test_heterogeneity(&work, fit, err);
    if (!status) status = fit_studies(&work, fit, err);
    free(work.stratum);
    free(work.treatment);
    free((void *)work.column);
    if (status) atr_one_stage_free(fit);
    return status;
}

void atr_one_stage_free(atr_one_stage *fit)
{
    atr_cox_free(&fit->common);
    free(fit->kind);
    free(fit->log_hr);
    free(fit->p); /* with the numbers of events */
    free(fit->n[0]);
    *fit = (atr_one_stage){0};
}
