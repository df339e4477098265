/* decode.c - a search along the curve with the number at risk as state.
 *
 * A state is what has happened so far: how many are at risk, how many had the event, and
 * the survival that follows from that, carried along exactly so that rounding does not add
 * up. States that agree in the first two and nearly in the third are one; those much dearer
 * than the best are dropped.  Three passes over the steps:
 *
 *   forward    the states that can be reached, and the probability a(s) of all ways to each
 *   backward   the probability b(s) of all ways from each to the end; a(s) b(s) gives the
 *              mean number at risk and of events after every step
 *   forward    the way whose numbers are nearest to those means, least squares summed
 *
 * so that the answer stands in the middle of what is possible; the likeliest way often
 * stands at its edge.  Forward-backward: Baum et al., Ann. Math. Stat. 41 (1970) 164-171.
 */
#include "published/decode.h"

#include "base/fail.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double DEAR = 30;         /* above the best, in units of -2 log probability */
static const double MISSING_MARK = 30; /* the cost of a mark with nobody                 */

enum { MISFITS = 1024 }; /* entries of the table of misfits */

#define NOBODY UINT32_MAX

typedef struct {
    int32_t  at_risk, events;
    int32_t  bucket; /* of survival                                       */
    uint32_t parent; /* cheapest before, then the one in the middle       */
    double   survival;
    double   cost; /* -2 log probability of the likeliest way          */
    double   mass; /* log probability of all ways to here              */
} state;

typedef struct search search;

struct search {
    const atr_decoding *d;
    bool      by_events; /* states differ in events                               */
    double    bucket;    /* width in survival                                     */
    double    misfit[MISFITS + 1], misfit_step; /* of readings, by how far off     */
    size_t    n, capacity;
    state    *state; /* of all steps, one after the other                         */
    size_t   *end;   /* [n steps + 2] states after k steps: [end[k], end[k + 1])  */
    double   *least; /* [n steps + 1] who have to be at risk after k steps        */
    size_t    n_next, next_capacity;
    state    *next;    /* being collected                                         */
    size_t   *taken;   /* [next_capacity] slots in use                            */
    uint32_t *slot;    /* [n_slots] 1 + index, 0 for empty                        */
    size_t    n_slots; /* a power of two                                          */
    double    best;    /* cost in next                                            */
    bool      full;    /* memory ran out                                          */
    void (*visit)(search *s, const state *to);
    size_t  at, from; /* the step being taken, and the state being left             */
    double *onward;   /* [n] log b(s)                                                 */
    double *away;     /* [n] summed squares on the way nearest to the means           */
    double  mean_at_risk, mean_events;
};

/* --- finding states ---------------------------------------------------------------- */

static size_t hash(const search *s, const state *st)
{
    uint64_t h = (uint64_t)(uint32_t)st->at_risk * 0x9E3779B97F4A7C15u;
    if (s->by_events) h ^= (uint64_t)(uint32_t)st->events * 0xC2B2AE3D27D4EB4Fu;
    h ^= (uint64_t)(uint32_t)st->bucket * 0x165667B19E3779F9u;
    return (size_t)(h ^ (h >> 29)) & (s->n_slots - 1);
}

static bool same(const search *s, const state *a, const state *b)
{
    return a->at_risk == b->at_risk && a->bucket == b->bucket &&
           (!s->by_events || a->events == b->events);
}

/* The slot of a state in list, or the empty one where it belongs. */
static size_t find(const search *s, const state *list, const state *st)
{
    size_t at = hash(s, st);
    while (s->slot[at] && !same(s, &list[s->slot[at] - 1], st))
        at = (at + 1) & (s->n_slots - 1);
    return at;
}

static void enter(search *s, const state *list, size_t index)
{
    const size_t at = find(s, list, &list[index]);
    s->slot[at] = (uint32_t)index + 1;
    s->taken[index] = at;
}

static void forget(search *s, size_t n)
{
    for (size_t i = 0; i < n; i++) s->slot[s->taken[i]] = 0;
}

