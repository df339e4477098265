/* cox_infinite.h - directions in which the likelihood rises for ever.
 *
 * Along beta + t delta the likelihood never falls if, at every event, nobody
 * at risk has a larger x' delta than the subject with the event.  It then rises
 * towards the likelihood of a smaller problem, in which each risk set has lost
 * those with a smaller x' delta.  That problem has the coefficients that stay
 * finite, their variance and the supremum of the log-likelihood, exactly.
 *
 * Bryson & Johnson, Technometrics 23 (1981) 381-383; Geyer, Electron. J. Stat. 3
 * (2009) 259-289, sec. 3. */
#ifndef ATRISK_CORE_COX_INFINITE_H
#define ATRISK_CORE_COX_INFINITE_H

#include "core/cox_problem.h"
#include "core/cox_system.h"

/* Differences of x' delta below this count as none when looking for a direction:
 * in a Newton step, those along one are about 1, and others on their way to 0. */
static const double cox_infinite_still = 1e-3;

typedef struct {
    bool deaths_lead; /* nobody at risk is above a subject with the event */
    bool some_fall;   /* somebody at risk is below one                    */
} cox_standing;

typedef struct {
    bool          general;    /* risk sets are not nested: the work is cox_episodes.c's */
    double       *direction;  /* [p] delta                                             */
    const double *delta;      /* [p] the direction being looked along                  */
    double       *eta;        /* [n] x' delta                                          */
    bool         *stays;      /* [n] has the largest x' delta in a risk set with events */
    bool         *fresh;      /* [n_blocks] the smaller risk set starts anew           */
    double       *gram;       /* [p * p]                                               */
    double       *link;       /* [p]                                                   */
    double       *level;      /* [n_blocks] if general: the x' delta that decides, and */
    double       *high, *low; /* [n_blocks] the ends of those at risk and not dying    */
    double       *ends;       /* [2 * levels] scratch of a walk                        */
    double        tolerance;  /* of differences of x' delta                            */
    cox_system    equal;
} cox_infinite;

bool cox_infinite_alloc(cox_infinite *search, const cox_problem *problem);
void cox_infinite_free(cox_infinite *search);

/* Is there such a direction near a Newton step?  Far out, where the likelihood is
 * nearly flat, a step keeps moving in just these directions: by about 1 in the
 * narrowest difference of x' delta. */
bool cox_infinite_find(const cox_problem *problem, const double *step, const bool *kept,
                       cox_infinite *search);

/* Replace the problem by the limit along the direction found.  False when memory
 * runs out. */
bool cox_infinite_restrict(cox_problem *problem, cox_infinite *found);

/* Note that x and y have to stay equal: adds to the gram matrix. */
void cox_infinite_link(cox_infinite *search, const double *x, const double *y, size_t p);

#endif
