/* cox_levels.c - the covariates of a model as one factor, if they take few values. */
#include "core/cox_levels.h"

#include "base/block.h"

#include <stdlib.h>

/* One column with two values, which is nearly every trial: without a branch on which. */
static bool split_in_two(const double *x, size_t subjects, cox_levels *levels)
{
    size_t other = 0;
    while (other < subjects && x[other] == x[0]) other++;
    if (other == subjects) return false;
    const double low = x[0], high = x[other];
    bool         third = false;
    for (size_t i = 0; i < subjects; i++) {
        levels->level[i] = x[i] == high;
        third |= (x[i] != high) & (x[i] != low);
    }
    if (third) return false;
    levels->n = 2;
    levels->x[0] = 0;
    levels->x[1] = high - low;
    return true;
}

static bool is_like(const atr_covariates *covariates, size_t i, size_t k)
{
    for (size_t j = 0; j < covariates->p; j++)
        if (covariates->x[j][i] != covariates->x[j][k]) return false;
    return true;
}

/* first[g] is the first subject of level g. */
static bool find_levels(const atr_covariates *covariates, size_t subjects,
                        cox_levels *levels)
{
    size_t first[COX_LEVELS_MOST], n = 0, p = covariates->p;
    for (size_t i = 0; i < subjects; i++) {
        size_t g = 0;
        while (g < n && !is_like(covariates, i, first[g])) g++;
        if (g == COX_LEVELS_MOST) return false;
        if (g == n) first[n++] = i;
        levels->level[i] = (uint32_t)g;
    }
    if (n <= p) return false;
    for (size_t g = 0; g < n; g++)
        for (size_t j = 0; j < p; j++)
            levels->x[g * p + j] = covariates->x[j][first[g]] - covariates->x[j][first[0]];
    levels->n = n;
    return true;
}

bool cox_levels_find(const atr_covariates *covariates, size_t subjects, cox_levels *levels)
{
    const size_t p = covariates->p;
    *levels = (cox_levels){.p = p};
    if (p >= COX_LEVELS_MOST) return true;
    levels->x = malloc(COX_LEVELS_MOST * p * sizeof *levels->x);
    levels->level = atr_block_alloc(subjects, sizeof *levels->level);
    const bool room = levels->x && levels->level;
    bool       found = false;
    if (room && p == 1) found = split_in_two(covariates->x[0], subjects, levels);
    if (room && !found) found = find_levels(covariates, subjects, levels);
    if (!found) cox_levels_free(levels);
    return room;
}

void cox_levels_free(cox_levels *levels)
{
    free(levels->x);
    free(levels->level);
    *levels = (cox_levels){0};
}
