/* guyot.h - how the algorithm published in 2012 gets from a curve to patients: what it had
 * in hand at each step.
 *
 * P. Guyot, A. E. Ades, M. J. N. M. Ouwens & N. J. Welton, BMC Med. Res. Methodol. 12
 * (2012) 9. */
#ifndef ATRISK_GUYOT_H
#define ATRISK_GUYOT_H

#include <stdbool.h>
#include <stddef.h>

/* The rows between two printed numbers at risk. */
typedef struct {
    size_t from, to; /* rows [from, to)                                              */
    double time;     /* under which the number is printed; of the first interval 0     */
    double at_risk;  /* printed there; of the first interval all patients              */
    double censored; /* in it: what the passes look for                              */
} atr_guyot_interval;

/* One attempt at an interval. */
typedef struct {
    size_t interval;
    double censored; /* as many were tried                                            */
    double reached;  /* at risk where the next interval begins; in the last interval
                        events of all intervals                                       */
} atr_guyot_pass;

/* The rows as the last pass left them, and all passes in their order. */
typedef struct {
    size_t  n_rows;
    double *time, *survival; /* [n_rows] read: from (0, 1) on, in [0, 1], never rising   */
    double *at_risk;         /* [n_rows + 1] n_k, just before time[k]                   */
    double *events;          /* [n_rows] d_k, at time[k]                                 */
    double *censored;        /* [n_rows] c_k, between time[k] and time[k + 1]             */
    double *km;              /* [n_rows] the product of (n_j - d_j) / n_j, j <= k         */

    size_t              n_intervals;
    atr_guyot_interval *interval; /* [n_intervals] */
    size_t              n_passes;
    atr_guyot_pass     *pass; /* [n_passes]   */
    bool closed; /* the events before the last interval were as many as printed in all:
                    it was given none, nor any censored before its end              */
} atr_guyot_steps;

/* Release and zero.  Harmless on a zeroed struct. */
void atr_guyot_steps_free(atr_guyot_steps *steps);

#endif