static bool grow(search *s)
{
    const size_t capacity = s->next_capacity ? 2 * s->next_capacity : 1024;
    state       *next = realloc(s->next, capacity * sizeof *next);
    if (next) s->next = next;
    size_t *taken = realloc(s->taken, capacity * sizeof *taken);
    if (taken) s->taken = taken;
    uint32_t *slot = calloc(4 * capacity, sizeof *slot);
    if (!next || !taken || !slot) {
        free(slot);
        return false;
    }
    free(s->slot);
    s->slot = slot;
    s->n_slots = 4 * capacity;
    s->next_capacity = capacity;
    for (size_t i = 0; i < s->n_next; i++) enter(s, s->next, i);
    return true;
}

/* --- one step ---------------------------------------------------------------------- */

static double log_sum(double a, double b)
{
    static const double NOTHING = 36; /* exp(-36) is lost in rounding */
    const double        high = fmax(a, b), gap = high - fmin(a, b);
    return gap < NOTHING ? high + log1p(exp(-gap)) : high;
}

static void go(search *s, state to, double cost)
{
    to.cost += cost;
    to.mass -= cost / 2;
    s->visit(s, &to);
}

static double reading_misfit(const search *s, double off)
{
    const double at = fmin(fabs(off) / s->misfit_step, MISFITS - 1);
    const size_t k = (size_t)at;
    return s->misfit[k] + (at - (double)k) * (s->misfit[k + 1] - s->misfit[k]);
}

static const double LEAST_MEAN = 1e-4; /* of a number of which none are expected */

/* The law of the number censored in a stretch: behind marks, more than the marks; elsewhere
 * of those at risk. */
typedef struct {
    bool   marked;
    double excess, n, mean, share;
    double log_none; /* log P(0) */
} leaving;

static leaving leaving_of(const search *s, const atr_step *step, double n)
{
    static const double MOST_SHARE = 1 - 1e-6;
    const atr_decoding *d = s->d;
    leaving             l = {.marked = d->marked, .excess = d->loss->excess, .n = n};
    if (l.marked) {
        l.mean = fmax(step->behind, LEAST_MEAN);
        l.log_none = atr_count_log_probability(l.excess, l.mean, 0);
        return l;
    }
    const double hazard = atr_hazard_between(d->loss, step->from, step->to);
    l.share = fmin(fmax(-expm1(-hazard), LEAST_MEAN / fmax(n, 1)), MOST_SHARE);
    l.mean = n * l.share;
    l.log_none = atr_share_log_none(l.excess, l.share, n);
    return l;
}

/* P(c + 1) / P(c) */
static double leaving_ratio(const leaving *l, double count)
{
    return l->marked ? atr_count_ratio(l->excess, l->mean, count)
                     : atr_share_ratio(l->excess, l->share, l->n, count);
}

/* Some are censored; as many as needed when the number at risk is printed next. */
static void wait_for(search *s, const atr_step *step, const state *from, double least)
{
    const atr_decoding *d = s->d;
    const double        n = from->at_risk, marks = (double)step->marks, most = n - least;
    const bool counted = step + 1 < d->step + d->n && step[1].kind == ATR_STEP_COUNT &&
                         !isnan(step[1].at_risk);
    const leaving l = leaving_of(s, step, n);
    double        cost = -2 * l.log_none, cheapest = INFINITY;
    for (double c = 0; c <= most; c++) {
        const double more = c - marks;
        const double total = more < 0 ? cost - more * MISSING_MARK : cost;
        if (!counted || c == most) {
            state to = *from;
            to.at_risk = (int32_t)(n - c);
            cheapest = fmin(cheapest, total);
            go(s, to, total);
        }
        if (more < 0) continue;
        cost -= 2 * log(leaving_ratio(&l, more));
        if (!counted && more >= l.mean && cost > cheapest + DEAR) break;
    }
}

