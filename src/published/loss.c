/* loss.c - censoring as a negative binomial process. */
#include "published/loss.h"

#include <math.h>

static double cumulative(const atr_loss *loss, double time)
{
    size_t low = 0, high = loss->n - 1; /* segment [k, k + 1], the last one goes on */
    if (loss->n < 2) return 0;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (loss->time[middle] <= time) low = middle;
        else high = middle;
    }
    const double width = loss->time[low + 1] - loss->time[low];
    const double rise = loss->hazard[low + 1] - loss->hazard[low];
    return loss->hazard[low] + (time - loss->time[low]) / width * rise;
}

double atr_loss_between(const atr_loss *loss, double from, double to)
{
    return fmax(cumulative(loss, to) - cumulative(loss, from), 0);
}

double atr_loss_none(const atr_loss *loss, double mean)
{
    return 2 * mean / loss->excess * log1p(loss->excess);
}

double atr_loss_one_more(const atr_loss *loss, double mean, double c)
{
    const double r = mean / loss->excess;
    return -2 * log((c + r) / (c + 1) * loss->excess / (1 + loss->excess));
}
