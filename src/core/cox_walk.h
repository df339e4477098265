/* cox_walk.h - risk sets at given coefficients, one event time after the other.
 *
 * At a time with m deaths of weight W the likelihood has one set of subjects
 * under a logarithm (Breslow) or m of them (Efron): in the k-th the dying take
 * part with f_k = (m - k)/m of their hazards.  Breslow's is Efron's with a
 * single set, f_0 = 1, so that both are a loop over the sets. */
#ifndef ATRISK_CORE_COX_WALK_H
#define ATRISK_CORE_COX_WALK_H

#include "core/cox_problem.h"
#include "core/moments.h"

/* Where the walk stands: a block of the problem.  Hazards r_i = w_i exp(eta_i - shift)
 * are weights on the columns. */
typedef struct {
    const cox_problem *problem;
    const double      *beta; /* [p] in the units of the problem's columns      */
    const double      *v;    /* [p * p] V of the skew; NULL when none is kept   */
    size_t             block;
    size_t             begin; /* the first row that joins at this block         */
    double             shift; /* does not fall within a stratum                 */
    moments            alive; /* at risk, without the event at this time: a view */
    moments            dying; /* with it                                        */
    moments           *level; /* [levels] the sets on the way to a leaf of the problem's
                                 tree, the last being alive; just one without a tree  */
    size_t  levels;
    double *d;    /* [p] mean of the dying - mean of the others     */
    double *work; /* [4 * p]                                        */
} cox_walk;

/* Sums over the sets of a block, c = W/sets being the weight of each and S_k its hazard. */
typedef struct {
    double hazard;       /* c / S_k: the rise of the cumulative hazard               */
    double dying_hazard; /* f c / S_k: the part that the dying live to see           */
    double drift;        /* g c / S_k, where g d + mean of alive is the mean of a set */
    double dying_drift;  /* f g c / S_k                                              */
    double mean;         /* g / sets                                                 */
    double square;       /* c g alive / S_k                                          */
} cox_sets;

/* Allocate for walks over a problem, with room for a skew if asked for. */
bool cox_walk_alloc(cox_walk *walk, const cox_problem *problem, bool skew);
void cox_walk_free(cox_walk *walk);

/* To before the first block, which is the last event time of the first stratum. */
void cox_walk_start(const double *beta, const double *v, cox_walk *walk);

/* On to the next block; false when there is none. */
bool cox_walk_next(cox_walk *walk);

/* How many sets the block has, and the weight of its deaths. */
size_t cox_walk_count(const cox_walk *walk);
double cox_walk_deaths(const cox_walk *walk);

cox_sets cox_walk_sum(const cox_walk *walk);

/* Add factor times the information of the block to a lower triangle [p * p]. */
void cox_walk_inform(const cox_walk *walk, const cox_sets *sets, double factor,
                     double *information);

#endif
