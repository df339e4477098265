/* cox_system.h - the linear equations of one Newton step. */
#ifndef ATRISK_CORE_COX_SYSTEM_H
#define ATRISK_CORE_COX_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

/* A symmetric matrix, brought to unit diagonal and factored, so that what is
 * redundant does not depend on the units of its columns. */
typedef struct {
    size_t  p;
    size_t  rank;
    double *factor; /* [p * p] of unit A unit                           */
    double *unit;   /* [p] 1 / sqrt(a_jj); 1 for a column that is zeroed */
} cox_system;

bool cox_system_alloc(cox_system *system, size_t p);
void cox_system_free(cox_system *system);

/* Factor the lower triangle of `matrix` [p * p].  Columns that are not kept
 * and those with a diagonal of at most `nothing` are redundant, and so is one
 * of which its predecessors leave no more than the share `tolerance`. */
void cox_system_factor(cox_system *system, const double *matrix, const bool *kept,
                       double nothing, double tolerance);

bool cox_system_redundant(const cox_system *system, size_t j);

/* As atr_ldl_solve, atr_ldl_inverse and atr_ldl_null, in the units of A. */
void cox_system_solve(const cox_system *system, double *b);
void cox_system_inverse(const cox_system *system, double *inverse);
void cox_system_null(const cox_system *system, double *v);

#endif
