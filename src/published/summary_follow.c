/* summary_follow.c - follow-up from its median, the accrual window and the events. */
#include "published/summary_follow.h"

#include "base/fail.h"
#include "num/root.h"

#include <math.h>
#include <stdlib.h>

enum { GRID = 192 }; /* intervals while solving */

static const double DEFAULT_HALF_WIDTH = 0.2;
static const double MOST_POWER = 4;   /* of the accrual pattern, and its inverse */
static const double MOST_LOSS = 20;   /* per longest follow-up: nobody stays     */
static const double TOLERANCE = 1e-7; /* of the range searched */

double atr_follow_up_share(const atr_follow_up *g, double t)
{
    if (t >= g->longest) return 0;
    const double stay = g->loss > 0 ? exp(-g->loss * t) : 1;
    if (t <= g->shortest) return stay;
    const double u = (g->longest - t) / (g->longest - g->shortest);
    return stay * (g->power == 1 ? u : pow(u, g->power));
}

/* --- solving for the follow-up ------------------------------------------------ */

typedef struct {
    const atr_summary *summary;
    atr_follow_up     *follow;   /* [n_arms]                                        */
    double            *time;     /* [GRID + 1]                                      */
    double            *survival; /* [n_arms][GRID + 1]                              */
} solver;

/* E = N int_0^inf G dF, by the trapezoidal rule in F.  The grid is even, so exp(-loss t)
 * is a power of exp(-loss * step). */
static double expected_events(const solver *s, size_t arm, double loss)
{
    const double *survival = s->survival + arm * (GRID + 1);
    const double  factor = exp(-loss * s->time[1]);
    atr_follow_up window = s->follow[arm];
    window.loss = 0;
    double sum = 0, before = 1, stay = 1;
    for (size_t j = 1; j <= GRID && before > 0; j++) {
        stay *= factor;
        const double share = stay * atr_follow_up_share(&window, s->time[j]);
        sum += (before + share) / 2 * (survival[j - 1] - survival[j]);
        before = share;
    }
    return (double)s->summary->arm[arm].n * sum;
}

/* Is this an arm whose own number of events is unknown and whose loss is free? */
static bool shares_loss(const solver *s, size_t arm)
{
    return !isfinite(s->summary->arm[arm].events);
}

/* The loss that leaves so many events to one arm, or to all who share theirs. */
typedef struct {
    const solver *s;
    size_t        arm; /* n_arms: all who share */
    double        events;
} loss_equation;

static double excess_events(double loss, const void *context)
{
    const loss_equation *q = context;
    const size_t         n_arms = q->s->summary->n_arms;
    if (q->arm < n_arms) return expected_events(q->s, q->arm, loss) - q->events;
    double sum = -q->events;
    for (size_t a = 0; a < n_arms; a++)
        if (shares_loss(q->s, a)) sum += expected_events(q->s, a, loss);
    return sum;
}

/* The rate of loss that leaves `events`; 0 where even then there are too few. */
static double find_loss(const solver *s, size_t arm, double events)
{
    const loss_equation q = {s, arm, events};
    const double        most = MOST_LOSS / s->time[GRID];
    if (!(excess_events(0, &q) > 0)) return 0;
    const double loss = atr_root_between(excess_events, &q, 0, most, TOLERANCE * most);
    return isnan(loss) ? most : loss;
}

/* An arm with nothing but its events is given its hazard later: it tells no loss. */
static bool tells_loss(const atr_summary_arm *arm)
{
    return isfinite(arm->events) && (arm->n_landmarks > 0 || arm->median.value > 0);
}

/* Events left for the arms that share their loss; NaN when that is not known. */
static double shared_events(const solver *s)
{
    double left = s->summary->events;
    for (size_t a = 0; a < s->summary->n_arms; a++) {
        if (isfinite(s->summary->arm[a].events)) left -= s->summary->arm[a].events;
    }
    return left;
}

/* Give every arm its loss, for the administrative follow-up as it stands. */
static void settle_loss(const solver *s)
{
    const atr_summary *y = s->summary;
    double             patients = 0, losses = 0;
    for (size_t a = 0; a < y->n_arms; a++) {
        if (!tells_loss(&y->arm[a])) continue;
        s->follow[a].loss = find_loss(s, a, y->arm[a].events);
        patients += (double)y->arm[a].n;
        losses += (double)y->arm[a].n * s->follow[a].loss;
    }
    const double left = shared_events(s);
    double       common = patients > 0 ? losses / patients : 0;
    if (isfinite(left)) common = find_loss(s, y->n_arms, left);
    for (size_t a = 0; a < y->n_arms; a++)
        if (!tells_loss(&y->arm[a])) s->follow[a].loss = common;
}

static bool window_known(const atr_summary *y)
{
    return y->longest > 0;
}

static double half_width(const atr_summary *y)
{
    return y->follow_up.value * (y->half_width > 0 ? y->half_width : DEFAULT_HALF_WIDTH);
}

/* The administrative follow-up by its one free number: the centre of the window, or,
 * where the window is known, the negative logarithm of the power (more patients entered
 * early where it is larger). */
static void set_window(const solver *s, double x)
{
    const atr_summary *y = s->summary;
    for (size_t a = 0; a < y->n_arms; a++) {
        atr_follow_up *g = &s->follow[a];
        if (window_known(y)) {
            *g = (atr_follow_up){y->shortest, y->longest, exp(-x), 0};
        } else {
            const double w = half_width(y);
            *g = (atr_follow_up){x - w, x + w, 1, 0};
        }
    }
}

/* By how much the follow-up at the published median exceeds one half. */
static double excess_follow_up(double x, const void *context)
{
    const solver      *s = context;
    const atr_summary *y = s->summary;
    double             patients = 0, followed = 0;
    set_window(s, x);
    settle_loss(s);
    for (size_t a = 0; a < y->n_arms; a++) {
        const double n = (double)y->arm[a].n;
        patients += n;
        followed += n * atr_follow_up_share(&s->follow[a], y->follow_up.value);
    }
    return followed / patients - 0.5;
}

/* Where nothing meets the median, as near to it as can be. */
static void solve(const solver *s)
{
    const atr_summary *y = s->summary;
    const double       m = y->follow_up.value;
    double             low = m, high = m + half_width(y), x = 0;
    if (window_known(y)) {
        low = -log(MOST_POWER);
        high = log(MOST_POWER);
    }
    if (m > 0) {
        x = atr_root_between(excess_follow_up, s, low, high, TOLERANCE * (high - low));
        if (isnan(x))
            x = fabs(excess_follow_up(low, s)) <= fabs(excess_follow_up(high, s)) ? low
                                                                                  : high;
    }
    set_window(s, x);
    settle_loss(s);
}

atr_status atr_follow_up_solve(const atr_summary *summary, const atr_target *targets,
                               atr_follow_up *follows, atr_error *err)
{
    const size_t  n_arms = summary->n_arms, row = GRID + 1;
    double *const block = calloc((n_arms + 1) * row, sizeof *block);
    if (!block) return atr_fail_memory(err, "the follow-up");

    const double end = window_known(summary)
                           ? summary->longest
                           : summary->follow_up.value + 2 * half_width(summary);
    solver       s = {
              .summary = summary, .follow = follows, .time = block, .survival = block + row};
    for (size_t j = 0; j <= GRID; j++) {
        s.time[j] = end * (double)j / GRID;
        for (size_t a = 0; a < n_arms; a++)
            s.survival[a * row + j] = exp(-atr_target_hazard(&targets[a], s.time[j]));
    }
    solve(&s);
    free(block);
    return ATR_OK;
}
