/* decode.c - a search along the curve with the number at risk as state.
 *
 * A state is what has happened so far: how many are at risk, how many had the event, and
 * the survival that follows from that, carried along exactly so that rounding does not add
 * up. States that agree in the first two and nearly in the third are one; those much dearer
 * than the best are dropped.  Three passes over the steps:
 *
 *   forward    the states that can be reached, and the probability a(s) of all ways to each
 *   backward   the probability b(s) of all ways from each to the end; a(s) b(s) gives the
 *              mean number at risk and of events after every step
 *   forward    the way whose numbers are nearest to those means, least squares summed,
 *              and, where readings are few or censorings are marked, the way costs little
 *              itself
 *
 * so that the answer stands in the middle of what is possible; the likeliest way often
 * stands at its edge (or ways drawn at random: decode_draw.c).  Forward-backward: Baum et
 * al., Ann. Math. Stat. 41 (1970) 164-171.
 */
#include "published/decode_search.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* --- backward --------------------------------------------------------------------------
 */

static void come_back(decode_search *s, const decode_state *to)
{
    const size_t at = decode_find(s, to);
    if (at == DECODE_NOBODY) return;
    const double way = to->mass - s->state[s->from].mass + s->onward[at];
    s->onward[s->from] = decode_log_sum(s->onward[s->from], way);
}

/* Only ends with the events wanted, or the nearest, count. */
static void end_there(decode_search *s)
{
    const atr_decoding *d = s->d;
    double              nearest = INFINITY;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++)
        if (!isnan(d->events))
            nearest = fmin(nearest, fabs(s->state[i].events - d->events));
    for (size_t i = 0; i < s->n; i++) s->onward[i] = -HUGE_VAL;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++)
        if (isnan(d->events) || fabs(s->state[i].events - d->events) <= nearest)
            s->onward[i] = 0;
}

static atr_status make_room(decode_search *s, atr_error *err)
{
    s->onward = malloc(2 * s->n * sizeof *s->onward);
    if (!s->onward) return atr_fail_memory(err, "a search");
    s->away = s->onward + s->n;
    while (s->next_capacity < s->d->width)
        if (!decode_grow(s)) return atr_fail_memory(err, "a search");
    return ATR_OK;
}

atr_status decode_backward(decode_search *s, atr_error *err)
{
    const atr_status status = make_room(s, err);
    if (status) return status;
    end_there(s);
    s->visit = come_back;
    for (size_t k = s->d->n; k-- > 0;) {
        decode_open(s, k);
        decode_take_step(s, k);
        decode_close(s, k);
    }
    return ATR_OK;
}

/* --- the way in the middle ---------------------------------------------------------------
 */

static void find_means(decode_search *s, size_t k)
{
    double most = -HUGE_VAL, sum = 0, at_risk = 0, events = 0;
    for (size_t i = s->end[k]; i < s->end[k + 1]; i++)
        most = fmax(most, s->state[i].mass + s->onward[i]);
    for (size_t i = s->end[k]; i < s->end[k + 1]; i++) {
        const double p = exp(s->state[i].mass + s->onward[i] - most);
        sum += p;
        at_risk += p * s->state[i].at_risk;
        events += p * s->state[i].events;
    }
    s->mean_at_risk = at_risk / sum;
    s->mean_events = events / sum;
}

/* What a cost counts against the square of a patient where a mark without anybody is one.
 */
static const double MARKED_NEAR = 1;

static void come_near(decode_search *s, const decode_state *to)
{
    const size_t at = decode_find(s, to);
    if (at == DECODE_NOBODY || !(s->onward[at] > -HUGE_VAL)) return;
    const double r = s->state[at].at_risk - s->mean_at_risk;
    const double e = s->state[at].events - s->mean_events;
    const double cost = to->cost - s->state[s->from].cost;
    const double near = s->d->marked ? MARKED_NEAR : s->d->near;
    const double away = s->away[s->from] + r * r + e * e + near * cost;
    if (!(away < s->away[at])) return;
    s->away[at] = away;
    s->state[at].parent = (uint32_t)s->from;
}

static void forward_again(decode_search *s)
{
    for (size_t i = 0; i < s->n; i++) s->away[i] = INFINITY;
    s->away[0] = 0;
    s->visit = come_near;
    for (size_t k = 0; k < s->d->n; k++) {
        find_means(s, k + 1);
        decode_open(s, k);
        decode_take_step(s, k);
        decode_close(s, k);
    }
}

/* --- the whole ----------------------------------------------------------------------- */

/* Somebody is followed beyond the last reading, unless it is printed that nobody is, or the
 * curve comes to 0. */
static bool followed_to_the_end(const atr_decoding *d)
{
    static const double NEAR = 4;
    const double        nothing = d->error.half + NEAR * d->error.sd;
    double              level = 1;
    for (size_t k = 0; k < d->n; k++) {
        const atr_step *step = &d->step[k];
        if (step->kind == ATR_STEP_COUNT && step->at_risk < 1) return false;
        if (step->kind != ATR_STEP_FALL || !step->read) continue;
        level = step->survival;
    }
    return level > nothing;
}

