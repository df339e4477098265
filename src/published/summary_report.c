/* summary_report.c - how each given number was met, by the library's own statistics. */
#include "published/summary_report.h"

#include "atrisk/curve.h"
#include "base/fail.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double EXACT = 1e-9; /* relative difference that is only rounding error */

typedef struct {
    const atr_summary *summary;
    atr_synthesis     *synthesis;
    atr_events        *table; /* [n_arms] */
} report;

static atr_fit judge(double wanted, double low, double high, double achieved)
{
    if (fabs(achieved - wanted) <= EXACT * fmax(1, fabs(wanted))) return ATR_FIT_EXACT;
    return achieved >= low && achieved <= high ? ATR_FIT_ROUNDS : ATR_FIT_MISSED;
}

static void add(report *r, int arm, const char *name, atr_known wanted, double achieved)
{
    atr_input_fit *fit = &r->synthesis->input[r->synthesis->n_inputs++];
    *fit = (atr_input_fit){
        .arm = arm,
        .wanted = wanted.value,
        .low = wanted.low,
        .high = wanted.high,
        .achieved = achieved,
        .fit = judge(wanted.value, wanted.low, wanted.high, achieved),
    };
    snprintf(fit->name, sizeof fit->name, "%s", name);
}

static void add_at(report *r, int arm, const char *name, double time, atr_known wanted,
                   double achieved)
{
    char text[64];
    snprintf(text, sizeof text, "%s at %g", name, time);
    add(r, arm, text, wanted, achieved);
}

static void add_count(report *r, int arm, const char *name, double wanted, double achieved)
{
    add(r, arm, name, (atr_known){wanted, wanted, wanted}, achieved);
}

/* A time that was, or was not, reached. */
static void add_quantile(report *r, int arm, const char *name, atr_known wanted,
                         bool not_reached, double achieved)
{
    if (wanted.value > 0) add(r, arm, name, wanted, achieved);
    if (!not_reached) return;
    add(r, arm, name, (atr_known){NAN, NAN, NAN}, achieved);
    atr_input_fit *fit = &r->synthesis->input[r->synthesis->n_inputs - 1];
    fit->fit = isnan(achieved) ? ATR_FIT_EXACT : ATR_FIT_MISSED;
}

static double events_of(const atr_synthesis *s, int arm)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        if (arm < 0 || s->group[i] == (uint32_t)arm) sum += s->event[i];
    return sum;
}

static atr_status report_arm(report *r, size_t a, atr_error *err)
{
    const atr_summary_arm  *arm = &r->summary->arm[a];
    const int               index = (int)a;
    const atr_curve_options options = {r->summary->median_level, ATR_SCALE_LOGLOG};
    atr_curve               curve;
    atr_estimate            median = {0};
    atr_status              status = atr_curve_fit(&r->table[a], &options, &curve, err);
    if (!status) status = atr_curve_quantile(&curve, 0.5, &median, err);
    if (status) {
        atr_curve_free(&curve);
        return status;
    }
    add_count(r, index, "patients", (double)arm->n, r->table[a].subjects);
    if (isfinite(arm->events))
        add_count(r, index, "events", arm->events, events_of(r->synthesis, index));
    for (size_t k = 0; k < arm->n_landmarks; k++)
        add_at(r, index, "survival", arm->landmark[k].time, arm->landmark[k].survival,
               atr_curve_at(&curve, arm->landmark[k].time).value);
    add_quantile(r, index, "median", arm->median, arm->median_not_reached, median.value);
    add_quantile(r, index, "lower limit of the median", arm->median_lower,
                 arm->median_lower_not_reached, median.lower);
    add_quantile(r, index, "upper limit of the median", arm->median_upper,
                 arm->median_upper_not_reached, median.upper);
    atr_curve_free(&curve);
    return ATR_OK;
}

static atr_status report_all(report *r, atr_error *err)
{
    const atr_summary *y = r->summary;
    atr_status         status = ATR_OK;
    for (size_t a = 0; a < y->n_arms && !status; a++) status = report_arm(r, a, err);
    if (status) return status;

    if (isfinite(y->events))
        add_count(r, -1, "events", y->events, events_of(r->synthesis, -1));
    if (y->follow_up.value > 0) {
        double median;
        status = atr_synthesis_follow_up(r->synthesis, &median, err);
        if (status) return status;
        add(r, -1, "median follow-up", y->follow_up, median);
    }
    for (size_t k = 0; k < r->synthesis->n_inputs; k++)
        r->synthesis->n_missed += r->synthesis->input[k].fit == ATR_FIT_MISSED;
    return ATR_OK;
}

static size_t most_inputs(const atr_summary *y)
{
    enum { OF_ALL_ARMS = 2, OF_ONE_ARM = 8 };
    size_t n = OF_ALL_ARMS;
    for (size_t a = 0; a < y->n_arms; a++) n += OF_ONE_ARM + y->arm[a].n_landmarks;
    return n;
}

atr_status atr_synthesis_report(const atr_summary *summary, atr_synthesis *synthesis,
                                atr_error *err)
{
    report r = {summary, synthesis, calloc(summary->n_arms, sizeof(atr_events))};
    synthesis->input = calloc(most_inputs(summary), sizeof *synthesis->input);
    atr_status status = ATR_OK;
    if (!r.table || !synthesis->input) status = atr_fail_memory(err, "the inputs");

    const atr_sample sample = atr_synthesis_sample(synthesis);
    if (!status) status = atr_events_build(&sample, NULL, r.table, NULL, err);
    if (!status) status = report_all(&r, err);
    if (r.table) atr_events_free(r.table, summary->n_arms);
    free(r.table);
    return status;
}
