/* queue.c - the subjects of a sample in the order of their times. */
#include "core/queue.h"

#include "base/block.h"
#include "core/tally.h"
#include "num/order.h"

#include <stdlib.h>
#include <string.h>

static bool allocate(size_t n, bool weighted, atr_queue *q)
{
    *q = (atr_queue){n, atr_block_alloc(n, sizeof *q->time),
                     atr_block_alloc(n, sizeof *q->place),
                     weighted ? atr_block_alloc(n, sizeof *q->weight) : NULL};
    return q->time && q->place && (q->weight || !weighted);
}

/* What differs from subject to subject is found by their numbers. */
static bool sort_weighted(const atr_sample *s, atr_queue *q)
{
    if (!allocate(s->n, true, q)) return false;
    memcpy(q->time, s->time, s->n * sizeof *q->time);
    for (size_t i = 0; i < s->n; i++) q->place[i] = (uint32_t)i;
    if (!atr_order_sort(q->time, q->place, s->n)) return false;
    for (size_t k = 0; k < s->n; k++) {
        const uint32_t who = q->place[k];
        q->weight[k] = s->weight[who];
        q->place[k] = atr_tally_place(s, who);
    }
    return true;
}

/* Alike but for their places, subjects need no number. */
static bool sort(const atr_sample *s, atr_queue *q)
{
    if (!allocate(s->n, false, q)) return false;
    for (size_t i = 0; i < s->n; i++) q->place[i] = atr_tally_place(s, i);
    const uint32_t n_places = (uint32_t)(2 * s->n_strata * s->n_groups);
    return atr_order_sort_few(s->time, s->n, n_places, q->time, q->place);
}

/* Few different times are counted, which is faster than sorting all subjects. */
static bool list_tally(const atr_tally *tally, atr_queue *q)
{
    uint32_t *const row = malloc(tally->n * sizeof *row);
    double *const   time = malloc(tally->n * sizeof *time);
    size_t          n = 0;
    for (size_t c = 0; c < tally->n * tally->n_places; c++) n += tally->count[c] > 0;
    bool room = allocate(n, true, q) && row && time;
    for (size_t k = 0; room && k < tally->n; k++) {
        time[k] = tally->time[k];
        row[k] = (uint32_t)k;
    }
    room = room && atr_order_sort(time, row, tally->n);
    n = 0;
    for (size_t k = 0; room && k < tally->n; k++)
        for (uint32_t place = 0; place < tally->n_places; place++) {
            const double count = tally->count[row[k] * tally->n_places + place];
            if (count == 0) continue;
            q->time[n] = time[k];
            q->place[n] = place;
            q->weight[n++] = count;
        }
    free(row);
    free(time);
    return room;
}

bool atr_queue_build(const atr_sample *sample, atr_queue *queue)
{
    atr_tally tally;
    bool      few, room = atr_tally_take(sample, &tally, &few);
    *queue = (atr_queue){0};
    if (room && few) room = list_tally(&tally, queue);
    else if (room)
        room = sample->weight ? sort_weighted(sample, queue) : sort(sample, queue);
    atr_tally_free(&tally);
    return room;
}

void atr_queue_free(atr_queue *queue)
{
    free(queue->time);
    free(queue->place);
    free(queue->weight);
    *queue = (atr_queue){0};
}
