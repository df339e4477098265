/* urn.h - a count drawn from an urn, with or without replacement, at any odds.
 *
 * With P(x) proportional to h(x) psi^x on low <= x <= high, the choice
 *
 *     h(x) = C(n1, x)               gives the binomial, psi = p / (1 - p),
 *     h(x) = C(n1, x) C(n2, m - x)  the (noncentral) hypergeometric distribution, and
 *     h(x) = 1 / x!                 the Poisson distribution, psi being its mean,
 *
 * where the hypergeometric psi is the odds ratio of a 2x2 table whose margins are given.
 * One family, so that one pair of equations yields the exact limits of a proportion, of
 * an odds ratio and of a rate.  Everything here takes log psi.
 */
#ifndef ATRISK_NUM_URN_H
#define ATRISK_NUM_URN_H

typedef enum { ATR_URN_BINOMIAL, ATR_URN_HYPERGEOMETRIC, ATR_URN_POISSON } atr_urn_kind;

typedef struct {
    atr_urn_kind kind;
    double       n1, n2, m; /* whole numbers; 0 where the kind has no such */
    double       low, high; /* what the count can be; +Inf without a bound */
} atr_urn;

/* The number of successes among n. */
atr_urn atr_urn_binomial(double n);

/* The number of events in a time in which psi are expected. */
atr_urn atr_urn_poisson(void);

/* How many of the m successes among n1 + n2 fall to the n1. */
atr_urn atr_urn_hypergeometric(double n1, double n2, double m);

/* P(X = x), P(X >= x) and P(X <= x); small ones keep their digits. */
double atr_urn_exactly(const atr_urn *urn, double log_odds, double x);
double atr_urn_at_least(const atr_urn *urn, double log_odds, double x);
double atr_urn_at_most(const atr_urn *urn, double log_odds, double x);

/* P(X = low), ..., P(X = high) of a bounded urn into p[high - low + 1]. */
void atr_urn_probabilities(const atr_urn *urn, double log_odds, double *p);

/* The probability of all counts that are as probable as x or less, where
 * probabilities that differ by less than 1e-7 of themselves count as equal. */
double atr_urn_as_rare(const atr_urn *urn, double log_odds, double x);

/* The log odds at which P(X >= x) = tail (-Inf when x is the least count) and at which
 * P(X <= x) = tail (+Inf when it is the greatest): the ends of an exact interval. */
double atr_urn_lower_limit(const atr_urn *urn, double x, double tail);
double atr_urn_upper_limit(const atr_urn *urn, double x, double tail);

/* The log odds under which x is likeliest: those with mean x.  -Inf and +Inf at the
 * ends of the range; NaN when x is all that can happen. */
double atr_urn_likeliest(const atr_urn *urn, double x);

#endif
