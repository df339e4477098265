/* loss.h - how likely it is that so many patients are censored between two times. */
#ifndef ATRISK_PUBLISHED_LOSS_H
#define ATRISK_PUBLISHED_LOSS_H

#include <stddef.h>

/* The cumulative hazard of being censored, straight between the knots and beyond them, and
 * how much more than a Poisson variable the number varies: variance (1 + excess) mean. */
typedef struct {
    size_t        n;
    const double *time;   /* [n] rising, the first is 0 */
    const double *hazard; /* [n] not falling            */
    double        excess; /* > 0                        */
} atr_loss;

/* The hazard of being censored in [from, to). */
double atr_loss_between(const atr_loss *loss, double from, double to);

/* -2 log P(C = 0), and by how much it grows from c to c + 1, for C negative binomial with
 * the given mean:
 *
 *     P(c) = G(c + r) / (G(r) c!) (1 + excess)^-r (excess / (1 + excess))^c,
 *     r = mean / excess
 *
 * so that the numbers of two neighbouring stretches add up to one of the same kind. */
double atr_loss_none(const atr_loss *loss, double mean);
double atr_loss_one_more(const atr_loss *loss, double mean, double c);

#endif
