/* reconstruct_patients.c - event tables as patients, one by one. */
#include "atrisk/reconstruct.h"

#include "atrisk/cox.h"
#include "atrisk/logrank.h"
#include "base/fail.h"

#include <stdlib.h>

static void append(atr_rebuilt_patients *p, size_t arm, double time, double count,
                   bool event)
{
    for (size_t end = p->n + (size_t)count; p->n < end; p->n++) {
        p->time[p->n] = time;
        p->event[p->n] = event;
        p->group[p->n] = (uint32_t)arm;
    }
}

atr_status atr_rebuilt_patients_list(const atr_events *tables, size_t n_arms,
                                     atr_rebuilt_patients *patients, atr_error *err)
{
    size_t n = 0;
    for (size_t a = 0; a < n_arms; a++) n += (size_t)tables[a].subjects;
    *patients = (atr_rebuilt_patients){.time = malloc(n * sizeof *patients->time + 1),
                                       .event = malloc(n + 1),
                                       .group = malloc(n * sizeof *patients->group + 1),
                                       .n_arms = n_arms};
    if (!patients->time || !patients->event || !patients->group) {
        atr_rebuilt_patients_free(patients);
        return atr_fail_memory(err, "the rebuilt patients");
    }
    for (size_t a = 0; a < n_arms; a++) {
        for (size_t j = 0; j < tables[a].n; j++) {
            append(patients, a, tables[a].time[j], tables[a].events[j], true);
            append(patients, a, tables[a].time[j], tables[a].censored[j], false);
        }
    }
    return ATR_OK;
}

atr_sample atr_rebuilt_patients_sample(const atr_rebuilt_patients *patients)
{
    return (atr_sample){.n = patients->n,
                        .time = patients->time,
                        .event = patients->event,
                        .group = patients->group,
                        .n_groups = patients->n_arms,
                        .n_strata = 1};
}

/* The patients of the first two arms, who come first. */
static atr_sample first_two(const atr_rebuilt_patients *patients)
{
    atr_sample sample = atr_rebuilt_patients_sample(patients);
    for (sample.n = 0; sample.n < patients->n && patients->group[sample.n] < 2;
         sample.n++) {
    }
    sample.n_groups = 2;
    return sample;
}

atr_status atr_rebuilt_patients_compare(const atr_rebuilt_patients *patients, double level,
                                        atr_estimate *log_hr, atr_error *err)
{
    const atr_cox_options how = {.level = level};
    const atr_sample      sample = first_two(patients);
    atr_cox               fit = {0};
    if (patients->n_arms < 2)
        return atr_fail(err, ATR_EDATA, ATR_CODE_ONE_GROUP, "one arm has no hazard ratio");
    double *first = malloc(patients->n * sizeof *first + 1);
    if (!first) return atr_fail_memory(err, "a comparison");
    for (size_t i = 0; i < sample.n; i++) first[i] = patients->group[i] == 0;
    const double *const  x[] = {first};
    const atr_covariates covariates = {.p = 1, .x = x};
    const atr_status     status = atr_cox_fit(&sample, &covariates, &how, &fit, err);
    if (!status) *log_hr = fit.coef[0];
    atr_cox_free(&fit);
    free(first);
    return status;
}

atr_status atr_rebuilt_patients_test(const atr_rebuilt_patients *patients, atr_test *test,
                                     atr_error *err)
{
    const atr_sample sample = first_two(patients);
    atr_events       table[2] = {{0}, {0}};
    atr_logrank      result;
    if (patients->n_arms < 2)
        return atr_fail(err, ATR_EDATA, ATR_CODE_ONE_GROUP, "one arm has no log-rank test");
    atr_status status = atr_events_build(&sample, NULL, table, NULL, err);
    if (!status) status = atr_logrank_test(table, 2, 1, NULL, &result, err);
    if (!status) {
        *test = result.test;
        atr_logrank_free(&result);
    }
    atr_events_free(table, 2);
    return status;
}

void atr_rebuilt_patients_free(atr_rebuilt_patients *patients)
{
    free(patients->time);
    free(patients->event);
    free(patients->group);
    *patients = (atr_rebuilt_patients){0};
}
