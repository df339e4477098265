/* decode_states.c - states of the search along a curve: found, collected, and kept. */
#include "published/decode_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double DEAR = 30; /* above the best, in units of -2 log probability */

double decode_log_sum(double a, double b)
{
    static const double NOTHING = 14; /* a millionth changes nothing */
    const double        high = fmax(a, b), gap = high - fmin(a, b);
    return gap < NOTHING ? high + log1p(exp(-gap)) : high;
}

/* --- finding states ---------------------------------------------------------------- */

static size_t hash(const decode_search *s, const decode_state *st)
{
    uint64_t h = (uint64_t)(uint32_t)st->at_risk * 0x9E3779B97F4A7C15u;
    if (s->by_events) h ^= (uint64_t)(uint32_t)st->events * 0xC2B2AE3D27D4EB4Fu;
    h ^= (uint64_t)(uint32_t)st->bucket * 0x165667B19E3779F9u;
    return (size_t)(h ^ (h >> 29)) & (s->n_slots - 1);
}

static bool same(const decode_search *s, const decode_state *a, const decode_state *b)
{
    return a->at_risk == b->at_risk && a->bucket == b->bucket &&
           (!s->by_events || a->events == b->events);
}

/* The slot of a state in list, or the empty one where it belongs. */
static size_t find(const decode_search *s, const decode_state *list, const decode_state *st)
{
    size_t at = hash(s, st);
    while (s->slot[at] && !same(s, &list[s->slot[at] - 1], st))
        at = (at + 1) & (s->n_slots - 1);
    return at;
}

static void enter(decode_search *s, const decode_state *list, size_t index)
{
    const size_t at = find(s, list, &list[index]);
    s->slot[at] = (uint32_t)index + 1;
    s->taken[index] = at;
}

void decode_forget(decode_search *s, size_t n)
{
    for (size_t i = 0; i < n; i++) s->slot[s->taken[i]] = 0;
}

bool decode_grow(decode_search *s)
{
    const size_t  capacity = s->next_capacity ? 2 * s->next_capacity : 1024;
    decode_state *next = realloc(s->next, capacity * sizeof *next);
    if (next) s->next = next;
    size_t *taken = realloc(s->taken, capacity * sizeof *taken);
    if (taken) s->taken = taken;
    uint32_t *slot = calloc(4 * capacity, sizeof *slot);
    if (!next || !taken || !slot) {
        free(slot);
        return false;
    }
    free(s->slot);
    s->slot = slot;
    s->n_slots = 4 * capacity;
    s->next_capacity = capacity;
    for (size_t i = 0; i < s->n_next; i++) enter(s, s->next, i);
    return true;
}

/* --- collecting ----------------------------------------------------------------------
 */

void decode_collect(decode_search *s, const decode_state *to)
{
    const double most = s->best + DEAR;
    if (to->cost > most) return; /* as its rank will be */
    const double rank = decode_rank(s, s->at, to);
    if (rank > most) return;
    if (s->n_next == s->next_capacity && !decode_grow(s)) {
        s->full = true;
        return;
    }
    s->best = fmin(s->best, rank);
    const size_t at = find(s, s->next, to);
    if (!s->slot[at]) {
        s->next[s->n_next] = *to;
        s->next[s->n_next].parent = (uint32_t)s->from;
        s->next[s->n_next].rank = rank;
        s->taken[s->n_next] = at;
        s->slot[at] = (uint32_t)++s->n_next;
        return;
    }
    decode_state *other = &s->next[s->slot[at] - 1];
    const double  mass = decode_log_sum(other->mass, to->mass);
    if (to->cost < other->cost) {
        *other = *to;
        other->parent = (uint32_t)s->from;
        other->rank = rank;
    }
    other->mass = mass;
    if (s->d->near > 0) {
        other->rank += -2 * mass - other->cost;
        other->cost = -2 * mass;
    }
}

static bool before(const decode_state *p, const decode_state *q)
{
    if (p->rank != q->rank) return p->rank < q->rank;
    if (p->at_risk != q->at_risk) return p->at_risk < q->at_risk;
    if (p->events != q->events) return p->events < q->events;
    return p->bucket < q->bucket;
}

/* Move the k + 1 cheapest to the front (Hoare, Commun. ACM 4 (1961) 321). */
static void select_cheapest(decode_state *list, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        const decode_state pivot = list[low + (high - low) / 2];
        size_t             i = low, j = high;
        for (;;) {
            while (before(&list[i], &pivot)) i++;
            while (before(&pivot, &list[j])) j--;
            if (i >= j) break;
            const decode_state other = list[i];
            list[i++] = list[j];
            list[j--] = other;
        }
        if (k <= j) high = j;
        else low = j + 1;
    }
}

bool decode_keep(decode_search *s, size_t k)
{
    size_t n = 0;
    decode_forget(s, s->n_next);
    for (size_t i = 0; i < s->n_next; i++)
        if (s->next[i].rank <= s->best + DEAR) s->next[n++] = s->next[i];
    if (n > s->d->width) {
        select_cheapest(s->next, n, s->d->width - 1);
        n = s->d->width;
    }
    if (s->n + n > s->capacity) {
        const size_t  capacity = 2 * (s->n + n);
        decode_state *grown = realloc(s->state, capacity * sizeof *grown);
        if (!grown) return false;
        s->state = grown;
        s->capacity = capacity;
    }
    memcpy(s->state + s->n, s->next, n * sizeof *s->next);
    s->n += n;
    s->end[k + 2] = s->n;
    s->dearest[k] = s->best + DEAR;
    s->n_next = 0;
    s->best = INFINITY;
    return !s->full;
}

/* --- the states after a step ---------------------------------------------------------
 */

void decode_open(decode_search *s, size_t k)
{
    const decode_state *list = s->state + s->end[k + 1];
    for (size_t i = 0; i < s->end[k + 2] - s->end[k + 1]; i++) enter(s, list, i);
}

void decode_close(decode_search *s, size_t k)
{
    decode_forget(s, s->end[k + 2] - s->end[k + 1]);
}

size_t decode_find(const decode_search *s, const decode_state *to)
{
    const size_t k = s->at;
    const size_t at = find(s, s->state + s->end[k + 1], to);
    return s->slot[at] ? s->end[k + 1] + s->slot[at] - 1 : DECODE_NOBODY;
}
