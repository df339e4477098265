/* best_steps.c - readings and printed numbers, one after the other. */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_PARTS = 10 }; /* of a stretch between few readings */

size_t best_marks(const atr_marks *marks, double from, double to)
{
    size_t n = 0;
    for (size_t i = 0; i < marks->n; i++)
        if (marks->time[i] >= from && marks->time[i] < to)
            n += marks->count ? (size_t)marks->count[i] : 1;
    return n;
}

double best_survival(const best_arm *b, double time)
{
    double level = 1;
    for (size_t j = 0; j < b->readings.n; j++) {
        const atr_reading *g = &b->readings.reading[j];
        if (g->from >= time) break;
        const double next = fmin(level, g->survival);
        if (g->to < time) level = next;
        else return level + (time - g->from) / (g->to - g->from) * (next - level);
    }
    return level;
}

/* --- writing steps -------------------------------------------------------------------- */

typedef struct {
    best_arm *b;
    double    now;   /* up to here censorings are accounted for */
    double    from;  /* and events up to here                   */
    double    level; /* of survival                             */
    size_t    next;  /* entry of the risk table                 */
} writer;

static void wait_until(writer *w, double time)
{
    const double to = fmax(w->now, time);
    w->b->step[w->b->n_steps++] =
        (atr_step){.kind = ATR_STEP_WAIT,
                   .from = w->now,
                   .to = to,
                   .marks = best_marks(&w->b->arm->marks, w->now, to)};
    w->now = to;
}

/* When half the events of a stretch, the last of them at its end, have happened: clicks are
 * far apart. */
static double middle(const writer *w, double to, double after, double patients)
{
    if (w->b->readings.points.source != ATR_SOURCE_CLICKS) return to;
    const double d = w->level > 0 ? patients * (w->level - after) / w->level : 0;
    return d > 1 ? w->from + (to - w->from) * (d + 1) / (2 * d) : to;
}

/* The stretch up to `to`, at whose end survival is `after`, in parts of about an event
 * each, so that patients leave between events as they do: clicks are few.  The last part is
 * left to the caller. */
static bool divide(writer *w, double to, double after)
{
    const double from = w->from, level = w->level;
    const double d = w->b->arm->n * (level - after);
    const double parts = w->b->fine && to > from ? fmin(ceil(d), MOST_PARTS) : 1;
    for (double k = 1; k < parts; k++) {
        const double end = from + (to - from) * k / parts;
        wait_until(w, w->from + (end - w->from) / 2);
        w->b->step[w->b->n_steps++] = (atr_step){.kind = ATR_STEP_FALL,
                                                 .from = w->from,
                                                 .to = end,
                                                 .survival = after,
                                                 .part = true};
        w->from = end;
        w->level = level + (after - level) * k / parts;
    }
    return parts > 1;
}

/* Numbers printed in one place; what is blank follows from the other two, if they are
 * printed: at risk + events + censored = all. */
static atr_step printed(const best_arm *b, size_t k)
{
    const atr_risk_table *t = &b->arm->risk;
    const double          censored = t->censored ? t->censored[k] : NAN;
    atr_step              step = {.kind = ATR_STEP_COUNT,
                                  .at_risk = t->at_risk[k],
                                  .events = t->events ? t->events[k] : NAN};
    if (isnan(step.events)) step.events = b->arm->n - step.at_risk - censored;
    if (isnan(step.at_risk)) step.at_risk = b->arm->n - step.events - censored;
    if (step.at_risk < 0) step.at_risk = NAN;
    if (step.events < 0) step.events = NAN;
    return step;
}

/* The printed numbers up to a time, which may be in the middle of a stretch of events that
 * ends in a reading (NULL: there is none). */
static void write_printed(writer *w, double until, const atr_reading *reading)
{
    const atr_risk_table *t = &w->b->arm->risk;
    for (; w->next < t->n && t->time[w->next] <= until; w->next++) {
        const double   time = t->time[w->next];
        const atr_step count = printed(w->b, w->next);
        if ((isnan(count.at_risk) && isnan(count.events)) || !(time > 0)) continue;
        if (reading && time > w->from) {
            const double share = (time - w->from) / (reading->to - w->from);
            const double least = fmin(reading->survival, w->level);
            const double after = w->level + share * (least - w->level);
            const bool   part = divide(w, time, after);
            wait_until(w, middle(w, time, after, w->b->arm->n * w->level));
            w->b->step[w->b->n_steps++] = (atr_step){.kind = ATR_STEP_FALL,
                                                     .from = w->from,
                                                     .to = time,
                                                     .survival = least,
                                                     .part = part};
            w->from = time;
            w->level = after;
        }
        wait_until(w, time);
        w->b->step[w->b->n_steps++] = count;
    }
}

/* Print may be more exact than the search tells survival apart: polishing does the rest. */
static double told_apart(const best_arm *b, double half)
{
    const atr_reading_error *e = &b->readings.error;
    return half > 0 ? fmax(half, e->half + e->sd) : 0;
}

/* What is only printed is left to polishing.  The last one shows where the curve ends: most
 * leave there, and not before its events. */
static void write_reading(writer *w, const atr_reading *g, bool last)
{
    w->from = g->from;
    write_printed(w, g->to, g);
    const double least = fmin(w->level, g->survival);
    const bool   part = divide(w, g->to, least);
    if (last && w->b->fine) wait_until(w, part ? w->from : (w->from + g->to) / 2);
    else wait_until(w, middle(w, g->to, least, w->b->arm->n * w->level));
    w->b->step[w->b->n_steps++] = (atr_step){.kind = ATR_STEP_FALL,
                                             .from = w->from,
                                             .to = g->to,
                                             .read = g->weight > 0 || w->b->fine,
                                             .survival = g->survival,
                                             .half = told_apart(w->b, g->half),
                                             .print = g->half,
                                             .weight = g->weight,
                                             .falls = g->falls,
                                             .part = part,
                                             .aimed = !last && g->to > 0 && !(g->half > 0)};
    w->level = least;
}

atr_status best_steps(best_arm *b, atr_error *err)
{
    const size_t parts = b->fine ? MOST_PARTS : 1;
    const size_t most = 2 * parts * (b->readings.n + 2 * b->arm->risk.n) + 1;
    free(b->step);
    b->n_steps = 0;
    b->step = calloc(most, sizeof *b->step);
    if (!b->step) return atr_fail_memory(err, "the steps of a curve");
    writer w = {.b = b, .level = 1};
    for (size_t j = 0; j < b->readings.n; j++)
        write_reading(&w, &b->readings.reading[j], j + 1 == b->readings.n);
    write_printed(&w, INFINITY, NULL);
    return ATR_OK;
}
