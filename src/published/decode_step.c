/* decode_step.c - what a step of the search along a curve leads to, and what it costs. */
#include "published/decode_search.h"

#include <math.h>
#include <stdlib.h>

static const double DEAR =
    30; /* above the cheapest number, in units of -2 log probability */
static const double MISSING_MARK = 30; /* the cost of a mark with nobody                 */

static void go(decode_search *s, decode_state to, double cost)
{
    to.cost += cost;
    if (to.cost > s->limit) return;
    to.mass -= cost / 2;
    s->visit(s, &to);
}

static double reading_misfit(const decode_search *s, double off)
{
    const double steps = fabs(off) / s->misfit_step, most = DECODE_MISFITS - 1;
    const double at = steps < most ? steps : most;
    const size_t k = (size_t)at;
    return s->misfit[k] + (at - (double)k) * (s->misfit[k + 1] - s->misfit[k]);
}

/* --- costs by number at risk -----------------------------------------------------------
 */

static decode_row *row_of(decode_search *s, const decode_state *from)
{
    decode_row *r = &s->row[from->at_risk];
    if (r->turn != s->turn)
        *r = (decode_row){.turn = s->turn, .low = INFINITY, .high = -INFINITY};
    return r;
}

/* One more cost at the end of a row, which is the last one. */
static void add_cost(decode_search *s, decode_row *r, double number, double cost)
{
    if (s->n_costs == s->cost_capacity) {
        const size_t  capacity = s->cost_capacity ? 2 * s->cost_capacity : 1024;
        double *const grown = realloc(s->cost, capacity * sizeof *grown);
        if (!grown) {
            s->full = true;
            return;
        }
        s->cost = grown;
        s->cost_capacity = capacity;
    }
    if (r->n++ == 0) {
        r->begin = s->n_costs;
        r->first = number;
    }
    s->cost[s->n_costs++] = cost;
}

/* --- patients are censored -------------------------------------------------------------
 */

static const double LEAST_MEAN = 1e-4; /* of a number of which none are expected */

/* The law of the number censored in a stretch: behind marks, more than the marks; elsewhere
 * of those at risk. */
typedef struct {
    bool   marked;
    double excess, n, mean, share;
    double log_none; /* log P(0) */
} leaving;

