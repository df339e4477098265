/* clusters.c - rows that belong together. */
#include "core/clusters.h"

#include "num/order.h"

#include <stdlib.h>

bool clusters_number(const uint32_t *ids, size_t n, uint32_t *number, size_t *n_clusters)
{
    *n_clusters = n;
    for (size_t i = 0; !ids && i < n; i++) number[i] = (uint32_t)i;
    if (!ids || n == 0) return true;

    double   *id = malloc(n * sizeof *id);
    uint32_t *who = malloc(n * sizeof *who);
    bool      room = id && who;
    for (size_t i = 0; room && i < n; i++) {
        id[i] = ids[i];
        who[i] = (uint32_t)i;
    }
    room = room && atr_order_sort(id, who, n);
    *n_clusters = 0;
    for (size_t i = 0; room && i < n; i++) {
        if (i == 0 || id[i] != id[i - 1]) ++*n_clusters;
        number[who[i]] = (uint32_t)(*n_clusters - 1);
    }
    free(id);
    free(who);
    return room;
}
