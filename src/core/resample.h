/* resample.h - drawing subjects with replacement, as weights on a queue that stays. */
#ifndef ATRISK_CORE_RESAMPLE_H
#define ATRISK_CORE_RESAMPLE_H

#include "core/queue.h"

/* Everybody by time, and for each group and stratum where in the queue its subjects are. */
typedef struct {
    atr_queue queue;   /* [n] without weights; its places are those of the labels   */
    uint32_t *subject; /* [n] whose entry it is                                     */
    size_t    n_cells;
    size_t   *begin; /* [n_cells + 1]                                               */
    uint32_t *entry; /* [n] of the cells' subjects: numbers of entries of the queue */
} resample;

/* Sort a checked sample; nearly equal times are made equal unless `exact`.
 *
 *   label  [n] below n_labels, what the places of the queue tell apart besides event and
 *          stratum; NULL: nothing
 *
 * False when memory runs out; release with resample_free in any case. */
bool resample_build(const atr_sample *sample, const uint32_t *label, size_t n_labels,
                    bool exact, resample *r);

/* weight[k] becomes the number of times that entry k is drawn in the replicate-th sample.
 */
void resample_draw(const resample *r, uint64_t seed, size_t replicate, double *weight);

/* weight[k] becomes 1, but for one entry, which is left out. */
void resample_without(const resample *r, size_t entry, double *weight);

/* Release and zero.  Harmless on zeroes. */
void resample_free(resample *r);

#endif