static void find_least(decode_search *s)
{
    const atr_decoding *d = s->d;
    const bool          followed = followed_to_the_end(d);
    double              least = 0;
    for (size_t k = d->n; k-- > 0;) {
        s->least[k + 1] = least;
        if (d->step[k].kind == ATR_STEP_COUNT) least = fmax(least, d->step[k].at_risk);
        if (d->step[k].kind == ATR_STEP_FALL && followed) least = fmax(least, 1);
    }
    s->least[0] = least;
}

static atr_status begin(decode_search *s, atr_error *err)
{
    const atr_reading_error *e = &s->d->error;
    const size_t             n = s->d->n;
    s->end = calloc(n + 2, sizeof *s->end);
    s->least = calloc(n + 1, sizeof *s->least);
    s->dearest = calloc(n + 1, sizeof *s->dearest);
    s->ahead = calloc(n + 1, sizeof *s->ahead);
    s->state = malloc(sizeof *s->state);
    s->row = calloc((size_t)s->d->patients + 1, sizeof *s->row);
    if (!s->end || !s->least || !s->dearest || !s->ahead || !s->state || !s->row ||
        !decode_grow(s))
        return atr_fail_memory(err, "a search");
    s->misfit_step =
        fmax(e->half + 10 * e->sd, e->wide_half + 10 * e->wide_sd) / DECODE_MISFITS;
    for (int k = 0; k <= DECODE_MISFITS; k++)
        s->misfit[k] = atr_reading_misfit(e, k * s->misfit_step);
    s->bucket = e->sd + e->half;
    s->by_events = !isnan(s->d->events) || s->d->middle;
    for (size_t k = 0; k < n; k++)
        if (s->d->step[k].kind == ATR_STEP_COUNT && !isnan(s->d->step[k].events))
            s->by_events = true;
    for (size_t k = 0; k < n; k++) s->dearest[k] = INFINITY;
    s->best = INFINITY;
    s->capacity = s->n = 1;
    s->state[0] = (decode_state){.at_risk = (int32_t)s->d->patients, .survival = 1};
    s->state[0].bucket = (int32_t)floor(1 / s->bucket);
    s->end[1] = 1;
    find_least(s);
    if (!decode_loosen(s) || !decode_look_ahead(s)) return atr_fail_memory(err, "a search");
    return ATR_OK;
}

atr_status decode_forward(decode_search *s, atr_error *err)
{
    const atr_status status = begin(s, err);
    if (status) return status;
    s->visit = decode_collect;
    for (size_t k = 0; k < s->d->n; k++) {
        decode_take_step(s, k);
        if (!decode_keep(s, k)) return atr_fail_memory(err, "a search");
    }
    return ATR_OK;
}

void decode_release(decode_search *s)
{
    free(s->state);
    free(s->end);
    free(s->least);
    free(s->dearest);
    free(s->ahead);
    free(s->loose);
    free(s->next);
    free(s->taken);
    free(s->slot);
    free(s->onward);
    free(s->row);
    free(s->cost);
    free(s->range);
}

/* The last state to trace back from: of those nearest to the events wanted, the cheapest or
 * the one in the middle. */
static size_t choose(const decode_search *s)
{
    const atr_decoding *d = s->d;
    size_t              best = s->end[d->n];
    double              off = INFINITY, least = INFINITY;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++) {
        const decode_state *st = &s->state[i];
        const double        far = isnan(d->events) ? 0 : fabs(st->events - d->events);
        const double        cost = d->middle ? s->away[i] : st->cost;
        if (far > off || (far == off && cost >= least)) continue;
        best = i;
        off = far;
        least = cost;
    }
    return best;
}

/* Of all ways to ends with the events wanted, or the nearest. */
static double log_mass(const decode_search *s, double nearest)
{
    const atr_decoding *d = s->d;
    double              sum = -HUGE_VAL;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++)
        if (isnan(d->events) || fabs(s->state[i].events - d->events) <= nearest)
            sum = decode_log_sum(sum, s->state[i].mass);
    return sum;
}

static void trace(const decode_search *s, size_t at, atr_decoded *out)
{
    out->events = s->state[at].events;
    out->left = s->state[at].at_risk;
    out->cost = -2 * log_mass(s, fabs(out->events - s->d->events));
    for (size_t k = s->d->n; k-- > 0;) {
        const size_t from = s->state[at].parent;
        if (s->d->step[k].kind != ATR_STEP_COUNT)
            out->count[k] = s->state[from].at_risk - s->state[at].at_risk;
        at = from;
    }
}

atr_status atr_decode(const atr_decoding *decoding, atr_decoded *decoded, atr_error *err)
{
    decode_search s = {.d = decoding};
    *decoded = (atr_decoded){.count = calloc(decoding->n + 1, sizeof *decoded->count)};
    atr_status status =
        decoded->count ? decode_forward(&s, err) : atr_fail_memory(err, "a search");
    if (!status && decoding->middle) {
        status = decode_backward(&s, err);
        if (!status) forward_again(&s);
    }
    if (!status) trace(&s, choose(&s), decoded);
    decode_release(&s);
    if (status) atr_decoded_free(decoded);
    return status;
}

void atr_decoded_free(atr_decoded *decoded)
{
    free(decoded->count);
    *decoded = (atr_decoded){0};
}
