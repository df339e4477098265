/* best_patients.c - patients, at times, from the numbers that were decoded. */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* Clicks where most events have one of their own are clicks on every drop: several events
 * there are at one time. */
static const double EACH_CLICKED = 0.6;

static void leave(departures *d, double time, double events, double censored)
{
    d->time[d->n] = time;
    d->events[d->n] = events;
    d->censored[d->n++] = censored;
}

/* --- events -----------------------------------------------------------------------------
 */

/* Readings that found an event. */
static double readings_that_fall(const best_arm *b)
{
    double n = 0;
    for (size_t k = 0; k < b->n_steps; k++)
        n += b->step[k].kind == ATR_STEP_FALL && b->step[k].read &&
             !(b->step[k].half > 0) && b->decoded.count[k] > 0;
    return n;
}

/* Some events of a step. */
typedef struct {
    double count, first, apart; /* the first one's time, and from each to the next */
} placed;

/* Evenly over their stretch, the last one where a person clicked; of pixels in the middle
 * of columns. */
static placed places_of(const best_arm *b, const atr_step *step, double count,
                        bool together)
{
    const bool clicked =
        b->readings.points.source == ATR_SOURCE_CLICKS && step->read && !(step->half > 0);
    const double width = step->to - step->from, last = clicked ? 0 : 0.5;
    if (!(width > 0) || (clicked && together)) return (placed){count, step->to, 0};
    return (placed){count, step->from + width * (1 - last) / count, width / count};
}

static void place_events(const placed *p, departures *d)
{
    if (p->apart > 0)
        for (double k = 0; k < p->count; k++) leave(d, p->first + k * p->apart, 1, 0);
    else leave(d, p->first, p->count, 0);
}

/* --- censorings
 * ---------------------------------------------------------------------------- */

/* What came of the marks since the last printed number at risk: those with nobody, and the
 * departures of patients who stand behind a mark that has another. */
typedef struct {
    size_t  n_unmet, n_spare;
    double *unmet;
    size_t *spare;
} mark_balance;

/* One or more at every mark in [from, to); those left over once more from the first on.
 * Where patients were placed before there is no balance.  Returns how many remain. */
static double place_at_marks(const best_arm *b, double from, double to, double left,
                             departures *d, mark_balance *balance)
{
    const atr_marks *m = &b->arm->marks;
    bool             any = false;
    for (bool first = true; first || (any && left > 0); first = false) {
        for (size_t i = 0; i < m->n && (first || left > 0); i++) {
            if (!(m->time[i] >= from && m->time[i] < to)) continue;
            const double c = fmin(first && m->count ? m->count[i] : 1, left);
            if (!(c > 0) && balance) balance->unmet[balance->n_unmet++] = m->time[i];
            if (!(c > 0)) continue;
            if (!first && balance) balance->spare[balance->n_spare++] = d->n;
            leave(d, m->time[i], 0, c);
            left -= c;
            any = true;
        }
    }
    return left;
}

/* A way may have come to a printed number too early to meet all marks before it: those who
 * can be spared leave there. */
static void settle_marks(mark_balance *balance, departures *d)
{
    while (balance->n_unmet && balance->n_spare)
        d->time[balance->spare[--balance->n_spare]] = balance->unmet[--balance->n_unmet];
    balance->n_unmet = balance->n_spare = 0;
}

/* When a share of those who leave in [from, to) have left: evenly, as between many
 * readings or printed numbers; else when 1 - exp(-H) is that share of its rise over all of
 * it, H being the hazard of loss. */
static double time_of_share(const best_arm *b, double from, double to, double share)
{
    enum { HALVINGS = 40 };
    const double all = -expm1(-atr_hazard_between(&b->loss, from, to));
    double       low = from, high = to;
    if (!best_few_readings(b) || best_has_table(b) || !(all > 0))
        return from + share * (to - from);
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = low + (high - low) / 2;
        const double left = -expm1(-atr_hazard_between(&b->loss, from, middle));
        if (left < share * all) low = middle;
        else high = middle;
    }
    return low + (high - low) / 2;
}

static void place_censored(const best_arm *b, double from, double to, double count,
                           departures *d, mark_balance *balance)
{
    const double left = place_at_marks(b, from, to, count, d, balance);
    const double end = fmin(to, b->end), begin = fmin(from, end);
    for (double k = 1; k <= left; k++)
        leave(d, time_of_share(b, begin, end, (k - 0.5) / left), 0, 1);
}

