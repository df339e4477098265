/* cox_factor.h - the partial likelihood of one factor, from counts.
 *
 * Where subjects differ by their level only, the numbers of each level at risk and dying at
 * the times of events are sufficient, and the likelihood costs the times instead of the
 * subjects. */
#ifndef ATRISK_CORE_COX_FACTOR_H
#define ATRISK_CORE_COX_FACTOR_H

#include "core/cox_levels.h"
#include "core/cox_search.h"
#include "core/queue.h"

typedef struct {
    size_t        p, levels;
    const double *x; /* [levels * p] the levels' */
    bool          efron;
    size_t        n_strata;
    double       *at_risk; /* [2 * n_strata * levels] scratch: without and with the event */
    size_t        n, capacity;           /* times with events; room for them          */
    double       *set;                   /* [n * 2 * levels] of each time, likewise   */
    double        died[COX_LEVELS_MOST]; /* events                                    */
    double        events;                /* of all levels                             */
    bool meets[COX_LEVELS_MOST][COX_LEVELS_MOST]; /* an event of g with h at risk */
} cox_factor;

/* Room for the times of a queue, the places of which are the levels'.  False when memory
 * runs out; release with cox_factor_free. */
bool cox_factor_alloc(const cox_levels *levels, size_t n_strata, bool efron,
                      const atr_queue *queue, cox_factor *factor);
void cox_factor_free(cox_factor *factor);

/* Count.  An entry of the queue may have the weight 0: it is not there.  With Efron's ties
 * weights are numbers of subjects. */
void cox_factor_count(const atr_queue *queue, cox_factor *factor);

/* Count one time more: set [2 * levels], as above, is of those at risk without the event
 * and with it.  There must be room. */
void cox_factor_add(const double *set, cox_factor *factor);

/* Does the likelihood have its maximum at finite coefficients?  It has if every level
 * is linked to every other by events of one with the other at risk, both ways.
 * Ford, Am. Math. Mon. 64 (1957) 28-33. */
bool cox_factor_bounded(const cox_factor *factor);

/* Evaluate at beta [p]: the lower triangle of the information, and the score.  Returns the
 * log-likelihood; NaN when beta is too far out.  O(events levels^2). */
double cox_factor_evaluate(const cox_factor *factor, const double *beta, double *score,
                           double *information);

#endif
