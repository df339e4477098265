/* hazard.c - patients who leave, as a negative binomial process. */
#include "published/hazard.h"

#include <math.h>

static double cumulative(const atr_hazard *h, double time)
{
    if (h->n < 2) return 0;
    size_t low = 0, high = h->n - 1; /* segment [low, low + 1]; the last one goes on */
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (h->time[middle] <= time) low = middle;
        else high = middle;
    }
    const double width = h->time[low + 1] - h->time[low];
    const double rise = h->hazard[low + 1] - h->hazard[low];
    return h->hazard[low] + (time - h->time[low]) / width * rise;
}

double atr_hazard_between(const atr_hazard *hazard, double from, double to)
{
    return fmax(cumulative(hazard, to) - cumulative(hazard, from), 0);
}

double atr_count_log_probability(double excess, double mean, double count)
{
    const double r = mean / excess;
    return lgamma(count + r) - lgamma(r) - lgamma(count + 1) - r * log1p(excess) +
           count * log(excess / (1 + excess));
}

double atr_count_ratio(double excess, double mean, double count)
{
    return (count + mean / excess) / (count + 1) * excess / (1 + excess);
}

/* log P(0) = log [ G(b + n) G(a + b) / (G(b) G(a + b + n)) ] */
double atr_share_log_none(double excess, double p, double n)
{
    const double both = n / excess, b = (1 - p) * both;
    return n > 0 ? lgamma(b + n) - lgamma(b) + lgamma(both) - lgamma(both + n) : 0;
}

double atr_share_ratio(double excess, double p, double n, double count)
{
    const double a = p * n / excess, b = (1 - p) * n / excess;
    return count < n ? (n - count) / (count + 1) * (a + count) / (b + n - count - 1) : 0;
}
