/* draws_law.h - the law under which patients leave, which is not known either.
 *
 * Time runs from 0 to 1, the end of the curve.  Events have a hazard h_e, constant within
 * small equal pieces.  Censoring is of two kinds: loss to follow-up with a hazard constant
 * within larger pieces, and the date of the analysis, which comes for a patient at a time
 * even on (a, b) because patients enter evenly over a while:
 *
 *     h_c(u) = loss(u) + [u > a] / (b - u),      b > 1
 *
 * A patient who leaves at u by way w weighs h_w(u) exp(-H_e(u) - H_c(u)); one who comes to
 * the end is censored there.  Logarithms of neighbouring pieces differ by normal steps
 * whose size is unknown as well.  So the curve decides where it can, and where it cannot
 * hazards go on; that events gather on visits does not count as a sign of few patients. */
#ifndef ATRISK_PUBLISHED_DRAWS_LAW_H
#define ATRISK_PUBLISHED_DRAWS_LAW_H

#include "num/random.h"
#include "published/draws_walk.h"

enum { DRAWS_EVENT_PIECES = 48, DRAWS_LOSS_PIECES = 6 };

/* Logarithms of a hazard, piece by piece, and of the size of its steps. */
typedef struct {
    size_t n;
    double log_hazard[DRAWS_EVENT_PIECES];
    double log_step;
} draws_hazard;

typedef struct {
    draws_hazard event, loss;
    double       first;     /* a                                                        */
    double       log_after; /* of b - max(a, 1)                                         */
    double       log_scale; /* of the points' error over its estimate                   */
    double       survival, time; /* that estimate                                       */
} draws_law;

/* Begin with hazards that the patients suggest and dates of the analysis from `first` on,
 * and make these the weights. */
void draws_law_begin(draws_law *law, draws_walk *walk, double first);

/* Draw the law and the error of the points given the patients (Metropolis steps), and make
 * them the weights. */
void draws_law_update(draws_law *law, draws_walk *walk, atr_random *random);

#endif
