/* tally.c - counting many subjects who share few different times. */
#include "core/tally.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORTH_WHILE = 2048,   /* subjects                                            */
    MOST_TIMES = 1 << 13, /* so that the table stays in the cache                */
    MOST_PLACES = 32,
    REPEATED = 16, /* a time must be shared by so many subjects on average */
    WORD = 64
};
static const uint64_t GOLDEN = UINT64_C(0x9E3779B97F4A7C15); /* 2^64 / golden ratio */

static bool allocate(const atr_sample *s, atr_tally *t)
{
    t->capacity = s->n / REPEATED < MOST_TIMES ? s->n / REPEATED : MOST_TIMES;
    t->n_places = 2 * s->n_strata * s->n_groups;
    while ((size_t)1 << t->bits < 2 * t->capacity) t->bits++;
    t->time = malloc(t->capacity * sizeof *t->time);
    t->count = calloc(t->capacity * t->n_places, sizeof *t->count);
    t->slot = calloc((size_t)1 << t->bits, sizeof *t->slot);
    return t->time && t->count && t->slot;
}

/* The slot of a time, or the free one where it belongs: Knuth, The Art of Computer
 * Programming 3, 6.4. */
static uint32_t *probe(const atr_tally *t, double time)
{
    uint64_t bits;
    memcpy(&bits, &time, sizeof bits);
    size_t at = bits * GOLDEN >> (WORD - t->bits);
    while (t->slot[at] && t->time[t->slot[at] - 1] != time)
        at = (at + 1) & (((size_t)1 << t->bits) - 1);
    return t->slot + at;
}

bool atr_tally_take(const atr_sample *s, atr_tally *t, bool *few)
{
    *t = (atr_tally){0};
    *few = s->n >= WORTH_WHILE && s->n_groups <= MOST_PLACES &&
           s->n_strata <= MOST_PLACES && 2 * s->n_strata * s->n_groups <= MOST_PLACES;
    if (!*few) return true;
    if (!allocate(s, t)) return false;
    for (size_t i = 0; i < s->n; i++) {
        const double    time = s->time[i] + 0.0; /* no -0.0 */
        uint32_t *const slot = probe(t, time);
        if (!*slot) {
            *few = t->n < t->capacity;
            if (!*few) break;
            t->time[t->n] = time;
            *slot = (uint32_t)++t->n;
        }
        t->count[(*slot - 1) * t->n_places + atr_tally_place(s, i)] +=
            s->weight ? s->weight[i] : 1;
    }
    if (!*few) atr_tally_free(t);
    return true;
}

void atr_tally_free(atr_tally *t)
{
    free(t->time);
    free(t->count);
    free(t->slot);
    *t = (atr_tally){0};
}
