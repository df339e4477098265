/* draws_law.c - hazards and errors, given the patients. */
#include "published/draws_law.h"

#include <math.h>

/* What is thought before a curve is seen: mean and standard deviation of a logarithm. */
typedef struct {
    double mean, spread;
} prior;

static const prior  EVENT_LEVEL = {0, 1.5}, EVENT_STEP = {-1.2, 0.8};
static const prior  LOSS_LEVEL = {-1.8, 1.2}, LOSS_STEP = {-0.7, 0.5};
static const prior  AFTER = {-3.5, 2};
static const prior  SCALE = {0, 0.3};
static const double LATEST_FIRST = 1.25; /* a is even on (0, this) */

/* How far a Metropolis step goes. */
static const double STEP_MOVE = 0.5, AFTER_MOVE = 1, FIRST_MOVE = 0.15, SCALE_MOVE = 0.15;

enum { BINS = 5 * DRAWS_EVENT_PIECES };

/* The patients by the bin in which they left. */
typedef struct {
    double events[BINS], censored[BINS]; /* before the end                     */
    double end;                          /* censored there                     */
    double exposure[BINS];
} tally;

static size_t bin_of(double u, size_t bins)
{
    const double k = floor(u * (double)bins);
    return k < (double)bins ? (size_t)k : bins - 1;
}

static double middle(size_t bin)
{
    return ((double)bin + 0.5) / BINS;
}

static void count(const draws_walk *w, tally *t)
{
    const draws_lattice *l = w->lattice;
    *t = (tally){0};
    for (size_t j = 0; j < l->n; j++) {
        const size_t k = bin_of(l->time[j] / l->end, BINS);
        t->events[k] += w->count[DRAWS_EVENT][j];
        if (j + 1 < l->n) t->censored[k] += w->count[DRAWS_CENSORED][j];
        else t->end = w->count[DRAWS_CENSORED][j];
    }
    double later = t->end;
    for (size_t k = BINS; k-- > 0;) {
        const double left = t->events[k] + t->censored[k];
        t->exposure[k] = (later + left / 2) / BINS;
        later += left;
    }
}

/* ---- hazards --------------------------------------------------------------------------
 */

/* The dates of the analysis are even on (a, b). */
typedef struct {
    double first, last;
} date_window;

static date_window dates_of(const draws_law *law)
{
    return (date_window){law->first, fmax(law->first, 1) + exp(law->log_after)};
}

/* Their hazard and its integral up to u. */
static double date_hazard(const date_window *d, double u)
{
    return u > d->first ? 1 / (d->last - u) : 0;
}

static double date_cumulative(const date_window *d, double u)
{
    return u > d->first ? log((d->last - d->first) / (d->last - u)) : 0;
}

static double hazard_at(const draws_hazard *h, double u)
{
    return exp(h->log_hazard[bin_of(u, h->n)]);
}

static void list_hazards(const draws_hazard *h, double *hazard)
{
    for (size_t k = 0; k < h->n; k++) hazard[k] = exp(h->log_hazard[k]);
}

static double censoring_at(const draws_law *law, double u)
{
    const date_window d = dates_of(law);
    return hazard_at(&law->loss, u) + date_hazard(&d, u);
}

/* The weights of draws_walk.h.  Of a curve that ends with its last patient the end is not a
 * date but a time at which he left: it then counts as either. */
