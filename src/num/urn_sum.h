/* urn_sum.h - the sum of the counts drawn from several urns at the same odds.
 *
 * It has P(s) proportional to h(s) psi^s like a single urn, h being the convolution of
 * theirs.  Needs an array as long as its range, and time as the product of two. */
#ifndef ATRISK_NUM_URN_SUM_H
#define ATRISK_NUM_URN_SUM_H

#include "num/urn.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    double  low, high;  /* what the sum can be                                        */
    double  log_odds;   /* where the weights were computed; accurate near by          */
    double *log_weight; /* [high - low + 1] log of P(low), ... there, up to a constant */
} atr_urn_sum;

/* The sum of n bounded urns, with its weights at these odds.  False when memory ran out;
 * release with atr_urn_sum_free. */
bool atr_urn_sum_build(const atr_urn *urn, size_t n, double log_odds, atr_urn_sum *sum);

void atr_urn_sum_free(atr_urn_sum *sum);

/* These mean what their namesakes in urn.h do. */
double atr_urn_sum_at_least(const atr_urn_sum *sum, double log_odds, double x);
double atr_urn_sum_at_most(const atr_urn_sum *sum, double log_odds, double x);
double atr_urn_sum_as_rare(const atr_urn_sum *sum, double log_odds, double x);
double atr_urn_sum_lower_limit(const atr_urn_sum *sum, double x, double tail);
double atr_urn_sum_upper_limit(const atr_urn_sum *sum, double x, double tail);
double atr_urn_sum_likeliest(const atr_urn_sum *sum, double x);

#endif
