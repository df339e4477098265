/* exact_search.c - whole patients who draw a path corner by corner.
 *
 * With n_j at risk at fall j, of whom d_j have the event,
 *
 *   S_j = S_{j-1} (1 - d_j / n_j)   within the rounding of the path,
 *   n_{j+1} <= n_j - d_j,           n = n(T) where a number at risk is printed.
 *
 * What may follow depends on the past through the number left, the events so far and S_j.
 * Of the states of one number left and one number of events the one nearest to the readings
 * and to the guess goes on, with the survival that it really has: rounding does not add up.
 */
#include "published/exact_search.h"

#include "base/fail.h"
#include "published/best.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const size_t MOST_TRIES = 100000000; /* a second or two */

enum { MOST_STATES = 1500, SLOTS = 1 << 15, MOST_FILLED = SLOTS / 2 };

typedef struct {
    double   left, events, survival, cost;
    double   at_risk; /* at the fall that led here, with `events` less before it */
    uint32_t parent;
} state;

typedef struct {
    size_t n;
    state *state;
} layer;

/* The best state of each number left and number of events, while a layer is made. */
typedef struct {
    size_t    n;
    state    *state; /* [MOST_FILLED]                            */
    uint32_t *slot;  /* [SLOTS] 1 + its index; 0: free           */
} states;

/* From one fall to the next. */
typedef struct {
    double from, to;      /* times                                                */
    double before;        /* at risk at the first printed time after `from`; NaN  */
    double cap;           /* at risk at the last one up to `to`; INFINITY: none   */
    double marked_before; /* marks up to the first printed time, or up to `to`    */
    double marked_behind; /* from the last printed time on                        */
    double at_fall;       /* printed for the very time of the fall; NaN           */
    double after;         /* left behind the fall at least                        */
} stretch;

typedef struct {
    const atr_figure_arm *arm;
    const atr_readings   *readings;
    const atr_events     *guess;
    double                tolerance;
    bool                  use_marks;
    size_t                tries;
    layer                *layer; /* [readings->n + 1] */
    states                now;
} search;

/* ---- what is printed between falls --------------------------------------------------- */

static double marks_in(const search *s, double from, double to)
{
    return s->use_marks ? (double)best_marks(&s->arm->marks, from, to) : 0;
}

static double fall_time(const search *s, size_t j)
{
    return j ? s->readings->reading[j - 1].to : -INFINITY;
}

static stretch stretch_to(const search *s, size_t j)
{
    const atr_risk_table *risk = &s->arm->risk;
    stretch               w = {.from = fall_time(s, j),
                               .to = fall_time(s, j + 1),
                               .before = NAN,
                               .cap = INFINITY,
                               .at_fall = NAN};
    double                first = w.to, last = w.from;
    for (size_t k = 0; k < risk->n; k++) {
        const double time = risk->time[k], n = risk->at_risk[k];
        if (isnan(n) || time <= w.from) continue;
        if (time > w.to) {
            w.after = n;
            break;
        }
        if (isnan(w.before)) {
            w.before = n;
            first = time;
        }
        w.cap = n;
        last = time;
        if (time == w.to) w.at_fall = n;
    }
    w.marked_before = marks_in(s, w.from, first);
    w.marked_behind = isnan(w.before) ? 0 : marks_in(s, last, w.to);
    return w;
}

/* How many can be at risk at the fall when so many were left; negative: none can. */
static double most_at_risk(const stretch *w, double left)
{
    if (isnan(w->before)) return left - w->marked_before;
    if (left - w->marked_before < w->before) return -1;
    return w->cap - w->marked_behind;
}

/* ---- states ----------------------------------------------------------------------------
 */

static size_t slot_of(const state *s)
{
    const uint64_t golden = 0x9E3779B97F4A7C15U;
    const uint64_t key = (uint64_t)s->left * 1048583U + (uint64_t)s->events;
    return (size_t)(key * golden >> 40) % SLOTS;
}

static void offer(states *all, const state *s)
{
    size_t k = slot_of(s);
    for (; all->slot[k]; k = (k + 1) % SLOTS) {
        state *const other = &all->state[all->slot[k] - 1];
        if (other->left != s->left || other->events != s->events) continue;
        if (s->cost < other->cost) *other = *s;
        return;
    }
    if (all->n == MOST_FILLED) return;
    all->state[all->n++] = *s;
    all->slot[k] = (uint32_t)all->n;
}

