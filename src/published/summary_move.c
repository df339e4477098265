/* summary_move.c - the median follow-up, and meeting it exactly. */
#include "published/summary_report.h"

#include "atrisk/curve.h"
#include "base/fail.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* At most this share of the patients, and in small trials this many, are moved. */
static const double MOST_SHARE = 0.02;
static const size_t MOST_AT_LEAST = 3;

atr_status atr_synthesis_follow_up(const atr_synthesis *synthesis, double *median,
                                   atr_error *err)
{
    *median = NAN;
    atr_sample     sample = atr_synthesis_sample(synthesis);
    unsigned char *flipped = malloc(sample.n);
    if (!flipped) return atr_fail_memory(err, "the follow-up");
    for (size_t i = 0; i < sample.n; i++) flipped[i] = !sample.event[i];
    sample.event = flipped;
    sample.group = NULL;
    sample.n_groups = 1;

    atr_events   table = {0};
    atr_curve    curve = {0};
    atr_estimate found = {NAN, NAN, NAN, NAN};
    atr_status   status = atr_events_build(&sample, NULL, &table, NULL, err);
    if (!status) status = atr_curve_fit(&table, NULL, &curve, err);
    if (!status) status = atr_curve_quantile(&curve, 0.5, &found, err);
    *median = found.value;
    atr_curve_free(&curve);
    atr_events_free(&table, 1);
    free(flipped);
    return status;
}

/* The censored patient nearest to `time` after it (or before it); n when there is none. */
static size_t nearest_censored(const atr_synthesis *s, double time, bool after)
{
    size_t best = s->n;
    for (size_t i = 0; i < s->n; i++) {
        const double away = after ? s->time[i] - time : time - s->time[i];
        if (s->event[i] || !(away > 0)) continue;
        if (best == s->n || away < fabs(s->time[best] - time)) best = i;
    }
    return best;
}

/* Give patient i another time and restore the order within the arm. */
static void move(atr_synthesis *s, size_t i, double time)
{
    s->time[i] = time;
    for (; i > 0 && s->group[i - 1] == s->group[i] && s->time[i - 1] > time; i--) {
        s->time[i] = s->time[i - 1];
        s->event[i] = s->event[i - 1];
        s->time[i - 1] = time;
        s->event[i - 1] = 0;
    }
    for (; i + 1 < s->n && s->group[i + 1] == s->group[i] && s->time[i + 1] <= time; i++) {
        s->time[i] = s->time[i + 1];
        s->event[i] = s->event[i + 1];
        s->time[i + 1] = time;
        s->event[i + 1] = 0;
    }
}

static bool inside(const atr_known *known, double x)
{
    return x >= known->low && x <= known->high;
}

atr_status atr_synthesis_meet_follow_up(const atr_known *median, atr_synthesis *synthesis,
                                        atr_error *err)
{
    if (!(median->value > 0)) return ATR_OK;
    const size_t   n = synthesis->n;
    const size_t   most = MOST_AT_LEAST + (size_t)(MOST_SHARE * (double)n);
    double        *time = malloc(n * sizeof *time);
    unsigned char *event = malloc(n);
    atr_status     status = ATR_OK;
    if (!time || !event) status = atr_fail_memory(err, "the follow-up");

    double found = NAN;
    if (!status) {
        memcpy(time, synthesis->time, n * sizeof *time);
        memcpy(event, synthesis->event, n);
        status = atr_synthesis_follow_up(synthesis, &found, err);
    }
    for (size_t moved = 0; !status && moved < most && !inside(median, found); moved++) {
        const bool   after = !(found < median->value);
        const size_t i = nearest_censored(synthesis, median->value, after);
        if (i == n) break;
        move(synthesis, i, median->value);
        status = atr_synthesis_follow_up(synthesis, &found, err);
    }
    if (!status && !inside(median, found)) {
        memcpy(synthesis->time, time, n * sizeof *time);
        memcpy(synthesis->event, event, n);
    }
    free(time);
    free(event);
    return status;
}