static leaving leaving_of(const decode_search *s, const atr_step *step, double n)
{
    static const double MOST_SHARE = 1 - 1e-6;
    const atr_decoding *d = s->d;
    leaving             l = {.marked = d->marked, .excess = d->loss->excess, .n = n};
    if (l.marked) {
        l.mean = fmax(step->behind, LEAST_MEAN);
        l.log_none = atr_count_log_probability(l.excess, l.mean, 0);
        return l;
    }
    l.share = fmin(fmax(-expm1(-s->hazard), LEAST_MEAN / fmax(n, 1)), MOST_SHARE);
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

/* As many are censored as needed when the number at risk is printed next. */
static void find_waiting(decode_search *s, const atr_step *step, double n, double least,
                         decode_row *r)
{
    const atr_decoding *d = s->d;
    const double        marks = (double)step->marks, most = n - least;
    const bool counted = step + 1 < d->step + d->n && step[1].kind == ATR_STEP_COUNT &&
                         !isnan(step[1].at_risk);
    const leaving l = leaving_of(s, step, n);
    double        cost = -2 * l.log_none, cheapest = INFINITY;
    for (double c = 0; c <= most; c++) {
        const double more = c - marks;
        const double total = more < 0 ? cost - more * MISSING_MARK : cost;
        if (!counted || c == most) {
            cheapest = fmin(cheapest, total);
            add_cost(s, r, c, total);
        }
        if (more < 0) continue;
        cost -= 2 * log(leaving_ratio(&l, more));
        if (!counted && more >= l.mean && cost > cheapest + DEAR) break;
    }
}

/* Some are censored. */
static void wait_for(decode_search *s, const atr_step *step, const decode_state *from,
                     double least)
{
    decode_row *const r = row_of(s, from);
    if (r->n == 0) find_waiting(s, step, from->at_risk, least, r);
    for (size_t i = 0; i < r->n; i++) {
        decode_state to = *from;
        to.at_risk -= (int32_t)(r->first + (double)i);
        go(s, to, s->cost[r->begin + i]);
    }
}

/* --- patients have the event -----------------------------------------------------------
 */

/* How many events there may be, from what survival was read to be. */
static decode_range fall_range(const decode_search *s, const atr_step *step,
                               const decode_state *from, double least)
{
    const atr_decoding      *d = s->d;
    const atr_reading_error *e = &d->error;
    const double             n = from->at_risk, before = from->survival;
    const double             reach =
        fmax(step->half, fmax(e->half + 6 * e->sd, e->wide_half + 3 * e->wide_sd));
    const double aim = before > 0 ? n * (1 - step->survival / before) : 0;
    const double width = before > 0 ? reach * n / before + 1 : 0;
    double       high = fmin(ceil(aim + width), n - least);
    if (!isnan(d->events)) high = fmin(high, d->events - from->events);
    high = fmax(high, 0);
    const double low = step->read ? fmin(fmax(floor(aim - width), step->falls), high) : 0;
    return (decode_range){low, high};
}

/* The same for all states before step k, and for all with as many at risk. */
static void find_ranges(decode_search *s, size_t k)
{
    const size_t first = s->end[k], n = s->end[k + 1] - first;
    if (n > s->range_capacity) {
        decode_range *const grown = realloc(s->range, 2 * n * sizeof *grown);
        if (!grown) {
            s->full = true;
            return;
        }
        s->range = grown;
        s->range_capacity = 2 * n;
    }
    for (size_t i = 0; i < n; i++) {
        const decode_state *from = &s->state[first + i];
        decode_row *const   r = row_of(s, from);
        s->range[i] = fall_range(s, &s->d->step[k], from, s->least[k + 1]);
        r->low = fmin(r->low, s->range[i].low);
        r->high = fmax(r->high, s->range[i].high);
    }
}

/* The probabilities of k, k + 1, ... events in a stretch.  A reading is taken just after an
 * event or anywhere: P(k) = aimed Q(k - 1) + (1 - aimed) Q(k), Q the others' probability.
 * Where survival falls in an instant there are some, and the limit of a shorter and shorter
 * stretch is the logarithmic law (Fisher, Corbet & Williams, J. Anim. Ecol. 12 (1943) 42)
 *
 *     P(k) = r^k / k / -log(1 - r),     r = excess / (1 + excess),   k > 0
 *
 * which for events that visits gather, of whom any number may be, is used up to n with r =
 * 1:
 *
 *     P(k) = 1 / k / (1 + 1 / 2 + ... + 1 / n)
 */
typedef struct {
    bool   known; /* there is something to expect */
    bool   instant;
    double excess, n, mean, aimed, k, others, others_before;
} expected;

static expected expect(const decode_search *s, const atr_step *step, double n, double k)
{
    const atr_decoding *d = s->d;
    static const double LEAST_SHARE = 0.2; /* of the mean, who are others */
    const double        jitter = step->part ? 0 : d->jitter;
    expected            x = {.n = n, .k = k};
    x.known = d->event->n > 1;
    x.instant = !(step->to + jitter > step->from - jitter);
    x.excess = d->event->excess;
    if (!x.known || x.instant) return x;
    const double rise =
        atr_hazard_between(d->event, step->from - jitter, step->to + jitter);
    const double mean = fmax(-n * expm1(-rise), LEAST_MEAN);
    x.aimed = step->aimed ? d->aimed : 0;
    x.mean = fmax(mean - x.aimed, LEAST_SHARE * mean);
    x.others = exp(atr_count_log_probability(x.excess, x.mean, k));
    x.others_before = k > 0 ? exp(atr_count_log_probability(x.excess, x.mean, k - 1)) : 0;
    return x;
}

static double next_cost_at_once(expected *x)
{
    static const double EULER = 0.57721566490153286;
    const double        k = x->k++, r = x->excess / (1 + x->excess);
    if (!(k > 0)) return 0;
    if (x->excess >= DECODE_GATHERED) return 2 * (log(k) + log(log(fmax(x->n, 1)) + EULER));
    return -2 * (k * log(r) - log(k) - log(-log1p(-r)));
}

/* The cost of the number, and on to the next. */
static double next_cost(expected *x)
{
    static const double HARDLY = 1e-30;
    if (!x->known) return 0;
    if (x->instant) return next_cost_at_once(x);
    const double p = x->aimed * x->others_before + (1 - x->aimed) * x->others;
    x->others_before = x->others;
    x->others *= atr_count_ratio(x->excess, x->mean, x->k++);
    return -2 * log(p + HARDLY);
}

static double fall_misfit(const decode_search *s, const atr_step *step, double survival)
{
    static const double OUTSIDE = 30; /* the cost of a printed figure that is not met */
    const double        off = step->survival - survival;
    if (!step->read) return 0;
    if (step->half > 0)
        return fabs(off) <= step->half ? 0 : OUTSIDE * fabs(off) / step->half;
    const decode_loose *loose = &s->loose[s->at];
    const double        misfit = reading_misfit(s, off) + loose->level;
    const bool          between = survival >= loose->low && survival <= loose->high;
    return step->weight * (between && loose->cost < misfit ? loose->cost : misfit);
}

static void find_falling(decode_search *s, const atr_step *step, double n, decode_row *r)
{
    expected x = expect(s, step, n, r->low);
    for (double k = r->low; k <= r->high; k++)
        add_cost(s, r, k, next_cost(&x) + s->d->tilt * k);
}

static void fall(decode_search *s, const atr_step *step, const decode_state *from)
{
    const decode_range range = s->range[s->from - s->end[s->at]];
    decode_row *const  r = row_of(s, from);
    const double       n = from->at_risk;
    if (r->n == 0) find_falling(s, step, n, r);
    if (s->full) return;
    const double *cost = s->cost + r->begin + (size_t)(range.low - r->first);
    for (double k = range.low; k <= range.high; k++) {
        decode_state to = *from;
        to.at_risk = (int32_t)(n - k);
        to.events = (int32_t)(from->events + k);
        to.survival = n > 0 ? from->survival * (1 - k / n) : from->survival;
        to.bucket = (int32_t)(to.survival / s->bucket); /* >= 0: as floor() */
        go(s, to, *cost++ + fall_misfit(s, step, to.survival));
    }
}

/* --- any step --------------------------------------------------------------------------
 */

/* How far a state is from what is printed. */
static double off_count(const atr_step *step, const decode_state *st)
{
    return (isnan(step->at_risk) ? 0 : fabs(st->at_risk - step->at_risk)) +
           (isnan(step->events) ? 0 : fabs(st->events - step->events));
}

static double nearest_count(const decode_search *s, size_t k)
{
    double nearest = INFINITY;
    for (size_t i = s->end[k]; i < s->end[k + 1]; i++)
        nearest = fmin(nearest, off_count(&s->d->step[k], &s->state[i]));
    return nearest;
}

void decode_turn_to(decode_search *s, size_t k)
{
    const atr_decoding *d = s->d;
    const atr_step     *step = &d->step[k];
    s->at = k;
    s->limit = s->dearest[k];
    s->turn++;
    s->n_costs = 0;
    switch (step->kind) {
    case ATR_STEP_WAIT:
        s->hazard = atr_hazard_between(d->loss, step->from, step->to);
        break;
    case ATR_STEP_FALL:
        s->hazard =
            atr_hazard_between(d->event, step->from - d->jitter, step->to + d->jitter);
        find_ranges(s, k);
        break;
    case ATR_STEP_COUNT: s->nearest = nearest_count(s, k); break;
    }
}

void decode_leave(decode_search *s, size_t i)
{
    const atr_step     *step = &s->d->step[s->at];
    const decode_state *from = &s->state[i];
    const double        least = s->least[s->at + 1];
    s->from = i;
    switch (step->kind) {
    case ATR_STEP_WAIT: wait_for(s, step, from, least); break;
    case ATR_STEP_FALL: fall(s, step, from); break;
    case ATR_STEP_COUNT:
        if (off_count(step, from) <= s->nearest) go(s, *from, 0);
        break;
    }
}

void decode_take_step(decode_search *s, size_t k)
{
    decode_turn_to(s, k);
    for (size_t i = s->end[k]; i < s->end[k + 1] && !s->full; i++) decode_leave(s, i);
}