static void set_weights(const draws_law *law, draws_walk *w)
{
    const draws_lattice *l = w->lattice;
    const draws_hazard  *e = &law->event, *c = &law->loss;
    const date_window    dates = dates_of(law);
    double event[DRAWS_EVENT_PIECES], loss[DRAWS_EVENT_PIECES], stayed = 0, before = 0;
    double hazard = 1,
           log_hazard = 0; /* of being censored: often that of the cell before */
    list_hazards(e, event);
    list_hazards(c, loss);
    for (size_t j = 0; j < l->n; j++) {
        const double u = l->time[j] / l->end;
        const double half = (before + u) / 2; /* no piece is as small as a cell */
        stayed += (u - before) * (event[bin_of(half, e->n)] + loss[bin_of(half, c->n)]);
        before = u;
        const double left = -stayed - date_cumulative(&dates, u);
        const double censored = loss[bin_of(u, c->n)] + date_hazard(&dates, u);
        if (censored != hazard) log_hazard = log(censored);
        hazard = censored;
        w->weight[DRAWS_EVENT][j] =
            l->log_width[DRAWS_EVENT][j] + e->log_hazard[bin_of(u, e->n)] + left;
        w->weight[DRAWS_CENSORED][j] = l->log_width[DRAWS_CENSORED][j] + log_hazard + left;
    }
    const double last = censoring_at(law, 1);
    w->weight[DRAWS_CENSORED][l->n - 1] -= log(last);
    w->lone_end = log1p(last);
}

static void begin_hazard(draws_hazard *h, size_t n, const double *left, const tally *t)
{
    double before = 0;
    h->n = n;
    for (size_t k = 0; k < n; k++) {
        double leaving = 0, exposure = 0;
        for (size_t i = k * BINS / n; i < (k + 1) * BINS / n; i++) {
            leaving += left[i];
            exposure += t->exposure[i];
        }
        if (exposure > 0) before = log((leaving + 0.5) / (exposure + 0.5));
        h->log_hazard[k] = before;
    }
}

void draws_law_begin(draws_law *law, draws_walk *w, double first)
{
    tally t;
    count(w, &t);
    *law = (draws_law){.survival = w->fit.error.survival,
                       .time = w->fit.error.time,
                       .first = first,
                       .log_after = AFTER.mean};
    begin_hazard(&law->event, DRAWS_EVENT_PIECES, t.events, &t);
    begin_hazard(&law->loss, DRAWS_LOSS_PIECES, t.censored, &t);
    law->event.log_step = EVENT_STEP.mean;
    law->loss.log_step = LOSS_STEP.mean;
    set_weights(law, w);
}

/* ---- Metropolis steps -----------------------------------------------------------------
 */

static double square(double x)
{
    return x * x;
}

static double log_density(const prior *p, double x)
{
    return -square((x - p->mean) / p->spread) / 2;
}

static bool accept(atr_random *random, double log_ratio)
{
    return log_ratio >= 0 || log(atr_random_uniform(random)) < log_ratio;
}

/* Of the steps of a hazard that has x in piece k: those to its neighbours. */
static double neighbours_density(const draws_hazard *h, const prior *level, size_t k,
                                 double x)
{
    const double *g = h->log_hazard, spread = exp(h->log_step);
    double        sum = k ? -square((x - g[k - 1]) / spread) / 2 : log_density(level, x);
    if (k + 1 < h->n) sum -= square((g[k + 1] - x) / spread) / 2;
    return sum;
}

static void update_step(draws_hazard *h, const prior *step, atr_random *random)
{
    double squares = 0;
    for (size_t k = 1; k < h->n; k++)
        squares += square(h->log_hazard[k] - h->log_hazard[k - 1]);
    const double now = h->log_step, other = now + STEP_MOVE * atr_random_normal(random);
    const double steps = (double)h->n - 1;
    const double ratio = log_density(step, other) - log_density(step, now) -
                         squares * (exp(-2 * other) - exp(-2 * now)) / 2 -
                         steps * (other - now);
    if (accept(random, ratio)) h->log_step = other;
}

/* d events during the exposure e have density h^d exp(-h e). */
static void update_events(draws_law *law, const tally *t, atr_random *random)
{
    enum { SHARE = BINS / DRAWS_EVENT_PIECES };
    static const double REACH = 2.4;
    draws_hazard       *h = &law->event;
    for (size_t k = 0; k < h->n; k++) {
        double d = 0, e = 0;
        for (size_t i = k * SHARE; i < (k + 1) * SHARE; i++) {
            d += t->events[i];
            e += t->exposure[i];
        }
        const double now = h->log_hazard[k];
        const double other = now + REACH / sqrt(d + 2) * atr_random_normal(random);
        const double ratio = d * (other - now) - e * (exp(other) - exp(now)) +
                             neighbours_density(h, &EVENT_LEVEL, k, other) -
                             neighbours_density(h, &EVENT_LEVEL, k, now);
        if (accept(random, ratio)) h->log_hazard[k] = other;
    }
    update_step(h, &EVENT_STEP, random);
}

