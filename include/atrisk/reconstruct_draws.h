/* reconstruct_draws.h - what else a figure allows its patients to be.
 *
 * A reconstruction is one event table out of many that agree with the figure.  This draws
 * tables at random from all that do, with the probability that the points and the law
 * under which patients leave give them: what a result varies by over the draws is what the
 * figure leaves open about it.  It says nothing of the sampling error that the patients
 * themselves would have; see ensemble.h for both together. */
#ifndef ATRISK_RECONSTRUCT_DRAWS_H
#define ATRISK_RECONSTRUCT_DRAWS_H

#include "atrisk/reconstruct.h"

typedef struct {
    size_t   draws; /* 1 to 100000; 0 for 100                                          */
    uint64_t seed;
    size_t
        threads; /* that work at the same time; 0 for 1.  The draws do not depend on it */
} atr_draws_options;

/* How well the draws of one arm stand for all tables that agree with the figure. */
typedef struct {
    size_t distinct; /* different event tables among the draws                          */
    double
        effective;   /* independent draws they are worth, as the area under the curve and
                        the number of events tell: the smaller of both; NaN for one chain */
    double spread;   /* of independent chains against that within them (Gelman & Rubin's
                        R-hat, the larger of both); 1 when they agree                   */
    double accepted; /* share of the changes tried                                      */
    double error;    /* standard deviation of the points' survival, mean over draws     */
} atr_draws_arm;

typedef struct {
    size_t         n_draws, n_arms;
    atr_events    *table; /* [n_draws * n_arms]: of arm a in draw m is [m * n_arms + a] */
    atr_draws_arm *arm;   /* [n_arms]                                                   */
} atr_draws;

/* Draw event tables of every arm.
 *
 *   figure  as given to atr_reconstruct
 *   best    what that found; every printed number that `best` has (the size of each arm,
 *           numbers at risk, events and censored in the table, totals of events) every
 *           draw has as well, exactly.  Numbers that `best` could not meet are left free
 *   options NULL for the defaults
 *   draws   filled; release with atr_draws_free
 *   notes   when the draws are not worth what they are many (may be NULL)
 *
 * Draws come from Markov chains, two or more of each, a few patients changing at a time.
 * They begin from tables drawn at random along the curve; where no numbers at risk are
 * printed, under ways of follow-up drawn at random.
 * Points have the density of curve_misfit.h; hazards of the event and of censoring, the
 * dates of the analysis and the error of clicks are drawn along with the tables; a time
 * that is known only to lie between two others is drawn between them. Printed medians and
 * survival at landmarks are kept within their rounding; a printed hazard ratio is not
 * looked at.  Equal seeds give equal draws.
 *
 * O(moves * points); the number of moves grows with the patients and is bounded.
 *
 * Fails with ATR_EARGUMENT (draws; best not of this figure) or ATR_EMEMORY.
 * Gilks, Richardson & Spiegelhalter, Markov Chain Monte Carlo in Practice (1996); Gelman &
 * Rubin, Stat. Sci. 7 (1992) 457-472. */
atr_status atr_reconstruct_draws(const atr_figure *figure, const atr_reconstruction *best,
                                 const atr_draws_options *options, atr_draws *draws,
                                 atr_notes *notes, atr_error *err);

/* Release and zero.  Harmless on a zeroed struct. */
void atr_draws_free(atr_draws *draws);

#endif
