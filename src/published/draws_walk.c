/* draws_walk.c - patients on a lattice, and changes of a few of them. */
#include "published/draws_walk.h"

#include "base/fail.h"

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
    w->survival = calloc(cells, sizeof *w->survival);
    w->new_at_risk = calloc(cells, sizeof *w->new_at_risk);
    w->new_survival = calloc(cells, sizeof *w->new_survival);
    w->share = calloc(points, sizeof *w->share);
    w->new_share = calloc(points, sizeof *w->new_share);
    bool whole = w->cell && w->way && w->begin && w->at_risk && w->survival &&
                 w->new_at_risk && w->new_survival && w->share && w->new_share;
    for (int way = 0; way < DRAWS_WAYS; way++) {
        w->count[way] = calloc(cells, sizeof *w->count[way]);
        w->weight[way] = calloc(cells, sizeof *w->weight[way]);
        whole &= w->count[way] && w->weight[way];
    }
    return whole;
}

/* In the order of their times, and so segment by segment; those censored last leave at the
 * end. */
static void settle(draws_walk *w, const atr_events *start)
{
    const draws_lattice *l = w->lattice;
    size_t               i = 0;
    for (size_t k = 0; k < start->n; k++) {
        const size_t row = draws_lattice_cell(l, start->time[k]);
        const double leaving[DRAWS_WAYS] = {start->censored[k], start->events[k]};
        for (int way = 0; way < DRAWS_WAYS; way++) {
            const bool   last = way == DRAWS_CENSORED && k + 1 == start->n;
            const size_t cell = last ? l->n - 1 : row;
            w->count[way][cell] += (int32_t)leaving[way];
            for (double left = leaving[way]; left > 0; left--, i++) {
                w->cell[i] = (uint32_t)cell;
                w->way[i] = (uint8_t)way;
            }
        }
        w->begin[l->segment[row] + 1] = i;
    }
    for (size_t s = 0; s < l->n_segments; s++)
        if (w->begin[s + 1] < w->begin[s]) w->begin[s + 1] = w->begin[s];
}

atr_status draws_walk_build(const draws_lattice *lattice, const draws_normal *normal,
                            const atr_figure_arm *arm, const atr_points_error *error,
                            const atr_events *start, draws_walk *w, atr_error *err)
{
    *w = (draws_walk){.lattice = lattice, .n = (size_t)start->subjects, .heat = 1};
    const atr_status status = draws_fit_build(lattice, normal, arm, error, &w->fit, err);
    if (status) return status;
    if (!allocate(w)) {
        draws_walk_free(w);
        return atr_fail_memory(err, "the patients of a curve");
    }
    settle(w, start);
    draws_walk_refresh(w);
    draws_fit_believe(&w->fit, w->survival);
    w->printed = draws_fit_printed(&w->fit, w->survival, 0);
    w->misfit = w->printed +
                draws_fit_misfit(&w->fit, w->share, w->drops, w->survival[lattice->n - 1]);
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
    free(w->survival);
    free(w->new_at_risk);
    free(w->new_survival);
    free(w->share);
    free(w->new_share);
    *w = (draws_walk){0};
}

/* ---- the curve --------------------------------------------------------------------------
 */

/* Product-limit through the cells [low, high], S_j = S_{j-1} (1 - d_j / n_j). */
static void rebuild_curve(draws_walk *w, size_t low, size_t high)
{
    const int32_t *d = w->count[DRAWS_EVENT], *c = w->count[DRAWS_CENSORED];
    double         n = w->at_risk[low], s = low ? w->survival[low - 1] : 1;
    for (size_t j = low; j <= high; j++) {
        w->new_at_risk[j] = n;
        if (d[j]) s *= 1 - d[j] / n;
        w->new_survival[j] = s;
        n -= d[j] + c[j];
    }
}

/* Beyond the cells that change, survival changes by one factor.  Where it was 0 no factor
 * says what it is now. */
static void carry_on(draws_walk *w)
{
    const size_t last = w->lattice->n - 1;
    const double before = w->survival[w->high], now = w->new_survival[w->high];
    w->touched = w->high;
    if (now == before || w->high == last) return;
    w->touched = last;
    if (before > 0) {
        const double factor = now / before;
        for (size_t j = w->high + 1; j <= last; j++)
            w->new_survival[j] = w->survival[j] * factor;
    } else {
        w->high = last;
        rebuild_curve(w, w->low, last);
    }
}

