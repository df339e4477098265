/* draws_figure.c - lattices and points' errors of all arms, and chains over them. */
#include "published/draws_figure.h"

#include "base/fail.h"

#include <math.h>
#include <stdlib.h>

/* Cells for each standard deviation of a click in time, and how many there may be. */
static const double CELLS_PER_ERROR = 2.5;
enum { FEWEST_CELLS = 64, MOST_CELLS = 1500 };

/* Where dates of the analysis begin at first, as a share of the follow-up. */
static const double FIRST_DATE = 0.5;

/* ---- lattices --------------------------------------------------------------------------
 */

static double total_events(const atr_events *t)
{
    double sum = 0;
    for (size_t k = 0; k < t->n; k++) sum += t->events[k];
    return sum;
}

static bool is_open(const draws_lattice *l)
{
    return !l->fixed[l->n_groups - 1];
}

/* A printed total over all arms holds when the start has it; then two open arms can only
 * exchange, and a single one is not open. */
static void couple(draws_figure *f)
{
    size_t open = 0, last = 0;
    double events = 0;
    for (size_t a = 0; a < f->figure->n_arms; a++) {
        events += total_events(&f->start[a].table);
        if (!is_open(&f->lattice[a])) continue;
        open++;
        last = a;
    }
    if (events != f->figure->events) return;
    if (open == 1) f->lattice[last].fixed[f->lattice[last].n_groups - 1] = true;
    f->coupled = open > 1;
}

static double last_time(const atr_events *t)
{
    return t->time[t->n - 1];
}

/* The same cells for all arms: which of two events in one of them was first is not known.
 */
static double cell_width(const draws_figure *f)
{
    double width = INFINITY, shortest = INFINITY, longest = 0;
    for (size_t a = 0; a < f->figure->n_arms; a++) {
        const atr_points_error *e = &f->error[a];
        const bool              pixels = e->source == ATR_SOURCE_PIXELS;
        width = fmin(width, pixels ? e->time : e->time / CELLS_PER_ERROR);
        shortest = fmin(shortest, last_time(&f->start[a].table));
        longest = fmax(longest, last_time(&f->start[a].table));
    }
    return fmax(fmin(width, shortest / FEWEST_CELLS), longest / MOST_CELLS);
}

/* The length of the time axis, as far as is known: the last time in the figure. */
static double span_of(const draws_figure *f)
{
    double span = 0;
    for (size_t a = 0; a < f->figure->n_arms; a++) {
        const atr_figure_arm *arm = &f->figure->arm[a];
        const atr_events     *start = &f->start[a].table;
        span = fmax(span, last_time(start));
        span = fmax(span, arm->points.time[arm->points.n - 1]);
        if (arm->risk.n) span = fmax(span, arm->risk.time[arm->risk.n - 1]);
    }
    return span;
}

static atr_status find_error(draws_figure *f, size_t a, double span, atr_error *err)
{
    atr_points points = f->figure->arm[a].points;
    points.source = f->start[a].source;
    return atr_points_error_find(&points, span, &f->error[a], err);
}

atr_status draws_figure_build(const atr_figure *figure, const atr_reconstructed_arm *start,
                              draws_figure *f, atr_error *err)
{
    *f = (draws_figure){.figure = figure,
                        .start = start,
                        .normal = draws_normal_new(),
                        .lattice = calloc(figure->n_arms, sizeof *f->lattice),
                        .error = calloc(figure->n_arms, sizeof *f->error)};
    if (!f->normal || !f->lattice || !f->error)
        return atr_fail_memory(err, "the arms of a figure");
    const double span = span_of(f);
    atr_status   status = ATR_OK;
    for (size_t a = 0; !status && a < figure->n_arms; a++)
        status = find_error(f, a, span, err);
    const double width = status ? 0 : cell_width(f);
    for (size_t a = 0; !status && a < figure->n_arms; a++)
        status = draws_lattice_build(&figure->arm[a], &start[a].table, f->error[a].source,
                                     width, &f->lattice[a], err);
    if (!status) couple(f);
    return status;
}