/* Log density under a law of the censorings in the bins of some pieces of loss. */
static double censoring_density(const draws_law *law, const tally *t, size_t first,
                                size_t last)
{
    enum { SHARE = BINS / DRAWS_LOSS_PIECES };
    const date_window dates = dates_of(law);
    double            sum = 0;
    for (size_t piece = first; piece < last; piece++) {
        const double loss = exp(law->loss.log_hazard[piece]);
        for (size_t k = piece * SHARE; k < (piece + 1) * SHARE; k++) {
            const double u = middle(k), left = t->events[k] + t->censored[k];
            sum -= loss * t->exposure[k];
            if (left > 0) sum -= left * date_cumulative(&dates, u);
            if (t->censored[k] > 0)
                sum += t->censored[k] * log(loss + date_hazard(&dates, u));
        }
    }
    if (last < law->loss.n) return sum;
    sum -= t->end * date_cumulative(&dates, 1);
    if (t->end == 1) sum += log1p(censoring_at(law, 1));
    return sum;
}

/* Take another law, which differs in pieces [first, last) of loss, when its density, with
 * `ratio` for what else changes, is high enough. */
static void consider(draws_law *law, const draws_law *other, double ratio, const tally *t,
                     size_t first, size_t last, atr_random *random)
{
    const double here = censoring_density(law, t, first, last);
    const double there = censoring_density(other, t, first, last);
    if (accept(random, ratio + there - here)) *law = *other;
}

static void update_censoring(draws_law *law, const tally *t, atr_random *random)
{
    static const double LOSS_MOVE = 0.5;
    const size_t        pieces = law->loss.n;
    draws_law           other;
    for (size_t k = 0; k < pieces; k++) {
        other = *law;
        double *to = &other.loss.log_hazard[k];
        *to += LOSS_MOVE * atr_random_normal(random);
        const double ratio =
            neighbours_density(&law->loss, &LOSS_LEVEL, k, *to) -
            neighbours_density(&law->loss, &LOSS_LEVEL, k, law->loss.log_hazard[k]);
        consider(law, &other, ratio, t, k, k + 1, random);
    }
    update_step(&law->loss, &LOSS_STEP, random);

    other = *law;
    other.first += FIRST_MOVE * atr_random_normal(random);
    if (other.first > 0 && other.first < LATEST_FIRST)
        consider(law, &other, 0, t, 0, pieces, random);
    other = *law;
    other.log_after += AFTER_MOVE * atr_random_normal(random);
    const double ratio =
        log_density(&AFTER, other.log_after) - log_density(&AFTER, law->log_after);
    consider(law, &other, ratio, t, 0, pieces, random);
}

static void rescale(const draws_law *law, draws_walk *w, double log_scale)
{
    const double scale = exp(log_scale);
    draws_fit_rescale(&w->fit, law->survival * scale, law->time * scale);
    draws_walk_refresh(w);
}

/* What clicks are off by is only an estimate; what pixels and paths are off by is known. */
static void update_scale(draws_law *law, draws_walk *w, atr_random *random)
{
    const double now = law->log_scale;
    const double other = now + SCALE_MOVE * atr_random_normal(random);
    draws_walk_refresh(w);
    if (w->fit.error.source != ATR_SOURCE_CLICKS || other > log(draws_fit_widest)) return;
    const double misfit = w->misfit;
    rescale(law, w, other);
    const double ratio =
        (misfit - w->misfit) / 2 + log_density(&SCALE, other) - log_density(&SCALE, now);
    if (accept(random, ratio)) law->log_scale = other;
    else rescale(law, w, now);
}

void draws_law_update(draws_law *law, draws_walk *w, atr_random *random)
{
    tally t;
    count(w, &t);
    update_events(law, &t, random);
    update_censoring(law, &t, random);
    update_scale(law, w, random);
    set_weights(law, w);
}
