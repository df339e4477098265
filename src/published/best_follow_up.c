/* best_follow_up.c - how patients were followed, where no numbers at risk are printed.
 *
 * Patients enter a trial over some time and its data are cut off on one day: all are
 * followed to `from`, then they leave evenly until `to`,
 *
 *     G(t) = min(1, (to - t) / (to - from)) exp(-lost (t / end)^shape)
 *
 * the rest being lost before, evenly on average (shape 1), but in one trial earlier or
 * later.  The window is common to all arms, who is lost is not.  Where
 * the events of an arm are printed they fix `lost`: N int G(t) d(1 - S(t)) = D.  Which
 * windows there are is weighed by how probable they make the curves of all arms (sizes of
 * steps, ends); the hazard is that of the mean of G, not of the likeliest. */
#include "published/best.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* States kept to compare: as many as steps of different sizes need to be told apart, but
 * for large arms, where this takes long, fewer, and all the more without leisure.  Clicks
 * of large arms, which do not tell sizes well, then are not asked. */
static size_t states_for(const best_arm *b, bool leisure)
{
    static const double MOST = 400, IN_ALL = 120000; /* states times patients */
    static const double HASTE = 4, MANY = 150;
    const double        n = b->arm->n, slower = leisure ? 1 : HASTE;
    const bool          clicks = b->readings.points.source == ATR_SOURCE_CLICKS;
    if (clicks && n > MANY && !leisure) return 0;
    return (size_t)fmax(fmin(MOST, IN_ALL / n) / slower, 1);
}

/* The window begins at a share of the longest curve and ends with it, so that somebody is
 * followed to the end.  Where a figure is cut, and all curves end at one time, it may also
 * end later. */
static const struct {
    double from, to;
} WINDOW[] = {{0, 1.002},   {0.2, 1.002},  {0.4, 1.002}, {0.6, 1.002},
              {0.8, 1.002}, {0.95, 1.002}, {1, 3},       {0.5, 1.6}};

/* How many are lost over the length of the curves; the logarithm is thought to be normal.
 */
static const double LOST[] = {0.03, 0.1, 0.3, 0.8, 2};
static const double USUALLY_LOST = 0.165, LOG_SPREAD = 1.2;

/* Whether they are lost early, evenly or late. */
static const double SHAPE[] = {0.5, 1, 2};

/* The readings of a curve are no independent witnesses: their log probability counts less.
 */
static const double TRUST = 0.3;

/* Where weighing begins; and a log probability below the best at which it ends. */
enum { USUAL_WINDOW = 2, USUAL_RATE = 1 };
static const double OUT_OF_QUESTION = 6;

enum {
    WINDOWS = sizeof WINDOW / sizeof *WINDOW,
    UNCUT = 6, /* the first of them */
    LOSTS = sizeof LOST / sizeof *LOST,
    SHAPES = sizeof SHAPE / sizeof *SHAPE
};

typedef struct {
    double from, to, end; /* end: of the longest curve */
    double lost, shape;
} follow_up;

/* One window with some rates, and the log probability of the curve of an arm. */
typedef struct {
    double lost[LOSTS], weight[LOSTS];
} weighed_window;

typedef struct {
    bool           done;
    weighed_window window[WINDOWS];
} weighed;

struct best_windows {
    double  end;
    size_t  n;
    weighed arm[]; /* [n] */
};

static follow_up window(size_t w, double end, double lost)
{
    return (follow_up){WINDOW[w].from * end, WINDOW[w].to * end, end, lost, 1};
}

/* G(t), never less than one of the patients. */
static double followed(const best_arm *b, const follow_up *f, double t)
{
    const double share = t > f->from ? (f->to - t) / (f->to - f->from) : 1;
    return fmax(share, 1 / (1 + b->arm->n)) * exp(-f->lost * pow(t / f->end, f->shape));
}

static double expected_events(const best_arm *b, const follow_up *f)
{
    double level = 1, share = 0;
    for (size_t j = 0; j < b->readings.n; j++) {
        const atr_reading *g = &b->readings.reading[j];
        const double       next = fmax(fmin(level, g->survival), 0);
        share += (level - next) * followed(b, f, (g->from + g->to) / 2);
        level = next;
    }
    return share * b->arm->n;
}

/* The rate that leads to the events printed, 0 when there are too few anyway. */
static double rate_for(const best_arm *b, const follow_up *ways)
{
    static const double MOST = 8;
    enum { HALVINGS = 30 };
    follow_up f = *ways;
    double    low = 0, high = MOST;
    f.lost = 0;
    if (expected_events(b, &f) <= b->events) return 0;
    for (int i = 0; i < HALVINGS; i++) {
        f.lost = (low + high) / 2;
        if (expected_events(b, &f) > b->events) low = f.lost;
        else high = f.lost;
    }
    return high;
}

enum { PIECES = 60 };

