/* rank_tree.c - sums by rank, and how much lies below and above one. */
#include "core/rank_tree.h"

#include <math.h>
#include <string.h>

void rank_tree_clear(rank_tree *t, size_t n)
{
    t->n = n;
    t->total = 0;
    memset(t->sum, 0, n * sizeof *t->sum);
    memset(t->here, 0, n * sizeof *t->here);
}

void rank_tree_add(rank_tree *t, size_t rank, double weight)
{
    t->total += weight;
    t->here[rank] += weight;
    for (size_t k = rank + 1; k <= t->n; k += k & -k) t->sum[k - 1] += weight;
}

rank_standing rank_tree_find(const rank_tree *t, size_t rank)
{
    rank_standing found = {.equal = t->here[rank]};
    for (size_t k = rank; k > 0; k -= k & -k) found.below += t->sum[k - 1];
    found.above = fmax(0, t->total - found.below - found.equal);
    return found;
}
