/* draws_walk.c - patients on a lattice, and changes of a few of them. */
#include "published/draws_walk.h"

#include "base/fail.h"
#include "published/reconstruct_method.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- building -------------------------------------------------------------------------
 */

static bool allocate(draws_walk *w)
{
    const size_t cells = w->lattice->n, points = w->fit.n + 1;
    w->cell = calloc(w->n, sizeof *w->cell);
    w->way = calloc(w->n, sizeof *w->way);
    w->begin = calloc(w->lattice->n_segments + 1, sizeof *w->begin);
    w->at_risk = calloc(cells, sizeof *w->at_risk);
    w->share = calloc(points, sizeof *w->share);
    w->new_share = calloc(points, sizeof *w->new_share);
    bool whole = draws_curve_build(cells, &w->curve);
    whole &= draws_away_build(cells, &w->away);
    whole &= draws_curve_build(cells, &w->new_curve);
    whole &= w->cell && w->way && w->begin && w->at_risk && w->share && w->new_share;
    for (int way = 0; way < DRAWS_WAYS; way++) {
        w->count[way] = calloc(cells, sizeof *w->count[way]);
        w->weight[way] = calloc(cells, sizeof *w->weight[way]);
        whole &= w->count[way] && w->weight[way];
    }
    return whole;
}

/* In the order of their times, and so segment by segment, each as near to his time as can
 * be; those censored last leave at the end. */
static void settle(draws_walk *w, const atr_events *start)
{
    const draws_lattice *l = w->lattice;
    size_t               i = 0, segment = 0;
    w->fits = true;
    for (size_t k = 0; k < start->n; k++) {
        const double leaving[DRAWS_WAYS] = {start->censored[k], start->events[k]};
        for (int way = 0; way < DRAWS_WAYS; way++) {
            const bool last = way == DRAWS_CENSORED && k + 1 == start->n;
            for (double left = leaving[way]; left > 0; left--, i++) {
                while (i == l->leave[segment]) segment++;
                const size_t near =
                    last ? l->n - 1
                         : draws_lattice_nearest(l, way, segment, start->time[k]);
                w->fits &= near < l->n;
                w->cell[i] = (uint32_t)(near < l->n ? near : l->n - 1);
                w->way[i] = (uint8_t)(near < l->n ? way : DRAWS_CENSORED);
                w->count[w->way[i]][w->cell[i]]++;
            }
        }
    }
    for (size_t s = 0; s < l->n_segments; s++) w->begin[s + 1] = l->leave[s];
    for (size_t j = 0; j < l->n; j++)
        w->fits &= w->count[DRAWS_CENSORED][j] >= l->required[j];
}

atr_status draws_walk_build(const draws_lattice *lattice, const draws_normal *normal,
                            const atr_figure_arm *arm, const atr_points_error *error,
                            const atr_events *start, draws_walk *w, atr_error *err)
{
    *w = (draws_walk){.lattice = lattice, .n = (size_t)start->subjects};
    const atr_status status = draws_fit_build(lattice, normal, arm, error, &w->fit, err);
    if (status) return status;
    if (!allocate(w)) {
        draws_walk_free(w);
        return atr_fail_memory(err, "the patients of a curve");
    }
    settle(w, start);
    draws_walk_refresh(w);
    draws_fit_believe(&w->fit, &w->curve);
    w->printed = draws_fit_printed(&w->fit, &w->curve);
    w->misfit = w->printed + draws_fit_misfit(&w->fit, w->share, &w->curve);
    return ATR_OK;
}

void draws_walk_free(draws_walk *w)
{
    draws_fit_free(&w->fit);
    for (int way = 0; way < DRAWS_WAYS; way++) {
        free(w->count[way]);
        free(w->weight[way]);
    }
    free(w->cell);
    free(w->way);
    free(w->begin);
    free(w->at_risk);
    draws_curve_free(&w->curve);
    draws_curve_free(&w->new_curve);
    draws_away_free(&w->away);
    free(w->share);
    free(w->new_share);
    *w = (draws_walk){0};
}

