/* decode.c - a search along the curve with the number at risk as state.
 *
 * A state is what has happened so far: how many are at risk, how many had the event, and
 * the survival that follows from that, carried along exactly so that rounding does not add
 * up. Of states that agree in the first two and nearly in the third only the cheapest goes
 * on; those much dearer than the best are dropped (dynamic programming, Viterbi, IEEE
 * Trans. Inf. Theory 13 (1967) 260-269, with a beam). */
#include "published/decode.h"

#include "base/fail.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double DEAR = 60;         /* above the best, in units of -2 log probability */
static const double MISSING_MARK = 30; /* the cost of a mark with nobody                 */

typedef struct {
    uint32_t parent;
    int32_t  at_risk, events;
    int32_t  bucket; /* of survival */
    double   survival, cost;
} state;

typedef struct {
    const atr_decoding *d;
    double              bucket; /* width in survival                                    */
    size_t              n, capacity;
    state              *state; /* of all steps, one after the other                    */
    size_t             *end;   /* [n steps + 1] states of step k: [end[k], end[k + 1]) */
    double             *least; /* [n steps + 1] who have to be at risk after step k    */
    size_t              n_next, next_capacity;
    state              *next;  /* being collected                                      */
    uint32_t           *slot;  /* [n_slots] 1 + index in next, 0 for empty             */
    size_t             *taken; /* [next_capacity] slots in use                         */
    size_t              n_slots;
    double              best; /* cost in next                                         */
    bool                full; /* memory ran out                                       */
} search;

/* --- collecting states ------------------------------------------------------------- */

static size_t hash(const state *s, size_t n_slots)
{
    uint64_t h = (uint64_t)(uint32_t)s->at_risk * 0x9E3779B97F4A7C15u;
    h ^= (uint64_t)(uint32_t)s->events * 0xC2B2AE3D27D4EB4Fu;
    h ^= (uint64_t)(uint32_t)s->bucket * 0x165667B19E3779F9u;
    return (size_t)(h ^ (h >> 29)) & (n_slots - 1);
}

static bool same(const state *a, const state *b)
{
    return a->at_risk == b->at_risk && a->events == b->events && a->bucket == b->bucket;
}

static void place(search *s, uint32_t index)
{
    size_t at = hash(&s->next[index], s->n_slots);
    while (s->slot[at]) at = (at + 1) & (s->n_slots - 1);
    s->slot[at] = index + 1;
    s->taken[index] = at;
}

static bool grow(search *s)
{
    const size_t capacity = s->next_capacity ? 2 * s->next_capacity : 1024;
    state       *next = realloc(s->next, capacity * sizeof *next);
    if (next) s->next = next;
    size_t *taken = realloc(s->taken, capacity * sizeof *taken);
    if (taken) s->taken = taken;
    uint32_t *slot = next && taken ? calloc(4 * capacity, sizeof *slot) : NULL;
    if (!slot) return false;
    free(s->slot);
    s->slot = slot;
    s->n_slots = 4 * capacity;
    s->next_capacity = capacity;
    for (size_t i = 0; i < s->n_next; i++) place(s, (uint32_t)i);
    return true;
}

static void add(search *s, state new)
{
    if (new.cost > s->best + DEAR) return;
    if (s->n_next == s->next_capacity && !grow(s)) {
        s->full = true;
        return;
    }
    if (new.cost < s->best) s->best = new.cost;
    size_t at = hash(&new, s->n_slots);
    for (; s->slot[at]; at = (at + 1) & (s->n_slots - 1)) {
        state *other = &s->next[s->slot[at] - 1];
        if (!same(other, &new)) continue;
        if (new.cost < other->cost) *other = new;
        return;
    }
    s->next[s->n_next] = new;
    s->taken[s->n_next] = at;
    s->slot[at] = (uint32_t)++s->n_next;
}

/* --- one step ---------------------------------------------------------------------- */