/* Points on which the cells that differ bear. */
static void weigh_points(draws_walk *w)
{
    w->first = draws_fit_first(&w->fit, w->low);
    size_t i = w->first;
    while (i < w->fit.n && w->fit.from[i] <= w->touched) {
        w->new_share[i] = draws_fit_share(&w->fit, w->new_survival, i);
        i++;
    }
    w->last = i;
}

static double find_misfit(draws_walk *w)
{
    const size_t last = w->lattice->n - 1;
    w->new_printed = w->printed + draws_fit_printed(&w->fit, w->new_survival, w->low) -
                     draws_fit_printed(&w->fit, w->survival, w->low);
    return w->new_printed +
           draws_fit_misfit(&w->fit, w->new_share, w->new_drops, w->new_survival[last]);
}

void draws_walk_refresh(draws_walk *w)
{
    const size_t last = w->lattice->n - 1;
    w->at_risk[0] = (double)w->n;
    rebuild_curve(w, 0, last);
    memcpy(w->at_risk, w->new_at_risk, (last + 1) * sizeof *w->at_risk);
    memcpy(w->survival, w->new_survival, (last + 1) * sizeof *w->survival);
    w->drops = 0;
    for (size_t j = 0; j <= last; j++) w->drops += w->count[DRAWS_EVENT][j] > 0;
    for (size_t i = 0; i < w->fit.n; i++)
        w->share[i] = w->new_share[i] = draws_fit_share(&w->fit, w->survival, i);
    w->printed = draws_fit_printed(&w->fit, w->survival, 0);
    w->misfit =
        w->printed + draws_fit_misfit(&w->fit, w->share, w->drops, w->survival[last]);
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
    if (by > 0) w->new_drops += *count == 1;
    else w->new_drops -= *count == 0;
}

/* Enter the changes into the counts; false when marks do not allow them. */
static bool enter(draws_walk *w, const draws_change *change, size_t n)
{
    w->n_changes = n;
    w->low = w->lattice->n;
    w->high = 0;
    w->new_drops = w->drops;
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
    w->away = draws_aim_distance(aim, w->at_risk, w->count[DRAWS_EVENT]);
}

double draws_walk_try(draws_walk *w, const draws_change *change, size_t n)
{
    const double end = end_weight(w);
    w->touched = w->first = w->last = 0;
    if (!enter(w, change, n)) {
        w->high = w->low; /* nothing was built */
        return -INFINITY;
    }
    double law = end_weight(w) - end;
    for (size_t k = 0; k < n; k++)
        law += w->weight[w->change[k].way][w->change[k].cell] -
               w->weight[w->before[k].way][w->before[k].cell];
    rebuild_curve(w, w->low, w->high);
    if (w->aim) {
        w->new_away = draws_aim_distance(w->aim, w->new_at_risk, w->count[DRAWS_EVENT]);
        law = w->pull * (w->away - w->new_away) / 2;
    }
    carry_on(w);
    weigh_points(w);
    w->new_misfit = find_misfit(w);
    return law - (w->new_misfit - w->misfit) / (2 * w->heat);
}

static void copy_cells(double *to, const double *from, size_t low, size_t high)
{
    if (high >= low) memcpy(to + low, from + low, (high - low + 1) * sizeof *to);
}

void draws_walk_keep(draws_walk *w)
{
    for (size_t k = 0; k < w->n_changes; k++) {
        w->cell[w->change[k].patient] = w->change[k].cell;
        w->way[w->change[k].patient] = w->change[k].way;
    }
    copy_cells(w->at_risk, w->new_at_risk, w->low, w->high);
    copy_cells(w->survival, w->new_survival, w->low, w->touched);
    memcpy(w->share + w->first, w->new_share + w->first,
           (w->last - w->first) * sizeof *w->share);
    w->drops = w->new_drops;
    w->misfit = w->new_misfit;
    w->printed = w->new_printed;
    w->away = w->new_away;
}

void draws_walk_drop(draws_walk *w)
{
    for (size_t k = w->n_changes; k-- > 0;) {
        leave(w, &w->change[k], -1);
        leave(w, &w->before[k], 1);
    }
    copy_cells(w->new_at_risk, w->at_risk, w->low, w->high);
    copy_cells(w->new_survival, w->survival, w->low, w->touched);
    memcpy(w->new_share + w->first, w->share + w->first,
           (w->last - w->first) * sizeof *w->share);
}
