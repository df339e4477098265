/* nearest.h - which of the known words did somebody mean? */
#ifndef ATRISK_BASE_NEAREST_H
#define ATRISK_BASE_NEAREST_H

#include <stddef.h>

/* The word of word[n] that needs the fewest letters inserted, removed, replaced
 * or swapped with their neighbour to become `text`, capitals not counting; NULL
 * when that is more than a third of its letters (at least one is forgiven). */
const char *atr_nearest(const char *text, const char *const *word, size_t n);

#endif
