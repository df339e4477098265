/* quality_arms.c - the printed numbers about several arms against the rebuilt patients. */
#include "atrisk/quality.h"

#include "base/fail.h"
#include "published/quality_input.h"

#include <math.h>

static double count_events(const atr_rebuilt_patients *patients)
{
    double events = 0;
    for (size_t i = 0; i < patients->n; i++) events += patients->event[i];
    return events;
}

static void add(atr_input_fit *input, size_t *n, const char *name, const atr_known *printed,
                double rebuilt)
{
    if (!(printed->value > 0)) return;
    input[*n] = quality_input(-1, name, NAN, printed, rebuilt);
    ++*n;
}

static atr_status compare_ratio(const atr_figure           *figure,
                                const atr_rebuilt_patients *patients, atr_input_fit *input,
                                size_t *n, atr_error *err)
{
    if (!(figure->hazard_ratio.value > 0)) return ATR_OK;
    atr_estimate     log_hr;
    const atr_status status = atr_rebuilt_patients_compare(
        patients, figure->level > 0 ? figure->level : 0.95, &log_hr, err);
    if (status) return status;
    add(input, n, "hazard ratio", &figure->hazard_ratio, exp(log_hr.value));
    add(input, n, "its lower limit", &figure->hazard_ratio_lower, exp(log_hr.lower));
    add(input, n, "its upper limit", &figure->hazard_ratio_upper, exp(log_hr.upper));
    return ATR_OK;
}

static atr_status compare_p(const atr_figure *figure, const atr_rebuilt_patients *patients,
                            atr_input_fit *input, size_t *n, atr_error *err)
{
    atr_test         test;
    const atr_status status = atr_rebuilt_patients_test(patients, &test, err);
    if (!status) add(input, n, "log-rank p", &figure->logrank_p, test.p);
    return status;
}

atr_status atr_quality_over_arms(const atr_figure           *figure,
                                 const atr_rebuilt_patients *patients, atr_input_fit *input,
                                 size_t *n, atr_error *err)
{
    const atr_known events = {figure->events, figure->events, figure->events};
    *n = 0;
    add(input, n, "events", &events, count_events(patients));
    if (figure->n_arms != 2) return ATR_OK;
    atr_status status = compare_ratio(figure, patients, input, n, err);
    if (!status && figure->logrank_p.value > 0)
        status = compare_p(figure, patients, input, n, err);
    return status;
}
