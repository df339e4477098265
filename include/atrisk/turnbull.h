/* turnbull.h - survival from observations that only say between which times. */
#ifndef ATRISK_TURNBULL_H
#define ATRISK_TURNBULL_H

#include "atrisk/intervals.h"
#include "atrisk/notes.h"

#include <stdbool.h>

typedef struct {
    int  max_iterations; /* 0 for 20000                                               */
    bool exact_times;    /* as in atr_events_options, about left and right together   */
} atr_turnbull_options;

/* The estimate has mass only in the maximal intersections of the observations: interval k
 * is (left[k], right[k]], or the point left[k] where the two are equal.  How the mass
 * lies inside an interval the data do not say. */
typedef struct {
    size_t  n;
    double *left;     /* [n] rising; may be -INFINITY                                 */
    double *right;    /* [n] rising; may be INFINITY                                  */
    double *mass;     /* [n] probability, may be 0; sums to 1                         */
    double *survival; /* [n] probability of an event after right[k]                   */
    double *gradient; /* [n] of the log-likelihood in mass[k], over the subjects: at the
                         maximum 1 where there is mass, at most 1 elsewhere            */
    double subjects;  /* sum of weights                                               */
    double loglik;
    double excess;  /* largest gradient - 1: loglik is below its maximum by at most
                       subjects * excess                                            */
    bool converged; /* excess is at most 1e-10                                     */
    int  iterations;
} atr_turnbull;

/* The probabilities between which P(T > time) lies. */
typedef struct {
    double lower, upper;
} atr_turnbull_range;

/* Estimate the distribution by maximum likelihood: steps of self-consistency (EM), each
 * followed by one of iterative convex minorants, until the conditions of the maximum
 * hold.  O(n log n) once, O(n) per iteration.
 *
 *   intervals  checked first; not kept
 *   options    NULL for the defaults
 *   fit        filled; release with atr_turnbull_free
 *   notes      may be NULL; told when times were made equal
 *
 * Subjects of whom nothing is known (-INFINITY to INFINITY) do not matter.  The masses
 * are unique unless some intervals are always observed together; the log-likelihood
 * is in any case.  No standard errors: the estimate is not asymptotically normal.
 *
 * Fails with ATR_EARGUMENT (a negative number of iterations), ATR_EDATA (names the first
 * subject whose times or weight are bad) or ATR_EMEMORY.
 *
 * Turnbull, J. R. Stat. Soc. B 38 (1976) 290-295; Gentleman & Geyer, Biometrika 81
 * (1994) 618-623 on the conditions; Wellner & Zhan, J. Am. Stat. Assoc. 92 (1997)
 * 945-959 on the iteration. */
atr_status atr_turnbull_fit(const atr_intervals        *intervals,
                            const atr_turnbull_options *options, atr_turnbull *fit,
                            atr_notes *notes, atr_error *err);

/* P(T > time), as far as the fit determines it.  O(n). */
atr_turnbull_range atr_turnbull_at(const atr_turnbull *fit, double time);

/* Release and zero.  Harmless on a zeroed fit. */
void atr_turnbull_free(atr_turnbull *fit);

#endif
