/* best.c - the likeliest event table behind a curve. */
#include "published/reconstruct_method.h"

#include "base/fail.h"
#include "published/decode.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_READINGS = 4000, WIDTH = 1500 };

static const double EXCESS = 0.1; /* of the variance of the number censored over its mean */
static const double BEHIND = 0.05; /* patients behind a censoring mark besides the first */

typedef struct {
    const atr_figure_arm *arm;
    double                span, end;
    atr_readings          readings;
    size_t                n_steps, capacity;
    atr_step             *step;
    size_t                n_knots;
    double               *knot, *hazard;
    atr_loss              loss;
    atr_decoded           decoded;
} best;

/* --- survival between readings ------------------------------------------------------- */

/* As read at a time, straight between readings. */
static double survival_at(const best *b, double time)
{
    const atr_readings *r = &b->readings;
    double              t0 = 0, s0 = 1;
    for (size_t j = 0; j < r->n; j++) {
        const atr_reading *g = &r->reading[j];
        if (g->to >= time) {
            if (g->from >= time) return s0;
            t0 = g->from;
            return g->to > t0
                       ? s0 + (time - t0) / (g->to - t0) * (fmin(g->survival, s0) - s0)
                       : s0;
        }
        s0 = fmin(s0, g->survival);
    }
    return s0;
}

/* --- steps ---------------------------------------------------------------------------- */

static size_t marks_between(const atr_marks *m, double from, double to)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++)
        if (m->time[i] >= from && m->time[i] < to) n += m->count ? (size_t)m->count[i] : 1;
    return n;
}

static void add_step(best *b, atr_step step)
{
    if (step.kind == ATR_STEP_WAIT)
        step.marks = marks_between(&b->arm->marks, step.from, step.to);
    b->step[b->n_steps++] = step;
}

/* Where among the events of a stretch, the last of them at its end, half of them are. */
static double middle(const best *b, double from, double to, double before, double after,
                     double patients)
{
    if (b->readings.points.source != ATR_SOURCE_CLICKS) return to;
    const double d = before > 0 ? patients * (before - after) / before : 0;
    return d > 1 ? from + (to - from) * (d + 1) / (2 * d) : to;
}

static void add_steps(best *b)
{
    const atr_readings   *r = &b->readings;
    const atr_risk_table *risk = &b->arm->risk;
    double                now = 0, level = 1;
    size_t                k = 0;
    for (size_t j = 0; j <= r->n; j++) {
        const bool         tail = j == r->n;
        const atr_reading  last = {b->end, INFINITY, 0, 0, false};
        const atr_reading *g = tail ? &last : &r->reading[j];
        double             from = g->from, before = level;
        for (; k < risk->n && risk->time[k] <= g->to; k++) {
            const double t = risk->time[k];
            if (isnan(risk->at_risk[k]) || t <= 0) continue;
            if (t > from && !tail) {
                const double f = (t - from) / (g->to - from),
                             drop = fmax(before - g->survival, 0);
                const double s = before - f * drop, n = fmax(risk->at_risk[k], 1);
                const double sd = sqrt(f * (1 - f) * drop * s / n +
                                       0.5 * r->points.survival * r->points.survival);
                const double p = middle(b, from, t, before, s, n);
                if (p > now)
                    add_step(b, (atr_step){.kind = ATR_STEP_WAIT, .from = now, .to = p});
                now = fmax(now, p);
                add_step(b, (atr_step){.kind = ATR_STEP_FALL,
                                       .from = from,
                                       .to = t,
                                       .survival = s,
                                       .sd = sd});
                from = t;
                before = s;
            }
            add_step(b, (atr_step){.kind = ATR_STEP_WAIT, .from = now, .to = fmax(now, t)});
            add_step(b, (atr_step){.kind = ATR_STEP_COUNT,
                                   .at_risk = risk->at_risk[k],
                                   .events = NAN});
            now = fmax(now, t);
        }
        if (tail) break;
        const double p = middle(b, from, g->to, before, g->survival, b->arm->n * before);
        add_step(b, (atr_step){.kind = ATR_STEP_WAIT, .from = now, .to = fmax(p, now)});
        now = fmax(now, p);
        add_step(b, (atr_step){.kind = ATR_STEP_FALL,
                               .from = from,
                               .to = g->to,
                               .survival = g->survival,
                               .weight = g->weight,
                               .falls = g->falls});
        level = fmin(level, g->survival);
    }
}