/* Few readings do not show how patients were followed: the share of n that is lost in a
 * stretch may be any, Beta(p, 1 - p), which an excess of n says (hazard.h).  Of many
 * patients one more or less does not show either. */
static double loss_excess(const best_arm *b)
{
    static const double MANY = 100;
    const double        n = b->arm->n;
    return b->fine ? fmin(n, MANY * MANY / n) : best_loss_excess;
}

static double piece(const best_arm *b, int k)
{
    return b->end * k / PIECES;
}

static atr_status set_loss(best_arm *b, const follow_up *f, atr_error *err)
{
    double           before = 1;
    const atr_status status = best_hazard_room(&b->loss, PIECES + 1, loss_excess(b), err);
    for (int k = 1; !status && k <= PIECES; k++) {
        const double share = followed(b, f, piece(b, k));
        best_hazard_knot(&b->loss, piece(b, k), log(before / share));
        before = share;
    }
    return status;
}

atr_status best_loss_vague(best_arm *b, atr_error *err)
{
    static const double VAGUE = 3;
    const follow_up     f = window(UNCUT / 2, b->end, USUALLY_LOST);
    const atr_status    status = set_loss(b, &f, err);
    b->loss.excess = VAGUE;
    return status;
}

/* --- weighing ------------------------------------------------------------------------ */

static double log_total(const double *weight, size_t n)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, weight[i]);
    if (!isfinite(most)) return -HUGE_VAL;
    for (size_t i = 0; i < n; i++) sum += exp(weight[i] - most);
    return most + log(sum);
}

/* Whose windows are weighed, and how. */
typedef struct {
    best_arm *b;
    double    end; /* of the longest curve */
    size_t    windows;
    bool      leisure;
} question;

/* What the sizes of steps say; of clicks not more than the number of events does. */
static atr_status hear_curve(const question *q, const follow_up *f, double *weight,
                             atr_error *err)
{
    best_arm *const b = q->b;
    const bool      clicks = b->readings.points.source == ATR_SOURCE_CLICKS;
    const size_t    states = states_for(b, q->leisure);
    atr_decoded     found;
    *weight = 0;
    if (states == 0 || (clicks && !isnan(b->events))) return ATR_OK;
    atr_status status = set_loss(b, f, err);
    if (!status) best_expect_behind(b);
    if (!status) status = best_decode(b, NAN, 0, states, false, &found, err);
    if (status) return status;
    *weight = -TRUST * found.cost / 2;
    atr_decoded_free(&found);
    return ATR_OK;
}

/* The log probability of the curve, with that of the rate, or of the events printed. */
static atr_status weigh(const question *q, const follow_up *f, double *weight,
                        atr_error *err)
{
    static const double PART = 0.1; /* of the events: their variance given the curve */
    const atr_status    status = hear_curve(q, f, weight, err);
    const double        z = log(fmax(f->lost, LOST[0]) / USUALLY_LOST) / LOG_SPREAD;
    *weight -= z * z / 2;
    if (isnan(q->b->events)) return status;
    const double off = expected_events(q->b, f) - q->b->events;
    *weight -= off * off / (2 + 2 * PART * q->b->events);
    return status;
}

static atr_status weigh_rate(const question *q, size_t w, size_t r, weighed_window *to,
                             atr_error *err)
{
    follow_up f = window(w, q->end, LOST[r]);
    if (!isnan(q->b->events)) f.lost = rate_for(q->b, &f);
    to->lost[r] = f.lost;
    return weigh(q, &f, &to->weight[r], err);
}

/* The rate that fits the events; or all, from the usual one on in both directions as far as
 * they are not out of the question; those beyond count for nothing. */
static atr_status weigh_window(const question *q, size_t w, weighed_window *to,
                               atr_error *err)
{
    const size_t rates = isnan(q->b->events) ? LOSTS : 1;
    const size_t usual = rates > USUAL_RATE ? USUAL_RATE : 0;
    for (size_t r = 0; r < LOSTS; r++) to->weight[r] = -INFINITY;
    atr_status status = weigh_rate(q, w, usual, to, err);
    double     best = to->weight[usual];
    for (int step = -1; step <= 1; step += 2)
        for (size_t r = usual + (size_t)step; !status && r < rates; r += (size_t)step) {
            status = weigh_rate(q, w, r, to, err);
            best = fmax(best, to->weight[r]);
            if (to->weight[r] < best - OUT_OF_QUESTION) break;
        }
    return status;
}

/* Likewise all windows; those beyond are no likelier than the last that was weighed. */
static atr_status weigh_arm(const question *q, weighed *all, atr_error *err)
{
    weighed_window *const at = all->window;
    atr_status            status = weigh_window(q, USUAL_WINDOW, &at[USUAL_WINDOW], err);
    double                best = log_total(at[USUAL_WINDOW].weight, LOSTS);
    for (size_t w = q->windows; w < WINDOWS; w++)
        for (size_t r = 0; r < LOSTS; r++) at[w].weight[r] = -INFINITY;
    for (int step = -1; step <= 1; step += 2) {
        bool out = false;
        for (size_t w = USUAL_WINDOW + (size_t)step; !status && w < q->windows;
             w += (size_t)step) {
            if (out) at[w] = at[w - (size_t)step];
            else status = weigh_window(q, w, &at[w], err);
            const double total = log_total(at[w].weight, LOSTS);
            best = fmax(best, total);
            out |= total < best - OUT_OF_QUESTION;
        }
    }
    return status;
}

