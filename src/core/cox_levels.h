/* cox_levels.h - the covariates of a model as one factor, if they take few values. */
#ifndef ATRISK_CORE_COX_LEVELS_H
#define ATRISK_CORE_COX_LEVELS_H

#include "atrisk/covariates.h"

#include <stdbool.h>
#include <stdint.h>

enum { COX_LEVELS_MOST = 8 };

/* Subjects of one level have the same covariates. */
typedef struct {
    size_t    n, p;
    double   *x;     /* [n * p] of each level, less those of the first */
    uint32_t *level; /* [subjects] below n                             */
} cox_levels;

/* Find the levels of finite covariates.  With more than COX_LEVELS_MOST of them, or no
 * more than there are columns, n is 0.  O(subjects p), but most continuous covariates are
 * recognised at once.  False when memory runs out; release with cox_levels_free. */
bool cox_levels_find(const atr_covariates *covariates, size_t subjects, cox_levels *levels);

/* Release and zero.  Harmless on zeroed levels. */
void cox_levels_free(cox_levels *levels);

#endif