/* How many events there may be, from what survival was read to be. */
static void fall_range(const search *s, const atr_step *step, const state *from,
                       double least, double *low, double *high)
{
    const atr_decoding      *d = s->d;
    const atr_reading_error *e = &d->error;
    const double             n = from->at_risk, before = from->survival;
    const double             reach =
        fmax(step->half, fmax(e->half + 6 * e->sd, e->wide_half + 3 * e->wide_sd));
    const double aim = before > 0 ? n * (1 - step->survival / before) : 0;
    const double width = before > 0 ? reach * n / before + 1 : 0;
    *high = fmin(ceil(aim + width), n - least);
    if (!isnan(d->events)) *high = fmin(*high, d->events - from->events);
    *high = fmax(*high, 0);
    *low = step->read ? fmin(fmax(floor(aim - width), step->falls), *high) : 0;
}

/* The probabilities of k, k + 1, ... events in a stretch.  A reading is taken just after an
 * event or anywhere: P(k) = aimed Q(k - 1) + (1 - aimed) Q(k), Q the others' probability.
 */
typedef struct {
    bool   known; /* there is something to expect */
    double excess, mean, aimed, k, others, others_before;
} expected;

static expected expect(const search *s, const atr_step *step, double n, double k)
{
    const atr_decoding *d = s->d;
    static const double LEAST_SHARE = 0.2; /* of the mean, who are others */
    expected            x = {.k = k};
    x.known = step->to + d->jitter > step->from - d->jitter && d->event->n > 1;
    if (!x.known) return x;
    const double rise =
        atr_hazard_between(d->event, step->from - d->jitter, step->to + d->jitter);
    const double mean = fmax(-n * expm1(-rise), LEAST_MEAN);
    x.excess = d->event->excess;
    x.aimed = step->aimed ? d->aimed : 0;
    x.mean = fmax(mean - x.aimed, LEAST_SHARE * mean);
    x.others = exp(atr_count_log_probability(x.excess, x.mean, k));
    x.others_before = k > 0 ? exp(atr_count_log_probability(x.excess, x.mean, k - 1)) : 0;
    return x;
}

/* The cost of the number, and on to the next. */
static double next_cost(expected *x)
{
    static const double HARDLY = 1e-30;
    if (!x->known) return 0;
    const double p = x->aimed * x->others_before + (1 - x->aimed) * x->others;
    x->others_before = x->others;
    x->others *= atr_count_ratio(x->excess, x->mean, x->k++);
    return -2 * log(p + HARDLY);
}

static double fall_misfit(const search *s, const atr_step *step, double survival)
{
    static const double OUTSIDE = 30; /* the cost of a printed figure that is not met */
    const double        off = step->survival - survival;
    if (!step->read) return 0;
    if (step->half > 0)
        return fabs(off) <= step->half ? 0 : OUTSIDE * fabs(off) / step->half;
    return step->weight * reading_misfit(s, off);
}

static void fall(search *s, const atr_step *step, const state *from, double least)
{
    const double n = from->at_risk;
    double       low, high;
    fall_range(s, step, from, least, &low, &high);
    expected x = expect(s, step, n, low);
    for (double k = low; k <= high; k++) {
        state to = *from;
        to.at_risk = (int32_t)(n - k);
        to.events = (int32_t)(from->events + k);
        to.survival = n > 0 ? from->survival * (1 - k / n) : from->survival;
        to.bucket = (int32_t)floor(to.survival / s->bucket);
        go(s, to, next_cost(&x) + s->d->tilt * k + fall_misfit(s, step, to.survival));
    }
}

/* How far a state is from what is printed. */
static double off_count(const atr_step *step, const state *st)
{
    return (isnan(step->at_risk) ? 0 : fabs(st->at_risk - step->at_risk)) +
           (isnan(step->events) ? 0 : fabs(st->events - step->events));
}

static double nearest_count(const search *s, size_t k)
{
    double nearest = INFINITY;
    for (size_t i = s->end[k]; i < s->end[k + 1]; i++)
        nearest = fmin(nearest, off_count(&s->d->step[k], &s->state[i]));
    return nearest;
}

