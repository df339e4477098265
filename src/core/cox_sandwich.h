/* cox_sandwich.h - the scores of clusters, for a variance that trusts no model. */
#ifndef ATRISK_CORE_COX_SANDWICH_H
#define ATRISK_CORE_COX_SANDWICH_H

#include "core/cox_problem.h"

typedef struct {
    size_t    n_clusters;
    uint32_t *cluster; /* [subjects] which one a subject is in   */
    double   *score;   /* [n_clusters * p]                       */
    double   *total;   /* [p] their sum, then the sum of squares */
    double   *meat;    /* [p * p] sum of score score'            */
} cox_sandwich;

/* Number the clusters; ids NULL: every subject is its own.  False when memory runs out.
 * Release with cox_sandwich_free. */
bool cox_sandwich_alloc(const uint32_t *ids, size_t subjects, size_t p,
                        cox_sandwich *sandwich);
void cox_sandwich_free(cox_sandwich *sandwich);

/* The scores at beta and their squares, in the units of the problem's columns.  False
 * when memory runs out. */
bool cox_sandwich_fill(const cox_problem *problem, const double *beta,
                       cox_sandwich *sandwich);

/* V = bread meat bread, all [p * p]. */
bool cox_sandwich_variance(const cox_sandwich *sandwich, const double *bread, size_t p,
                           double *variance);

#endif
