/* decode_ahead.c - which states can go on to the number of events that is printed.
 *
 * A way that spends events where they are cheap has none left for the rest of the curve,
 * and that shows late.  So states are ranked by what is to be expected from each as well.
 * Of n at risk before a step
 *
 *     a fall of survival by the share q     q n have the event, (1 - q) n stay
 *     a wait with the hazard H              exp(-H) n stay, or n less the marks and those
 *                                           behind them
 *     a printed number at risk N            N stay
 *
 * and all of these are linear in n, so that from the last step back the events ahead are
 *
 *     e(n) = none + each n
 *
 * They are not fewer than the falls that readings tell apart, and not more than they would
 * be if nobody were censored.  The rank decides which states are kept, and nothing else
 * (as the auxiliary variable of Pitt & Shephard, JASA 94 (1999) 590-599): costs and
 * probabilities stay what they are. */
#include "published/decode_search.h"

#include <math.h>
#include <stdlib.h>

/* How far readings of one place may differ: standard deviations. */
static const double APART = 4;

/* ---- falls that readings tell apart ---------------------------------------------------
 *
 * A staircase that passes near all readings has levels, each near the readings of a run,
 * and falls in between, each at the time of a run.  Every run as long as can be: no
 * staircase has fewer falls. */

typedef struct {
    size_t step; /* that ends with the reading */
    double time, survival;
} reading;

/* None higher than one before it. */
static size_t list_readings(const atr_decoding *d, reading *list)
{
    double lowest = 1;
    size_t n = 0;
    for (size_t k = 0; k < d->n; k++) {
        if (d->step[k].kind != ATR_STEP_FALL || !d->step[k].read) continue;
        lowest = fmin(lowest, d->step[k].survival);
        list[n++] = (reading){k, d->step[k].to, lowest};
    }
    return n;
}

/* Of the readings from i on: the first that is not at the level of i, or not on its fall;
 * `end` is that of i + 1. */
static size_t end_of_level(const reading *list, size_t i, size_t end, double within)
{
    while (end > i + 1 && list[i].survival - list[end - 1].survival > 2 * within) end--;
    return end;
}

static size_t end_of_fall(const reading *list, size_t i, size_t end, double within)
{
    while (end > i + 1 && list[end - 1].time - list[i].time > 2 * within) end--;
    return end;
}

/* falls[i]: of readings i and after; fall_end[i]: where a fall that begins with i ends. */
static void count_falls(decode_search *s, const reading *list, size_t n, size_t *falls,
                        size_t *fall_end)
{
    const atr_reading_error *e = &s->d->error;
    const double             level = e->half + APART * e->sd, time = APART * s->d->jitter;
    size_t                   level_end = n, k = s->d->n + 1;
    falls[n] = 0;
    fall_end[n] = n;
    for (size_t i = n; i-- > 0;) {
        level_end = end_of_level(list, i, level_end, level);
        fall_end[i] = end_of_fall(list, i, fall_end[i + 1], time);
        falls[i] = level_end == n ? 0 : 1 + falls[fall_end[level_end]];
    }
    for (size_t i = n + 1; i-- > 0;)
        for (const size_t least = i ? list[i - 1].step + 1 : 0; k > least;)
            s->ahead[--k].falls = (double)falls[i];
}

/* ---- what is expected -----------------------------------------------------------------
 */

/* The share by which survival falls at each step, for now in `each` of the state before. */
static void find_shares(decode_search *s)
{
    double level = 1;
    for (size_t k = 0; k < s->d->n; k++) {
        const atr_step *step = &s->d->step[k];
        s->ahead[k].each = 0;
        if (step->kind != ATR_STEP_FALL || !step->read || !(level > 0)) continue;
        const double next = fmax(fmin(step->survival, level), 0);
        s->ahead[k].each = 1 - next / level;
        level = next;
    }
}

static void before_wait(const decode_search *s, const atr_step *step, decode_ahead *a)
{
    const double stay = exp(-atr_hazard_between(s->d->loss, step->from, step->to));
    if (s->d->marked) a->none -= a->each * ((double)step->marks + step->behind);
    else a->each *= stay;
}

static void before_fall(double share, decode_ahead *a)
{
    a->each = share + (1 - share) * a->each;
    a->all_stay = share + (1 - share) * a->all_stay;
}

/* What is ahead of a printed number of events does not matter before it. */
static void before_count(const atr_step *step, double *beyond, decode_ahead *a)
{
    if (!isnan(step->events)) {
        *beyond = a->falls + 1;
        *a = (decode_ahead){.printed = step->events};
    } else if (!isnan(step->at_risk)) {
        a->none += a->each * step->at_risk;
        a->each = 0;
    }
}

static void step_back(const decode_search *s, size_t k, double *beyond, decode_ahead *a)
{
    const atr_step *step = &s->d->step[k];
    switch (step->kind) {
    case ATR_STEP_WAIT: before_wait(s, step, a); break;
    case ATR_STEP_FALL: before_fall(s->ahead[k].each, a); break;
    case ATR_STEP_COUNT: before_count(step, beyond, a); break;
    }
}

static void expect(decode_search *s)
{
    decode_ahead a = {.printed = s->d->events};
    double       beyond = 0;
    find_shares(s);
    for (size_t k = s->d->n + 1; k-- > 0;) {
        a.falls = s->ahead[k].falls;
        if (k < s->d->n) step_back(s, k, &beyond, &a);
        s->ahead[k] = a;
        s->ahead[k].falls = fmax(s->ahead[k].falls - beyond, 0);
    }
}

bool decode_look_ahead(decode_search *s)
{
    const size_t   n = s->d->n;
    reading *const list = malloc((n + 1) * sizeof *list);
    size_t *const  falls = malloc(2 * (n + 1) * sizeof *falls);
    const bool     room = list && falls;
    if (room) {
        count_falls(s, list, list_readings(s->d, list), falls, falls + n + 1);
        expect(s);
    }
    free(list);
    free(falls);
    return room;
}

/* ---- ranks ----------------------------------------------------------------------------
 */

/* As a normal variable whose standard deviation is a share of what is expected, as how
 * patients leave is not known better.  Between few readings it is not known at all. */
double decode_rank(const decode_search *s, size_t k, const decode_state *st)
{
    static const double SHARE = 0.15, IMPOSSIBLE = 30;
    const decode_ahead *a = &s->ahead[k + 1];
    if (isnan(a->printed) || s->d->near > 0) return st->cost;
    const double left = a->printed - st->events, n = st->at_risk;
    const double expected = fmax(a->none + a->each * n, 0), off = left - expected;
    const double beyond = fmax(a->falls - left, 0) + fmax(left - a->all_stay * n - 1, 0);
    return st->cost + off * off / (1 + SHARE * SHARE * expected * expected) +
           IMPOSSIBLE * beyond;
}
