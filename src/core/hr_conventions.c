/* hr_conventions.c - one hazard ratio, computed in every way in which papers do. */
#include "atrisk/hr_conventions.h"

#include "atrisk/cox.h"
#include "atrisk/logrank.h"
#include "base/fail.h"
#include "core/counts.h"
#include "core/cox_pair.h"
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

/* Two groups of a sample. */
typedef struct {
    const atr_sample *all;
    size_t            arm, versus;
    double            level;
    bool              taken; /* are the subjects of both groups there? */
    two_groups        pair;
} comparison;

static atr_status take(comparison *c, atr_error *err)
{
    if (c->taken) return ATR_OK;
    const atr_status status = two_groups_take(c->all, c->arm, c->versus, &c->pair, err);
    c->taken = !status;
    return status;
}

/* The subjects of both groups, with regard to the strata or without. */
static atr_sample subjects(const comparison *c, size_t n_strata)
{
    atr_sample sample = c->pair.sample;
    if (n_strata > 1) return sample;
    sample.stratum = NULL;
    sample.n_strata = 1;
    return sample;
}

/* Cox's model subject by subject. */
static atr_status fit_subjects(comparison *c, size_t n_strata, atr_ties ties,
                               atr_estimate *log_hr, atr_error *err)
{
    atr_status status = take(c, err);
    if (status) return status;
    const double *const   column[] = {c->pair.in_arm};
    const atr_covariates  covariates = {1, column};
    const atr_cox_options options = {.ties = ties, .level = c->level};
    const atr_sample      sample = subjects(c, n_strata);
    atr_cox               fit;
    status = atr_cox_fit(&sample, &covariates, &options, &fit, err);
    if (!status) *log_hr = fit.coef[0];
    atr_cox_free(&fit);
    return status;
}

/* With every way to treat ties, from the tables where these will do.  Exact ties do not go
 * with case weights. */
static atr_status fit_tables(comparison *c, const atr_events *table, size_t n_strata,
                             atr_hr_result *r, bool *found, atr_error *err)
{
    atr_estimate *efron = &r[ATR_HR_COX_EFRON].log_hr;
    atr_estimate *breslow = &r[ATR_HR_COX_BRESLOW].log_hr;
    const double  peto = r[ATR_HR_PETO].log_hr.value, start = isfinite(peto) ? peto : 0;
    cox_pair      pair;
    *found = false;
    if (c->all->weight) return ATR_OK;
    const bool room = cox_pair_count(table, n_strata, &pair);
    if (room) {
        *found = cox_pair_fit(&pair, ATR_TIES_EFRON, c->level, start, efron) &&
                 cox_pair_fit(&pair, ATR_TIES_BRESLOW, c->level, efron->value, breslow);
        r[ATR_HR_COX_EXACT].log_hr =
            exact_pair_fit(&pair.factor, c->level, *found ? breslow->value : 0);
    }
    cox_pair_free(&pair);
    return room ? ATR_OK : atr_fail_memory(err, "the numbers at risk");
}

static atr_status fit_cox(comparison *c, const atr_events *table, size_t n_strata,
                          atr_hr_result *r, atr_error *err)
{
    bool       found;
    atr_status status = fit_tables(c, table, n_strata, r, &found, err);
    if (status || found) return status;
    status = fit_subjects(c, n_strata, ATR_TIES_EFRON, &r[ATR_HR_COX_EFRON].log_hr, err);
    return status ? status
                  : fit_subjects(c, n_strata, ATR_TIES_BRESLOW,
                                 &r[ATR_HR_COX_BRESLOW].log_hr, err);
}

static atr_estimate of_log(atr_estimate ratio)
{
    return (atr_estimate){log(ratio.value), ratio.std_error, log(ratio.lower),
                          log(ratio.upper)};
}

/* Those of the log-rank test, and the test. */
static atr_status fit_test(const atr_events *table, size_t n_strata, double level,
                           atr_hr_result *r, atr_test *logrank, atr_error *err)
{
    atr_logrank        test = {0};
    atr_logrank_hazard ratio;
    atr_status         status = atr_logrank_test(table, 2, n_strata, NULL, &test, err);
    if (!status) status = atr_logrank_hazard_ratio(&test, level, &ratio, err);
    if (!status) {
        r[ATR_HR_PETO].log_hr = of_log(ratio.peto);
        r[ATR_HR_PIKE].log_hr = of_log(ratio.pike);
        *logrank = test.test;
    }
    atr_logrank_free(&test);
    return status;
}

static atr_status fit_all(comparison *c, const atr_events *table, size_t n_strata,
                          atr_hr_conventions *found, atr_error *err)
{
    atr_hr_result *r = found->result + found->n;
    atr_test       logrank = {0};
    for (int m = 0; m < ATR_N_HR_METHODS; m++)
        r[m] = (atr_hr_result){(atr_hr_method)m, n_strata > 1, {NAN, NAN, NAN, NAN}};
    atr_status status = fit_test(table, n_strata, c->level, r, &logrank, err);
    if (!status) status = fit_cox(c, table, n_strata, r, err);
    if (found->n == 0) found->logrank = logrank;
    found->n += ATR_N_HR_METHODS;
    return status;
}

static atr_status sort_and_fit(comparison *c, size_t n_strata, atr_hr_conventions *found,
                               atr_error *err)
{
    atr_events *table = calloc(2 * n_strata, sizeof *table);
    atr_status  status = table ? take(c, err) : atr_fail_memory(err, "event tables");
    if (!status) {
        const atr_sample sample = subjects(c, n_strata);
        status = atr_events_build(&sample, NULL, table, NULL, err);
    }
    if (!status) status = fit_all(c, table, n_strata, found, err);
    if (table) atr_events_free(table, 2 * n_strata);
    free(table);
    return status;
}

/* Without regard to strata. */
static atr_status fit_pooled(comparison *c, const atr_events *tables,
                             atr_hr_conventions *found, atr_error *err)
{
    if (!tables || c->all->n_groups > 2) return sort_and_fit(c, 1, found, err);
    const atr_events pair[] = {tables[c->versus], tables[c->arm]};
    return fit_all(c, pair, 1, found, err);
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

atr_status atr_hr_conventions_fit(const atr_sample *sample, const atr_events *tables,
                                  size_t arm, size_t versus, double level,
                                  atr_hr_conventions *conventions, atr_error *err)
{
    *conventions = (atr_hr_conventions){0};
    comparison c = {.all = sample, .arm = arm, .versus = versus, .level = level};
    atr_status status = check(sample, arm, versus, level, err);
    if (!status && sample->n_strata > 1)
        status = sort_and_fit(&c, sample->n_strata, conventions, err);
    if (!status) status = fit_pooled(&c, tables, conventions, err);
    two_groups_free(&c.pair);
    if (status) *conventions = (atr_hr_conventions){0};
    return status;
}