static int cheapest_first(const void *a, const void *b)
{
    const state *x = a, *y = b;
    if (x->cost != y->cost) return x->cost < y->cost ? -1 : 1;
    if (x->left != y->left) return x->left < y->left ? -1 : 1;
    return (x->events > y->events) - (x->events < y->events);
}

static atr_status keep_best(states *all, layer *to, atr_error *err)
{
    qsort(all->state, all->n, sizeof *all->state, cheapest_first);
    to->n = all->n < MOST_STATES ? all->n : MOST_STATES;
    to->state = malloc((to->n + 1) * sizeof *to->state);
    if (!to->state) return atr_fail_memory(err, "the states of a search");
    memcpy(to->state, all->state, to->n * sizeof *to->state);
    all->n = 0;
    memset(all->slot, 0, SLOTS * sizeof *all->slot);
    return ATR_OK;
}

/* ---- falls
 * ------------------------------------------------------------------------------- */

/* Every number d of n that falls from a state to a reading. */
static void follow(search *s, const stretch *w, size_t parent, const state *from,
                   const atr_reading *g, double expected)
{
    const double most = most_at_risk(w, from->left), sd = s->readings->points.survival;
    const double high = 1 - (g->survival - s->tolerance) / from->survival;
    const double low = 1 - (g->survival + s->tolerance) / from->survival;
    if (!(high > 0)) return;
    for (double d = 1; d <= most * fmin(high, 1); d++) {
        double first = fmax(ceil(d / fmin(high, 1)), d + w->after);
        double last = low > 0 ? fmin(most, floor(d / low)) : most;
        if (!isnan(w->at_fall)) first = fmax(first, w->at_fall);
        for (double n = fmax(first, d); n <= last && s->tries < MOST_TRIES; n++) {
            s->tries++;
            const double survival = from->survival * (1 - d / n);
            const double off = (survival - g->survival) / sd;
            const double apart = n - expected;
            if (fabs(survival - g->survival) > s->tolerance) continue;
            offer(&s->now, &(state){n - d, from->events + d, survival,
                                    from->cost + off * off + apart * apart / (expected + 1),
                                    n, (uint32_t)parent});
        }
    }
}

static atr_status go_through(search *s, bool *found, atr_error *err)
{
    const double n = s->arm->n;
    atr_status   status = ATR_OK;
    offer(&s->now, &(state){.left = n, .survival = 1, .at_risk = n});
    status = keep_best(&s->now, &s->layer[0], err);
    for (size_t j = 0; !status && j < s->readings->n && s->tries < MOST_TRIES; j++) {
        const atr_reading *g = &s->readings->reading[j];
        const stretch      w = stretch_to(s, j);
        const double       expected = atr_events_at_risk(s->guess, g->to);
        for (size_t i = 0; i < s->layer[j].n; i++)
            if (s->layer[j].state[i].survival > 0)
                follow(s, &w, i, &s->layer[j].state[i], g, expected);
        status = keep_best(&s->now, &s->layer[j + 1], err);
    }
    *found = !status && s->tries < MOST_TRIES && s->layer[s->readings->n].n > 0;
    return status;
}

/* The cheapest last state with the events printed. */
static const state *last_state(const search *s)
{
    const layer *l = &s->layer[s->readings->n];
    for (size_t i = 0; i < l->n; i++)
        if (isnan(s->arm->events) || l->state[i].events == s->arm->events)
            return &l->state[i];
    return NULL;
}

/* ---- patients
 * ------------------------------------------------------------------------------ */

/* Those at marks from one time to before another, as many as there are to be; how many are
 * left over. */
static double censor_marked(const search *s, departures *d, double from, double to,
                            double count)
{
    const atr_marks *marks = &s->arm->marks;
    for (size_t k = 0; count > 0 && k < marks->n; k++) {
        if (marks->time[k] < from || marks->time[k] >= to) continue;
        d->time[d->n] = marks->time[k];
        d->censored[d->n] = fmin(count, marks->count ? marks->count[k] : 1);
        count -= d->censored[d->n++];
    }
    return count;
}

