/* draws_chain.h - a Markov chain over the patients of all arms of a figure.
 *
 * Every change keeps how many leave between two printed numbers at risk, and the numbers of
 * events that are known.  Metropolis et al., J. Chem. Phys. 21 (1953) 1087-1092; Hastings,
 * Biometrika 57 (1970) 97-109. */
#ifndef ATRISK_PUBLISHED_DRAWS_CHAIN_H
#define ATRISK_PUBLISHED_DRAWS_CHAIN_H

#include "published/draws_law.h"

typedef struct {
    draws_walk walk;
    draws_law  law;
    bool       open; /* the number of events is free after the last that is printed */
} draws_member;

typedef struct {
    size_t        n_arms;
    draws_member *arm;     /* [n_arms] */
    bool          coupled; /* events of the open arms add up to a printed number */
    atr_random    random;
    bool          descends; /* only changes for the better are made                */
    double        tried, accepted;
} draws_chain;

/* Try n changes of one arm. */
void draws_chain_move(draws_chain *chain, size_t arm, size_t n);

/* How many make a sweep. */
size_t draws_chain_moves(const draws_chain *chain, size_t arm);

/* As many changes in every arm as it has patients, within limits, and one update of each
 * law. */
void draws_chain_sweep(draws_chain *chain);

#endif
