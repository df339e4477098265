/* decode_draw.c - ways along a curve, drawn at random.
 *
 * With b(s) the probability of all ways from a state to the end, a way that has come to s
 * goes on to s' with the probability
 *
 *     p(s' | s) = p(s -> s') b(s') / b(s)
 *
 * and so has, once it is at the end, the probability of the whole way.  Carter & Kohn,
 * Biometrika 81 (1994) 541-553, with the two passes exchanged. */
#include "published/decode_search.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* One of several ways on, kept with its share of the probability of those seen so far. */
typedef struct {
    decode_search search; /* the first member: what visits are told of */
    atr_random   *random;
    double        total; /* log */
    size_t        chosen;
} drawing;

static void come_by(decode_search *s, const decode_state *to)
{
    drawing     *d = (drawing *)s;
    const size_t at = decode_find(s, to);
    if (at == DECODE_NOBODY || !(s->onward[at] > -HUGE_VAL)) return;
    const double way = to->mass - s->state[s->from].mass + s->onward[at];
    d->total = decode_log_sum(d->total, way);
    if (atr_random_uniform(d->random) < exp(way - d->total)) d->chosen = at;
}

/* All draws take step k.  States stand for ways with other numbers of events as well, so
 * those are counted. */
static void step_on(drawing *d, size_t k, size_t n, size_t *at, atr_decoded *decoded)
{
    decode_search *s = &d->search;
    decode_open(s, k);
    decode_turn_to(s, k);
    for (size_t i = 0; i < n; i++) {
        d->total = -HUGE_VAL;
        d->chosen = s->end[k + 1];
        decode_leave(s, at[i]);
        const atr_step_kind kind = s->d->step[k].kind;
        const double        leaving = s->state[at[i]].at_risk - s->state[d->chosen].at_risk;
        if (kind != ATR_STEP_COUNT) decoded[i].count[k] = leaving;
        if (kind == ATR_STEP_FALL) decoded[i].events += leaving;
        at[i] = d->chosen;
    }
    decode_close(s, k);
}

static atr_status draw(drawing *d, size_t n, atr_decoded *decoded, atr_error *err)
{
    decode_search *s = &d->search;
    size_t        *at = calloc(n + 1, sizeof *at); /* all begin in state 0 */
    if (!at) return atr_fail_memory(err, "a search");
    s->visit = come_by;
    for (size_t k = 0; k < s->d->n; k++) step_on(d, k, n, at, decoded);
    for (size_t i = 0; i < n; i++) {
        decoded[i].left = s->state[at[i]].at_risk;
        decoded[i].cost = -2 * s->onward[0];
    }
    free(at);
    return ATR_OK;
}

atr_status atr_decode_draw(const atr_decoding *decoding, size_t n, atr_random *random,
                           atr_decoded *decoded, atr_error *err)
{
    drawing    d = {.search = {.d = decoding}, .random = random};
    atr_status status = ATR_OK;
    for (size_t i = 0; i < n; i++) {
        decoded[i] =
            (atr_decoded){.count = calloc(decoding->n + 1, sizeof *decoded->count)};
        if (!decoded[i].count) status = atr_fail_memory(err, "a search");
    }
    if (!status) status = decode_forward(&d.search, err);
    if (!status) status = decode_backward(&d.search, err);
    if (!status) status = draw(&d, n, decoded, err);
    decode_release(&d.search);
    return status;
}