/* What the other arms say of the windows. */
static void hear_others(const weighed *all, size_t n, size_t a, double *heard)
{
    for (size_t w = 0; w < WINDOWS; w++) {
        heard[w] = 0;
        for (size_t o = 0; o < n; o++)
            if (o != a && all[o].done)
                heard[w] += log_total(all[o].window[w].weight, LOSTS);
    }
}

/* The hazard of the mean of G. */
static atr_status set_mean_loss(best_arm *b, const weighed *own, const double *heard,
                                double end, atr_error *err)
{
    double weight[WINDOWS * LOSTS], before = 1;
    for (size_t i = 0; i < WINDOWS * LOSTS; i++)
        weight[i] = own->window[i / LOSTS].weight[i % LOSTS] + heard[i / LOSTS];
    const double     all = log_total(weight, WINDOWS * LOSTS);
    const atr_status status = best_hazard_room(&b->loss, PIECES + 1, loss_excess(b), err);
    for (int k = 1; !status && k <= PIECES; k++) {
        double share = 0;
        for (size_t i = 0; i < WINDOWS * LOSTS; i++) {
            if (!isfinite(weight[i])) continue;
            const follow_up f =
                window(i / LOSTS, end, own->window[i / LOSTS].lost[i % LOSTS]);
            share += exp(weight[i] - all) * followed(b, &f, piece(b, k));
        }
        best_hazard_knot(&b->loss, piece(b, k), log(before / share));
        before = share;
    }
    return status;
}

/* Do several curves end at one time? */
static bool is_cut(const best_arm *arm, size_t n, double end)
{
    static const double SAME = 0.002; /* of it */
    bool                same = n > 1;
    for (size_t a = 0; a < n; a++) same &= arm[a].readings.end >= (1 - SAME) * end;
    return same;
}

atr_status best_windows_weigh(best_arm *arm, size_t n, bool leisure, best_windows **windows,
                              atr_error *err)
{
    best_windows *const w = calloc(1, sizeof *w + n * sizeof *w->arm);
    atr_status          status = ATR_OK;
    *windows = w;
    if (!w) return atr_fail_memory(err, "the arms of a figure");
    w->n = n;
    for (size_t a = 0; a < n; a++) w->end = fmax(w->end, arm[a].end);
    const size_t tried = is_cut(arm, n, w->end) ? WINDOWS : UNCUT;
    for (size_t a = 0; a < n && !status; a++) {
        w->arm[a].done = !best_has_table(&arm[a]);
        const question q = {&arm[a], w->end, tried, leisure};
        if (w->arm[a].done) status = weigh_arm(&q, &w->arm[a], err);
    }
    return status;
}

atr_status best_windows_mean(const best_windows *w, best_arm *arm, atr_error *err)
{
    double     heard[WINDOWS];
    atr_status status = ATR_OK;
    for (size_t a = 0; a < w->n && !status; a++) {
        if (!w->arm[a].done) continue;
        hear_others(w->arm, w->n, a, heard);
        status = set_mean_loss(&arm[a], &w->arm[a], heard, w->end, err);
    }
    return status;
}

/* One of n, each as probable as exp(weight) says. */
static size_t pick(const double *weight, size_t n, atr_random *random)
{
    const double all = log_total(weight, n);
    double       left = atr_random_uniform(random);
    size_t       i = 0;
    for (; i + 1 < n; i++) {
        left -= exp(weight[i] - all);
        if (left < 0) break;
    }
    return i;
}

atr_status best_windows_draw(const best_windows *w, best_arm *arm, atr_random *random,
                             atr_error *err)
{
    double     weight[WINDOWS] = {0};
    atr_status status = ATR_OK;
    for (size_t k = 0; k < WINDOWS; k++)
        for (size_t a = 0; a < w->n; a++)
            if (w->arm[a].done) weight[k] += log_total(w->arm[a].window[k].weight, LOSTS);
    const size_t k = pick(weight, WINDOWS, random);
    for (size_t a = 0; a < w->n && !status; a++) {
        const weighed *own = &w->arm[a];
        if (!own->done) continue;
        follow_up f = window(
            k, w->end, own->window[k].lost[pick(own->window[k].weight, LOSTS, random)]);
        f.shape = SHAPE[atr_random_pick(random, SHAPES)];
        if (!isnan(arm[a].events)) f.lost = rate_for(&arm[a], &f);
        status = set_loss(&arm[a], &f, err);
    }
    return status;
}
