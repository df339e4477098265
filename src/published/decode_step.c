/* decode_step.c - what a step of the search along a curve leads to, and what it costs. */
#include "published/decode_search.h"

#include <math.h>

static const double DEAR =
    30; /* above the cheapest number, in units of -2 log probability */
static const double MISSING_MARK = 30; /* the cost of a mark with nobody                 */

static void go(decode_search *s, decode_state to, double cost)
{
    to.cost += cost;
    to.mass -= cost / 2;
    s->visit(s, &to);
}

static double reading_misfit(const decode_search *s, double off)
{
    const double at = fmin(fabs(off) / s->misfit_step, DECODE_MISFITS - 1);
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
static void wait_for(decode_search *s, const atr_step *step, const decode_state *from,
                     double least)
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
            decode_state to = *from;
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
static void fall_range(const decode_search *s, const atr_step *step,
                       const decode_state *from, double least, double *low, double *high)
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

static expected expect(const decode_search *s, const atr_step *step, double n, double k)
{
    const atr_decoding *d = s->d;
    static const double LEAST_SHARE = 0.2; /* of the mean, who are others */
    const double        jitter = step->part ? 0 : d->jitter;
    expected            x = {.k = k};
    x.known = step->to + jitter > step->from - jitter && d->event->n > 1;
    if (!x.known) return x;
    const double rise =
        atr_hazard_between(d->event, step->from - jitter, step->to + jitter);
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

static double fall_misfit(const decode_search *s, const atr_step *step, double survival)
{
    static const double OUTSIDE = 30; /* the cost of a printed figure that is not met */
    const double        off = step->survival - survival;
    if (!step->read) return 0;
    if (step->half > 0)
        return fabs(off) <= step->half ? 0 : OUTSIDE * fabs(off) / step->half;
    return step->weight * reading_misfit(s, off);
}

static void fall(decode_search *s, const atr_step *step, const decode_state *from,
                 double least)
{
    const double n = from->at_risk;
    double       low, high;
    fall_range(s, step, from, least, &low, &high);
    expected x = expect(s, step, n, low);
    for (double k = low; k <= high; k++) {
        decode_state to = *from;
        to.at_risk = (int32_t)(n - k);
        to.events = (int32_t)(from->events + k);
        to.survival = n > 0 ? from->survival * (1 - k / n) : from->survival;
        to.bucket = (int32_t)floor(to.survival / s->bucket);
        go(s, to, next_cost(&x) + s->d->tilt * k + fall_misfit(s, step, to.survival));
    }
}

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

/* Visit all states that step k leads to. */
void decode_take_step(decode_search *s, size_t k)
{
    const atr_step *step = &s->d->step[k];
    const double    nearest = step->kind == ATR_STEP_COUNT ? nearest_count(s, k) : 0;
    s->at = k;
    for (size_t i = s->end[k]; i < s->end[k + 1] && !s->full; i++) {
        const decode_state *from = &s->state[i];
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