atr_status draws_walk_table(const draws_walk *w, atr_events *table, atr_error *err)
{
    const size_t  n = w->lattice->n;
    double *const number = malloc(2 * n * sizeof *number);
    *table = (atr_events){0};
    if (!number) return atr_fail_memory(err, "the patients of a curve");
    for (size_t j = 0; j < n; j++) {
        number[j] = w->count[DRAWS_EVENT][j];
        number[n + j] = w->count[DRAWS_CENSORED][j];
    }
    const departures d = {n, w->lattice->time, number, number + n};
    const atr_status status = departures_count(&d, table, err);
    free(number);
    return status;
}

/* ---- the curve --------------------------------------------------------------------------
 */

/* At risk before a cell once the patients have changed: those who leave there or later. */
static int32_t new_at_risk(const draws_walk *w, uint32_t cell)
{
    int32_t n = w->at_risk[cell];
    for (size_t k = 0; k < w->n_changes; k++)
        n += (w->change[k].cell >= cell) - (w->before[k].cell >= cell);
    return n;
}

/* Product-limit through the cells that change, S_k = S_{k-1} (1 - d_k / n_k) over drops k.
 * Returns the number of drops up to there. */
static size_t rebuild_curve(draws_walk *w)
{
    const int32_t     *d = w->count[DRAWS_EVENT];
    draws_curve *const c = &w->new_curve;
    double             s = draws_curve_after(c, w->drops);
    size_t             k = w->drops;
    for (; k < c->n && c->cell[k] <= w->high; k++) {
        const uint32_t j = c->cell[k];
        s *= 1 - d[j] / (double)new_at_risk(w, j);
        c->level[k] = s;
    }
    return k;
}

/* Beyond the cells that change, from drop k on, survival changes by one factor.  What only
 * rounding makes it is no change: without losses between two cells it is the same whether
 * a patient has the event in one or the other. */
static void carry_on(draws_walk *w, size_t k)
{
    static const double ROUNDING = 1e-12; /* a loss between is more than that */
    const draws_curve  *old = &w->curve;
    draws_curve *const  c = &w->new_curve;
    const size_t        more = c->n - old->n; /* wraps below 0 */
    const double before = draws_curve_after(old, k - more), now = draws_curve_after(c, k);
    const bool   same = fabs(now - before) <= ROUNDING * before;
    const double factor = same ? 1 : now / before;
    w->touched = same ? w->high : w->lattice->n - 1;
    if (same && more == 0) return;
    for (; k < c->n; k++) c->level[k] = old->level[k - more] * factor;
}

static double find_misfit(draws_walk *w)
{
    w->first = draws_fit_first(&w->fit, w->low);
    w->last = draws_fit_shares(&w->fit, &w->new_curve, w->first, w->touched, w->new_share);
    w->new_printed = draws_fit_printed(&w->fit, &w->new_curve);
    return w->new_printed + draws_fit_misfit(&w->fit, w->new_share, &w->new_curve);
}

/* Those who leave at a cell or later, and where somebody has the event. */
static void count_patients(draws_walk *w)
{
    const size_t n = w->lattice->n;
    int32_t      at_risk = (int32_t)w->n;
    w->new_curve.n = 0;
    for (size_t j = 0; j < n; j++) {
        w->at_risk[j] = at_risk;
        at_risk -= w->count[DRAWS_EVENT][j] + w->count[DRAWS_CENSORED][j];
        if (w->count[DRAWS_EVENT][j] > 0) w->new_curve.cell[w->new_curve.n++] = (uint32_t)j;
    }
}

void draws_walk_refresh(draws_walk *w)
{
    count_patients(w);
    w->n_changes = w->drops = w->low = 0;
    w->high = w->touched = w->lattice->n - 1;
    rebuild_curve(w);
    w->new_misfit = find_misfit(w);
    draws_walk_keep(w);
}

/* ---- changes
 * ------------------------------------------------------------------------------ */

static double end_weight(const draws_walk *w)
{
    return w->count[DRAWS_CENSORED][w->lattice->n - 1] == 1 ? w->lone_end : 0;
}

static void leave(draws_walk *w, const draws_change *c, int32_t by)
{
    int32_t *count = &w->count[c->way][c->cell];
    *count += by;
    if (c->way != DRAWS_EVENT) return;
    if (by > 0 && *count == 1) draws_curve_add(&w->new_curve, c->cell);
    if (by < 0 && *count == 0) draws_curve_remove(&w->new_curve, c->cell);
}

