/* reconstruct_check.c - refusing what a figure cannot say, and sizing its arms. */
#include "published/reconstruct_method.h"

#include "base/fail.h"

#include <math.h>
#include <stdio.h>

/* A point further than this outside [0, 1] is no survival read off an axis. */
static const double MOST_ERROR = 0.1;

static const double MOST_PATIENTS = 1e6; /* of one arm */

/* One arm and how to speak of it. */
typedef struct {
    const atr_figure_arm *arm;
    char                  name[64];
} subject;

const char *reconstruct_arm_name(const atr_figure *figure, size_t arm, char *buffer,
                                 size_t size)
{
    const char *label = figure->arm[arm].label;
    if (label && *label) snprintf(buffer, size, "%s", label);
    else snprintf(buffer, size, "arm %zu", arm + 1);
    return buffer;
}

static atr_status refuse(const subject *s, const char *what, double value, double time,
                         atr_error *err)
{
    return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIGURE, "%s: %s %g at time %g", s->name,
                    what, value, time);
}

static bool whole(double x)
{
    return x >= 0 && x <= MOST_PATIENTS && x == floor(x);
}

static atr_status check_points(const subject *s, atr_error *err)
{
    const atr_points *p = &s->arm->points;
    if (p->n == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIGURE, "%s: a curve without points",
                        s->name);
    for (size_t k = 0; k < p->n; k++) {
        if (!(isfinite(p->time[k]) && p->time[k] >= (k ? p->time[k - 1] : 0)))
            return atr_hint(
                err, refuse(s, "a point of survival", p->survival[k], p->time[k], err),
                "times of points are 0 or later and do not fall");
        if (!(p->survival[k] >= -MOST_ERROR && p->survival[k] <= 1 + MOST_ERROR))
            return atr_hint(err, refuse(s, "survival", p->survival[k], p->time[k], err),
                            "survival is a fraction; one click may miss it a little");
    }
    return ATR_OK;
}

static atr_status check_times(const subject *s, const char *what, const double *time,
                              size_t n, bool may_repeat, atr_error *err)
{
    for (size_t k = 0; k < n; k++) {
        const bool after =
            k == 0 || time[k] > time[k - 1] || (may_repeat && time[k] == time[k - 1]);
        if (!(isfinite(time[k]) && time[k] >= 0 && after))
            return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIGURE,
                            "%s: %s %zu is at time %g, which is below 0 or not after the "
                            "one before",
                            s->name, what, k + 1, time[k]);
    }
    return ATR_OK;
}

/* Counts that only rise (sign 1) or only fall (-1); NaN is blank, NULL no row. */
static atr_status check_row(const subject *s, const char *what, const double *count,
                            double sign, atr_error *err)
{
    const atr_risk_table *risk = &s->arm->risk;
    double                before = NAN;
    for (size_t k = 0; count && k < risk->n; k++) {
        if (isnan(count[k])) continue;
        if (!whole(count[k]))
            return atr_hint(err, refuse(s, what, count[k], risk->time[k], err),
                            "counts of patients are whole numbers up to %.0f",
                            MOST_PATIENTS);
        if (sign * count[k] < sign * before)
            return atr_hint(err,
                            atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIGURE,
                                     "%s: %s %s from %g to %g at time %g", s->name, what,
                                     sign < 0 ? "rises" : "falls", before, count[k],
                                     risk->time[k]),
                            "look the number up in the figure; a blank cell is allowed");
        before = count[k];
    }
    return ATR_OK;
}

static atr_status check_marks(const subject *s, atr_error *err)
{
    const atr_marks *marks = &s->arm->marks;
    atr_status status = check_times(s, "censoring mark", marks->time, marks->n, true, err);
    for (size_t k = 0; !status && marks->count && k < marks->n; k++)
        if (!(whole(marks->count[k]) && marks->count[k] >= 1))
            status = refuse(s, "a censoring mark of", marks->count[k], marks->time[k], err);
    return status;
}

static atr_status check_landmarks(const subject *s, atr_error *err)
{
    for (size_t k = 0; k < s->arm->n_landmarks; k++) {
        const atr_landmark *at = &s->arm->landmark[k];
        if (!(isfinite(at->time) && at->time > 0 && at->survival.value >= 0 &&
              at->survival.value <= 1))
            return refuse(s, "printed survival", at->survival.value, at->time, err);
    }
    return ATR_OK;
}