/* --- censoring -------------------------------------------------------------------------
 */

static void draw_loss(best *b)
{
    const atr_risk_table *risk = &b->arm->risk;
    double                n = b->arm->n, s = 1;
    b->knot[0] = b->hazard[0] = 0;
    b->n_knots = 1;
    for (size_t k = 0; k < risk->n; k++) {
        if (isnan(risk->at_risk[k]) || risk->time[k] <= 0) continue;
        const double next = risk->at_risk[k], sk = survival_at(b, risk->time[k]);
        const double share = s > 0 ? fmin(sk / s, 1) : 1;
        const double c = fmax((n * share - next) / ((1 + share) / 2), 0.2);
        const double rise = c / fmax((n + next) / 2, 0.5);
        b->knot[b->n_knots] = risk->time[k];
        b->hazard[b->n_knots] = b->hazard[b->n_knots - 1] + rise;
        b->n_knots++;
        n = next, s = sk;
    }
    if (b->n_knots < 2) {
        b->knot[1] = b->end > 0 ? b->end : 1;
        b->hazard[1] = 0.5;
        b->n_knots = 2;
    }
    b->loss = (atr_loss){b->n_knots, b->knot, b->hazard, EXCESS};
}

/* --- patients ---------------------------------------------------------------------------
 */

static void leave(departures *d, double time, double events, double censored)
{
    d->time[d->n] = time;
    d->events[d->n] = events;
    d->censored[d->n++] = censored;
}

static void place_events(const best *b, const atr_step *step, double count, departures *d)
{
    if (!(step->to > step->from)) {
        if (count > 0) leave(d, step->to, count, 0);
        return;
    }
    const bool feet = b->readings.points.source == ATR_SOURCE_CLICKS && !(step->sd > 0);
    for (double k = 1; k <= count; k++)
        leave(d, step->from + (step->to - step->from) * (feet ? k : k - 0.5) / count, 1, 0);
}

static void place_censored(const best *b, double from, double to, double count,
                           departures *d)
{
    const atr_marks *m = &b->arm->marks;
    double           left = count;
    size_t           in = 0, first = 0;
    for (size_t i = 0; i < m->n; i++) {
        if (!(m->time[i] >= from && m->time[i] < to)) continue;
        if (!in++) first = i;
        if (left > 0) {
            const double c = fmin(left, m->count ? m->count[i] : 1);
            leave(d, m->time[i], 0, c);
            left -= c;
        }
    }
    if (in) {
        for (size_t i = 0; left > 0; i++, left--) leave(d, m->time[first + i % in], 0, 1);
        return;
    }
    to = fmin(to, b->end);
    from = fmin(from, to);
    for (double k = 1; k <= count; k++)
        leave(d, from + (to - from) * (k - 0.5) / count, 0, 1);
}

static void place_left(const best *b, double from, departures *d)
{
    const atr_marks *m = &b->arm->marks;
    double           left = b->decoded.left;
    for (size_t i = 0; i < m->n && left > 0; i++)
        if (m->time[i] >= from) {
            leave(d, m->time[i], 0, 1);
            left--;
        }
    if (left > 0) leave(d, b->end, 0, left);
}

/* Those censored between two events, or an event and a printed number at risk, may be
 * anywhere between them as far as the curve goes: they are spread over all of it. */
static atr_status count(const best *b, atr_events *table, atr_error *err)
{
    const size_t n = (size_t)b->arm->n + 1;
    double      *block = calloc(n, 3 * sizeof *block);
    if (!block) return atr_fail_memory(err, "the patients of a curve");
    departures d = {.time = block, .events = block + n, .censored = block + 2 * n};
    double     now = 0, since = 0, censored = 0;
    for (size_t k = 0; k < b->n_steps; k++) {
        const atr_step *step = &b->step[k];
        const double    c = b->decoded.count[k];
        if (step->kind == ATR_STEP_WAIT) {
            now = step->to;
            censored += c;
        } else if (step->kind == ATR_STEP_COUNT || c > 0) {
            place_censored(b, since, now, censored, &d);
            since = now;
            censored = 0;
        }
        if (step->kind == ATR_STEP_FALL) place_events(b, step, c, &d);
    }
    place_censored(b, since, now, censored, &d);
    place_left(b, now, &d);
    const atr_status status = departures_count(&d, table, err);
    free(block);
    return status;
}

