/* best.c - patients behind the curves of a figure, searched for.
 *
 * Each arm is decoded step by step (decode.h).  What is not printed is tried: without
 * numbers at risk, how patients were followed; without the events of each arm but with
 * their total, how the arms share them.  From the patients so found a chain goes on to
 * those in the middle of all that the figure allows (best_middle.c). */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_READINGS = 4000 };
enum { WIDTH = 120, NARROW = 40 }; /* states kept, and while trying */

static const double MOST_PATIENTS = 10000; /* in an arm that is searched */

/* The share of clicks that are aimed at the feet of drops. */
static const double AIMED = 0.7;

/* --- decoding
 * ------------------------------------------------------------------------------ */

atr_status best_decode(const best_arm *b, double events, double tilt, size_t width,
                       bool middle, atr_decoded *out, atr_error *err)
{
    const bool         clicks = b->readings.points.source == ATR_SOURCE_CLICKS;
    const atr_decoding d = {.n = b->n_steps,
                            .step = b->step,
                            .patients = b->arm->n,
                            .events = events,
                            .tilt = tilt,
                            .error = b->readings.error,
                            .loss = &b->loss,
                            .event = &b->event,
                            .aimed = clicks ? AIMED : 0,
                            .jitter = clicks ? b->readings.points.time : 0,
                            .marked = b->arm->marks.n > 0,
                            .width = width,
                            .middle = middle};
    return atr_decode(&d, out, err);
}

/* A search for the tilt that makes events as many as wanted: more tilt, fewer events. */
typedef struct {
    double low, high; /* gave too many, too few */
    double tilt;
    int    tries;
} tilting;

static const tilting LEVEL = {-INFINITY, INFINITY, 0, 0};

static void tilt_more(tilting *t, double events, double wanted)
{
    if (events > wanted) t->low = t->tilt;
    else t->high = t->tilt;
    if (isinf(t->low)) t->tilt = t->high < 0 ? 2 * t->high : -1;
    else if (isinf(t->high)) t->tilt = t->low > 0 ? 2 * t->low : 1;
    else t->tilt = (t->low + t->high) / 2;
    t->tries++;
}

enum { MOST_TRIES = 12 };

