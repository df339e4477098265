/* jackknife_sums.h - the sum of the squared influences of clusters, row after row. */
#ifndef ATRISK_CORE_JACKKNIFE_SUMS_H
#define ATRISK_CORE_JACKKNIFE_SUMS_H

#include "core/jackknife_members.h"

/* What a row of a table does to the influence of a subject, per unit of weight: whoever is
 * at risk in it gains drift, and whoever has the event in it loses jump. */
typedef struct {
    double drift, jump;
} jackknife_step;

/* With U_k the influence of cluster k, the sums of U_k^2 after each row.
 *
 *   step     [rows]
 *   squares  [rows] filled
 *
 * O(members + rows).  False when memory runs out. */
bool jackknife_sum_squares(const jackknife_members *members, const jackknife_step *step,
                           size_t rows, double *squares);

#endif
