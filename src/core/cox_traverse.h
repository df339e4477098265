/* cox_traverse.h - one visit to every risk set.
 *
 * A walk keeps, level by level, a set of what it is interested in.  Level 0 is the
 * only one when risk sets just grow; a tree of them is walked down with a copy of the
 * set for each level. */
#ifndef ATRISK_CORE_COX_TRAVERSE_H
#define ATRISK_CORE_COX_TRAVERSE_H

#include "core/cox_problem.h"

/* Rows begin..end-1, or those that `who` names there when it is not NULL. */
typedef struct {
    const uint32_t *who;
    size_t          begin, end;
    size_t          block; /* the first in which they are at risk */
} cox_rows;

typedef struct {
    void *self;
    void (*empty)(void *self, size_t level);
    void (*copy)(void *self, size_t level); /* level + 1 becomes what level is */
    void (*join)(void *self, size_t level, cox_rows rows);
    /* The set has everybody at risk in block k but those who die there.  They have
     * to be in it on return. */
    void (*visit)(void *self, size_t level, size_t k);
} cox_visitor;

/* How many levels a walk may use. */
size_t cox_traverse_levels(const cox_problem *problem);

void cox_traverse(const cox_problem *problem, const cox_visitor *visitor);

#endif