/* With the events wanted, as near as can be. */
static atr_status decode_wanted(best_arm *b, atr_error *err)
{
    tilting    t = LEVEL;
    double     off = INFINITY;
    atr_status status = ATR_OK;
    b->tilt = 0;
    while (!isnan(b->events) && t.tries < MOST_TRIES && off > 0) {
        atr_decoded found;
        status = best_decode(b, b->events, t.tilt, NARROW, false, &found, err);
        if (status) return status;
        const double now = fabs(found.events - b->events);
        if (now < off) {
            off = now;
            b->tilt = t.tilt;
        }
        tilt_more(&t, found.events, b->events);
        atr_decoded_free(&found);
    }
    status = best_decode(b, b->events, b->tilt, WIDTH, true, &b->decoded, err);
    if (!status) best_polish(b);
    return status;
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

/* The reading furthest from the curve of the patients, in units of its error. */
static void note_curve(const best_arm *b, atr_notes *notes)
{
    static const double      FAR = 8, LEAST = 0.01; /* standard deviations; survival */
    const atr_reading_error *e = &b->readings.error;
    double at_risk = b->arm->n, level = 1, worst = 0, when = 0, built = 1, read = 1;
    for (size_t k = 0; k < b->n_steps; k++) {
        const atr_step *step = &b->step[k];
        if (step->kind == ATR_STEP_FALL && at_risk > 0)
            level *= 1 - b->decoded.count[k] / at_risk;
        at_risk -= b->decoded.count[k];
        if (step->kind != ATR_STEP_FALL || !step->read || step->half > 0) continue;
        if (!(fabs(step->survival - level) > worst)) continue;
        worst = fabs(step->survival - level);
        when = step->to;
        built = level;
        read = step->survival;
    }
    if (worst > fmax(LEAST, e->wide_half + FAR * e->sd))
        atr_note(notes, ATR_WARNING, ATR_CODE_FIGURE_CONFLICT,
                 "%s: no patients were found that follow the curve and have the printed "
                 "numbers: survival was read as %.3f at time %g, those built have %.3f",
                 b->name, read, when, built);
}

/* --- all arms
 * -------------------------------------------------------------------------------------- */

static atr_status find(best_arm *b, atr_reconstructed_arm *result, atr_error *err)
{
    const atr_status status = decode_wanted(b, err);
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

/* Only the total of events is printed: the same tilt for all arms that leads to it; what is
 * then left over goes to the arm with most events. */
static atr_status share_events(best_arm *b, size_t n, double total, atr_error *err)
{
    tilting    t = LEVEL;
    double     off = INFINITY;
    atr_status status = ATR_OK;
    double    *count = calloc(n, sizeof *count);
    if (!count) return atr_fail_memory(err, "the arms of a figure");
    for (; t.tries < MOST_TRIES && fabs(off) > 0 && !status;) {
        double sum = 0;
        size_t most = 0;
        for (size_t a = 0; a < n && !status; a++) {
            atr_decoded found = {0};
            if (isnan(b[a].arm->events)) {
                status = best_decode(&b[a], NAN, t.tilt, NARROW, false, &found, err);
                if (!status) count[a] = found.events;
                atr_decoded_free(&found);
            } else count[a] = b[a].arm->events;
            sum += count[a];
            if (isnan(b[a].arm->events) &&
                (count[a] > count[most] || !isnan(b[most].arm->events)))
                most = a;
        }
        if (!status && fabs(total - sum) < fabs(off)) {
            off = total - sum;
            for (size_t a = 0; a < n; a++) b[a].events = count[a];
            b[most].events = fmin(fmax(b[most].events + off, 0), b[most].arm->n);
        }
        tilt_more(&t, sum, total);
    }
    free(count);
    return status;
}

/* Of being censored: by the table, or as the curves of all arms suggest. */
static atr_status find_losses(best_arm *b, size_t n, atr_error *err)
{
    atr_status status = best_follow_up(b, n, err);
    for (size_t a = 0; a < n && !status; a++) {
        if (best_has_table(&b[a])) status = best_loss_of_table(&b[a], err);
        best_expect_behind(&b[a]);
    }
    return status;
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

static bool too_many(const atr_figure *figure)
{
    for (size_t a = 0; a < figure->n_arms; a++)
        if (figure->arm[a].n > MOST_PATIENTS) return true;
    return false;
}

static bool arms_unknown(const atr_figure *figure)
{
    for (size_t a = 0; a < figure->n_arms; a++)
        if (isnan(figure->arm[a].events)) return true;
    return false;
}

static atr_status search_all(const atr_figure *figure, best_arm *b,
                             atr_reconstructed_arm *result, atr_notes *notes,
                             atr_error *err)
{
    const double span = last_time(figure);
    atr_status   status = ATR_OK;
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        b[a].arm = &figure->arm[a];
        b[a].span = span;
        status = prepare(&b[a], err);
    }
    if (!status) status = find_losses(b, figure->n_arms, err);
    if (!status && !isnan(figure->events) && arms_unknown(figure))
        status = share_events(b, figure->n_arms, figure->events, err);
    for (size_t a = 0; !status && a < figure->n_arms; a++)
        status = find(&b[a], &result[a], err);
    if (!status) status = best_middle(b, figure->n_arms, figure, result, err);
    for (size_t a = 0; !status && a < figure->n_arms; a++) {
        char name[64];
        b[a].name = reconstruct_arm_name(figure, a, name, sizeof name);
        status = note(&b[a], &result[a], notes, err);
    }
    return status;
}

atr_status reconstruct_best(const atr_figure *figure, atr_reconstructed_arm *result,
                            atr_notes *notes, atr_error *err)
{
    if (too_many(figure)) {
        atr_note(notes, ATR_WARNING, ATR_CODE_TOO_MANY,
                 "an arm of more than %g patients is not searched; the algorithm of Guyot "
                 "is used instead",
                 MOST_PATIENTS);
        return reconstruct_guyot(figure, result, notes, err);
    }
    best_arm *const b = calloc(figure->n_arms, sizeof *b);
    if (!b) return atr_fail_memory(err, "the arms of a figure");
    const atr_status status = search_all(figure, b, result, notes, err);
    for (size_t a = 0; a < figure->n_arms; a++) release(&b[a]);
    free(b);
    return status;
}