static void wait_for(search *s, const atr_step *step, const state *from, uint32_t parent,
                     double least)
{
    const atr_decoding *d = s->d;
    const double        n = from->at_risk, marks = (double)step->marks;
    const bool   counted = (step + 1)->kind == ATR_STEP_COUNT && step + 1 < d->step + d->n;
    const double hazard = atr_loss_between(d->loss, step->from, step->to);
    const double mean = d->marked ? d->more * marks + 1e-4 : fmax(n * hazard, 1e-4);
    const double most = n - least;
    double       cost = atr_loss_none(d->loss, mean), dear = INFINITY;
    for (double c = 0; c <= most; c++) {
        const double more = c - marks;
        const double total = more < 0 ? cost - more * MISSING_MARK : cost;
        if (!counted || c == most) {
            state new = *from;
            new.parent = parent;
            new.at_risk = (int32_t)(n - c);
            new.cost += total;
            if (total < dear) dear = total;
            add(s, new);
        }
        if (more >= 0) {
            cost += atr_loss_one_more(d->loss, mean, more);
            if (!counted && more >= mean && cost > dear + DEAR) break;
        }
    }
}

static void fall(search *s, const atr_step *step, const state *from, uint32_t parent,
                 double least)
{
    const atr_decoding *d = s->d;
    const double        n = from->at_risk, before = from->survival;
    const double        reach = step->sd > 0 ? 5 * step->sd
                                             : fmax(d->error.half + 6 * d->error.sd,
                                                    d->error.wide_half + 3 * d->error.wide_sd);
    const double        aim = before > 0 ? n * (1 - step->survival / before) : 0;
    const double        width = before > 0 ? reach * n / before + 1 : 0;
    double              low = fmax(floor(aim - width), step->falls);
    double              high = fmin(ceil(aim + width), n - least);
    if (!isnan(d->events)) high = fmin(high, fmax(d->events - from->events, 0));
    low = fmin(low, fmax(high, 0));
    high = fmax(high, low);
    for (double k = low; k <= high; k++) {
        state new = *from;
        const double off =
            step->survival - (new.survival = n > 0 ? before *(1 - k / n) : before);
        const double z = off / step->sd;
        new.parent = parent;
        new.at_risk = (int32_t)(n - k);
        new.events = (int32_t)(from->events + k);
        new.bucket = (int32_t)floor(new.survival / s->bucket);
        new.cost +=
            d->tilt *k +
            (step->sd > 0 ? z * z : step->weight * atr_reading_misfit(&d->error, off));
        add(s, new);
    }
}

/* How far a state is from what is printed. */
static double off_count(const atr_step *step, const state *st)
{
    return fabs(st->at_risk - step->at_risk) +
           (isnan(step->events) ? 0 : fabs(st->events - step->events));
}

static void advance(search *s, size_t k)
{
    const atr_step *step = &s->d->step[k];
    double          nearest = INFINITY;
    if (step->kind == ATR_STEP_COUNT)
        for (size_t i = s->end[k]; i < s->end[k + 1]; i++)
            nearest = fmin(nearest, off_count(step, &s->state[i]));
    for (size_t i = s->end[k]; i < s->end[k + 1] && !s->full; i++) {
        const state *from = &s->state[i];
        switch (step->kind) {
        case ATR_STEP_WAIT: wait_for(s, step, from, (uint32_t)i, s->least[k + 1]); break;
        case ATR_STEP_FALL: fall(s, step, from, (uint32_t)i, s->least[k + 1]); break;
        case ATR_STEP_COUNT:
            if (off_count(step, from) <= nearest) {
                state new = *from;
                new.parent = (uint32_t)i;
                add(s, new);
            }
            break;
        }
    }
}

/* --- keeping the best ---------------------------------------------------------------- */

static int by_cost(const void *a, const void *b)
{
    const state *p = a, *q = b;
    if (p->cost != q->cost) return p->cost < q->cost ? -1 : 1;
    if (p->at_risk != q->at_risk) return p->at_risk < q->at_risk ? -1 : 1;
    if (p->events != q->events) return p->events < q->events ? -1 : 1;
    return (p->bucket > q->bucket) - (p->bucket < q->bucket);
}