/* Enter the changes into the counts; false when marks do not allow them. */
static bool enter(draws_walk *w, const draws_change *change, size_t n)
{
    w->n_changes = n;
    w->low = w->lattice->n;
    w->high = 0;
    for (size_t k = 0; k < n; k++) {
        const draws_change *to = &change[k];
        w->change[k] = *to;
        w->before[k] =
            (draws_change){to->patient, w->cell[to->patient], w->way[to->patient]};
        leave(w, &w->before[k], -1);
        leave(w, to, 1);
        const size_t a = w->before[k].cell, b = to->cell;
        const size_t low = a < b ? a : b, high = a < b ? b : a;
        if (low < w->low) w->low = low;
        if (high > w->high) w->high = high;
    }
    w->drops = draws_curve_before(&w->curve, w->low);
    bool possible = true;
    for (size_t k = 0; k < n; k++) {
        const size_t j = w->before[k].cell;
        possible &= w->count[DRAWS_CENSORED][j] >= w->lattice->required[j];
    }
    return possible;
}

void draws_walk_aim(draws_walk *w, const draws_aim *aim, double pull)
{
    w->aim = aim;
    w->pull = pull;
    draws_away_set(&w->away, aim, w->at_risk, w->count[DRAWS_EVENT]);
    w->squares = w->away.squares;
    w->score = w->away.score;
}

static void move_away(draws_walk *w, const draws_change *from, const draws_change *to)
{
    for (size_t k = 0; k < w->n_changes; k++)
        draws_away_move(&w->away, w->aim, from[k].cell, from[k].way == DRAWS_EVENT,
                        to[k].cell, to[k].way == DRAWS_EVENT);
}

/* How much nearer the change comes to the aim, as a part of the misfit. */
static double approach(draws_walk *w)
{
    const double before = draws_away_distance(&w->away, w->aim);
    move_away(w, w->before, w->change);
    return w->pull * (before - draws_away_distance(&w->away, w->aim));
}

/* Back to the table as it is; sums are not left to rounding. */
static void retreat(draws_walk *w)
{
    move_away(w, w->change, w->before);
    w->away.squares = w->squares;
    w->away.score = w->score;
}

double draws_walk_try(draws_walk *w, const draws_change *change, size_t n)
{
    const double end = end_weight(w);
    w->first = w->last = 0;
    const bool   possible = enter(w, change, n);
    const double nearer = w->aim ? approach(w) : 0;
    if (!possible) return -INFINITY;
    double law = end_weight(w) - end;
    for (size_t k = 0; k < n; k++)
        law += w->weight[w->change[k].way][w->change[k].cell] -
               w->weight[w->before[k].way][w->before[k].cell];
    if (w->aim) law = nearer / 2;
    carry_on(w, rebuild_curve(w));
    w->new_misfit = find_misfit(w);
    return law - (w->new_misfit - w->misfit) / 2;
}

static void copy_shares(draws_share *to, const draws_share *from, const draws_walk *w)
{
    memcpy(to + w->first, from + w->first, (w->last - w->first) * sizeof *to);
}

/* Who leaves later is at risk at more cells. */
static void move_at_risk(draws_walk *w)
{
    for (size_t k = 0; k < w->n_changes; k++) {
        const size_t from = w->before[k].cell, to = w->change[k].cell;
        for (size_t j = from + 1; j <= to; j++) w->at_risk[j]++;
        for (size_t j = to + 1; j <= from; j++) w->at_risk[j]--;
    }
}

void draws_walk_keep(draws_walk *w)
{
    for (size_t k = 0; k < w->n_changes; k++) {
        w->cell[w->change[k].patient] = w->change[k].cell;
        w->way[w->change[k].patient] = w->change[k].way;
    }
    move_at_risk(w);
    draws_curve_copy(&w->curve, &w->new_curve, w->drops);
    copy_shares(w->share, w->new_share, w);
    w->misfit = w->new_misfit;
    w->printed = w->new_printed;
    w->squares = w->away.squares;
    w->score = w->away.score;
}

void draws_walk_drop(draws_walk *w)
{
    for (size_t k = 0; k < w->n_changes; k++) {
        w->count[w->change[k].way][w->change[k].cell]--;
        w->count[w->before[k].way][w->before[k].cell]++;
    }
    if (w->aim) retreat(w);
    draws_curve_copy(&w->new_curve, &w->curve, w->drops);
    copy_shares(w->new_share, w->share, w);
}
