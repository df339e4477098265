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

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double time, events, at_risk;
    double least_share, most_share; /* d / n within the tolerance */
    double low, high;               /* bounds of n                */
} fall;

/* Call visit for each number of events d and the smallest and largest n that go with it. */
typedef void visitor(double events, double smallest, double largest, void *context);

static void each_pair(const fall *f, visitor *visit, void *context)
{
    for (double d = 1; d <= f->high * f->most_share; d++) {
        const double smallest = fmax(fmax(f->low, d), ceil(d / f->most_share));
        const double largest =
            f->least_share > 0 ? fmin(f->high, floor(d / f->least_share)) : f->high;
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

/* What is printed about the number at risk at a fall, or on both sides of it. */
static void bound_by_print(const atr_figure_arm *arm, fall *f)
{
    f->low = 1;
    f->high = isnan(arm->n) ? INFINITY : arm->n;
    for (size_t k = 0; k < arm->risk.n; k++) {
        const double n = arm->risk.at_risk[k], time = arm->risk.time[k];
        if (isnan(n)) continue;
        if (time <= f->time) f->high = fmin(f->high, n);
        if (time == f->time) f->low = fmax(f->low, n);
        if (time > f->time) f->low = fmax(f->low, n + 1);
    }
}

static size_t list_falls(const atr_figure_arm *arm, const atr_events *t, double tolerance,
                         fall *list)
{
    size_t n = 0;
    double survival = 1;
    for (size_t j = 0; j < t->n; j++) {
        if (!(t->events[j] > 0)) continue;
        const double share = t->events[j] / t->at_risk[j];
        list[n] = (fall){.time = t->time[j],
                         .events = t->events[j],
                         .at_risk = t->at_risk[j],
                         .least_share = share - tolerance / survival,
                         .most_share = fmin(1, share + tolerance / survival)};
        bound_by_print(arm, &list[n]);
        list[n].high = fmin(list[n].high, t->subjects);
        survival *= 1 - share;
        n++;
    }
    return n;
}

static void carry_bounds(fall *list, size_t n)
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

atr_status quality_doubts_count(const atr_figure_arm *arm, const atr_events *table,
                                double tolerance, quality_doubt *first, size_t *n,
                                atr_error *err)
{
    *n = 0;
    fall *list = calloc(table->n + 1, sizeof *list);
    if (!list) return atr_fail_memory(err, "the falls of a curve");
    const size_t n_falls = list_falls(arm, table, tolerance, list);
    carry_bounds(list, n_falls);
    for (size_t j = 0; j < n_falls; j++) {
        other_pair other = {.rebuilt = list[j].events};
        each_pair(&list[j], find_other, &other);
        if (!(other.events > 0)) continue;
        if (!*n)
            *first = (quality_doubt){list[j].time, list[j].events, list[j].at_risk,
                                     other.events, other.at_risk};
        ++*n;
    }
    free(list);
    /* A printed total settles a single fall. */
    if (*n == 1 && !isnan(arm->events)) *n = 0;
    return ATR_OK;
}