void draws_figure_free(draws_figure *f)
{
    for (size_t a = 0; f->lattice && a < f->figure->n_arms; a++)
        draws_lattice_free(&f->lattice[a]);
    draws_normal_free(f->normal);
    free(f->lattice);
    free(f->error);
    *f = (draws_figure){0};
}

bool draws_figure_same(const draws_figure *f, const draws_figure *g)
{
    bool same = f->coupled == g->coupled;
    for (size_t a = 0; a < f->figure->n_arms; a++) {
        const draws_lattice *l = &f->lattice[a], *m = &g->lattice[a];
        same &= l->n_segments == m->n_segments && l->n_groups == m->n_groups;
        for (size_t k = 0; same && k < l->n_groups; k++) same = l->fixed[k] == m->fixed[k];
    }
    return same;
}

/* ---- chains ----------------------------------------------------------------------------
 */

static atr_status begin_arm(const draws_figure *f, const atr_reconstructed_arm *like,
                            size_t a, draws_member *m, atr_error *err)
{
    const atr_status status =
        draws_walk_build(&f->lattice[a], f->normal, &f->figure->arm[a], &f->error[a],
                         &(like ? like : f->start)[a].table, &m->walk, err);
    if (status) return status;
    m->open = is_open(&f->lattice[a]);
    draws_law_begin(&m->law, &m->walk, FIRST_DATE);
    return ATR_OK;
}

atr_status draws_figure_chain(const draws_figure *f, const atr_reconstructed_arm *like,
                              uint64_t seed, draws_chain *c, atr_error *err)
{
    const size_t n = f->figure->n_arms;
    *c = (draws_chain){.n_arms = n,
                       .arm = calloc(n, sizeof *c->arm),
                       .coupled = f->coupled,
                       .random = atr_random_start(seed)};
    if (!c->arm) {
        c->n_arms = 0;
        return atr_fail_memory(err, "the arms of a chain");
    }
    atr_status status = ATR_OK;
    for (size_t a = 0; !status && a < n; a++)
        status = begin_arm(f, like, a, &c->arm[a], err);
    return status;
}

void draws_chain_free(draws_chain *c)
{
    for (size_t a = 0; a < c->n_arms; a++) draws_walk_free(&c->arm[a].walk);
    free(c->arm);
}

atr_status draws_figure_restart(const draws_figure *f, size_t a, draws_chain *c,
                                atr_error *err)
{
    draws_walk_free(&c->arm[a].walk);
    return begin_arm(f, NULL, a, &c->arm[a], err);
}

/* ---- the same numbers ------------------------------------------------------------------
 */

static double events_of_group(const draws_walk *w, size_t group)
{
    const draws_lattice *l = w->lattice;
    double               sum = 0;
    for (size_t j = 0; j < l->n; j++)
        if (l->group[l->segment[j]] == group) sum += w->count[DRAWS_EVENT][j];
    return sum;
}

static double events_of_chain(const draws_chain *c)
{
    double sum = 0;
    for (size_t a = 0; a < c->n_arms; a++)
        for (size_t i = 0; i < c->arm[a].walk.n; i++) sum += c->arm[a].walk.way[i];
    return sum;
}

bool draws_chain_fits(const draws_chain *c, const draws_chain *known)
{
    bool fits = !c->coupled || events_of_chain(c) == events_of_chain(known);
    for (size_t a = 0; fits && a < c->n_arms; a++) {
        const draws_walk    *w = &c->arm[a].walk, *k = &known->arm[a].walk;
        const draws_lattice *l = w->lattice;
        fits = w->fits && w->n == k->n && w->fit.n_windows >= k->fit.n_windows;
        for (size_t g = 0; fits && g < l->n_groups; g++)
            fits = !l->fixed[g] || events_of_group(w, g) == events_of_group(k, g);
    }
    return fits;
}
