/* cox_risksets.h - the risk sets of a walk, as moments of the covariates. */
#ifndef ATRISK_CORE_COX_RISKSETS_H
#define ATRISK_CORE_COX_RISKSETS_H

#include "core/cox_moments.h"
#include "core/cox_traverse.h"

/* The hazards of subjects, w_i exp(eta_i), as weights on their covariates. */
typedef struct {
    const cox_problem *problem;
    const double      *beta;
    cox_moments       *level;      /* [levels] at risk and not dying */
    cox_moments        dying;      /* of the block being visited     */
    double            *difference; /* [p] scratch                    */
    double            *numbers;    /* what they point into           */
} cox_risksets;

/* Room for walks over the problem; without `spread` the sets have only means. */
bool cox_risksets_alloc(cox_risksets *sets, const cox_problem *problem, bool spread);
void cox_risksets_free(cox_risksets *sets);

/* A walk that keeps sets; visit is the visitor's own.  self has a cox_risksets as its
 * first member. */
cox_visitor cox_risksets_visitor(void *self,
                                 void (*visit)(void *self, size_t level, size_t k));

/* cox_traverse with such a visitor, also when rows fade. */
void cox_risksets_traverse(cox_risksets *sets, const cox_visitor *visitor);

/* Let rows begin..end-1 join a set. */
void cox_risksets_join(cox_risksets *sets, cox_moments *set, size_t begin, size_t end);

/* x' beta and the offset of one row. */
double cox_row_predictor(const cox_problem *problem, size_t row, const double *beta);

/* x' beta. */
double cox_predictor(const double *x, const double *beta, size_t p);

#endif
