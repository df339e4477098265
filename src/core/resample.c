/* resample.c - drawing subjects with replacement, as weights on a queue that stays. */
#include "core/resample.h"

#include "core/ties.h"
#include "num/order.h"
#include "num/random.h"

#include <stdlib.h>
#include <string.h>

static size_t cell_of(const atr_sample *s, size_t i)
{
    return (s->stratum ? s->stratum[i] : 0) * s->n_groups + (s->group ? s->group[i] : 0);
}

static bool allocate(const atr_sample *s, resample *r)
{
    const size_t n = s->n;
    *r = (resample){.n_cells = s->n_strata * s->n_groups};
    r->queue = (atr_queue){
        .n = n, .time = malloc(n * sizeof(double)), .place = malloc(n * sizeof(uint32_t))};
    r->subject = malloc(n * sizeof *r->subject);
    r->entry = malloc(n * sizeof *r->entry);
    r->begin = calloc(r->n_cells + 2, sizeof *r->begin);
    return r->queue.time && r->queue.place && r->subject && r->entry && r->begin &&
           n <= UINT32_MAX;
}

/* Those of a cell one after the other. */
static void deal_to_cells(const atr_sample *s, resample *r)
{
    size_t *const next = r->begin + 1;
    for (size_t i = 0; i < s->n; i++) next[cell_of(s, i) + 1]++;
    for (size_t c = 0; c < r->n_cells; c++) next[c + 1] += next[c];
    for (size_t k = 0; k < s->n; k++)
        r->entry[next[cell_of(s, r->subject[k])]++] = (uint32_t)k;
}

bool resample_build(const atr_sample *s, const uint32_t *label, size_t n_labels, bool exact,
                    resample *r)
{
    if (!allocate(s, r)) return false;
    memcpy(r->queue.time, s->time, s->n * sizeof *r->queue.time);
    for (size_t i = 0; i < s->n; i++) r->subject[i] = (uint32_t)i;
    if (!atr_order_sort(r->queue.time, r->subject, s->n)) return false;
    if (!exact) atr_ties_settle(r->queue.time, s->n, NULL);
    for (size_t k = 0; k < s->n; k++) {
        const uint32_t who = r->subject[k], stratum = s->stratum ? s->stratum[who] : 0;
        r->queue.place[k] =
            (uint32_t)(2 * (stratum * n_labels + (label ? label[who] : 0)) + s->event[who]);
    }
    deal_to_cells(s, r);
    return true;
}

void resample_draw(const resample *r, uint64_t seed, size_t replicate, double *weight)
{
    atr_random random = atr_random_stream(seed, replicate);
    memset(weight, 0, r->queue.n * sizeof *weight);
    for (size_t c = 0; c < r->n_cells; c++) {
        const uint32_t *entry = r->entry + r->begin[c];
        const uint32_t  n = (uint32_t)(r->begin[c + 1] - r->begin[c]);
        for (uint32_t i = 0; i < n; i++) weight[entry[atr_random_pick(&random, n)]]++;
    }
}

void resample_without(const resample *r, size_t entry, double *weight)
{
    for (size_t k = 0; k < r->queue.n; k++) weight[k] = 1;
    weight[entry] = 0;
}

void resample_free(resample *r)
{
    atr_queue_free(&r->queue);
    free(r->subject);
    free(r->begin);
    free(r->entry);
    *r = (resample){0};
}
