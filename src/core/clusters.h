/* clusters.h - rows that belong together. */
#ifndef ATRISK_CORE_CLUSTERS_H
#define ATRISK_CORE_CLUSTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Number the clusters of n rows from 0 on.
 *
 *   ids      [n] any numbers, equal within a cluster; NULL: every row is one
 *   number   [n] filled
 *
 * False when memory runs out. */
bool clusters_number(const uint32_t *ids, size_t n, uint32_t *number, size_t *n_clusters);

#endif
