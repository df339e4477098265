/* tally.h - counting many subjects who share few different times. */
#ifndef ATRISK_CORE_TALLY_H
#define ATRISK_CORE_TALLY_H

#include "atrisk/sample.h"

#include <stdbool.h>

typedef struct {
    size_t    n;        /* different times                                   */
    size_t    n_places; /* 2 * n_strata * n_groups                           */
    double   *time;     /* [n] in the order in which they were met           */
    double   *count;    /* [n * n_places] sums of weights                    */
    uint32_t *slot;     /* hash table: number of a time + 1, or 0            */
    unsigned  bits;     /* of a slot's number                                */
    size_t    capacity; /* times there is room for                           */
} atr_tally;

/* Where subject i counts: 2 * (stratum * n_groups + group) + event. */
static inline uint32_t atr_tally_place(const atr_sample *sample, size_t i)
{
    const size_t group = sample->group ? sample->group[i] : 0;
    const size_t stratum = sample->stratum ? sample->stratum[i] : 0;
    return (uint32_t)(2 * (stratum * sample->n_groups + group) + sample->event[i]);
}

/* Count a checked sample if it is worth while: `few` is set to false, with nothing counted,
 * when there are few subjects, many places or many different times, which is soon found
 * out.  O(n).  False when memory runs out; release with atr_tally_free in any case. */
bool atr_tally_take(const atr_sample *sample, atr_tally *tally, bool *few);

/* Release and zero.  Harmless on a zeroed tally. */
void atr_tally_free(atr_tally *tally);

#endif