/* After the last step nobody has the event.  Those still followed leave as the hazard of
 * loss says, the others, one at least, at the end. */
static void place_rest(const best_arm *b, double from, departures *d)
{
    double left = b->decoded.left;
    if (best_marks(&b->arm->marks, from, INFINITY) > 0) {
        const size_t     before = d->n;
        const atr_marks *m = &b->arm->marks;
        for (size_t i = 0; i < m->n && left > 0; i++) {
            if (!(m->time[i] >= from)) continue;
            const double c = m->count ? fmin(m->count[i], left) : 1;
            leave(d, m->time[i], 0, c);
            left -= c;
        }
        if (left > 0) d->censored[d->n > before ? d->n - 1 : before] += left;
        return;
    }
    const double all = left, rise = atr_hazard_between(&b->loss, from, b->end);
    enum { PIECES = 50 };
    double gone = 0;
    for (int k = 1; k <= PIECES && rise > 0 && b->end > from; k++) {
        const double t = from + (b->end - from) * k / PIECES;
        const double share = -expm1(-atr_hazard_between(&b->loss, from, t));
        const double by = fmin(floor(all * share + 0.5), all - 1);
        if (by > gone) leave(d, t - (b->end - from) / PIECES / 2, 0, by - gone);
        gone = fmax(gone, by);
    }
    if (all > gone) leave(d, b->end, 0, all - gone);
}

/* --- the table
 * -------------------------------------------------------------------------------- */

/* Those censored between two events, or an event and a printed number, may be anywhere
 * between them as far as the curve goes: they are spread over all of it as the hazard of
 * loss says.  Many clicks tell the times of events and of others; few, and what tells
 * events exactly, leave it to the order in which they were found.  Who is still there where
 * the curve ends has seen all events. */
static void place_all(const best_arm *b, departures *d, mark_balance *balance)
{
    const bool together = readings_that_fall(b) > EACH_CLICKED * b->decoded.events;
    const bool many_clicks = b->readings.points.source == ATR_SOURCE_CLICKS && !b->fine;
    const bool in_order = !many_clicks && b->arm->marks.n == 0;
    double     now = 0, since = 0, earlier = 0, censored = 0, fallen = 0;
    for (size_t k = 0; k < b->n_steps; k++) {
        const atr_step *step = &b->step[k];
        const double    c = b->decoded.count[k];
        if (step->kind == ATR_STEP_WAIT) {
            if (step->from >= b->end && since < fallen) {
                place_censored(b, since, fmax(since, now), censored, d, balance);
                since = fallen;
                censored = 0;
            }
            now = step->to;
            censored += c;
            continue;
        }
        if (step->kind == ATR_STEP_FALL) fallen = step->to;
        if (step->kind == ATR_STEP_FALL && !(c > 0)) continue;
        const placed events = places_of(b, step, c, together);
        const double until = in_order && c > 0 ? events.first : now;
        const bool   none = !(until > since); /* nobody at a printed time has left */
        const double from = none && step->kind == ATR_STEP_COUNT ? earlier : since;
        place_censored(b, from, fmax(since, until), censored, d, none ? NULL : balance);
        if (step->kind == ATR_STEP_COUNT) settle_marks(balance, d);
        if (!none) earlier = since;
        since = fmax(since, until);
        censored = 0;
        if (!(c > 0)) continue;
        place_events(&events, d);
        if (in_order) since = events.first + (c - 1) * events.apart;
    }
    place_censored(b, since, fmax(since, now), censored, d, balance);
    settle_marks(balance, d);
    place_rest(b, fmax(now, fallen), d);
}

atr_status best_patients(const best_arm *b, atr_events *table, atr_error *err)
{
    const size_t most = (size_t)b->arm->n + 1;
    double      *block = calloc(most, 3 * sizeof *block);
    if (!block) return atr_fail_memory(err, "the patients of a curve");
    mark_balance balance = {.unmet = calloc(b->arm->marks.n + 1, sizeof *balance.unmet),
                            .spare = calloc(most, sizeof *balance.spare)};
    departures   d = {.time = block, .events = block + most, .censored = block + 2 * most};
    atr_status   status = ATR_OK;
    if (!balance.unmet || !balance.spare)
        status = atr_fail_memory(err, "the patients of a curve");
    if (!status) {
        place_all(b, &d, &balance);
        status = departures_count(&d, table, err);
    }
    free(balance.unmet);
    free(balance.spare);
    free(block);
    return status;
}
