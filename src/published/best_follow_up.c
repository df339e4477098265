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
 * for large arms, where this takes long, fewer. */
static size_t states_for(const best_arm *b)
{
    static const double MOST = 400, IN_ALL = 120000; /* states times patients */
    return (size_t)fmax(fmin(MOST, IN_ALL / b->arm->n), 1);
}

/* The window begins at a share of the longest curve, and ends with it. */
static const double LATE[] = {0, 0.2, 0.4, 0.6, 0.8, 0.95};
static const double BEYOND = 1.002; /* so that somebody is followed to the end */

/* How many are lost over the length of the curves; the logarithm is thought to be normal.
 */
static const double LOST[] = {0.03, 0.1, 0.3, 0.8, 2};
static const double USUALLY_LOST = 0.165, LOG_SPREAD = 1.2;

/* Whether they are lost early, evenly or late. */
static const double SHAPE[] = {0.5, 1, 2};

/* The readings of a curve are no independent witnesses: their log probability counts less.
 */
static const double TRUST = 0.3;

enum {
    WINDOWS = sizeof LATE / sizeof *LATE,
    LOSTS = sizeof LOST / sizeof *LOST,
    SHAPES = sizeof SHAPE / sizeof *SHAPE
};

typedef struct {
    double from, to, end; /* end: of the longest curve */
    double lost, shape;
} follow_up;

/* The windows of one arm, each with some rates, and the log probability of its curve. */
typedef struct {
    bool   done;
    double lost[WINDOWS][LOSTS];
    double weight[WINDOWS][LOSTS];
} weighed;

struct best_windows {
    double  end;
    size_t  n;
    weighed arm[]; /* [n] */
};

static follow_up window(size_t w, double end, double lost)
{
    return (follow_up){LATE[w] * end, BEYOND * end, end, lost, 1};
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

/* --- weighing ------------------------------------------------------------------------ */

/* What the sizes of steps say.  Clicks are too coarse to show how many are at risk. */
static atr_status hear_curve(best_arm *b, const follow_up *f, double *weight,
                             atr_error *err)
{
    atr_decoded found;
    *weight = 0;
    if (b->readings.points.source == ATR_SOURCE_CLICKS) return ATR_OK;
    atr_status status = set_loss(b, f, err);
    if (!status) best_expect_behind(b);
    if (!status) status = best_decode(b, NAN, 0, states_for(b), false, &found, err);
    if (status) return status;
    *weight = -TRUST * found.cost / 2;
    atr_decoded_free(&found);
    return ATR_OK;
}

/* The log probability of the curve, with that of the rate, or of the events printed. */
static atr_status weigh(best_arm *b, const follow_up *f, double *weight, atr_error *err)
{
    static const double PART = 0.1; /* of the events: their variance given the curve */
    const atr_status    status = hear_curve(b, f, weight, err);
    const double        z = log(fmax(f->lost, LOST[0]) / USUALLY_LOST) / LOG_SPREAD;
    *weight -= z * z / 2;
    if (isnan(b->events)) return status;
    const double off = expected_events(b, f) - b->events;
    *weight -= off * off / (2 + 2 * PART * b->events);
    return status;
}

static atr_status weigh_arm(best_arm *b, double end, weighed *all, atr_error *err)
{
    const bool known = !isnan(b->events);
    atr_status status = ATR_OK;
    for (size_t w = 0; w < WINDOWS; w++)
        for (size_t r = 0; r < LOSTS && !status; r++) {
            all->weight[w][r] = -INFINITY;
            if (known && r > 0) continue;
            follow_up f = window(w, end, LOST[r]);
            if (known) f.lost = rate_for(b, &f);
            all->lost[w][r] = f.lost;
            status = weigh(b, &f, &all->weight[w][r], err);
        }
    return status;
}

static double log_total(const double *weight, size_t n)
{
    double most = -INFINITY, sum = 0;
    for (size_t i = 0; i < n; i++) most = fmax(most, weight[i]);
    if (!isfinite(most)) return -HUGE_VAL;
    for (size_t i = 0; i < n; i++) sum += exp(weight[i] - most);
    return most + log(sum);
}

/* What the other arms say of the windows. */
static void hear_others(const weighed *all, size_t n, size_t a, double *heard)
{
    for (size_t w = 0; w < WINDOWS; w++) {
        heard[w] = 0;
        for (size_t o = 0; o < n; o++)
            if (o != a && all[o].done) heard[w] += log_total(all[o].weight[w], LOSTS);
    }
}

/* The hazard of the mean of G. */
static atr_status set_mean_loss(best_arm *b, const weighed *own, const double *heard,
                                double end, atr_error *err)
{
    double weight[WINDOWS * LOSTS], before = 1;
    for (size_t i = 0; i < WINDOWS * LOSTS; i++)
        weight[i] = (own->weight[i / LOSTS][i % LOSTS] + heard[i / LOSTS]);
    const double     all = log_total(weight, WINDOWS * LOSTS);
    const atr_status status = best_hazard_room(&b->loss, PIECES + 1, loss_excess(b), err);
    for (int k = 1; !status && k <= PIECES; k++) {
        double share = 0;
        for (size_t i = 0; i < WINDOWS * LOSTS; i++) {
            if (!isfinite(weight[i])) continue;
            const follow_up f = window(i / LOSTS, end, own->lost[i / LOSTS][i % LOSTS]);
            share += exp(weight[i] - all) * followed(b, &f, piece(b, k));
        }
        best_hazard_knot(&b->loss, piece(b, k), log(before / share));
        before = share;
    }
    return status;
}

atr_status best_windows_weigh(best_arm *arm, size_t n, best_windows **windows,
                              atr_error *err)
{
    best_windows *const w = calloc(1, sizeof *w + n * sizeof *w->arm);
    atr_status          status = ATR_OK;
    *windows = w;
    if (!w) return atr_fail_memory(err, "the arms of a figure");
    w->n = n;
    for (size_t a = 0; a < n; a++) w->end = fmax(w->end, arm[a].end);
    for (size_t a = 0; a < n && !status; a++) {
        w->arm[a].done = !best_has_table(&arm[a]);
        if (w->arm[a].done) status = weigh_arm(&arm[a], w->end, &w->arm[a], err);
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
            if (w->arm[a].done) weight[k] += log_total(w->arm[a].weight[k], LOSTS);
    const size_t k = pick(weight, WINDOWS, random);
    for (size_t a = 0; a < w->n && !status; a++) {
        const weighed *own = &w->arm[a];
        if (!own->done) continue;
        follow_up f = window(k, w->end, own->lost[k][pick(own->weight[k], LOSTS, random)]);
        f.shape = SHAPE[atr_random_pick(random, SHAPES)];
        if (!isnan(arm[a].events)) f.lost = rate_for(&arm[a], &f);
        status = set_loss(&arm[a], &f, err);
    }
    return status;
}