/* Visit all states that step k leads to. */
static void take_step(search *s, size_t k)
{
    const atr_step *step = &s->d->step[k];
    const double    nearest = step->kind == ATR_STEP_COUNT ? nearest_count(s, k) : 0;
    s->at = k;
    for (size_t i = s->end[k]; i < s->end[k + 1] && !s->full; i++) {
        const state *from = &s->state[i];
        s->from = i;
        switch (step->kind) {
        case ATR_STEP_WAIT: wait_for(s, step, from, s->least[k + 1]); break;
        case ATR_STEP_FALL: fall(s, step, from, s->least[k + 1]); break;
        case ATR_STEP_COUNT:
            if (off_count(step, from) <= nearest) go(s, *from, 0);
            break;
        }
    }
}

/* --- forward ------------------------------------------------------------------------- */

static void collect(search *s, const state *to)
{
    if (to->cost > s->best + DEAR) return;
    if (s->n_next == s->next_capacity && !grow(s)) {
        s->full = true;
        return;
    }
    s->best = fmin(s->best, to->cost);
    const size_t at = find(s, s->next, to);
    if (!s->slot[at]) {
        s->next[s->n_next] = *to;
        s->next[s->n_next].parent = (uint32_t)s->from;
        s->taken[s->n_next] = at;
        s->slot[at] = (uint32_t)++s->n_next;
        return;
    }
    state       *other = &s->next[s->slot[at] - 1];
    const double mass = log_sum(other->mass, to->mass);
    if (to->cost < other->cost) {
        *other = *to;
        other->parent = (uint32_t)s->from;
    }
    other->mass = mass;
}

static bool before(const state *p, const state *q)
{
    if (p->cost != q->cost) return p->cost < q->cost;
    if (p->at_risk != q->at_risk) return p->at_risk < q->at_risk;
    if (p->events != q->events) return p->events < q->events;
    return p->bucket < q->bucket;
}

/* Move the k + 1 cheapest to the front (Hoare, Commun. ACM 4 (1961) 321). */
static void select_cheapest(state *list, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        const state pivot = list[low + (high - low) / 2];
        size_t      i = low, j = high;
        for (;;) {
            while (before(&list[i], &pivot)) i++;
            while (before(&pivot, &list[j])) j--;
            if (i >= j) break;
            const state other = list[i];
            list[i++] = list[j];
            list[j--] = other;
        }
        if (k <= j) high = j;
        else low = j + 1;
    }
}

static bool keep(search *s, size_t k)
{
    size_t n = 0;
    forget(s, s->n_next);
    for (size_t i = 0; i < s->n_next; i++)
        if (s->next[i].cost <= s->best + DEAR) s->next[n++] = s->next[i];
    if (n > s->d->width) {
        select_cheapest(s->next, n, s->d->width - 1);
        n = s->d->width;
    }
    if (s->n + n > s->capacity) {
        const size_t capacity = 2 * (s->n + n);
        state       *grown = realloc(s->state, capacity * sizeof *grown);
        if (!grown) return false;
        s->state = grown;
        s->capacity = capacity;
    }
    memcpy(s->state + s->n, s->next, n * sizeof *s->next);
    s->n += n;
    s->end[k + 2] = s->n;
    s->n_next = 0;
    s->best = INFINITY;
    return !s->full;
}

/* --- backward --------------------------------------------------------------------------
 */

/* Find the states after step k by their slots. */
static const state *open_step(search *s, size_t k)
{
    const state *list = s->state + s->end[k + 1];
    for (size_t i = 0; i < s->end[k + 2] - s->end[k + 1]; i++) enter(s, list, i);
    return list;
}

static void close_step(search *s, size_t k)
{
    forget(s, s->end[k + 2] - s->end[k + 1]);
}

static size_t step_states(const search *s, const state *to)
{
    const size_t k = s->at;
    const size_t at = find(s, s->state + s->end[k + 1], to);
    return s->slot[at] ? s->end[k + 1] + s->slot[at] - 1 : NOBODY;
}