/* --- one arm -----------------------------------------------------------------------------
 */

static atr_status decode_with(best *b, double tilt, atr_decoded *out, atr_error *err)
{
    const atr_decoding d = {.n = b->n_steps,
                            .step = b->step,
                            .patients = b->arm->n,
                            .events = b->arm->events,
                            .tilt = tilt,
                            .error = b->readings.error,
                            .loss = &b->loss,
                            .more = BEHIND,
                            .marked = b->arm->marks.n > 0,
                            .width = WIDTH};
    return atr_decode(&d, out, err);
}

/* Meet the number of events: make them dearer or cheaper. */
static atr_status decode(best *b, atr_error *err)
{
    enum { TRIES = 12 };
    const double wanted = b->arm->events;
    atr_status   status = decode_with(b, 0, &b->decoded, err);
    double       low = -INFINITY, high = INFINITY, tilt = 0; /* too many, too few */
    for (int i = 0; i < TRIES && !status && !isnan(wanted) && b->decoded.events != wanted;
         i++) {
        if (b->decoded.events > wanted) low = tilt;
        else high = tilt;
        tilt = isinf(low)    ? (high < 0 ? 2 * high : -1)
               : isinf(high) ? (low > 0 ? 2 * low : 1)
                             : (low + high) / 2;
        atr_decoded next;
        status = decode_with(b, tilt, &next, err);
        if (status) break;
        if (fabs(next.events - wanted) <= fabs(b->decoded.events - wanted)) {
            atr_decoded_free(&b->decoded);
            b->decoded = next;
        } else atr_decoded_free(&next);
    }
    return status;
}

static atr_status build(best *b, atr_reconstructed_arm *result, atr_error *err)
{
    const atr_figure_arm *arm = b->arm;
    atr_status            status =
        atr_readings_build(&arm->points, b->span, MOST_READINGS, &b->readings, err);
    if (status) return status;
    b->end = b->readings.end;
    for (size_t k = 0; k < arm->risk.n; k++)
        if (arm->risk.at_risk[k] > 0) b->end = fmax(b->end, arm->risk.time[k]);
    const size_t most = 2 * b->readings.n + 4 * arm->risk.n + 2;
    b->step = calloc(most, sizeof *b->step);
    b->knot = calloc(2 * (arm->risk.n + 2), sizeof *b->knot);
    if (!b->step || !b->knot) return atr_fail_memory(err, "the steps of a curve");
    b->hazard = b->knot + arm->risk.n + 2;
    add_steps(b);
    draw_loss(b);
    status = decode(b, err);
    if (!status) status = count(b, &result->table, err);
    result->source = b->readings.points.source;
    result->error = b->readings.points.survival;
    return status;
}

static void release(best *b)
{
    atr_readings_free(&b->readings);
    atr_decoded_free(&b->decoded);
    free(b->step);
    free(b->knot);
}

static double last_time(const atr_figure *figure)
{
    double last = 0;
    for (size_t a = 0; a < figure->n_arms; a++) {
        const atr_figure_arm *arm = &figure->arm[a];
        last = fmax(last, arm->points.time[arm->points.n - 1]);
        if (arm->risk.n) last = fmax(last, arm->risk.time[arm->risk.n - 1]);
    }
    return last > 0 ? last : 1;
}

atr_status reconstruct_best(const atr_figure *figure, atr_reconstructed_arm *result,
                            atr_notes *notes, atr_error *err)
{
    atr_status status = ATR_OK;
    (void)notes;
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        best b = {.arm = &figure->arm[a], .span = last_time(figure)};
        status = build(&b, &result[a], err);
        release(&b);
    }
    return status;
}