/* The others evenly. */
static void censor(const search *s, departures *d, double from, double to, double count)
{
    from = fmax(from, 0);
    count = censor_marked(s, d, from, to, count);
    for (double k = 0; k < count; k++) {
        d->time[d->n] = from + (to - from) * (k + 1) / (count + 1);
        d->censored[d->n++] = 1;
    }
}

/* Past what is printed up to a time: who is left then, of those left at *from, which
 * becomes the last such time. */
static double pass(const search *s, departures *d, double *from, double to, double left)
{
    const atr_risk_table *risk = &s->arm->risk;
    for (size_t k = 0; k < risk->n; k++) {
        const double n = risk->at_risk[k];
        if (isnan(n) || risk->time[k] <= *from || risk->time[k] > to || n > left) continue;
        censor(s, d, *from, risk->time[k], left - n);
        *from = risk->time[k];
        left = n;
    }
    return left;
}

static double end_of(const search *s)
{
    double end = s->readings->end;
    for (size_t k = 0; k < s->arm->risk.n; k++)
        if (s->arm->risk.at_risk[k] > 0) end = fmax(end, s->arm->risk.time[k]);
    return end;
}

static atr_status list_patients(const search *s, const state **path, atr_events *table,
                                atr_error *err)
{
    const size_t falls = s->readings->n, most = falls + (size_t)s->arm->n + 1;
    double      *block = calloc(3 * most, sizeof *block);
    departures   d = {0, block, block + most, block + 2 * most};
    if (!block) return atr_fail_memory(err, "the patients of a path");
    double left = s->arm->n, from;
    for (size_t j = 0; j < falls; j++) {
        const state *now = path[j + 1];
        from = fall_time(s, j);
        left = pass(s, &d, &from, fall_time(s, j + 1), left);
        censor(s, &d, from, fall_time(s, j + 1), left - now->at_risk);
        d.time[d.n] = fall_time(s, j + 1);
        d.events[d.n++] = now->at_risk - now->left;
        left = now->left;
    }
    const double end = end_of(s);
    from = fall_time(s, falls);
    left = pass(s, &d, &from, end, left);
    left = censor_marked(s, &d, from, end, left);
    if (left > 0) {
        d.time[d.n] = fmax(from, end);
        d.censored[d.n++] = left;
    }
    const atr_status status = departures_count(&d, table, err);
    free(block);
    return status;
}

static atr_status trace(const search *s, const state *last, atr_events *table,
                        atr_error *err)
{
    const size_t  falls = s->readings->n;
    const state **path = calloc(falls + 1, sizeof *path);
    if (!path) return atr_fail_memory(err, "the patients of a path");
    path[falls] = last;
    for (size_t j = falls; j > 0; j--)
        path[j - 1] = &s->layer[j - 1].state[path[j]->parent];
    const atr_status status = list_patients(s, path, table, err);
    free(path);
    return status;
}

/* ---- all of it
 * ------------------------------------------------------------------------------ */

static void free_layers(search *s)
{
    for (size_t j = 0; s->layer && j <= s->readings->n; j++) {
        free(s->layer[j].state);
        s->layer[j] = (layer){0};
    }
}

atr_status exact_search(const atr_figure_arm *arm, const atr_readings *readings,
                        double tolerance, const atr_events *guess, atr_events *table,
                        bool *found, atr_error *err)
{
    search     s = {.arm = arm,
                    .readings = readings,
                    .guess = guess,
                    .tolerance = tolerance,
                    .layer = calloc(readings->n + 1, sizeof *s.layer),
                    .now = {.state = malloc(MOST_FILLED * sizeof *s.now.state),
                            .slot = calloc(SLOTS, sizeof *s.now.slot)}};
    atr_status status = ATR_OK;
    *found = false;
    if (!s.layer || !s.now.state || !s.now.slot)
        status = atr_fail_memory(err, "the states of a search");
    for (int marks = 1; !status && !*found && marks >= 0; marks--) {
        const state *last = NULL;
        s.use_marks = marks && arm->marks.n;
        if (!marks && !arm->marks.n) break;
        s.tries = 0;
        status = go_through(&s, found, err);
        if (*found) last = last_state(&s);
        *found = last != NULL;
        if (*found) status = trace(&s, last, table, err);
        free_layers(&s);
    }
    free_layers(&s);
    free(s.layer);
    free(s.now.state);
    free(s.now.slot);
    return status;
}
