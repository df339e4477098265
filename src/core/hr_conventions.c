/* hr_conventions.c - one hazard ratio, computed in every way in which papers do. */
#include "atrisk/hr_conventions.h"

#include "atrisk/cox.h"
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "core/counts.h"
#include "core/exact_pair.h"
#include "core/from_start.h"
#include "core/two_groups.h"

#include <math.h>
#include <stdlib.h>

const char *atr_hr_method_name(atr_hr_method method)
{
    switch (method) {
    case ATR_HR_COX_EFRON: return "Cox, Efron's ties";
    case ATR_HR_COX_BRESLOW: return "Cox, Breslow's ties";
    case ATR_HR_COX_EXACT: return "Cox, exact ties";
    case ATR_HR_PETO: return "Peto";
    case ATR_HR_PIKE: return "Pike";
    case ATR_N_HR_METHODS: break;
    }
    return "?";
}

static atr_status fit_cox(const atr_sample *sample, const double *in_arm, atr_ties ties,
                          double level, atr_estimate *log_hr, atr_error *err)
{
    const double *const   column[] = {in_arm};
    const atr_covariates  covariates = {1, column};
    const atr_cox_options options = {.ties = ties, .level = level};
    atr_cox               fit;
    const atr_status      status = atr_cox_fit(sample, &covariates, &options, &fit, err);
    if (!status) *log_hr = fit.coef[0];
    atr_cox_free(&fit);
    return status;
}

static atr_estimate of_log(atr_estimate ratio)
{
    return (atr_estimate){log(ratio.value), ratio.std_error, log(ratio.lower),
                          log(ratio.upper)};
}

/* Those that need no more than the event tables. */
static atr_status fit_tables(const atr_sample *sample, double level, atr_hr_result *r,
                             atr_error *err)
{
    const size_t       n_tables = 2 * sample->n_strata;
    atr_events        *table = calloc(n_tables, sizeof *table);
    atr_logrank        test = {0};
    atr_logrank_hazard ratio;
    if (!table) return atr_fail_memory(err, "event tables");
    atr_status status = atr_events_build(sample, NULL, table, NULL, err);
    if (!status) status = atr_logrank_test(table, 2, sample->n_strata, NULL, &test, err);
    if (!status) status = atr_logrank_hazard_ratio(&test, level, &ratio, err);
    if (!status) {
        r[ATR_HR_PETO].log_hr = of_log(ratio.peto);
        r[ATR_HR_PIKE].log_hr = of_log(ratio.pike);
        if (!sample->weight)
            r[ATR_HR_COX_EXACT].log_hr = exact_pair_fit(table, sample->n_strata, level);
    }
    atr_logrank_free(&test);
    atr_events_free(table, n_tables);
    free(table);
    return status;
}

/* Exact ties do not go with case weights. */
static atr_status fit_all(const two_groups *pair, const atr_sample *sample, double level,
                          atr_hr_conventions *c, atr_error *err)
{
    atr_hr_result *r = c->result + c->n;
    for (int m = 0; m < ATR_N_HR_METHODS; m++)
        r[m] =
            (atr_hr_result){(atr_hr_method)m, sample->n_strata > 1, {NAN, NAN, NAN, NAN}};
    atr_status status = fit_cox(sample, pair->in_arm, ATR_TIES_EFRON, level,
                                &r[ATR_HR_COX_EFRON].log_hr, err);
    if (!status)
        status = fit_cox(sample, pair->in_arm, ATR_TIES_BRESLOW, level,
                         &r[ATR_HR_COX_BRESLOW].log_hr, err);
    if (!status) status = fit_tables(sample, level, r, err);
    c->n += ATR_N_HR_METHODS;
    return status;
}

static atr_status check(const atr_sample *sample, size_t arm, size_t versus, double level,
                        atr_error *err)
{
    if (arm >= sample->n_groups || versus >= sample->n_groups || arm == versus)
        return atr_fail(err, ATR_EARGUMENT, ATR_CODE_ONE_GROUP,
                        "group %zu cannot be compared with group %zu: there are %zu",
                        arm + 1, versus + 1, sample->n_groups);
    const atr_status status = atr_counts_check_level(level, err);
    return status ? status : atr_from_start_check(sample, err);
}

atr_status atr_hr_conventions_fit(const atr_sample *sample, size_t arm, size_t versus,
                                  double level, atr_hr_conventions *conventions,
                                  atr_error *err)
{
    *conventions = (atr_hr_conventions){0};
    two_groups pair;
    atr_status status = check(sample, arm, versus, level, err);
    if (!status) status = two_groups_take(sample, arm, versus, &pair, err);
    if (status) return status;

    atr_sample pooled = pair.sample;
    pooled.stratum = NULL;
    pooled.n_strata = 1;
    if (sample->n_strata > 1)
        status = fit_all(&pair, &pair.sample, level, conventions, err);
    if (!status) status = fit_all(&pair, &pooled, level, conventions, err);
    two_groups_free(&pair);
    if (status) *conventions = (atr_hr_conventions){0};
    return status;
}
