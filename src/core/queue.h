/* queue.h - the subjects of a sample in the order of their times. */
#ifndef ATRISK_CORE_QUEUE_H
#define ATRISK_CORE_QUEUE_H

#include "atrisk/sample.h"

#include <stdbool.h>

/* An entry is a subject, or all subjects of one time and place together.  A place says
 * where they count: 2 * table + event, where table is stratum * n_groups + group. */
typedef struct {
    size_t    n;
    double   *time;   /* [n] rising; at one time in any order */
    uint32_t *place;  /* [n]                                  */
    double   *weight; /* [n] NULL: 1 each                     */
} atr_queue;

/* Sort a checked sample of less than 2^31 tables, and less than 2^32 subjects if they are
 * weighted.  Entries of the sample are not looked at.  O(n).  False when memory runs out;
 * release with atr_queue_free in either case. */
bool atr_queue_build(const atr_sample *sample, atr_queue *queue);

static inline double atr_queue_weight(const atr_queue *queue, size_t k)
{
    return queue->weight ? queue->weight[k] : 1;
}

/* Release and zero.  Harmless on a zeroed queue. */
void atr_queue_free(atr_queue *queue);

#endif