static void come_back(search *s, const state *to)
{
    const size_t at = step_states(s, to);
    if (at == NOBODY) return;
    const double way = to->mass - s->state[s->from].mass + s->onward[at];
    s->onward[s->from] = log_sum(s->onward[s->from], way);
}

/* Only ends with the events wanted, or the nearest, count. */
static void end_there(search *s)
{
    const atr_decoding *d = s->d;
    double              nearest = INFINITY;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++)
        if (!isnan(d->events))
            nearest = fmin(nearest, fabs(s->state[i].events - d->events));
    for (size_t i = 0; i < s->n; i++) s->onward[i] = -HUGE_VAL;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++)
        if (isnan(d->events) || fabs(s->state[i].events - d->events) <= nearest)
            s->onward[i] = 0;
}

static void backward(search *s)
{
    end_there(s);
    s->visit = come_back;
    for (size_t k = s->d->n; k-- > 0;) {
        open_step(s, k);
        take_step(s, k);
        close_step(s, k);
    }
}

/* --- the way in the middle ---------------------------------------------------------------
 */

static void find_means(search *s, size_t k)
{
    double most = -HUGE_VAL, sum = 0, at_risk = 0, events = 0;
    for (size_t i = s->end[k]; i < s->end[k + 1]; i++)
        most = fmax(most, s->state[i].mass + s->onward[i]);
    for (size_t i = s->end[k]; i < s->end[k + 1]; i++) {
        const double p = exp(s->state[i].mass + s->onward[i] - most);
        sum += p;
        at_risk += p * s->state[i].at_risk;
        events += p * s->state[i].events;
    }
    s->mean_at_risk = at_risk / sum;
    s->mean_events = events / sum;
}

static void come_near(search *s, const state *to)
{
    const size_t at = step_states(s, to);
    if (at == NOBODY || !(s->onward[at] > -HUGE_VAL)) return;
    const double r = s->state[at].at_risk - s->mean_at_risk;
    const double e = s->state[at].events - s->mean_events;
    const double away = s->away[s->from] + r * r + e * e;
    if (!(away < s->away[at])) return;
    s->away[at] = away;
    s->state[at].parent = (uint32_t)s->from;
}

static void forward_again(search *s)
{
    for (size_t i = 0; i < s->n; i++) s->away[i] = INFINITY;
    s->away[0] = 0;
    s->visit = come_near;
    for (size_t k = 0; k < s->d->n; k++) {
        find_means(s, k + 1);
        open_step(s, k);
        take_step(s, k);
        close_step(s, k);
    }
}

/* --- the whole ----------------------------------------------------------------------- */

/* Somebody is followed to the last reading, unless it is printed that nobody is, or the
 * curve is at 0 before. */
static bool followed_to_the_end(const atr_decoding *d)
{
    static const double NEAR = 4;
    const double        nothing = d->error.half + NEAR * d->error.sd;
    double              level = 1; /* before the last reading */
    for (size_t k = 0; k < d->n; k++) {
        const atr_step *step = &d->step[k];
        if (step->kind == ATR_STEP_COUNT && step->at_risk < 1) return false;
        if (step->kind != ATR_STEP_FALL || !step->read) continue;
        if (level <= nothing) return false;
        level = step->survival;
    }
    return true;
}

static void look_ahead(search *s)
{
    const atr_decoding *d = s->d;
    const bool          followed = followed_to_the_end(d);
    double              least = 0;
    for (size_t k = d->n; k-- > 0;) {
        s->least[k + 1] = least;
        if (d->step[k].kind == ATR_STEP_COUNT) least = fmax(least, d->step[k].at_risk);
        if (d->step[k].kind == ATR_STEP_FALL && followed) least = fmax(least, 1);
    }
    s->least[0] = least;
}

