/* best.c - patients behind the curves of a figure, searched for.
 *
 * Each arm is decoded step by step (decode.h), under the law of events and of clicks that
 * its curve bears out (best_laws.c).  What is not printed is tried: without numbers at
 * risk, how patients were followed; without the events of each arm but with their total,
 * how the arms share them.  From the patients so found a chain goes on to those in the
 * middle of all that the figure allows (best_middle.c). */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_READINGS = 4000 };

static const double MOST_PATIENTS = 10000; /* in an arm that is searched */

/* Between few readings: what the cost of a way counts against the square of a patient, as
 * no chain goes on from there to patients that fit; and how many times as many states are
 * kept.
 */
static const double NEAR = 30;
static double       wider(const best_arm *b)
{
    static const double MOST = 8, MANY = 1000; /* patients */
    return b->fine ? fmin(fmax(MOST * MANY / b->arm->n, 1), MOST) : 1;
}

/* --- decoding
 * ------------------------------------------------------------------------------ */

static atr_decoding decoding_of(const best_arm *b, double events, double tilt, size_t width)
{
    const bool clicks = b->readings.points.source == ATR_SOURCE_CLICKS;
    return (atr_decoding){.n = b->n_steps,
                          .step = b->step,
                          .patients = b->arm->n,
                          .events = events,
                          .tilt = tilt,
                          .error = b->readings.error,
                          .loss = &b->loss,
                          .event = &b->event,
                          .aimed = b->aimed,
                          .jitter = clicks ? b->readings.points.time : 0,
                          .marked = b->arm->marks.n > 0,
                          .width = (size_t)(wider(b) * (double)width),
                          .near = b->fine ? NEAR : 0};
}

atr_status best_decode(const best_arm *b, double events, double tilt, size_t width,
                       bool middle, atr_decoded *out, atr_error *err)
{
    atr_decoding d = decoding_of(b, events, tilt, width);
    d.middle = middle;
    return atr_decode(&d, out, err);
}

atr_status best_decode_draw(const best_arm *b, size_t width, size_t n, atr_random *random,
                            atr_decoded *out, atr_error *err)
{
    const atr_decoding d = decoding_of(b, b->events, b->tilt, width);
    return atr_decode_draw(&d, n, random, out, err);
}

/* --- one arm
 * ---------------------------------------------------------------------------------- */

static atr_status prepare(best_arm *b, atr_error *err)
{
    const atr_figure_arm *arm = b->arm;
    atr_status            status =
        atr_readings_build(&arm->points, b->span, MOST_READINGS, &b->readings, err);
    if (status) return status;
    b->events = arm->events;
    b->end = b->readings.end;
    for (size_t k = 0; k < arm->risk.n; k++)
        if (arm->risk.at_risk[k] > 0) b->end = fmax(b->end, arm->risk.time[k]);
    status = best_printed(b, err);
    b->fine = best_few_clicks(b);
    if (!status) status = best_steps(b, err);
    if (!status) status = best_event_hazard(b, err);
    return status;
}

static void release(best_arm *b)
{
    atr_readings_free(&b->readings);
    free(b->printed);
    atr_decoded_free(&b->decoded);
    free(b->step);
    free(b->loss.time);
    free(b->event.time);
}

/* --- saying what does not agree
 * ------------------------------------------------------------------ */

static void note_events(const best_arm *b, atr_notes *notes)
{
    if (isnan(b->events) || b->decoded.events == b->events) return;
    atr_note(notes, ATR_WARNING, ATR_CODE_NOT_MET,
             "%s: %g events contradict the rest of the figure; the patients built have %g",
             b->name, b->events, b->decoded.events);
}

best_miss best_furthest(const best_arm *b)
{
    best_miss worst = {0, 0, 1, 1};
    double    at_risk = b->arm->n, level = 1;
    for (size_t k = 0; k < b->n_steps; k++) {
        const atr_step *step = &b->step[k];
        if (step->kind == ATR_STEP_FALL && at_risk > 0)
            level *= 1 - b->decoded.count[k] / at_risk;
        at_risk -= b->decoded.count[k];
        if (step->kind != ATR_STEP_FALL || !step->read || step->half > 0) continue;
        const double off = fabs(step->survival - level);
        if (off > worst.off) worst = (best_miss){off, step->to, level, step->survival};
    }
    return worst;
}

double best_far(const atr_readings *r)
{
    static const double FAR = 8, LEAST = 0.01; /* standard deviations; survival */
    return fmax(LEAST, r->error.wide_half + FAR * r->error.sd);
}