static bool keep(search *s, size_t k)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_next; i++)
        if (s->next[i].cost <= s->best + DEAR) s->next[n++] = s->next[i];
    if (n > s->d->width) {
        qsort(s->next, n, sizeof *s->next, by_cost);
        n = s->d->width;
    }
    if (s->n + n > s->capacity) {
        const size_t capacity = 2 * (s->n + n);
        state       *grown = realloc(s->state, capacity * sizeof *grown);
        if (!grown) return false;
        s->state = grown;
        s->capacity = capacity;
    }
    memcpy(s->state + s->n, s->next, n * sizeof *s->next);
    s->n += n;
    s->end[k + 2] = s->n;
    for (size_t i = 0; i < s->n_next; i++) s->slot[s->taken[i]] = 0;
    s->n_next = 0;
    s->best = INFINITY;
    return !s->full;
}

/* --- the whole ----------------------------------------------------------------------- */

static void look_ahead(search *s)
{
    const atr_decoding *d = s->d;
    double              least = 0;
    for (size_t k = d->n; k-- > 0;) {
        s->least[k + 1] = least;
        if (d->step[k].kind == ATR_STEP_COUNT) least = fmax(least, d->step[k].at_risk);
    }
    s->least[0] = least;
}

static atr_status begin(search *s, atr_error *err)
{
    const size_t n = s->d->n;
    s->end = calloc(n + 2, sizeof *s->end);
    s->least = calloc(n + 1, sizeof *s->least);
    s->state = malloc(sizeof *s->state);
    if (!s->end || !s->least || !s->state || !grow(s))
        return atr_fail_memory(err, "a search");
    s->best = INFINITY;
    s->capacity = s->n = 1;
    s->state[0] = (state){.at_risk = (int32_t)s->d->patients, .survival = 1};
    s->state[0].bucket = (int32_t)floor(1 / s->bucket);
    s->end[1] = 1;
    look_ahead(s);
    return ATR_OK;
}

/* The best of the last states, of those nearest to the events wanted. */
static size_t choose(const search *s)
{
    const atr_decoding *d = s->d;
    size_t              best = s->end[d->n];
    double              off = INFINITY, cost = INFINITY;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++) {
        const state *st = &s->state[i];
        const double far = isnan(d->events) ? 0 : fabs(st->events - d->events);
        if (far > off || (far == off && st->cost >= cost)) continue;
        best = i;
        off = far;
        cost = st->cost;
    }
    return best;
}

static void trace(const search *s, size_t at, atr_decoded *out)
{
    out->events = s->state[at].events;
    out->left = s->state[at].at_risk;
    out->cost = s->state[at].cost;
    for (size_t k = s->d->n; k-- > 0;) {
        const size_t before = s->state[at].parent;
        if (s->d->step[k].kind != ATR_STEP_COUNT)
            out->count[k] = s->state[before].at_risk - s->state[at].at_risk;
        at = before;
    }
}

atr_status atr_decode(const atr_decoding *decoding, atr_decoded *decoded, atr_error *err)
{
    search s = {.d = decoding, .bucket = decoding->error.sd + decoding->error.half};
    *decoded = (atr_decoded){.count = calloc(decoding->n + 1, sizeof *decoded->count)};
    atr_status status = decoded->count ? begin(&s, err) : atr_fail_memory(err, "a search");
    for (size_t k = 0; k < decoding->n && !status; k++) {
        advance(&s, k);
        if (!keep(&s, k)) status = atr_fail_memory(err, "a search");
    }
    if (!status) trace(&s, choose(&s), decoded);
    free(s.state);
    free(s.end);
    free(s.least);
    free(s.next);
    free(s.taken);
    free(s.slot);
    if (status) atr_decoded_free(decoded);
    return status;
}

void atr_decoded_free(atr_decoded *decoded)
{
    free(decoded->count);
    *decoded = (atr_decoded){0};
}