static atr_status begin(search *s, atr_error *err)
{
    const atr_reading_error *e = &s->d->error;
    const size_t             n = s->d->n;
    s->end = calloc(n + 2, sizeof *s->end);
    s->least = calloc(n + 1, sizeof *s->least);
    s->state = malloc(sizeof *s->state);
    if (!s->end || !s->least || !s->state || !grow(s))
        return atr_fail_memory(err, "a search");
    s->misfit_step = fmax(e->half + 10 * e->sd, e->wide_half + 10 * e->wide_sd) / MISFITS;
    for (int k = 0; k <= MISFITS; k++)
        s->misfit[k] = atr_reading_misfit(e, k * s->misfit_step);
    s->bucket = e->sd + e->half;
    s->by_events = !isnan(s->d->events) || s->d->middle;
    for (size_t k = 0; k < n; k++)
        if (s->d->step[k].kind == ATR_STEP_COUNT && !isnan(s->d->step[k].events))
            s->by_events = true;
    s->best = INFINITY;
    s->capacity = s->n = 1;
    s->state[0] = (state){.at_risk = (int32_t)s->d->patients, .survival = 1};
    s->state[0].bucket = (int32_t)floor(1 / s->bucket);
    s->end[1] = 1;
    look_ahead(s);
    return ATR_OK;
}

static atr_status forward(search *s, atr_error *err)
{
    s->visit = collect;
    for (size_t k = 0; k < s->d->n; k++) {
        take_step(s, k);
        if (!keep(s, k)) return atr_fail_memory(err, "a search");
    }
    return ATR_OK;
}

static atr_status go_for_the_middle(search *s, atr_error *err)
{
    s->onward = malloc(2 * s->n * sizeof *s->onward);
    if (!s->onward) return atr_fail_memory(err, "a search");
    s->away = s->onward + s->n;
    while (s->next_capacity < s->d->width)
        if (!grow(s)) return atr_fail_memory(err, "a search");
    backward(s);
    forward_again(s);
    return ATR_OK;
}

/* The last state to trace back from: of those nearest to the events wanted, the cheapest or
 * the one in the middle. */
static size_t choose(const search *s)
{
    const atr_decoding *d = s->d;
    size_t              best = s->end[d->n];
    double              off = INFINITY, least = INFINITY;
    for (size_t i = s->end[d->n]; i < s->end[d->n + 1]; i++) {
        const state *st = &s->state[i];
        const double far = isnan(d->events) ? 0 : fabs(st->events - d->events);
        const double cost = d->middle ? s->away[i] : st->cost;
        if (far > off || (far == off && cost >= least)) continue;
        best = i;
        off = far;
        least = cost;
    }
    return best;
}

/* Of all ways to the end. */
static double log_mass(const search *s)
{
    double sum = -HUGE_VAL;
    for (size_t i = s->end[s->d->n]; i < s->end[s->d->n + 1]; i++)
        sum = log_sum(sum, s->state[i].mass);
    return sum;
}

static void trace(const search *s, size_t at, atr_decoded *out)
{
    out->events = s->state[at].events;
    out->left = s->state[at].at_risk;
    out->cost = -2 * log_mass(s);
    for (size_t k = s->d->n; k-- > 0;) {
        const size_t from = s->state[at].parent;
        if (s->d->step[k].kind != ATR_STEP_COUNT)
            out->count[k] = s->state[from].at_risk - s->state[at].at_risk;
        at = from;
    }
}

atr_status atr_decode(const atr_decoding *decoding, atr_decoded *decoded, atr_error *err)
{
    search s = {.d = decoding};
    *decoded = (atr_decoded){.count = calloc(decoding->n + 1, sizeof *decoded->count)};
    atr_status status = decoded->count ? begin(&s, err) : atr_fail_memory(err, "a search");
    if (!status) status = forward(&s, err);
    if (!status && decoding->middle) status = go_for_the_middle(&s, err);
    if (!status) trace(&s, choose(&s), decoded);
    free(s.state);
    free(s.end);
    free(s.least);
    free(s.next);
    free(s.taken);
    free(s.slot);
    free(s.onward);
    if (status) atr_decoded_free(decoded);
    return status;
}

void atr_decoded_free(atr_decoded *decoded)
{
    free(decoded->count);
    *decoded = (atr_decoded){0};
}