/* The first number at risk; NaN when there is none. */
static double first_at_risk(const atr_risk_table *risk, double *time)
{
    for (size_t k = 0; k < risk->n; k++) {
        *time = risk->time[k];
        if (!isnan(risk->at_risk[k])) return risk->at_risk[k];
    }
    return NAN;
}

/* The size of an arm.  A table at time 0 counts those whom the curve is drawn for, so it is
 * preferred to a number from elsewhere. */
static atr_status size(const subject *s, double *n, atr_notes *notes, atr_error *err)
{
    double       time = 0;
    const double given = s->arm->n, first = first_at_risk(&s->arm->risk, &time);
    *n = isnan(given) && time == 0 ? first : given;
    if (isnan(*n))
        return atr_hint(err,
                        atr_fail(err, ATR_EDATA, ATR_CODE_NO_SIZE,
                                 "%s: the number of patients is given nowhere", s->name),
                        "give the number (--n), or the number at risk at time 0 "
                        "(--risk)");
    if (!(whole(*n) && *n >= 1))
        return atr_fail(err, ATR_EDATA,
                        *n > MOST_PATIENTS ? ATR_CODE_TOO_MANY : ATR_CODE_BAD_FIGURE,
                        "%s: %.10g is not a number of patients from 1 to %.0f", s->name, *n,
                        MOST_PATIENTS);
    if (first > *n && time > 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_FIGURE_CONFLICT,
                        "%s: %g patients, but %g at risk at time %g", s->name, *n, first,
                        time);
    if (time == 0 && !isnan(first) && first != *n) {
        atr_note(notes, ATR_WARNING, ATR_CODE_FIGURE_CONFLICT,
                 "%s: %g patients, but %g at risk at time 0; those of the table are used",
                 s->name, *n, first);
        *n = first;
    }
    if (*n >= 1) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIGURE, "%s: nobody at risk at time 0",
                    s->name);
}

static atr_status check_events(const subject *s, double n, atr_error *err)
{
    const double events = s->arm->events;
    if (isnan(events) || (whole(events) && events <= n)) return ATR_OK;
    return atr_fail(err, ATR_EDATA, ATR_CODE_FIGURE_CONFLICT,
                    "%s: %g events among %g patients is not a count", s->name, events, n);
}

static atr_status check_arm(const subject *s, double *n, atr_notes *notes, atr_error *err)
{
    const atr_risk_table *risk = &s->arm->risk;
    atr_status            status = check_points(s, err);
    if (!status)
        status = check_times(s, "entry of the risk table", risk->time, risk->n, false, err);
    if (!status) status = check_row(s, "the number at risk", risk->at_risk, -1, err);
    if (!status) status = check_row(s, "the number of events", risk->events, 1, err);
    if (!status) status = check_row(s, "the number of censored", risk->censored, 1, err);
    if (!status) status = check_marks(s, err);
    if (!status) status = check_landmarks(s, err);
    if (!status) status = size(s, n, notes, err);
    if (!status) status = check_events(s, *n, err);
    return status;
}

/* Totals over all arms against those of each. */
static atr_status check_total(const atr_figure *figure, const double *n, atr_notes *notes,
                              atr_error *err)
{
    double events = 0, patients = 0;
    for (size_t a = 0; a < figure->n_arms; a++) {
        events += figure->arm[a].events;
        patients += n[a];
    }
    if (isnan(figure->events)) return ATR_OK;
    if (!(figure->events >= 0 && figure->events <= patients &&
          figure->events == floor(figure->events)))
        return atr_fail(err, ATR_EDATA, ATR_CODE_FIGURE_CONFLICT,
                        "%g events over all arms among %g patients is not a count",
                        figure->events, patients);
    if (!isnan(events) && events != figure->events)
        atr_note(notes, ATR_WARNING, ATR_CODE_FIGURE_CONFLICT,
                 "%g events over all arms, but those of the arms add up to %g, which are "
                 "used",
                 figure->events, events);
    return ATR_OK;
}

atr_status reconstruct_check(const atr_figure *figure, double *n, atr_notes *notes,
                             atr_error *err)
{
    if (figure->n_arms == 0)
        return atr_fail(err, ATR_EDATA, ATR_CODE_BAD_FIGURE, "a figure without curves");
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        subject s = {.arm = &figure->arm[a]};
        reconstruct_arm_name(figure, a, s.name, sizeof s.name);
        status = check_arm(&s, &n[a], notes, err);
    }
    if (!status) status = check_total(figure, n, notes, err);
    return status;
}
