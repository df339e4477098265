/* rank_tree.h - sums by rank, and how much lies below and above one. */
#ifndef ATRISK_CORE_RANK_TREE_H
#define ATRISK_CORE_RANK_TREE_H

#include <stddef.h>

/* Sums of runs of ranks (Fenwick, Softw. Pract. Exp. 24 (1994) 327-336).  The arrays are
 * the caller's. */
typedef struct {
    size_t  n;
    double *sum;  /* [n] of a run of ranks that ends here */
    double *here; /* [n] of the rank itself               */
    double  total;
} rank_tree;

typedef struct {
    double below, equal, above;
} rank_standing;

/* Nothing at any of n ranks. */
void rank_tree_clear(rank_tree *t, size_t n);

void rank_tree_add(rank_tree *t, size_t rank, double weight);

/* In time of the order of log n, as adding. */
rank_standing rank_tree_find(const rank_tree *t, size_t rank);

#endif