static void note_curve(const best_arm *b, atr_notes *notes)
{
    const best_miss miss = best_furthest(b);
    if (miss.off > best_far(&b->readings))
        atr_note(notes, ATR_WARNING, ATR_CODE_FIGURE_CONFLICT,
                 "%s: no patients were found that follow the curve and have the printed "
                 "numbers: survival was read as %.3f at time %g, those built have %.3f",
                 b->name, miss.read, miss.time, miss.built);
}

/* --- all arms
 * -------------------------------------------------------------------------------------- */

static atr_status find_arm(best_arm *b, atr_reconstructed_arm *result, atr_error *err)
{
    const atr_status status = best_decode_few(b, err);
    if (status) return status;
    result->source = b->readings.points.source;
    result->error = b->readings.points.survival;
    return best_patients(b, &result->table, err);
}

static atr_status note(const best_arm *b, const atr_reconstructed_arm *result,
                       atr_notes *notes, atr_error *err)
{
    note_events(b, notes);
    note_curve(b, notes);
    return best_note_printed(b, &result->table, notes, err);
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

/* The size of an arm may be left to its risk table, which begins with it. */
bool best_too_many(const atr_figure *figure)
{
    for (size_t a = 0; a < figure->n_arms; a++) {
        const atr_figure_arm *arm = &figure->arm[a];
        const bool            told = isnan(arm->n) && arm->risk.n;
        if ((told ? arm->risk.at_risk[0] : arm->n) > MOST_PATIENTS) return true;
    }
    return false;
}

static bool arms_unknown(const atr_figure *figure)
{
    for (size_t a = 0; a < figure->n_arms; a++)
        if (isnan(figure->arm[a].events)) return true;
    return false;
}

atr_status best_arms_build(const atr_figure *figure, best_arm *b, atr_error *err)
{
    const double span = last_time(figure);
    atr_status   status = ATR_OK;
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        b[a].arm = &figure->arm[a];
        b[a].span = span;
        status = prepare(&b[a], err);
        if (!status && best_has_table(&b[a])) status = best_loss_of_table(&b[a], err);
        if (!status) status = best_find_laws(&b[a], err);
    }
    return status;
}

void best_arms_free(best_arm *b, size_t n)
{
    for (size_t a = 0; a < n; a++) release(&b[a]);
    free(b);
}

atr_status best_find(best_arm *b, const atr_figure *figure, atr_reconstructed_arm *result,
                     atr_error *err)
{
    const size_t n = figure->n_arms;
    atr_status   status = ATR_OK;
    for (size_t a = 0; a < n; a++) best_expect_behind(&b[a]);
    if (!isnan(figure->events) && arms_unknown(figure))
        status = best_share_events(b, n, figure->events, err);
    for (size_t a = 0; !status && a < n; a++) status = find_arm(&b[a], &result[a], err);
    return status;
}

static atr_status search_all(const atr_figure *figure, best_arm *b,
                             atr_reconstructed_arm *result, atr_notes *notes,
                             atr_error *err)
{
    const size_t  n = figure->n_arms;
    best_windows *windows = NULL;
    atr_status    status = best_arms_build(figure, b, err);
    if (!status) status = best_windows_weigh(b, n, false, &windows, err);
    if (!status) status = best_windows_mean(windows, b, err);
    free(windows);
    if (!status) status = best_find(b, figure, result, err);
    if (!status) status = best_middle(b, n, figure, result, err);
    for (size_t a = 0; !status && a < n; a++) {
        char name[64];
        b[a].name = reconstruct_arm_name(figure, a, name, sizeof name);
        status = note(&b[a], &result[a], notes, err);
    }
    return status;
}

atr_status reconstruct_best(const atr_figure *figure, atr_reconstructed_arm *result,
                            atr_notes *notes, atr_error *err)
{
    if (best_too_many(figure)) {
        atr_note(notes, ATR_WARNING, ATR_CODE_TOO_MANY,
                 "an arm of more than %g patients is not searched; the algorithm of Guyot "
                 "is used instead",
                 MOST_PATIENTS);
        return reconstruct_guyot(figure, result, notes, err);
    }
    best_arm *const b = calloc(figure->n_arms, sizeof *b);
    if (!b) return atr_fail_memory(err, "the arms of a figure");
    const atr_status status = search_all(figure, b, result, notes, err);
    best_arms_free(b, figure->n_arms);
    return status;
}
