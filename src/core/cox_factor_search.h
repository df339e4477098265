/* cox_factor_search.h - the coefficients of one factor. */
#ifndef ATRISK_CORE_COX_FACTOR_SEARCH_H
#define ATRISK_CORE_COX_FACTOR_SEARCH_H

#include "core/cox_factor.h"

/* Newton's method from 0, with a search allocated for a problem of as many columns.
 * `found` is false, and the search good for nothing, when the likelihood is not a regular
 * one (an infinite or a redundant coefficient) or the steps are not enough: cox_search_run
 * has to see what is the matter. */
void cox_factor_search(const cox_factor *factor, int max_iterations, cox_search *search,
                       bool *found);

/* The same near the maximum, from beta [p] on, with less ado: the next step would be about
 * the square of 1e-5 standard errors.  False, with nothing in beta, when there is no
 * regular maximum nearby. */
bool cox_factor_climb(const cox_factor *factor, double *beta);

#endif
