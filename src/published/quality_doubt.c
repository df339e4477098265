/* quality_doubt.c - 1 event of 4 at risk falls as far as 2 of 8.
 *
 * Which pairs (d, n) can be behind a fall depends on the bounds of n: the printed numbers
 * at risk before and behind it, and its neighbours, since whoever had the event is no
 * longer at risk.  Two passes carry these bounds along the falls,
 *
 *   backward  n(j) >= least n(j + 1) + 1
 *   forward   n(j + 1) <= most n(j) - d(j)
 *
 * over the pairs that fall as far as the curve does. */
#include "published/quality_doubt.h"

#include "published/curve_falls.h"

#include <math.h>
#include <stdlib.h>

/* Call visit for each number of events d and the smallest and largest n that go with it. */
typedef void visitor(double events, double smallest, double largest, void *context);

static void each_pair(const curve_fall *f, visitor *visit, void *context)
{
    for (double d = 1; d <= f->high * f->most_share; d++) {
        const double smallest = curve_fall_smallest(f, d);
        const double largest = curve_fall_largest(f, d);
        if (smallest <= largest) visit(d, smallest, largest, context);
    }
}

static void find_least(double events, double smallest, double largest, void *context)
{
    double *const least = context;
    (void)events, (void)largest;
    *least = fmin(*least, smallest);
}

static void find_most_left(double events, double smallest, double largest, void *context)
{
    double *const left = context;
    (void)smallest;
    *left = fmax(*left, largest - events);
}

/* Another number of events than the rebuilt one. */
typedef struct {
    double rebuilt, events, at_risk;
} other_pair;

static void find_other(double events, double smallest, double largest, void *context)
{
    other_pair *const other = context;
    (void)largest;
    if (events == other->rebuilt || other->events > 0) return;
    other->events = events;
    other->at_risk = smallest;
}

static void carry_bounds(curve_fall *list, size_t n)
{
    for (size_t j = n; j-- > 1;) {
        double least = INFINITY;
        each_pair(&list[j], find_least, &least);
        if (isfinite(least)) list[j - 1].low = fmax(list[j - 1].low, least + 1);
    }
    for (size_t j = 0; j + 1 < n; j++) {
        double left = 0;
        each_pair(&list[j], find_most_left, &left);
        if (left > 0) list[j + 1].high = fmin(list[j + 1].high, left);
    }
}

atr_status quality_doubt_find(const atr_figure_arm *arm, const atr_events *table,
                              double tolerance, quality_doubt *first, bool *found,
                              atr_error *err)
{
    curve_fall *list;
    size_t      n_falls;
    atr_status  status = curve_falls_list(arm, table, tolerance, &list, &n_falls, err);
    if (status) return status;
    carry_bounds(list, n_falls);
    *found = false;
    for (size_t j = 0; j < n_falls && !*found; j++) {
        other_pair other = {.rebuilt = list[j].events};
        each_pair(&list[j], find_other, &other);
        *found = other.events > 0;
        *first = (quality_doubt){list[j].time, list[j].events, list[j].at_risk,
                                 other.events, other.at_risk};
    }
    free(list);
    return ATR_OK;
}
