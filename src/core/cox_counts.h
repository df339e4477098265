/* cox_counts.h - the partial likelihood of one covariate with two values, from counts. */
#ifndef ATRISK_CORE_COX_COUNTS_H
#define ATRISK_CORE_COX_COUNTS_H

#include "core/cox_problem.h"

/* Weighted numbers of one block, of rows with the lower and the higher value. */
typedef struct {
    double joining[2]; /* the risk set without dying                              */
    double dying[2];
} cox_count;

typedef struct {
    cox_count *count; /* [n_blocks]; NULL when the problem is not of this kind     */
    double     step;  /* the higher value less the lower one                      */
} cox_counts;

typedef struct {
    double loglik, score, information;
} cox_curve;

/* Count, if the problem has one covariate with two values, nested risk sets, no offset
 * and no exact ties; otherwise leave the counts empty.  False when memory runs out. */
bool cox_counts_build(const cox_problem *problem, cox_counts *counts);
void cox_counts_free(cox_counts *counts);

/* Are there counts, and is beta not too far out for them? */
bool cox_counts_suffice(const cox_counts *counts, double beta);

/* Evaluate at beta: O(deaths) instead of O(rows), and without an exponential each. */
cox_curve cox_counts_evaluate(const cox_problem *problem, const cox_counts *counts,
                              double beta);

#endif
