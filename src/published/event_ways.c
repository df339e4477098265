/* event_ways.c - the lists of events behind a curve, counted fall by fall.
 *
 * With d_j events of n_j at risk at fall j, m_j of them marked as censored before the next,
 *
 *   n_{j+1} <= n_j - d_j - m_j,   n_j - d_j >= what is printed to be left,
 *
 * and d_j / n_j within the tolerance of the fall that is drawn.  Whoever is not needed can
 * be censored, so a list (d_1, d_2, ...) is possible if it is with the largest n_j at each
 * fall; and what may follow depends on the past only through the number then left and the
 * events so far.  These pairs are the states of a dynamic programme that adds up the ways
 * to each. */
#include "published/event_ways.h"

#include "base/fail.h"
#include "published/best.h"
#include "published/curve_falls.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STATES = 50000 };

typedef struct {
    double left, events, ways;
} state;

typedef struct {
    size_t n, capacity;
    state *state;
} state_list;

static bool add(state_list *list, const state *s)
{
    if (list->n == list->capacity) {
        const size_t capacity = list->capacity ? 2 * list->capacity : 64;
        state       *grown = realloc(list->state, capacity * sizeof *grown);
        if (!grown) return false;
        list->state = grown;
        list->capacity = capacity;
    }
    list->state[list->n++] = *s;
    return true;
}

static int by_pair(const void *a, const void *b)
{
    const state *x = a, *y = b;
    if (x->left != y->left) return x->left < y->left ? -1 : 1;
    return (x->events > y->events) - (x->events < y->events);
}

/* Each pair once, its ways added up. */
static void merge(state_list *list)
{
    size_t kept = 0;
    qsort(list->state, list->n, sizeof *list->state, by_pair);
    for (size_t i = 0; i < list->n; i++) {
        state *const last = kept ? &list->state[kept - 1] : NULL;
        if (last && by_pair(last, &list->state[i]) == 0) last->ways += list->state[i].ways;
        else list->state[kept++] = list->state[i];
    }
    list->n = kept;
}

/* What is printed of the events up to a time in (from, to]; NaN when nothing is. */
static double printed_events(const atr_figure_arm *arm, double from, double to)
{
    double events = NAN;
    for (size_t k = 0; arm->risk.events && k < arm->risk.n; k++)
        if (arm->risk.time[k] >= from && arm->risk.time[k] < to &&
            !isnan(arm->risk.events[k]))
            events = arm->risk.events[k];
    return events;
}

static void keep_those_with(state_list *list, double events)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++)
        if (isnan(events) || list->state[i].events == events)
            list->state[kept++] = list->state[i];
    list->n = kept;
}

/* Everything that fall f makes of a state. */
static bool follow(const curve_fall *f, const state *from, double marked, state_list *to)
{
    const double most = fmin(from->left - marked, f->high);
    bool         room = true;
    for (double d = 1; room && d <= most * f->most_share; d++) {
        const double n = fmin(most, curve_fall_largest(f, d));
        if (n < curve_fall_smallest(f, d) || n - d < f->left) continue;
        room = add(to, &(state){n - d, from->events + d, from->ways});
    }
    return room;
}

/* Marks between two falls, as many as the rebuilt patients have there too: a mark beside a
 * fall may belong to its other side. */
static double marked_between(const atr_figure_arm *arm, const atr_events *table,
                             double from, double to)
{
    double censored = 0;
    for (size_t j = 0; j < table->n && table->time[j] < to; j++)
        if (table->time[j] >= from) censored += table->censored[j];
    return fmin((double)best_marks(&arm->marks, from, to), censored);
}

static atr_status go_through(const atr_figure_arm *arm, const atr_events *table,
                             const curve_fall *fall, size_t n, state_list list[2],
                             bool *too_many, atr_error *err)
{
    double before = -INFINITY;
    for (size_t j = 0; j < n && !*too_many; j++) {
        const double marked = marked_between(arm, table, before, fall[j].time);
        keep_those_with(&list[0], printed_events(arm, before, fall[j].time));
        list[1].n = 0;
        for (size_t i = 0; i < list[0].n; i++)
            if (!follow(&fall[j], &list[0].state[i], marked, &list[1]))
                return atr_fail_memory(err, "the events of a curve");
        merge(&list[1]);
        *too_many = list[1].n > MOST_STATES;
        const state_list done = list[0];
        list[0] = list[1];
        list[1] = done;
        before = fall[j].time;
    }
    keep_those_with(&list[0], printed_events(arm, before, INFINITY));
    keep_those_with(&list[0], arm->events);
    return ATR_OK;
}

atr_status event_ways_count(const atr_figure_arm *arm, const atr_events *table,
                            double tolerance, event_ways *ways, atr_error *err)
{
    curve_fall *fall;
    size_t      n;
    state_list  list[2] = {{0}, {0}};
    bool        too_many = false;
    atr_status  status = curve_falls_list(arm, table, tolerance, &fall, &n, err);
    if (!status && !add(&list[0], &(state){table->subjects, 0, 1}))
        status = atr_fail_memory(err, "the events of a curve");
    if (!status) status = go_through(arm, table, fall, n, list, &too_many, err);
    *ways = (event_ways){too_many ? INFINITY : 0, INFINITY, 0};
    for (size_t i = 0; i < list[0].n; i++) {
        ways->ways += list[0].state[i].ways;
        ways->fewest = fmin(ways->fewest, list[0].state[i].events);
        ways->most = fmax(ways->most, list[0].state[i].events);
    }
    if (too_many) ways->fewest = ways->most = NAN;
    free(list[0].state);
    free(list[1].state);
    free(fall);
    return status;
}
