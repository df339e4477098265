/* cox_cover.h - who is at risk when, as a tree over the times with events.
 *
 * The leaves of a binary tree are the blocks of a problem, and a row that is at risk
 * in the blocks from a up to b is written at the few nodes, at most 2 log2 of the number
 * of blocks, that together have just those leaves.  The risk set of a block is then what
 * is written on the way from the root to its leaf. */
#ifndef ATRISK_CORE_COX_COVER_H
#define ATRISK_CORE_COX_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t    leaves; /* a power of 2; leaf k is node leaves + k, the root is node 1 */
    size_t   *begin;  /* [2 * leaves + 1] where the rows of a node begin              */
    uint32_t *row;    /* [begin[2 * leaves]]                                          */
} cox_cover;

/* Row i is written for the blocks from[i] up to, not including, to[i].  False when
 * memory runs out. */
bool cox_cover_build(const uint32_t *from, const uint32_t *to, size_t n, size_t n_blocks,
                     cox_cover *cover);

/* Levels of a tree over so many blocks, the root's included. */
size_t cox_cover_levels(size_t n_blocks);

/* The nodes that together are the leaves from..to-1; returns their number. */
enum { COX_COVER_MOST = 128 };
size_t cox_cover_nodes(size_t leaves, size_t from, size_t to, size_t node[COX_COVER_MOST]);

/* Release and zero.  Harmless on a zeroed cover. */
void cox_cover_free(cox_cover *cover);

#endif
