/* batch_summary.c - a batch of studies counted. */
#include "atrisk/report_batch.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double FIVE = 0.05, TEN = 0.1;

double atr_study_relative_error(const atr_study *study)
{
    const atr_study_hr *hr = &study->hr;
    const double        ratio = exp(hr->log_hr) / hr->printed;
    const double        straight = fabs(ratio - 1);
    if (hr->direction_known) return straight;
    return fmin(straight, fabs(1 / (exp(hr->log_hr) * hr->printed) - 1));
}

double atr_study_distance(const atr_study *study)
{
    const bool slip = study->hr.slip[0] && study->hr.direction_known;
    return slip ? NAN : study->hr.away;
}

static void count_ratio(const atr_study *study, atr_batch_summary *s)
{
    const atr_study_hr *hr = &study->hr;
    const double        error = atr_study_relative_error(study);
    if (isnan(error)) return;
    const bool turned = strcmp(hr->slip, "turned round") == 0 && !hr->direction_known;
    s->compared++;
    s->prints += hr->prints && (turned || !hr->slip[0]);
    s->within_five += error <= FIVE;
    s->within_ten += error <= TEN;
    s->rebuilt += study->origin == ATR_ORIGIN_CURVE;
    s->turned += turned;
    s->slips += hr->slip[0] && !turned;
}

static void count_elsewhere(const atr_batch_report *report, size_t i, atr_batch_summary *s)
{
    const atr_elsewhere found = atr_batch_elsewhere(report, i);
    if (!found.astray) return;
    s->astray++;
    s->looked_at += found.looked_at;
    s->elsewhere += found.fits;
    if (found.looked_at) s->by_chance += atr_elsewhere_chance(&found);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, size_t n)
{
    if (n == 0) return NAN;
    qsort(x, n, sizeof *x, by_value);
    return (x[(n - 1) / 2] + x[n / 2]) / 2;
}

atr_status atr_batch_summarise(const atr_batch_report *report, atr_batch_summary *summary,
                               atr_error *err)
{
    double *away = calloc(report->n + 1, sizeof *away);
    *summary = (atr_batch_summary){.studies = report->n};
    if (!away) return atr_fail_memory(err, "the summary of a batch");
    size_t n = 0;
    for (size_t i = 0; i < report->n; i++) {
        const atr_study *study = &report->study[i];
        summary->errors += study->error.code != 0;
        summary->negative += atr_study_is_negative(study);
        summary->claims += study->n_claims;
        for (size_t k = 0; k < study->n_claims; k++)
            summary->verdict[study->claim[k].verdict]++;
        count_ratio(study, summary);
        count_elsewhere(report, i, summary);
        const double distance = atr_study_distance(study);
        if (!isnan(distance)) away[n++] = distance;
    }
    summary->median_away = median(away, n);
    free(away);
    return ATR_OK;
}
